/**
 * Starts the app on a new workspace and sends traces to its receivers, as an instrumented application and MLflow's
 * clients do.
 */
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
  /** Where MLflow clients send to, as `MLFLOW_TRACKING_URI`. */
  mlflowUrl: () => Promise<string>
  /** One call of the MLflow API; answers its JSON, and fails unless the status is 200. */
  mlflow: CallMlflow
}

/** `path` stands below `/api`, such as `/2.0/mlflow/runs/create`. */
export type CallMlflow = (method: string, path: string, body?: unknown) => Promise<Record<string, unknown>>

/** Address of a receiver, from the status bar: OTLP over HTTP comes first there, over gRPC second, MLflow third. */
async function findReceiver(page: Page, place: 0 | 2): Promise<string> {
  const status = page.getByText(/^(Receiving on|.+で受信中)/).first()
  await expect(status).toContainText(/\d+\D+\d+\D+\d+/)
  const ports = ((await status.textContent()) ?? '').match(/\d+/g) ?? []
  return `http://127.0.0.1:${ports[place]}`
}

async function post(address: string, traces: readonly MadeTrace[]): Promise<void> {
  const response = await fetch(`${address}/v1/traces`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: toOtlpJson(traces),
  })
  expect(response.status).toBe(200)
}

async function callMlflow(address: string, method: string, path: string, body: unknown) {
  const response = await fetch(`${address}/api${path}`, {
    method,
    ...(body === undefined ? {} : { headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) }),
  })
  const text = await response.text()
  expect(response.status, `${method} ${path} answered ${text}`).toBe(200)
  return JSON.parse(text) as Record<string, unknown>
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
      // Electron's window may be there before its workspace is.
      await expect(assay.page.getByRole('button', { name: /desk$/ })).toBeVisible()
      let address: string | undefined
      let mlflowAddress: string | undefined
      const mlflowUrl = async () => {
        mlflowAddress ??= await findReceiver(assay.page, 2)
        return mlflowAddress
      }
      return {
        ...assay,
        mlflowUrl,
        mlflow: async (method, path, body) => callMlflow(await mlflowUrl(), method, path, body),
        send: async (traces) => {
          address ??= await findReceiver(assay.page, 0)
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
