/** Electron's entry: what happens when the app starts, is asked for files, loses its windows and quits. */
import { join } from 'node:path'
import { app, BrowserWindow, dialog, ipcMain } from 'electron'
import { isWorkspaceFile } from '../shared/model/workspace-file.ts'
import { filesOfArguments } from './shell/argument-files.ts'
import { handleHostCalls } from './shell/dialogs.ts'
import { type EngineThread, startEngineThread } from './shell/engine-thread.ts'
import { watchOpenFile } from './shell/file-association.ts'
import { sendHostEvent } from './shell/host-events.ts'
import { askVault } from './shell/key-vault.ts'
import { setMenu } from './shell/menu.ts'
import { shellTexts } from './shell/menu-texts.ts'
import { registerAppScheme, serveAppScheme } from './shell/protocol.ts'
import { isTrustedFrame, lockDownSession } from './shell/security.ts'
import { becomeSingleInstance } from './shell/single-instance.ts'
import { openMainWindow, windowFiles } from './shell/window.ts'

/** How long the engine may take to close its workspace when the app quits. */
const closeTimeoutMs = 10_000

app.setName('Assay')
if (process.env.ASSAY_DATA) app.setPath('userData', process.env.ASSAY_DATA)
registerAppScheme()

let engine: EngineThread | undefined
let isQuitting = false
let language: 'system' | 'en' | 'ja' = 'system'
/** Files asked for before there is a window. */
const waitingFiles: string[] = []

function openFiles(paths: string[]): void {
  if (paths.length === 0) return
  for (const path of paths) app.addRecentDocument(path)
  const [first] = BrowserWindow.getAllWindows()
  if (first === undefined) waitingFiles.push(...paths)
  else sendHostEvent({ kind: 'files', paths }, first)
}

function showWindow(): void {
  const [existing] = BrowserWindow.getAllWindows()
  if (existing !== undefined) {
    if (existing.isMinimized()) existing.restore()
    existing.focus()
    return
  }
  openMainWindow(windowFiles(import.meta.dirname)).then(
    (opened) => {
      if (waitingFiles.length > 0) sendHostEvent({ kind: 'files', paths: waitingFiles.splice(0) }, opened)
    },
    // A window that was closed while it loaded.
    () => undefined,
  )
}

/** The built interface. */
function staticFolder(): string {
  return join(import.meta.dirname, '../renderer')
}

/** `workspace`: what Assay was started with; otherwise the one that was open last. */
function startEngine(workspace: string | undefined): EngineThread {
  return startEngineThread({
    dataFolder: app.getPath('userData'),
    staticFolder: staticFolder(),
    workspace,
    onState: (state) => {
      language = state.language
      setMenu(state)
    },
    askVault,
    onCrash: (error) => {
      process.stderr.write(`The engine stopped: ${error?.name ?? 'no error given'}\n`)
      const texts = shellTexts(language, app.getLocale())
      void dialog.showMessageBox({
        type: 'warning',
        message: texts.engineStopped,
        detail: texts.engineStoppedDetail,
        buttons: [texts.goOn],
      })
    },
    onRestarted: () => sendHostEvent({ kind: 'engineRestarted' }),
  })
}

async function start(): Promise<void> {
  await app.whenReady()
  lockDownSession()
  serveAppScheme(staticFolder())
  handleHostCalls()
  openFiles(filesOfArguments(process.argv, process.cwd()))
  engine = startEngine(waitingFiles.find(isWorkspaceFile))
  ipcMain.on('engine-port', (event) => {
    const [port] = event.ports
    if (port !== undefined && isTrustedFrame(event.senderFrame)) engine?.connect(port)
  })
  showWindow()
}

if (
  becomeSingleInstance((files) => {
    showWindow()
    openFiles(files)
  })
) {
  watchOpenFile(openFiles)
  app.on('activate', showWindow)
  app.on('window-all-closed', () => {
    if (process.platform !== 'darwin') app.quit()
  })
  app.on('before-quit', (event) => {
    if (isQuitting || engine === undefined) return
    event.preventDefault()
    isQuitting = true
    void engine.close(closeTimeoutMs).then(() => app.quit())
  })
  void start()
} else {
  app.quit()
}
