import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { type BrowserContext, chromium } from '@playwright/test'
import { chromiumArguments, chromiumPath } from '../support/chromium.ts'
import { tell } from './control.ts'

let context: Promise<BrowserContext> | undefined
let profile: string | undefined

/** The one Chromium behind all windows; its DevTools endpoint is told to the test that forked us. */
export function openBrowser(): Promise<BrowserContext> {
  context ??= launch()
  return context
}

export async function closeBrowser(): Promise<void> {
  const opened = await context
  await opened?.close()
  if (profile !== undefined) rmSync(profile, { recursive: true, force: true, maxRetries: 5 })
}

async function launch(): Promise<BrowserContext> {
  profile = mkdtempSync(path.join(tmpdir(), 'assay-electron-host-'))
  const launched = await chromium.launchPersistentContext(profile, {
    executablePath: chromiumPath(),
    headless: process.env.ASSAY_HEADED !== '1',
    viewport: { width: 1440, height: 900 },
    // A window of Electron has the language of the app.
    locale: process.env.ASSAY_LOCALE ?? 'en-US',
    args: [...chromiumArguments, '--remote-debugging-port=0'],
  })
  tell({ kind: 'ready', endpoint: await readEndpoint(profile) })
  return launched
}

/** Chromium writes the port it chose, and the path of its browser target, into the profile. */
async function readEndpoint(folder: string): Promise<string> {
  for (let attempt = 0; attempt < 100; attempt += 1) {
    try {
      const [port, target] = readFileSync(path.join(folder, 'DevToolsActivePort'), 'utf8').split('\n')
      if (port && target) return `ws://127.0.0.1:${port}${target}`
    } catch {
      // Not written yet.
    }
    await delay(50)
  }
  throw new Error('Chromium did not say where its DevTools are.')
}
