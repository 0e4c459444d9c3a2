/** The rows of an evaluation, before it runs. */
import { createHash } from 'node:crypto'
import type { Database } from 'better-sqlite3'
import { AppError } from '../../../shared/model/error.ts'
import type { EvaluationSample, EvaluationSource } from '../../../shared/model/evaluation.ts'
import type { Target } from '../../../shared/model/target.ts'
import type { TraceSelection } from '../../../shared/model/trace.ts'
import { parseTraceId } from '../../formats/stable-id.ts'
import { canonicalJson } from '../../store/assessment-rows.ts'
import type { NewEvaluation, PlannedRow } from '../../store/evaluation-runs.ts'
import { readSourceDataset, type SourceRecord, sealedError } from '../../store/evaluation-source.ts'
import { getSession } from '../../store/labeling-sessions.ts'
import { selectTraceIds } from '../../store/selection.ts'
import { readTraceContent } from './trace-content.ts'

/** More rows than anybody waits for; they are held in memory once. */
const mostRows = 100_000

/**
 * Reads what the run is to be about. With recorded outputs, those of the record count, else those of its trace.
 *
 * @throws AppError NOT_FOUND (dataset, version, session), INVALID_INPUT (no rows), TOO_LARGE, CONFLICT (a sealed split
 *   that nobody opens)
 */
export function planEvaluation(
  db: Database,
  { isOpened, ...run }: Planned & { isOpened: boolean },
): Pick<NewEvaluation, 'rows' | 'dataset'> {
  const { total, makeRow, dataset } = findRows(db, run)
  if (dataset?.sealedSplit !== undefined && !isOpened) throw sealedError(dataset.sealedSplit)
  return { rows: Array.from({ length: total }, (_, at) => makeRow(at)), dataset }
}

/** How many rows a run would have, and some of them from all over it. Throws as `planEvaluation`. */
export function sampleEvaluation(db: Database, run: Planned, most: number): { total: number; rows: PlannedRow[] } {
  const { total, makeRow } = findRows(db, run)
  const count = Math.min(total, most)
  return { total, rows: Array.from({ length: count }, (_, at) => makeRow(Math.floor((at * total) / count))) }
}

/** The first rows of a source, to try targets on; none of a sealed split. Throws as `planEvaluation`. */
export function previewSource(
  db: Database,
  { source, limit }: { source: EvaluationSource; limit: number },
): { total: number; rows: EvaluationSample[] } {
  const { total, makeRow, dataset } = findRows(db, { source, target: { kind: 'recorded' } })
  if (dataset?.sealedSplit !== undefined) return { total, rows: [] }
  const rows = Array.from({ length: Math.min(total, limit) }, (_, at) => makeRow(at))
  return { total, rows: rows.map(({ inputs, expectations = {} }) => ({ inputs, expectations })) }
}

type Planned = { source: EvaluationSource; target: Target }

function findRows(
  db: Database,
  { source, target }: Planned,
): { total: number; makeRow: (at: number) => PlannedRow; dataset?: NewEvaluation['dataset'] } {
  const isRecorded = target.kind === 'recorded'
  if (source.kind === 'dataset') {
    const { records, ...dataset } = readSourceDataset(db, source)
    checkCount(records.length)
    return { total: records.length, makeRow: (at) => planRecord(db, records[at] as SourceRecord, isRecorded), dataset }
  }
  // A session's items are the traces of its run.
  const selection: TraceSelection =
    source.kind === 'session' ? { filter: { runId: getSession(db, source.sessionId).sessionId } } : source.selection
  const traceIds = selectTraceIds(db, selection)
  checkCount(traceIds.length)
  return { total: traceIds.length, makeRow: (at) => planTrace(db, traceIds[at] as string, isRecorded) }
}

function planRecord(db: Database, record: SourceRecord, isRecorded: boolean): PlannedRow {
  const { recordId, inputs, inputsHash, outputs, expectations, tags } = record
  const traceId = findTrace(db, record.sourceTraceId)
  const row = { recordId, sourceTraceId: traceId, inputs, inputsHash, expectations, tags }
  if (!isRecorded) return row
  if (outputs !== undefined || traceId === undefined) return { ...row, outputs }
  const { inputs: _, expectations: __, ...recorded } = readTraceContent(db, traceId)
  return { ...row, ...recorded, traceId }
}

function planTrace(db: Database, traceId: string, isRecorded: boolean): PlannedRow {
  const { inputs, expectations, ...recorded } = readTraceContent(db, traceId)
  const inputsHash = createHash('sha256').update(canonicalJson(inputs)).digest('hex')
  const row = { sourceTraceId: traceId, inputs, inputsHash, expectations }
  return isRecorded ? { ...row, ...recorded, traceId } : row
}

/** The trace that a record names, where it is still here. */
export function findTrace(db: Database, named: string | undefined): string | undefined {
  const traceId = named === undefined ? undefined : parseTraceId(named)
  return traceId === undefined ? undefined : selectTraceIds(db, { filter: { traceIds: [traceId] } })[0]
}

function checkCount(count: number): void {
  if (count === 0) throw new AppError('INVALID_INPUT', 'There are no traces to evaluate. Choose others.')
  if (count > mostRows) {
    throw new AppError('TOO_LARGE', `There are ${count} rows; an evaluation takes at most ${mostRows}. Choose fewer.`)
  }
}
