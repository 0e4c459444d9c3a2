/**
 * Stores what receivers and importers bring. One batch is one transaction: after `ingestBatch` returns, the spans
 * survive the death of the process.
 *
 * Replays are normal: a span, log or assessment that is already stored with the same content changes nothing, and
 * never costs the rest of its batch. How the spans of a trace are cut into batches, and in which order those come,
 * makes no difference to the trace's row (big traces: once settled, see settle.ts).
 */
import type { Database } from 'better-sqlite3'
import type { IngestBatch, IngestResult, IngestSpan, IngestTrace } from '../../shared/model/ingest.ts'
import { refreshCells } from './assessment-cells.ts'
import { ingestAssessment } from './assessment-ingest.ts'
import { addToTrace } from './big-trace.ts'
import { openDictionary } from './dictionaries.ts'
import { resolveExperiment } from './experiments.ts'
import type { Ingestion, TraceWork } from './ingestion.ts'
import { ingestLog } from './log-ingest.ts'
import { hasAwaitedTraces, linkAwaited } from './run-traces.ts'
import { fillSpanValues, type SpanValues, spanColumns, toSummarySpan } from './span-rows.ts'
import { prepared, preparedPluck, preparedRaw } from './statements.ts'
import { writeSpanTags } from './tags.ts'
import {
  attachPreviews,
  emptySummary,
  loadSummarySpans,
  readStated,
  type Stated,
  writeTraceRow,
} from './trace-row-store.ts'
import { summarizeTrace } from './trace-summary.ts'
import { writeTransaction } from './transaction.ts'

/** A trace with more spans is added to at first and computed as a whole by `settleTraces`. */
export const bigTraceSpans = 2_000

/**
 * Stores a batch.
 *
 * @param nowMs time of arrival, milliseconds since the epoch
 * @throws AppError STORE_FULL, STORE_READ_ONLY, STORE_BUSY, STORE_CORRUPT; then nothing of the batch is stored
 */
export function ingestBatch(db: Database, batch: IngestBatch, nowMs: number): IngestResult {
  const dictionary = openDictionary(db)
  const result = writeTransaction(db, () => {
    const ingestion: Ingestion = {
      db,
      nowMs,
      defaultExperimentId: resolveExperiment(db, batch.experimentId, undefined, nowMs),
      experimentIds: batch.experimentIds,
      dictionary,
      insertSpan: prepared(db, insertSpanSql),
      insertPayload: prepared(db, insertPayloadSql),
      works: new Map(),
      nextTracePk: ((preparedPluck(db, 'SELECT max(trace_pk) FROM traces').get() as number | null) ?? 0) + 1,
      nextPayloadPk: ((preparedPluck(db, 'SELECT max(payload_pk) FROM span_payloads').get() as number | null) ?? 0) + 1,
      result: { newSpans: 0, updatedSpans: 0, unchangedSpans: 0, newLogs: 0, newAssessments: 0, newTraces: 0 },
      changedTraceIds: new Set(),
    }
    for (const span of batch.spans) if (!span.summary.isPending) ingestSpan(ingestion, span)
    for (const facts of batch.traces ?? []) workOf(ingestion, facts.traceId).facts.push(facts)
    for (const assessment of batch.assessments ?? []) {
      const work = workOf(ingestion, assessment.traceId)
      work.fallbackStartUs ||= Math.round((assessment.createdAtMs ?? nowMs) * 1000)
    }
    for (const work of ingestion.works.values()) finishTrace(ingestion, work)
    for (const log of batch.logs ?? []) ingestLog(ingestion, log)
    ingestAssessments(ingestion, batch)
    linkAwaitedTraces(ingestion)
    for (const { runId, traceIds } of batch.runTraces ?? []) {
      for (const traceId of traceIds) addToRun(ingestion, runId, traceId)
    }
    return { ...ingestion.result, traceIds: [...ingestion.changedTraceIds] }
  })
  dictionary.remember()
  return result
}

