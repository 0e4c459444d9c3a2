/** Reads one trace, its tree, and the traces of one session. */
import type { Database } from 'better-sqlite3'
import { AppError } from '../../shared/model/error.ts'
import type { SpanTree, TraceInfo, TraceRow } from '../../shared/model/trace.ts'
import type { TokenUsage } from '../../shared/model/view.ts'
import { buildSpanTree, type SpanColumns } from './span-tree.ts'
import { prepared, preparedExact, preparedPluck, preparedRaw } from './statements.ts'
import { getTracePk } from './stored-span.ts'
import { readTraceRows, setOwn } from './trace-rows.ts'

interface ExtraRow {
  trace_pk: number
  client_request_id: string | null
  service_name: string | null
  input_tokens: number | null
  output_tokens: number | null
  total_tokens: number | null
  cache_read_tokens: number | null
  cache_write_tokens: number | null
  reasoning_tokens: number | null
  deleted_at_ms: number | null
  flags: string | null
}

/** A trace's row and its own facts, from the trash too. Throws NOT_FOUND. */
export function getTrace(db: Database, traceId: string): TraceInfo {
  const extra = prepared(
    db,
    `SELECT trace_pk, client_request_id, service_name, input_tokens, output_tokens, total_tokens, cache_read_tokens,
      cache_write_tokens, reasoning_tokens, deleted_at_ms, flags FROM traces WHERE trace_id = ?`,
  ).get(traceId) as ExtraRow | undefined
  const row = extra === undefined ? undefined : readTraceRows(db, [extra.trace_pk])[0]
  if (extra === undefined || row === undefined) throw new AppError('NOT_FOUND', 'There is no trace with this id.')
  const metadata: Record<string, string> = {}
  const entries = preparedRaw(db, 'SELECT key, value FROM trace_metadata WHERE trace_pk = ? ORDER BY key').all(
    extra.trace_pk,
  )
  for (const [key, value] of entries as [string, string][]) setOwn(metadata, key, value)
  const usage = toUsage(extra)
  return {
    ...row,
    metadata,
    ...(extra.client_request_id === null ? {} : { clientRequestId: extra.client_request_id }),
    ...(extra.service_name === null ? {} : { serviceName: extra.service_name }),
    ...(usage === undefined ? {} : { usage }),
    ...(extra.deleted_at_ms === null ? {} : { deletedAtMs: extra.deleted_at_ms }),
    flags: extra.flags === null ? [] : (JSON.parse(extra.flags) as string[]),
  }
}

function toUsage(row: ExtraRow): TokenUsage | undefined {
  const usage: TokenUsage = {}
  if (row.input_tokens !== null) usage.input = row.input_tokens
  if (row.output_tokens !== null) usage.output = row.output_tokens
  if (row.total_tokens !== null) usage.total = row.total_tokens
  if (row.cache_read_tokens !== null) usage.cacheRead = row.cache_read_tokens
  if (row.cache_write_tokens !== null) usage.cacheWrite = row.cache_write_tokens
  if (row.reasoning_tokens !== null) usage.reasoning = row.reasoning_tokens
  return Object.keys(usage).length === 0 ? undefined : usage
}

type TreeValues = [string, string | null, string, string, number, number, number, number | null]

/** All spans as columns in tree order. Throws NOT_FOUND. */
export function readTree(db: Database, traceId: string): SpanTree {
  const tracePk = getTracePk(db, traceId)
  // Two statements that must see one state of the trace.
  const inTransaction = db.inTransaction
  if (!inTransaction) db.exec('BEGIN')
  try {
    const [count, firstStart, lastEnd] = preparedExact(
      db,
      'SELECT count(*), min(start_nano) FILTER (WHERE start_nano > 0), max(end_nano) FROM spans WHERE trace_pk = ?',
    ).get(tracePk) as [bigint, bigint | null, bigint | null]
    const originNano = firstStart ?? 0n
    return buildSpanTree(readColumns(db, tracePk, Number(count), originNano), {
      traceId,
      originNano,
      extentUs: Math.max(0, Number(((lastEnd ?? 0n) - originNano) / 1000n)),
      assessedSpanIds: readAssessedSpans(db, tracePk),
    })
  } finally {
    if (!inTransaction) db.exec('COMMIT')
  }
}

function readColumns(db: Database, tracePk: number, count: number, originNano: bigint): SpanColumns {
  const columns: SpanColumns = {
    spanIds: new Array(count),
    parentSpanIds: new Array(count),
    names: new Array(count),
    types: new Array(count),
    offsetsNano: new Float64Array(count),
    durationsNano: new Float64Array(count),
    statusCodes: new Uint8Array(count),
    tokens: new Float64Array(count),
  }
  const rows = preparedRaw(
    db,
    `SELECT span_id, parent_span_id, name, type, start_nano - ?, CASE WHEN end_nano = 0 THEN 0 ELSE end_nano - start_nano END,
      status_code, total_tokens FROM spans WHERE trace_pk = ?`,
  ).all(originNano, tracePk) as TreeValues[]
  for (let i = 0; i < rows.length; i++) {
    const row = rows[i] as TreeValues
    columns.spanIds[i] = row[0]
    columns.parentSpanIds[i] = row[1]
    columns.names[i] = row[2]
    columns.types[i] = row[3]
    columns.offsetsNano[i] = row[4]
    columns.durationsNano[i] = row[5]
    columns.statusCodes[i] = row[6]
    columns.tokens[i] = row[7] ?? 0
  }
  return columns
}

function readAssessedSpans(db: Database, tracePk: number): Set<string> {
  const sql = `SELECT DISTINCT span_id FROM assessments WHERE trace_pk = ? AND span_id IS NOT NULL AND valid = 1
    AND deleted_at_ms IS NULL`
  return new Set(preparedPluck(db, sql).all(tracePk) as string[])
}

/** The traces of one conversation that are not in the trash, oldest first. */
export function listSession(db: Database, sessionId: string, limit: number): { rows: TraceRow[]; total: number } {
  const condition = 'FROM traces INDEXED BY traces_by_session WHERE deleted_at_ms IS NULL AND session_id = ?'
  const keys = preparedPluck(db, `SELECT trace_pk ${condition} ORDER BY start_us, trace_pk LIMIT ?`).all(
    sessionId,
    limit,
  )
  const total = preparedPluck(db, `SELECT count(*) ${condition}`).get(sessionId) as number
  return { rows: readTraceRows(db, keys as number[]), total }
}
