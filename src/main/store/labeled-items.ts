/** Traces with their labels, for exports: in an order that depends on what they say alone, a bounded number at a time. */
import type { Database } from 'better-sqlite3'
import type { AssessmentError, AssessmentKind, SourceType } from '../../shared/model/assessment.ts'
import type { Json } from '../../shared/model/json.ts'
import type { LabeledSource } from '../../shared/model/labeled-export.ts'
import { countSettledAnswers } from '../../shared/model/settles.ts'
import type { TraceState } from '../../shared/model/trace.ts'
import { labelMetadata } from './label-settling.ts'
import { getSession, getSessionPk } from './labeling-sessions.ts'
import { selectKeys } from './selection.ts'
import { listLabelers } from './session-labels.ts'
import { preparedPluck, preparedRaw } from './statements.ts'
import { setOwn } from './trace-rows.ts'

/** Traces that are read at once. */
const chunkSize = 500

/** A valid assessment of a trace or of one of its spans. */
export interface StoredLabel {
  assessmentId: string
  spanId: string | undefined
  name: string
  kind: AssessmentKind
  value: Json | undefined
  error: AssessmentError | undefined
  rationale: string | undefined
  sourceType: SourceType
  sourceId: string
  schemaVersion: number | undefined
  isUnsure: boolean
  /** The answer that ended a disagreement. */
  isSettled: boolean
  createdAtMs: number
}

/** A trace with its labels, without what was said in it. */
export interface LabeledTrace {
  tracePk: number
  traceId: string
  name: string
  state: TraceState
  startUs: number
  durationUs: number | undefined
  model: string | undefined
  sessionId: string | undefined
  userId: string | undefined
  inputPreview: string | undefined
  outputPreview: string | undefined
  /** Where the texts stand; see `text-spans.ts`. */
  inputSpanId: string | undefined
  outputSpanId: string | undefined
  tags: Record<string, string>
  labels: StoredLabel[]
}

/** A source, opened: which traces, and which of their assessments are its labels. */
export interface LabeledSet {
  keys: number[]
  isLabel(row: LabelValues): boolean
  isSettled(row: LabelValues): boolean
  /** Of one reviewer's answers to one question only the newest. */
  isNewestOnly: boolean
}

type LabelValues = [
  tracePk: number,
  assessmentId: string,
  spanId: string | null,
  name: string,
  kind: string,
  value: string | null,
  error: string | null,
  rationale: string | null,
  sourceType: string,
  sourceId: string,
  metadata: string,
  createdAtMs: number,
]

export type TraceSource = Extract<LabeledSource, { kind: 'session' | 'traces' }>

/** The traces of a source, by time and id. Traces in the trash are left out. Throws NOT_FOUND (session). */
export function openLabeledSet(db: Database, source: TraceSource): LabeledSet {
  if (source.kind === 'session') return openSession(db, source.sessionId)
  const keys = preparedPluck(
    db,
    `SELECT t.trace_pk FROM json_each(?) d CROSS JOIN traces t ON t.trace_pk = d.value WHERE t.deleted_at_ms IS NULL
      ORDER BY t.start_us, t.trace_id`,
  ).all(JSON.stringify(selectKeys(db, source.selection))) as number[]
  return {
    keys,
    isNewestOnly: false,
    isLabel: () => true,
    isSettled: (row) => countSettledAnswers(metadataOf(row)) !== undefined,
  }
}