const insertSpanSql = `INSERT INTO spans (${spanColumns.join(', ')}) VALUES (${spanColumns.map(() => '?').join(', ')})
  ON CONFLICT (trace_pk, span_id) DO NOTHING`
const insertPayloadSql = 'INSERT INTO span_payloads (payload_pk, attributes, events, links) VALUES (?, ?, ?, ?)'

/** Values of the span at hand; see `fillSpanValues`. */
const values: SpanValues = new Array(spanColumns.length).fill(null)
const payload: [payloadPk: number, attributes: string, events: string | null, links: string | null] = [
  0,
  '',
  null,
  null,
]

function ingestSpan(ingestion: Ingestion, { span, summary }: IngestSpan): void {
  const work = workOf(ingestion, span.traceId)
  const narrow = toSummarySpan(span, summary, ingestion.dictionary.resourceId(span.resource))
  const scopeId = ingestion.dictionary.scopeId(span.scope)
  const payloadPk = ingestion.nextPayloadPk
  fillSpanValues(values, work.tracePk, payloadPk, span, narrow, scopeId)
  payload[0] = payloadPk
  payload[1] = JSON.stringify(span.attributes)
  payload[2] = span.events.length === 0 ? null : JSON.stringify(span.events)
  payload[3] = span.links.length === 0 ? null : JSON.stringify(span.links)
  if (ingestion.insertSpan.run(values).changes === 1) {
    ingestion.insertPayload.run(payload)
    ingestion.nextPayloadPk = payloadPk + 1
    ingestion.result.newSpans++
    work.newSpanCount++
    work.spans.push(narrow)
  } else if (updateSpan(ingestion.db)) {
    ingestion.result.updatedSpans++
    work.hasUpdates = true
    const index = work.spans.findIndex((other) => other.spanId === narrow.spanId)
    if (index === -1) work.spans.push(narrow)
    else work.spans[index] = narrow
  } else {
    ingestion.result.unchangedSpans++
    return
  }
  if (summary.traceTags !== undefined) work.traceTags.push({ span: narrow, tags: summary.traceTags })
}

/** All columns but the key and `payload_pk`. */
const contentColumns = spanColumns.slice(2, -1)
const compareSpanSql = `SELECT s.payload_pk, s.end_nano,
  ${contentColumns.map((column) => `s.${column} IS ?`).join(' AND ')} AND p.attributes = ? AND p.events IS ? AND p.links IS ?
  FROM spans s JOIN span_payloads p ON p.payload_pk = s.payload_pk WHERE s.trace_pk = ? AND s.span_id = ?`
const updateSpanSql = `UPDATE spans SET ${contentColumns.map((column) => `${column} = ?`).join(', ')} WHERE trace_pk = ? AND span_id = ?`

/** Replaces a stored span by the one in `values` and `payload`. False when nothing changed. */
function updateSpan(db: Database): boolean {
  const content = values.slice(2, -1)
  const key = values.slice(0, 2)
  const texts = payload.slice(1)
  const [payloadPk, storedEnd, isSame] = preparedRaw(db, compareSpanSql).get(...content, ...texts, ...key) as number[]
  if (isSame === 1) return false
  // Some senders write a span when it starts and again when it ends: the ended copy stays, whichever comes last.
  if (values[7] === 0n && storedEnd !== 0) return false
  prepared(db, updateSpanSql).run(...content, ...key)
  prepared(db, 'UPDATE span_payloads SET attributes = ?, events = ?, links = ? WHERE payload_pk = ?').run(
    ...texts,
    payloadPk,
  )
  return true
}

