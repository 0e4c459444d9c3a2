/** A sink that stores in a real workspace, for tests in which what arrives is the subject. */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Database } from 'better-sqlite3'
import { onTestFinished } from 'vitest'
import { ingestBodies } from '../../../../src/main/engine/commands/ingest-otlp.ts'
import type { Encoding, Signal } from '../../../../src/main/receive/otlp/decode-body.ts'
import type { Sink, Submitted } from '../../../../src/main/receive/otlp/sink.ts'
import { ingestBatch } from '../../../../src/main/store/ingest.ts'
import { openWorkspace } from '../../../../src/main/store/open-store.ts'

export class StoreSink implements Sink {
  readonly db: Database

  constructor(db: Database) {
    this.db = db
  }

  async submit(signal: Signal, encoding: Encoding, body: Uint8Array): Promise<Submitted> {
    const { results } = ingestBodies([{ signal, encoding, body }], (batch) => ingestBatch(this.db, batch, Date.now()))
    const [result] = results
    if (result === undefined || 'error' in result) {
      throw result?.error
    }
    return result.value as Submitted
  }

  count(table: 'spans' | 'traces' | 'logs' | 'assessments'): number {
    return this.db.prepare(`SELECT count(*) FROM ${table}`).pluck().get() as number
  }
}

/** A workspace in a temporary folder, gone when the test ends. */
export function openStoreSink(): StoreSink {
  const folder = mkdtempSync(join(tmpdir(), 'assay-receive-'))
  const workspace = openWorkspace(join(folder, 'test.assay'), { mode: 'create' })
  onTestFinished(() => {
    workspace.close()
    rmSync(folder, { recursive: true })
  })
  return new StoreSink(workspace.db)
}
