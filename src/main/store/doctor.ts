/** Examines a workspace file without changing it. */
import { existsSync } from 'node:fs'
import type { Database } from 'better-sqlite3'
import { AppError } from '../../shared/model/error.ts'
import type { DoctorReport } from '../../shared/model/workspace.ts'
import { assertWorkspaceHeader, compareSchema, findDamage } from './inspect.ts'
import { readVersion } from './migrate.ts'
import { openReader } from './open-store.ts'
import { toStoreError } from './store-error.ts'
import { loadSummarySpans } from './trace-row-store.ts'
import { summarizeTrace } from './trace-summary.ts'

type Finding = DoctorReport['findings'][number]

/** Traces whose row is compared with their spans. */
const sampledTraces = 500
/** Bigger ones are left out of the sample. */
const maxSampledSpans = 5_000

const countedTables = [
  'traces',
  'spans',
  'span_payloads',
  'logs',
  'assessments',
  'trace_tags',
  'resources',
  'scopes',
  'experiments',
]

/**
 * Says what is wrong with a file, if anything: damage, foreign content, rows that refer to nothing, trace rows that
 * do not agree with their spans. Works beside an open Assay. Errors: NOT_FOUND only; every other trouble is a finding.
 */
export function examineWorkspace(path: string): DoctorReport {
  if (!existsSync(path)) throw new AppError('NOT_FOUND', 'There is no workspace file at this path.')
  const report: DoctorReport = { path, isHealthy: true, schemaVersion: 0, counts: {}, findings: [] }
  let db: Database | undefined
  try {
    assertWorkspaceHeader(path)
    db = openReader(path)
    examine(db, report)
  } catch (error) {
    const translated = toStoreError(error)
    if (!(translated instanceof AppError)) throw translated
    report.findings.push({ severity: 'error', code: translated.code, message: translated.message })
  } finally {
    db?.close()
  }
  report.isHealthy = report.findings.every((finding) => finding.severity !== 'error')
  return report
}

function examine(db: Database, report: DoctorReport): void {
  const add = (severity: Finding['severity'], code: string, message: string): void => {
    report.findings.push({ severity, code, message })
  }
  report.schemaVersion = readVersion(db)
  const damage = findDamage(db, false)
  if (damage.length > 0) {
    add('error', 'STORE_CORRUPT', `SQLite finds ${damage.length} problems in the file: ${damage[0] ?? ''}`)
    return
  }
  const differences = compareSchema(db)
  if (differences.length > 0) {
    add('error', 'STORE_FOREIGN', `The schema is not Assay's: ${differences.slice(0, 10).join(', ')}`)
    return
  }
  // One snapshot for all that follows, whatever is written meanwhile.
  db.exec('BEGIN')
  try {
    for (const table of countedTables) {
      report.counts[table] = db.prepare(`SELECT count(*) FROM ${table}`).pluck().get() as number
    }
    checkReferences(db, add)
    checkSearch(db, report, add)
    checkSummaries(db, add)
  } finally {
    db.exec('COMMIT')
  }
}

type Add = (severity: Finding['severity'], code: string, message: string) => void

function checkReferences(db: Database, add: Add): void {
  const broken = db.pragma('foreign_key_check') as unknown[]
  if (broken.length > 0) add('error', 'brokenReferences', `${broken.length} rows refer to rows that are missing.`)
  const checks: [code: string, severity: Finding['severity'], what: string, sql: string][] = [
    [
      'spansWithoutTrace',
      'error',
      'spans belong to no trace',
      'SELECT count(*) FROM spans s WHERE NOT EXISTS (SELECT 1 FROM traces t WHERE t.trace_pk = s.trace_pk)',
    ],
    [
      'spansWithoutPayload',
      'error',
      'spans have lost their content',
      'SELECT count(*) FROM spans s WHERE NOT EXISTS (SELECT 1 FROM span_payloads p WHERE p.payload_pk = s.payload_pk)',
    ],
    [
      'spansWithoutOrigin',
      'error',
      'spans have lost their resource or scope',
      `SELECT count(*) FROM spans s WHERE NOT EXISTS (SELECT 1 FROM resources r WHERE r.resource_id = s.resource_id)
        OR NOT EXISTS (SELECT 1 FROM scopes c WHERE c.scope_id = s.scope_id)`,
    ],
  ]
  for (const [code, severity, what, text] of checks) {
    const count = db.prepare(text).pluck().get() as number
    if (count > 0) add(severity, code, `${count} ${what}.`)
  }
  const [payloads, spans] = db
    .prepare('SELECT (SELECT count(*) FROM span_payloads), (SELECT count(*) FROM spans)')
    .raw()
    .get() as [number, number]
  if (payloads > spans) add('warning', 'unusedPayloads', `${payloads - spans} span contents belong to no span.`)
}

function checkSearch(db: Database, report: DoctorReport, add: Add): void {
  const pending = db.prepare('SELECT count(*) FROM search_pending').pluck().get() as number
  report.counts.searchPending = pending
  if (pending > 0) add('info', 'searchPending', `${pending} traces are still to be indexed for search.`)
  const settle = db.prepare('SELECT count(*) FROM settle_pending').pluck().get() as number
  if (settle > 0)
    add(
      'info',
      'settlePending',
      `${settle} traces are still to be summed up; Assay does it when it has the workspace open.`,
    )
  const unindexed = db
    .prepare(
      `SELECT count(*) FROM traces t WHERE NOT EXISTS (SELECT 1 FROM search_pending p WHERE p.trace_pk = t.trace_pk)
        AND NOT EXISTS (SELECT 1 FROM search_index_docsize d WHERE d.id = t.trace_pk)`,
    )
    .pluck()
    .get() as number
  if (unindexed > 0) add('error', 'searchMissing', `${unindexed} traces are missing from the search index.`)
}

/** Recomputes a spread of trace rows and compares what does not depend on stated facts. */
function checkSummaries(db: Database, add: Add): void {
  const count = db.prepare('SELECT count(*) FROM traces').pluck().get() as number
  const step = Math.max(1, Math.floor(count / sampledTraces))
  const rows = db
    .prepare(
      `SELECT t.trace_pk, t.span_count, t.error_count, t.total_tokens, t.model, t.name, x.stated FROM traces t
        LEFT JOIN trace_texts x ON x.trace_pk = t.trace_pk
        WHERE t.trace_pk % ? = 0 AND t.span_count BETWEEN 1 AND ?
        AND NOT EXISTS (SELECT 1 FROM settle_pending p WHERE p.trace_pk = t.trace_pk)`,
    )
    .raw()
    .all(step, maxSampledSpans) as [number, number, number, number | null, string | null, string, string | null][]
  let wrong = 0
  for (const [tracePk, spanCount, errorCount, totalTokens, model, name, stated] of rows) {
    const spans = [...loadSummarySpans(db, tracePk).values()]
    const summary = summarizeTrace(spans)
    const statedName = stated === null ? undefined : (JSON.parse(stated) as { name?: string }).name
    const agrees =
      spans.length === spanCount &&
      summary.errorCount === errorCount &&
      summary.totalTokens === totalTokens &&
      summary.model === model &&
      (statedName ?? summary.name) === name
    if (!agrees) wrong++
  }
  if (wrong > 0)
    add('error', 'summaryDiffers', `${wrong} of ${rows.length} traces looked at disagree with their spans.`)
}