/** The work on a trace of this batch; makes a new trace's key but not yet its row. */
export function workOf(ingestion: Ingestion, traceId: string): TraceWork {
  let work = ingestion.works.get(traceId)
  if (work !== undefined) return work
  const row = preparedRaw(
    ingestion.db,
    'SELECT trace_pk, experiment_id, span_count, deleted_at_ms IS NOT NULL FROM traces WHERE trace_id = ?',
  ).get(traceId) as [number, number, number, number] | undefined
  work = {
    tracePk: row?.[0] ?? ingestion.nextTracePk++,
    traceId,
    isNew: row === undefined,
    isInTrash: row?.[3] === 1,
    experimentId: row?.[1] ?? ingestion.defaultExperimentId,
    storedSpanCount: row?.[2] ?? 0,
    newSpanCount: 0,
    spans: [],
    hasUpdates: false,
    traceTags: [],
    facts: [],
    fallbackStartUs: 0,
  }
  ingestion.works.set(traceId, work)
  return work
}

/** Writes the trace's row if the batch changed anything about it. */
function finishTrace(ingestion: Ingestion, work: TraceWork): void {
  const { db } = ingestion
  const before = work.isNew ? undefined : readStated(db, work.tracePk)
  const stated = mergeStated(before, work.facts)
  const hasNewFacts = work.facts.length > 0 && JSON.stringify(stated) !== JSON.stringify(before)
  const hasNews = work.isNew || work.isInTrash || work.spans.length > 0 || hasNewFacts
  if (hasNews) {
    const experimentId = chooseExperiment(ingestion, work, stated)
    if (experimentId !== work.experimentId && !work.isNew)
      prepared(db, 'UPDATE traces SET experiment_id = ? WHERE trace_pk = ?').run(experimentId, work.tracePk)
    work.experimentId = experimentId
    writeSummary(ingestion, work, stated)
    prepared(db, 'INSERT OR IGNORE INTO search_pending (trace_pk) VALUES (?)').run(work.tracePk)
    ingestion.changedTraceIds.add(work.traceId)
    if (work.isNew) {
      ingestion.result.newTraces++
      noteEarlierLogs(db, work)
    }
  }
  for (const { span, tags } of work.traceTags) writeSpanTags(db, work.tracePk, span, tags)
  for (const facts of work.facts) writeFacts(ingestion, work, facts)
}

/** Log records that were here before their trace: their content is read when there is time. */
function noteEarlierLogs(db: Database, work: TraceWork): void {
  const hasLogs = preparedPluck(db, 'SELECT 1 FROM logs WHERE trace_id = ? LIMIT 1').get(work.traceId) !== undefined
  if (hasLogs) prepared(db, 'INSERT OR IGNORE INTO settle_pending (trace_pk) VALUES (?)').run(work.tracePk)
}

/** What the source's trace record says wins; else the first experiment that a sender of spans named. */
function chooseExperiment(
  { db, nowMs, experimentIds }: Ingestion,
  work: TraceWork,
  stated: Stated | undefined,
): number {
  if (stated?.experimentId !== undefined) return resolveExperiment(db, stated.experimentId, undefined, nowMs)
  if (stated?.experimentName !== undefined) return resolveExperiment(db, undefined, stated.experimentName, nowMs)
  const named = work.isNew || work.experimentId === 0 ? experimentIds?.get(work.traceId) : undefined
  return named === undefined ? work.experimentId : resolveExperiment(db, named, undefined, nowMs)
}

function writeSummary(ingestion: Ingestion, work: TraceWork, stated: Stated | undefined): void {
  const { db, nowMs } = ingestion
  const identity = { ...work, nowMs }
  const spanCount = work.storedSpanCount + work.newSpanCount
  if (spanCount === 0) {
    writeTraceRow(db, identity, emptySummary(work.fallbackStartUs || nowMs * 1000), 0, stated)
  } else if (work.storedSpanCount === 0) {
    writeTraceRow(db, identity, summarizeTrace(work.spans), spanCount, stated)
  } else if (spanCount < bigTraceSpans) {
    const spans = loadSummarySpans(db, work.tracePk)
    for (const span of work.spans) spans.set(span.spanId, span)
    attachPreviews(db, work.tracePk, spans)
    writeTraceRow(db, identity, summarizeTrace([...spans.values()]), spanCount, stated)
  } else {
    addToTrace(db, identity, work, spanCount, stated)
    prepared(db, 'INSERT OR IGNORE INTO settle_pending (trace_pk) VALUES (?)').run(work.tracePk)
  }
}

