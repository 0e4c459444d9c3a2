/** A window that is never shown and only prints: a Chromium of its own, without scripts, asked about each request. */
import { EventEmitter } from 'node:events'
import { type Browser, chromium, type Page } from '@playwright/test'
import { chromiumArguments, chromiumPath } from '../support/chromium.ts'

type RequestListener = (details: { url: string }, answer: (response: { cancel: boolean }) => void) => void

/** The part of a session made by `fromPartition` that Assay uses. */
export class HostSession {
  listener: RequestListener | undefined
  readonly webRequest = {
    onBeforeRequest: (listener: RequestListener): void => {
      this.listener = listener
    },
  }
  setPermissionRequestHandler(): void {}
  setPermissionCheckHandler(): void {}
  setDevicePermissionHandler(): void {}
}

export class PrintContents extends EventEmitter {
  readonly #session: HostSession
  readonly #javaScriptEnabled: boolean
  #browser: Browser | undefined
  #page: Page | undefined

  constructor(session: HostSession, javaScriptEnabled: boolean) {
    super()
    this.#session = session
    this.#javaScriptEnabled = javaScriptEnabled
  }

  setWindowOpenHandler(): void {}

  async load(url: string): Promise<void> {
    this.#browser = await chromium.launch({ executablePath: chromiumPath(), args: [...chromiumArguments] })
    const context = await this.#browser.newContext({ javaScriptEnabled: this.#javaScriptEnabled })
    await context.route('**/*', (route) => {
      const { listener } = this.#session
      if (listener === undefined) return route.continue()
      return listener({ url: route.request().url() }, ({ cancel }) => void (cancel ? route.abort() : route.continue()))
    })
    this.#page = await context.newPage()
    await this.#page.goto(url)
  }

  async printToPDF(options: {
    printBackground: boolean
    preferCSSPageSize: boolean
    pageSize: string
  }): Promise<Buffer> {
    const { printBackground, preferCSSPageSize, pageSize } = options
    if (this.#page === undefined) throw new Error('Nothing was loaded.')
    return this.#page.pdf({ printBackground, preferCSSPageSize, format: pageSize })
  }

  async close(): Promise<void> {
    await this.#browser?.close()
  }
}
