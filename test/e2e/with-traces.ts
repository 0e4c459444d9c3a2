/** Starts the app on a new workspace and sends traces to its receiver, as an instrumented application does. */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { expect, type Page } from '@playwright/test'
import { openWorkspace } from '../../src/main/store/open-store.ts'
import { test as base, type Launched, type LaunchOptions } from './launch.ts'
import { type MadeTrace, toOtlpJson } from './make-traces.ts'

export interface Desk extends Launched {
  /** Sends traces; resolves when the receiver has stored them. */
  send: (traces: readonly MadeTrace[]) => Promise<void>
}

/** Address of the OTLP/HTTP receiver, from the status bar. */
async function findReceiver(page: Page): Promise<string> {
  const status = page.getByText(/^(Receiving on|.+で受信中)/).first()
  await expect(status).toContainText(/\d+/)
  const port = /\d+/.exec((await status.textContent()) ?? '')?.[0]
  return `http://127.0.0.1:${port}`
}

async function post(address: string, traces: readonly MadeTrace[]): Promise<void> {
  const response = await fetch(`${address}/v1/traces`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: toOtlpJson(traces),
  })
  expect(response.status).toBe(200)
}

interface Fixtures {
  /** The app with an empty workspace open, and a way to send it traces. */
  openDesk: (options?: LaunchOptions) => Promise<Desk>
}

export const test = base.extend<Fixtures>({
  openDesk: async ({ launch }, use) => {
    const folders: string[] = []
    await use(async (options = {}) => {
      const folder = mkdtempSync(path.join(tmpdir(), 'assay-desk-'))
      folders.push(folder)
      const workspace = path.join(folder, 'desk.assay')
      openWorkspace(workspace, { mode: 'create' }).close()
      const assay = await launch({ ...options, workspace })
      let address: string | undefined
      return {
        ...assay,
        send: async (traces) => {
          address ??= await findReceiver(assay.page)
          for (let at = 0; at < traces.length; at += 200) await post(address, traces.slice(at, at + 200))
        },
      }
    })
    for (const folder of folders) rmSync(folder, { recursive: true, force: true, maxRetries: 5 })
  },
})

/** Opens the trace whose row shows a text, and waits until its page takes keys. */
export async function openTrace(page: Page, text: string): Promise<void> {
  await rowWith(page, text).dblclick()
  await expect(page.getByRole('tabpanel')).toBeVisible()
}

/** The row of the list that shows a text. */
export function rowWith(page: Page, text: string) {
  return page.getByRole('row').filter({ hasText: text })
}
