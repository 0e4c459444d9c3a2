import { EventEmitter } from 'node:events'
import { readFileSync } from 'node:fs'
import path from 'node:path'
import type { Page, Route } from '@playwright/test'
import { openBrowser } from './browser.ts'
import { tell } from './control.ts'
import { type Packed, pack, TunnelledPort, unpack } from './ports.ts'

/**
 * Chromium as such knows no `app:` scheme, so pages live at an https address that never reaches the network; the app
 * sees its own addresses. `.test` is reserved: nobody else can own it.
 */
const pageOrigin = 'https://assay.app.test'
const appOrigin = 'app://assay'

export const toPageUrl = (url: string): string => url.replace(appOrigin, pageOrigin)
export const toAppUrl = (url: string): string => url.replace(pageOrigin, appOrigin)

export type SchemeHandler = (request: Request) => Promise<Response> | Response

/** Registered by `protocol.handle`. */
export const schemeHandlers = new Map<string, SchemeHandler>()

type InvokeHandler = (event: unknown, ...args: unknown[]) => unknown
export const invokeHandlers = new Map<string, InvokeHandler>()
export const ipcEvents = new EventEmitter()

type FromPage =
  | { kind: 'invoke'; channel: string; args: unknown[] }
  | { kind: 'post'; channel: string; message: Packed; ports: number[] }
  | { kind: 'portMessage'; id: number; data: Packed }
  | { kind: 'portClose'; id: number }

type WindowOpenHandler = (details: { url: string }) => { action: string }

/** The part of `WebContents` that Assay uses, over a Playwright page. */
export class HostWebContents extends EventEmitter {
  readonly #preload: string
  readonly #ports = new Map<number, TunnelledPort>()
  #page: Page | undefined
  #outgoing: unknown[] = []
  #isSending = false
  #openHandler: WindowOpenHandler = () => ({ action: 'deny' })

  constructor(preload: string) {
    super()
    this.#preload = preload
  }

  get page(): Page | undefined {
    return this.#page
  }

  setWindowOpenHandler(handler: WindowOpenHandler): void {
    this.#openHandler = handler
  }

  send(channel: string, ...args: unknown[]): void {
    this.#toPage({ kind: 'ipc', channel, args })
  }

  async load(url: string): Promise<void> {
    const context = await openBrowser()
    // The page that Chromium opened with becomes the first window.
    const page = context.pages().find((known) => known.url() === 'about:blank') ?? (await context.newPage())
    this.#page = page
    await page.exposeBinding('electronHostSend', (_source, message: FromPage) => this.#receive(message))
    await page.addInitScript({ content: makeInitScript(this.#preload) })
    await context.route('**/*', (route) => (ownerOf(route) === page ? this.#answer(route) : this.#refusePopup(route)))
    page.on('popup', (popup) => void closeOnceRefused(popup))
    page.on('close', () => this.emit('page-closed'))
    await page.goto(toPageUrl(url))
  }

  /** Ports of a page that was left are dead. */
  #dropPorts(): void {
    for (const port of this.#ports.values()) port.close()
    this.#ports.clear()
  }

  /** A page that this one opened: its address goes to the app, which may pass it to the system; the page never loads. */
  async #refusePopup(route: Route): Promise<void> {
    const request = route.request()
    await route.abort('aborted').catch(() => undefined)
    if (request.isNavigationRequest()) this.#openHandler({ url: toAppUrl(request.url()) })
  }

  async #answer(route: Route): Promise<void> {
    const request = route.request()
    const url = toAppUrl(request.url())
    if (request.isNavigationRequest() && request.frame() === this.#page?.mainFrame()) {
      let isPrevented = false
      const event = {
        url,
        preventDefault: () => {
          isPrevented = true
        },
      }
      if (this.#page.url() !== 'about:blank') this.emit('will-navigate', event)
      if (isPrevented) return route.abort('aborted')
      this.#dropPorts()
    }
    const handler = schemeHandlers.get(new URL(url).protocol.slice(0, -1))
    if (handler === undefined) return route.abort('blockedbyclient')
    const response = await handler(new Request(url, { method: request.method() }))
    await route.fulfill({
      status: response.status,
      headers: Object.fromEntries(response.headers),
      body: Buffer.from(await response.arrayBuffer()),
    })
  }

  async #receive(message: FromPage): Promise<unknown> {
    if (message.kind === 'portMessage') return void this.#ports.get(message.id)?.receive(unpack(message.data))
    if (message.kind === 'portClose') return void this.#ports.get(message.id)?.close()
    const senderFrame = { url: toAppUrl(this.#page?.url() ?? ''), parent: null }
    const event = { sender: this, senderFrame }
    if (message.kind === 'post') {
      const ports = message.ports.map((id) => this.#openPort(id))
      ipcEvents.emit(message.channel, { ...event, ports }, unpack(message.message))
      return undefined
    }
    try {
      const handler = invokeHandlers.get(message.channel)
      if (handler === undefined) throw new Error(`No handler registered for '${message.channel}'`)
      return { value: await handler(event, ...message.args) }
    } catch (error) {
      return { error: String(error) }
    }
  }

  #openPort(id: number): TunnelledPort {
    const port = new TunnelledPort(
      (data) => this.#toPage({ kind: 'portMessage', id, data: pack(data) }),
      () => this.#toPage({ kind: 'portClose', id }),
    )
    this.#ports.set(id, port)
    return port
  }

  /** One call into the page at a time, with everything that has gathered: keeps order and costs little. */
  #toPage(message: unknown): void {
    this.#outgoing.push(message)
    if (!this.#isSending) void this.#flush()
  }

  async #flush(): Promise<void> {
    this.#isSending = true
    while (this.#outgoing.length > 0 && this.#page !== undefined && !this.#page.isClosed()) {
      const messages = this.#outgoing.splice(0)
      // A page that is just being left does not get them; nor would it in Electron.
      await this.#page
        .evaluate(
          (batch) => (window as unknown as { electronHostReceive(batch: unknown[]): void }).electronHostReceive(batch),
          messages,
        )
        .catch(() => undefined)
    }
    this.#isSending = false
  }
}

/** The request of a page that was opened is refused first (see `#refusePopup`); some addresses make none at all. */
async function closeOnceRefused(popup: Page): Promise<void> {
  await popup.waitForEvent('requestfailed', { timeout: 5_000 }).catch(() => undefined)
  await popup.close().catch(() => undefined)
}

/** Playwright has no frame yet for the first request of a page that was just opened. */
function ownerOf(route: Route): Page | undefined {
  try {
    return route.request().frame().page()
  } catch {
    return undefined
  }
}

function makeInitScript(preloadFile: string): string {
  const template = readFileSync(path.join(import.meta.dirname, 'page-side.js'), 'utf8')
  const preload = readFileSync(preloadFile, 'utf8').replace(/^\/\/# sourceMappingURL=.*$/m, '')
  return template.replace(/^ *PRELOAD$/m, () => preload).replace('PLATFORM', JSON.stringify(process.platform))
}

export function reportTitle(title: string): void {
  tell({ kind: 'title', title })
}
