/** A workspace in a temporary folder and imports into it with the real decoders, normaliser and store. */
import { createReadStream, mkdtempSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { basename, join } from 'node:path'
import { Readable } from 'node:stream'
import type { Database } from 'better-sqlite3'
import { onTestFinished } from 'vitest'
import { type RunImportOptions, runImport } from '../../../src/main/exchange/import/run-import.ts'
import { summarizeSpan } from '../../../src/main/normalize/summarize.ts'
import { parseJsonLogs } from '../../../src/main/receive/otlp/json-logs.ts'
import { parseJsonTraces } from '../../../src/main/receive/otlp/json-trace.ts'
import { toAssessments } from '../../../src/main/receive/otlp/log-assessments.ts'
import { ingestBatch } from '../../../src/main/store/ingest.ts'
import { openWorkspace } from '../../../src/main/store/open-store.ts'
import type { ImportReport } from '../../../src/shared/model/job.ts'

export const decoders = { decodeOtlpTraces: parseJsonTraces, decodeOtlpLogs: parseJsonLogs, toAssessments }

export interface TestWorkspace {
  db: Database
  folder: string
  path: string
  importBytes(content: string | Buffer | readonly Buffer[], more?: Partial<RunImportOptions>): Promise<ImportReport>
  importFile(path: string, more?: Partial<RunImportOptions>): Promise<ImportReport>
}

export function makeFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'assay-exchange-'))
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }))
  return folder
}

export function makeWorkspace(): TestWorkspace {
  const folder = makeFolder()
  const path = join(folder, 'test.assay')
  const workspace = openWorkspace(path, { mode: 'create' })
  onTestFinished(() => workspace.close())
  const { db } = workspace
  let nowMs = 1_700_000_000_000
  const base = {
    ...decoders,
    summarize: summarizeSpan,
    ingest: async (batch: Parameters<RunImportOptions['ingest']>[0]) =>
      ingestBatch(db, structuredClone(batch), nowMs++),
  }
  return {
    db,
    folder,
    path,
    importBytes(content, more) {
      const chunks =
        typeof content === 'string' ? [Buffer.from(content)] : Buffer.isBuffer(content) ? [content] : content
      return runImport({ ...base, open: () => Readable.from(chunks), fileName: 'test.json', ...more })
    },
    importFile(file, more) {
      const { size, mtimeMs } = statSync(file)
      return runImport({
        ...base,
        open: () => createReadStream(file),
        fileName: basename(file),
        sizeBytes: size,
        path: file,
        modifiedAtMs: mtimeMs,
        ...more,
      })
    },
  }
}