/** Labels as `listSessionLabels` has them, and the settled answers that the session knows. */
function openSession(db: Database, sessionId: string): LabeledSet {
  const session = getSession(db, sessionId)
  const runPk = getSessionPk(db, sessionId)
  const keys = preparedPluck(
    db,
    `SELECT t.trace_pk FROM run_traces i JOIN traces t ON t.trace_pk = i.trace_pk AND t.deleted_at_ms IS NULL
      WHERE i.run_pk = ? ORDER BY t.start_us, t.trace_id`,
  ).all(runPk) as number[]
  const questions = new Set(session.schemas.map(({ name, type }) => JSON.stringify([name, type])))
  const reviewers = new Set(listLabelers(db, runPk, session.reviewers))
  const ids = (sql: string) => new Set(preparedPluck(db, sql).all(runPk) as string[])
  const settled = ids('SELECT assessment_id FROM session_settled WHERE run_pk = ?')
  const askedAgain = ids(
    'SELECT assessment_id FROM session_answers WHERE run_pk = ? AND earlier IS NOT NULL AND assessment_id IS NOT NULL',
  )
  return {
    keys,
    isNewestOnly: true,
    isSettled: (row) => settled.has(row[1]),
    isLabel(row) {
      if (settled.has(row[1])) return true
      if (row[2] !== null || row[5] === null || row[8] !== 'HUMAN' || !reviewers.has(row[9])) return false
      if (askedAgain.has(row[1]) || !questions.has(JSON.stringify([row[3], row[4]]))) return false
      return countSettledAnswers(metadataOf(row)) === undefined
    },
  }
}

const selectTraces = `SELECT t.trace_pk, t.trace_id, t.name, t.state, t.start_us, t.duration_us, t.model, t.session_id, t.user_id,
  x.input_preview, x.output_preview, x.input_span_id, x.output_span_id
  FROM json_each(?) d CROSS JOIN traces t ON t.trace_pk = d.value LEFT JOIN trace_texts x ON x.trace_pk = t.trace_pk
  ORDER BY t.start_us, t.trace_id`

/** By content alone: equal content in another workspace comes in the same order. */
const selectLabels = `SELECT a.trace_pk, a.assessment_id, a.span_id, a.name, a.kind, a.value, a.error, a.rationale, a.source_type,
  a.source_id, a.metadata, a.created_at_ms
  FROM json_each(?) d CROSS JOIN assessments a INDEXED BY assessments_by_trace ON a.trace_pk = d.value
  WHERE a.valid = 1 AND a.deleted_at_ms IS NULL
  ORDER BY a.trace_pk, a.name, a.kind, a.source_type, a.source_id, a.created_at_ms, a.assessment_id`

type TraceValues = [
  tracePk: number,
  traceId: string,
  name: string,
  state: string,
  startUs: number,
  durationUs: number | null,
  model: string | null,
  sessionId: string | null,
  userId: string | null,
  inputPreview: string | null,
  outputPreview: string | null,
  inputSpanId: string | null,
  outputSpanId: string | null,
]

/** Every trace of the set, in its order. */
export function* iterateLabeledTraces(db: Database, set: LabeledSet): IterableIterator<LabeledTrace> {
  for (const keys of chunksOf(set.keys)) {
    const labels = new Map<number, StoredLabel[]>()
    for (const row of preparedRaw(db, selectLabels).all(keys) as LabelValues[]) {
      if (set.isLabel(row)) push(labels, row[0], toLabel(row, set.isSettled(row)))
    }
    const tags = new Map<number, [string, string][]>()
    const tagRows = preparedRaw(
      db,
      'SELECT g.trace_pk, g.key, g.value FROM json_each(?) d CROSS JOIN trace_tags g ON g.trace_pk = d.value ORDER BY g.trace_pk, g.key',
    ).all(keys) as [number, string, string][]
    for (const [tracePk, key, value] of tagRows) push(tags, tracePk, [key, value])
    for (const row of preparedRaw(db, selectTraces).all(keys) as TraceValues[]) {
      const own = labels.get(row[0]) ?? []
      yield toTrace(row, tags.get(row[0]) ?? [], set.isNewestOnly ? own.filter(isNewest) : own)
    }
  }
}

/** What is asked and answered in a set, without its contents. */
export interface LabelKind {
  name: string
  kind: AssessmentKind
  sourceType: SourceType
  sourceId: string
  /** First characters of the JSON of its values, such as `t` and `f` of booleans. */
  starts: Set<string>
  isSettled: boolean
}

