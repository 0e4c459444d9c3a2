import { BrowserWindow, dialog, type IpcMainInvokeEvent, ipcMain, shell } from 'electron'
import * as z from 'zod'
import type { HostFunctions } from '../../shared/contract/bridge.ts'
import { isPdfPath, printToPdf } from './print-to-pdf.ts'
import { isTrustedFrame, openExternalLink } from './security.ts'

const FileKinds = z.array(z.object({ name: z.string(), extensions: z.array(z.string()) }))
const OpenOptions = z.object({ title: z.string().optional(), kinds: FileKinds, isMultiple: z.boolean() })
const PdfOptions = z.object({ html: z.string(), path: z.string().refine(isPdfPath) })
const SaveOptions = z.object({ title: z.string().optional(), kinds: FileKinds, defaultName: z.string() })

type HostHandlers = {
  [K in keyof HostFunctions]: (argument: unknown, window: BrowserWindow) => ReturnType<HostFunctions[K]>
}

/** The host functions of the page (see `shared/contract/bridge.ts`); arguments are checked, as they come from it. */
const handlers: HostHandlers = {
  async pickOpenFiles(argument, window) {
    const { title, kinds, isMultiple } = OpenOptions.parse(argument)
    const { filePaths } = await dialog.showOpenDialog(window, {
      ...(title === undefined ? {} : { title }),
      filters: kinds,
      properties: isMultiple ? ['openFile', 'multiSelections'] : ['openFile'],
    })
    return filePaths
  },
  async pickSaveFile(argument, window) {
    const { title, kinds, defaultName } = SaveOptions.parse(argument)
    const { canceled, filePath } = await dialog.showSaveDialog(window, {
      ...(title === undefined ? {} : { title }),
      filters: kinds,
      defaultPath: defaultName,
    })
    return canceled ? undefined : filePath
  },
  printToPdf: (argument) => printToPdf(PdfOptions.parse(argument)),
  async revealInFolder(argument) {
    shell.showItemInFolder(z.string().parse(argument))
  },
  openExternal: (argument) => openExternalLink(z.string().parse(argument)),
  async setTitle(argument, window) {
    window.setTitle(z.string().max(500).parse(argument))
  },
}

/** Answers the page's host calls on the one `host` channel; unknown names and foreign frames are refused. */
export function handleHostCalls(): void {
  ipcMain.handle('host', (event: IpcMainInvokeEvent, name: unknown, argument: unknown) => {
    const window = BrowserWindow.fromWebContents(event.sender)
    if (window === null || !isTrustedFrame(event.senderFrame)) throw new Error('Refused.')
    if (typeof name !== 'string' || !Object.hasOwn(handlers, name)) throw new Error('There is no such host function.')
    return handlers[name as keyof HostFunctions](argument, window)
  })
}
