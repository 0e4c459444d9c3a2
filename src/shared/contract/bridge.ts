/**
 * What the Electron host gives the page beyond the contract, as `window.assay`. Absent in the browser host.
 *
 * The contract itself travels over a MessagePort that the page makes, as ports cannot pass through Electron's
 * context bridge:
 *
 *     const { port1, port2 } = new MessageChannel()
 *     window.postMessage(enginePortMessage, window.location.origin, [port2])
 *     const link = new RPCLink({ port: port1 })   // from @orpc/client/message-port
 *     port1.start()
 *
 * The preload script passes `port2` on to the engine. After a `HostEvent` of kind `engineRestarted` the old port is
 * dead: make and send a new one, then refetch.
 */

/** Content of the window message that carries the engine's port. */
export const enginePortMessage = 'assay:engine-port'

/** What a menu entry asks the page to do. */
export const menuCommands = [
  'workspace.new',
  'workspace.open',
  'workspace.close',
  'workspace.backup',
  'import.open',
  'export.open',
  'settings.open',
  'connect.open',
  'palette.open',
  'view.reload',
  'help.keys',
  'help.about',
] as const
export type MenuCommand = (typeof menuCommands)[number]

export type HostEvent =
  | { kind: 'command'; command: MenuCommand }
  /** Files the system asks to open: `.assay` workspaces and importable files, absolute paths. */
  | { kind: 'files'; paths: string[] }
  | { kind: 'engineRestarted' }

/** A file dialog filter, such as `{ name: 'Assay workspace', extensions: ['assay'] }`. */
export interface FileKind {
  name: string
  extensions: string[]
}

/** The host functions that the page may invoke; each answers over one `host` channel. */
export interface HostFunctions {
  /** Absolute paths, empty when the person cancelled. */
  pickOpenFiles(options: { title?: string; kinds: FileKind[]; isMultiple: boolean }): Promise<string[]>
  /** An absolute path, undefined when the person cancelled. */
  pickSaveFile(options: { title?: string; kinds: FileKind[]; defaultName: string }): Promise<string | undefined>
  /** Prints a self-contained page as a PDF file at an absolute path. Nothing of the page runs, and nothing is loaded. */
  printToPdf(options: { html: string; path: string }): Promise<void>
  revealInFolder(path: string): Promise<void>
  /** Opens the system's browser; only `https:` URLs, others are refused. */
  openExternal(url: string): Promise<void>
  setTitle(title: string): Promise<void>
}

export interface AssayBridge extends HostFunctions {
  platform: 'darwin' | 'win32' | 'linux'
  /** Absolute path of a dropped or picked `File`, empty when it has none (made in the page). */
  pathForFile(file: File): string
  /**
   * Host events of these kinds from now on, and those that came before anyone listened for their kind, such as the
   * file that Assay was started with. Returns a stop function.
   */
  onHostEvent(kinds: HostEvent['kind'][], listener: (event: HostEvent) => void): () => void
}

declare global {
  interface Window {
    assay?: AssayBridge
  }
}