function mergeStated(before: Stated | undefined, facts: readonly IngestTrace[]): Stated | undefined {
  if (facts.length === 0) return before
  const stated: Record<string, unknown> = { ...before }
  for (const fact of facts) {
    for (const [key, value] of Object.entries(fact)) {
      if (value === undefined || key === 'traceId' || key === 'tags' || key === 'metadata') continue
      // Columns of whole microseconds; sources count finer.
      stated[key] = key === 'startUs' || key === 'durationUs' ? Math.round(value as number) : value
    }
  }
  return stated as Stated
}

function writeFacts(ingestion: Ingestion, work: TraceWork, facts: IngestTrace): void {
  const { db } = ingestion
  // The source's record wins over spans; what a person has changed since stays.
  const tag = prepared(
    db,
    `INSERT INTO trace_tags (trace_pk, key, value, origin) VALUES (?, ?, ?, NULL)
      ON CONFLICT (trace_pk, key) DO UPDATE SET value = excluded.value, origin = NULL WHERE origin IS NOT NULL`,
  )
  const metadata = prepared(
    db,
    `INSERT INTO trace_metadata (trace_pk, key, value) VALUES (?, ?, ?)
      ON CONFLICT (trace_pk, key) DO UPDATE SET value = excluded.value WHERE value <> excluded.value`,
  )
  let changes = 0
  for (const [key, value] of Object.entries(facts.tags ?? {})) changes += tag.run(work.tracePk, key, value).changes
  for (const [key, value] of Object.entries(facts.metadata ?? {}))
    changes += metadata.run(work.tracePk, key, value).changes
  if (changes === 0) return
  prepared(db, 'INSERT OR IGNORE INTO search_pending (trace_pk) VALUES (?)').run(work.tracePk)
  ingestion.changedTraceIds.add(work.traceId)
}

function linkAwaitedTraces({ db, works }: Ingestion): void {
  if (!hasAwaitedTraces(db)) return
  for (const { tracePk, traceId, isNew, isInTrash } of works.values())
    if (isNew || isInTrash) linkAwaited(db, tracePk, traceId)
}

function addToRun(ingestion: Ingestion, runId: string, traceId: string): void {
  const { tracePk } = workOf(ingestion, traceId)
  prepared(
    ingestion.db,
    `INSERT OR IGNORE INTO run_traces (run_pk, trace_pk, added_at_ms, updated_at_ms)
      SELECT u.run_pk, t.trace_pk, ?, ? FROM runs u JOIN traces t ON t.trace_pk = ? WHERE u.run_id = ?`,
  ).run(ingestion.nowMs, ingestion.nowMs, tracePk, runId)
}

function ingestAssessments(ingestion: Ingestion, batch: IngestBatch): void {
  const { db, nowMs } = ingestion
  const touched = new Map<string, { tracePk: number; name: string }>()
  for (const assessment of batch.assessments ?? []) {
    const { tracePk } = workOf(ingestion, assessment.traceId)
    const outcome = ingestAssessment(db, tracePk, assessment, nowMs)
    if (outcome.isNew) ingestion.result.newAssessments++
    for (const name of outcome.changedNames) touched.set(`${tracePk} ${name}`, { tracePk, name })
    if (outcome.changedNames.length > 0) {
      ingestion.changedTraceIds.add(assessment.traceId)
      prepared(db, 'INSERT OR IGNORE INTO search_pending (trace_pk) VALUES (?)').run(tracePk)
    }
  }
  for (const { tracePk, name } of touched.values()) refreshCells(db, tracePk, name)
}
