/** The MLflow API over real HTTP on a real workspace; what the engine does in threads is run in place. */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Database } from 'better-sqlite3'
import { onTestFinished } from 'vitest'
import { ingestBodies } from '../../../../src/main/engine/commands/ingest-otlp.ts'
import type { Backend } from '../../../../src/main/receive/mlflow/backend.ts'
import { reads } from '../../../../src/main/receive/mlflow/reads.ts'
import { routes } from '../../../../src/main/receive/mlflow/routes.ts'
import { type MlflowServer, startMlflowServer } from '../../../../src/main/receive/mlflow/server.ts'
import type { Change } from '../../../../src/main/receive/mlflow/write-context.ts'
import { writes } from '../../../../src/main/receive/mlflow/writes.ts'
import { Activity } from '../../../../src/main/receive/otlp/activity.ts'
import { ByteBudget } from '../../../../src/main/receive/otlp/byte-budget.ts'
import { defaultLimits, type ReceiverLimits } from '../../../../src/main/receive/otlp/limits.ts'
import { ingestBatch } from '../../../../src/main/store/ingest.ts'
import { openWorkspace } from '../../../../src/main/store/open-store.ts'
import { createReviewLink } from '../../../../src/main/store/review-links.ts'
import { reviewEntryPath } from '../../../../src/shared/contract/review-page.ts'

export interface DeskAnswer<Body> {
  status: number
  /** Parsed when it is JSON, else the text. */
  body: Body
  headers: Headers
}

export interface MlflowDesk {
  /** Such as `http://127.0.0.1:40123`. */
  url: string
  /** The writing connection. */
  db: Database
  backend: Backend
  activity: Activity
  /** What the writes touched, in order. */
  changes: Change[]
  /** Errors that no client should cause; asserted to be none when the desk closes, unless a test empties the list. */
  bugs: unknown[]
  /** Objects are sent as JSON, texts and bytes as they are. */
  call<Body = unknown>(
    method: string,
    path: string,
    body?: unknown,
    headers?: Record<string, string>,
  ): Promise<DeskAnswer<Body>>
  close(): Promise<void>
}

export interface DeskOptions {
  token?: () => string
  limits?: Partial<ReceiverLimits>
  port?: number
}

/** A desk on a workspace of its own; closed when the test ends, which fails when a bug was met. */
export async function openMlflowDesk(options: DeskOptions = {}): Promise<MlflowDesk> {
  const folder = mkdtempSync(join(tmpdir(), 'assay-mlflow-'))
  const workspace = openWorkspace(join(folder, 'test.assay'), { mode: 'create' })
  const { db } = workspace
  const changes: Change[] = []
  const bugs: unknown[] = []
  const backend = createInlineBackend(db, changes)
  const limits = { ...defaultLimits, ...options.limits }
  const activity = new Activity(() => {})
  const server: MlflowServer = await startMlflowServer({
    port: options.port ?? 0,
    routes,
    backend,
    token: options.token ?? (() => ''),
    activity,
    budget: new ByteBudget(limits.maxInFlightBytes),
    limits,
    onBug: (error) => {
      bugs.push(error)
      return 'test'
    },
  })
  let isClosed = false
  const url = `http://127.0.0.1:${server.port}`
  const desk: MlflowDesk = {
    url,
    db,
    backend,
    activity,
    changes,
    bugs,
    call: (method, path, body, headers) => callDesk(url, method, path, body, headers),
    async close() {
      if (isClosed) return
      isClosed = true
      await server.close()
      workspace.close()
      rmSync(folder, { recursive: true, force: true })
      if (bugs.length > 0) throw bugs[0]
    },
  }
  onTestFinished(() => desk.close())
  return desk
}

function createInlineBackend(db: Database, changes: Change[]): Backend {
  return {
    db: () => db,
    // One line for all of them: a write's own types are checked where it is called.
    write: async (name, input) => {
      const write = writes[name] as (context: unknown, input: unknown) => never
      return structuredClone(
        write({ db, nowMs: Date.now(), touch: (change: Change) => changes.push(change) }, structuredClone(input)),
      )
    },
    read: async (name, input) => {
      const read = reads[name] as (db: Database, input: unknown) => never
      return structuredClone(read(db, structuredClone(input)))
    },
    ingestSpans: async ({ encoding, body, experimentId, runId }) => {
      const { results, stored } = ingestBodies([{ signal: 'traces', encoding, body, experimentId, runId }], (batch) =>
        ingestBatch(db, batch, Date.now()),
      )
      const [result] = results
      if (result === undefined || 'error' in result) throw result?.error
      for (const { traceIds, newTraces } of stored) {
        changes.push({ topic: 'traces', kind: newTraces > 0 ? 'arrived' : 'changed', traceIds })
      }
      return { accepted: (result.value as { accepted: number }).accepted }
    },
    createReviewLink: async (input) => `http://127.0.0.1:4490${reviewEntryPath(createReviewLink(db, input).token)}`,
  }
}

async function callDesk<Body>(
  url: string,
  method: string,
  path: string,
  body: unknown,
  headers: Record<string, string> = {},
): Promise<DeskAnswer<Body>> {
  const isRaw = typeof body === 'string' || body instanceof Uint8Array
  const response = await fetch(`${url}${path}`, {
    method,
    headers: { ...(body !== undefined && !isRaw && { 'content-type': 'application/json' }), ...headers },
    ...(body !== undefined && { body: isRaw ? (body as string) : JSON.stringify(body) }),
  })
  const text = await response.text()
  const isJson = response.headers.get('content-type')?.startsWith('application/json') ?? false
  const parsed: unknown = isJson && text !== '' ? JSON.parse(text) : text
  return { status: response.status, body: parsed as Body, headers: response.headers }
}
