import { join } from 'node:path'
import { app, BrowserWindow, nativeTheme } from 'electron'
import { appOrigin } from './protocol.ts'
import { lockDownContents } from './security.ts'
import { readWindowState, rememberWindowState } from './window-state.ts'

export interface WindowFiles {
  /** The built preload script. */
  preload: string
  /** Where the window's place is remembered. */
  state: string
}

/** Paths relative to the built main script, `out/main/index.js`. */
export function windowFiles(mainFolder: string): WindowFiles {
  return {
    preload: join(mainFolder, '../preload/index.cjs'),
    state: join(app.getPath('userData'), 'window.json'),
  }
}

/** Opens the main window. It is shown when the page has something to show, so that it never flashes white. */
export async function openMainWindow(files: WindowFiles): Promise<BrowserWindow> {
  const state = readWindowState(files.state)
  const window = new BrowserWindow({
    width: 1360,
    height: 860,
    ...state.bounds,
    minWidth: 720,
    minHeight: 480,
    show: false,
    title: 'Assay',
    backgroundColor: nativeTheme.shouldUseDarkColors ? '#1a1b1e' : '#ffffff',
    webPreferences: {
      preload: files.preload,
      contextIsolation: true,
      sandbox: true,
      nodeIntegration: false,
      webviewTag: false,
      navigateOnDragDrop: false,
    },
  })
  lockDownContents(window.webContents)
  rememberWindowState(window, files.state)
  window.once('ready-to-show', () => {
    if (state.isMaximized) window.maximize()
    window.show()
  })
  const development = app.isPackaged ? undefined : process.env.ELECTRON_RENDERER_URL
  await window.loadURL(development ?? `${appOrigin}/`)
  return window
}