/** By name, kind and source, of labels of whole traces and of spans alike. */
export function listLabelKinds(db: Database, set: LabeledSet): LabelKind[] {
  const kinds = new Map<string, LabelKind>()
  for (const keys of chunksOf(set.keys)) {
    for (const row of preparedRaw(db, selectLabels).all(keys) as LabelValues[]) {
      if (!set.isLabel(row)) continue
      const isSettled = set.isSettled(row)
      const key = `${row[3]}\n${row[4]}\n${row[8]}\n${row[9]}\n${isSettled}`
      let kind = kinds.get(key)
      if (kind === undefined) {
        const [, , , name, assessmentKind, , , , sourceType, sourceId] = row
        kind = {
          name,
          kind: assessmentKind as AssessmentKind,
          sourceType: sourceType as SourceType,
          sourceId,
          starts: new Set(),
          isSettled,
        }
        kinds.set(key, kind)
      }
      if (row[5] !== null) kind.starts.add(row[5][0] as string)
    }
  }
  return [...kinds.entries()].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, kind]) => kind)
}

/** The first span without a parent, for traces whose texts name no span. */
export function findRootSpan(db: Database, tracePk: number): string | undefined {
  const sql =
    'SELECT span_id FROM spans WHERE trace_pk = ? ORDER BY parent_span_id IS NOT NULL, start_nano, span_id LIMIT 1'
  return (preparedPluck(db, sql).get(tracePk) as string | undefined) ?? undefined
}

function* chunksOf(keys: readonly number[]): IterableIterator<string> {
  for (let at = 0; at < keys.length; at += chunkSize) yield JSON.stringify(keys.slice(at, at + chunkSize))
}

function push<T>(lists: Map<number, T[]>, key: number, item: T): void {
  const list = lists.get(key)
  if (list === undefined) lists.set(key, [item])
  else list.push(item)
}

/** Labels of one source to one question stand in the order of their time. */
function isNewest(label: StoredLabel, at: number, labels: readonly StoredLabel[]): boolean {
  return !labels.some(
    (other, place) =>
      place > at &&
      other.name === label.name &&
      other.kind === label.kind &&
      other.sourceId === label.sourceId &&
      other.isSettled === label.isSettled,
  )
}

function toTrace(v: TraceValues, tags: [string, string][], labels: StoredLabel[]): LabeledTrace {
  const own: Record<string, string> = {}
  for (const [key, value] of tags) setOwn(own, key, value)
  return {
    tracePk: v[0],
    traceId: v[1],
    name: v[2],
    state: v[3] as TraceState,
    startUs: v[4],
    durationUs: v[5] ?? undefined,
    model: v[6] ?? undefined,
    sessionId: v[7] ?? undefined,
    userId: v[8] ?? undefined,
    inputPreview: v[9] ?? undefined,
    outputPreview: v[10] ?? undefined,
    inputSpanId: v[11] ?? undefined,
    outputSpanId: v[12] ?? undefined,
    tags: own,
    labels,
  }
}

function toLabel(v: LabelValues, isSettled: boolean): StoredLabel {
  const metadata = metadataOf(v)
  const version = Number(metadata[labelMetadata.version])
  return {
    assessmentId: v[1],
    spanId: v[2] ?? undefined,
    name: v[3],
    kind: v[4] as AssessmentKind,
    value: v[5] === null ? undefined : (JSON.parse(v[5]) as Json),
    error: v[6] === null ? undefined : (JSON.parse(v[6]) as AssessmentError),
    rationale: v[7] === null || v[7] === '' ? undefined : v[7],
    sourceType: v[8] as SourceType,
    sourceId: v[9],
    schemaVersion: Number.isInteger(version) && version > 0 ? version : undefined,
    isUnsure: metadata[labelMetadata.unsure] === 'true',
    isSettled,
    createdAtMs: v[11],
  }
}

function metadataOf(v: LabelValues): Record<string, string> {
  return v[10] === '{}' ? {} : (JSON.parse(v[10]) as Record<string, string>)
}
