/** The parts of Electron's main-process API that Assay uses, played by Node and a Chromium (see register.mjs). */
import { createCipheriv, createDecipheriv, createHash, randomBytes } from 'node:crypto'
import { EventEmitter } from 'node:events'
import { mkdirSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { closeBrowser } from './browser.ts'
import { onControl, tell } from './control.ts'
import { takeInstanceLock } from './instance-lock.ts'
import { HostSession, PrintContents } from './print-contents.ts'
import {
  HostWebContents,
  invokeHandlers,
  ipcEvents,
  reportTitle,
  type SchemeHandler,
  schemeHandlers,
} from './web-contents.ts'

class HostApp extends EventEmitter {
  readonly isPackaged = false
  #userData = path.join(tmpdir(), 'assay-electron-host-data')
  #isQuitting = false

  setName(): void {}

  setPath(name: string, value: string): void {
    if (name === 'userData') this.#userData = value
  }

  getPath(): string {
    mkdirSync(this.#userData, { recursive: true })
    return this.#userData
  }

  getLocale(): string {
    return process.env.ASSAY_LOCALE ?? 'en-US'
  }

  requestSingleInstanceLock(): boolean {
    return takeInstanceLock(this.getPath(), (argv, folder) => this.emit('second-instance', {}, argv, folder))
  }

  addRecentDocument(): void {}

  async whenReady(): Promise<void> {}

  /** As in Electron: windows may be asked first, `before-quit` may hold the quit back, a second call may let it go. */
  quit(): void {
    let isPrevented = false
    this.emit('before-quit', {
      preventDefault: () => {
        isPrevented = true
      },
    })
    if (isPrevented || this.#isQuitting) return
    this.#isQuitting = true
    void closeBrowser().finally(() => process.exit(0))
  }
}

export const app = new HostApp()
process.on('SIGTERM', () => app.quit())
process.on('SIGINT', () => app.quit())
process.on('disconnect', () => app.quit())

interface WindowOptions {
  x?: number
  y?: number
  width?: number
  height?: number
  /** With a preload script a page of the app; without one a page that is only printed. */
  webPreferences: { preload: string } | { session: HostSession; javascript: boolean }
}

export class BrowserWindow extends EventEmitter {
  static readonly #all = new Set<BrowserWindow>()

  static getAllWindows(): BrowserWindow[] {
    return [...BrowserWindow.#all]
  }

  static fromWebContents(contents: HostWebContents): BrowserWindow | null {
    return BrowserWindow.getAllWindows().find((window) => window.webContents === contents) ?? null
  }

  readonly webContents: HostWebContents | PrintContents
  #bounds: { x: number; y: number; width: number; height: number }
  #isDestroyed = false
  #isMaximized = false

  constructor(options: WindowOptions) {
    super()
    const { x = 0, y = 0, width = 800, height = 600, webPreferences } = options
    this.#bounds = { x, y, width, height }
    this.webContents =
      'preload' in webPreferences
        ? new HostWebContents(webPreferences.preload)
        : new PrintContents(webPreferences.session, webPreferences.javascript)
    this.webContents.once('page-closed', () => this.#destroy())
    BrowserWindow.#all.add(this)
    app.emit('web-contents-created', {}, this.webContents)
  }

  async loadURL(url: string): Promise<void> {
    await this.webContents.load(url)
    this.emit('ready-to-show')
  }

  #destroy(): void {
    this.emit('close', { preventDefault: () => undefined })
    this.#isDestroyed = true
    BrowserWindow.#all.delete(this)
    this.emit('closed')
    if (BrowserWindow.#all.size === 0) app.emit('window-all-closed')
  }

  isDestroyed = (): boolean => this.#isDestroyed
  isMinimized = (): boolean => false
  isMaximized = (): boolean => this.#isMaximized
  getNormalBounds = () => this.#bounds
  maximize(): void {
    this.#isMaximized = true
  }
  show(): void {}
  restore(): void {}
  focus(): void {
    if (this.webContents instanceof HostWebContents) void this.webContents.page?.bringToFront()
  }
  destroy(): void {
    if (this.webContents instanceof PrintContents) void this.webContents.close()
    this.#destroy()
  }
  setTitle(title: string): void {
    reportTitle(title)
  }
}

export const ipcMain = {
  handle: (channel: string, handler: (event: unknown, ...args: unknown[]) => unknown) =>
    invokeHandlers.set(channel, handler),
  on: (channel: string, listener: (...args: unknown[]) => void) => ipcEvents.on(channel, listener),
}

export const protocol = {
  registerSchemesAsPrivileged: (): void => {},
  handle: (scheme: string, handler: SchemeHandler) => schemeHandlers.set(scheme, handler),
}

/** Answers that a test has given in advance, oldest first; without one a dialog is cancelled. */
const dialogAnswers: string[][] = []

export const dialog = {
  showOpenDialog: async (_window: BrowserWindow, options: unknown) => {
    tell({ kind: 'dialog', name: 'showOpenDialog', options })
    const filePaths = dialogAnswers.shift() ?? []
    return { canceled: filePaths.length === 0, filePaths }
  },
  showSaveDialog: async (_window: BrowserWindow, options: unknown) => {
    tell({ kind: 'dialog', name: 'showSaveDialog', options })
    const filePath = dialogAnswers.shift()?.[0] ?? ''
    return { canceled: filePath === '', filePath }
  },
  showMessageBox: async (options: unknown) => {
    tell({ kind: 'dialog', name: 'showMessageBox', options })
    return { response: 0 }
  },
}

interface MenuItem {
  label?: string
  click?: () => void
  submenu?: MenuItem[]
}

let menu: MenuItem[] = []

export const Menu = {
  buildFromTemplate: (template: MenuItem[]) => template,
  setApplicationMenu: (template: MenuItem[]) => {
    menu = template
  },
}

function findMenuItem(items: MenuItem[], [label, ...rest]: string[]): MenuItem | undefined {
  const item = items.find((candidate) => candidate.label === label)
  return rest.length === 0 ? item : findMenuItem(item?.submenu ?? [], rest)
}

function menuLabels(items: MenuItem[], prefix = ''): string[] {
  return items.flatMap(({ label, submenu }) =>
    label === undefined ? [] : [`${prefix}${label}`, ...menuLabels(submenu ?? [], `${prefix}${label} > `)],
  )
}

onControl((message) => {
  if (message.kind === 'answerDialog') dialogAnswers.push(message.paths)
  else if (message.kind === 'clickMenu') findMenuItem(menu, message.labels)?.click?.()
  else tell({ kind: 'menu', id: message.id, labels: menuLabels(menu) })
})

export const shell = {
  openExternal: async (url: string) => tell({ kind: 'openExternal', url }),
  showItemInFolder: (file: string) => tell({ kind: 'showItemInFolder', path: file }),
}

/** A keychain of this person's, one for each data folder; what it gives away is unreadable without it, as it should be. */
const vaultKey = () => createHash('sha256').update(`keychain of ${app.getPath()}`).digest()

export const safeStorage = {
  isEncryptionAvailable: (): boolean => true,
  getSelectedStorageBackend: (): string => 'gnome_libsecret',
  encryptString(text: string): Buffer {
    const iv = randomBytes(12)
    const cipher = createCipheriv('aes-256-gcm', vaultKey(), iv)
    const sealed = Buffer.concat([cipher.update(text, 'utf8'), cipher.final()])
    return Buffer.concat([iv, cipher.getAuthTag(), sealed])
  },
  decryptString(sealed: Buffer): string {
    const decipher = createDecipheriv('aes-256-gcm', vaultKey(), sealed.subarray(0, 12))
    decipher.setAuthTag(sealed.subarray(12, 28))
    return Buffer.concat([decipher.update(sealed.subarray(28)), decipher.final()]).toString('utf8')
  },
}

export const nativeTheme = { shouldUseDarkColors: false }

export const screen = { getDisplayMatching: () => ({ workArea: { x: 0, y: 0, width: 1920, height: 1080 } }) }

/** Chromium asks nobody here: Playwright's context grants no permissions. */
export const session = {
  fromPartition: (): HostSession => new HostSession(),
  defaultSession: {
    setPermissionRequestHandler: (): void => {},
    setPermissionCheckHandler: (): void => {},
    setDevicePermissionHandler: (): void => {},
  },
}
