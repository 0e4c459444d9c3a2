/** Traces with their labels, for exports: in an order that depends on what they say alone, a bounded number at a time. */
import type { Database } from 'better-sqlite3'
import type { AssessmentError, AssessmentKind, SourceType } from '../../shared/model/assessment.ts'
import type { Json } from '../../shared/model/json.ts'
import type { LabeledSource } from '../../shared/model/labeled-export.ts'
import { countSettledAnswers, settlesKey } from '../../shared/model/settles.ts'
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
  /** Assessments that `isLabel` and `isSettled` know by their ids. */
  knownIds: string[]
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
    knownIds: [],
    isLabel: () => true,
    isSettled: isSettling,
  }
}

/** Few settle: the others are not parsed for it. */
function isSettling(row: LabelValues): boolean {
  return row[10].includes(settlesKey) && countSettledAnswers(metadataOf(row)) !== undefined
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
  const questions = new Set(session.schemas.map(({ name, type }) => `${type} ${name}`))
  const reviewers = new Set(listLabelers(db, runPk, session.reviewers))
  const ids = (sql: string) => new Set(preparedPluck(db, sql).all(runPk) as string[])
  const settled = ids('SELECT assessment_id FROM session_settled WHERE run_pk = ?')
  const askedAgain = ids(
    'SELECT assessment_id FROM session_answers WHERE run_pk = ? AND earlier IS NOT NULL AND assessment_id IS NOT NULL',
  )
  return {
    keys,
    isNewestOnly: true,
    knownIds: [...settled, ...askedAgain],
    isSettled: (row) => settled.has(row[1]),
    isLabel(row) {
      if (settled.has(row[1])) return true
      if (row[2] !== null || row[5] === null || row[8] !== 'HUMAN' || !reviewers.has(row[9])) return false
      if (askedAgain.has(row[1]) || !questions.has(`${row[4]} ${row[3]}`)) return false
      return !isSettling(row)
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

/** Every trace of the set, in its order, some hundreds at a time. */
export function* iterateLabeledTraces(db: Database, set: LabeledSet): IterableIterator<LabeledTrace[]> {
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
    yield (preparedRaw(db, selectTraces).all(keys) as TraceValues[]).map((row) => {
      const own = labels.get(row[0]) ?? []
      const kept = set.isNewestOnly && own.length > 1 ? own.filter(isNewest) : own
      return toTrace(row, tags.get(row[0]) ?? [], kept)
    })
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

/**
 * One label of all that `isLabel`, `isSettled` and a kind cannot tell from each other. Most of a set are of few such groups; those that
 * are known by their ids, or may settle others, stand each by itself.
 */
const selectGroups = `SELECT a.trace_pk, a.assessment_id, a.span_id, a.name, a.kind, a.value, a.error, a.rationale, a.source_type,
  a.source_id, a.metadata, a.created_at_ms
  FROM (SELECT min(g.assessment_pk) AS assessment_pk
    FROM json_each(@keys) d CROSS JOIN assessments g INDEXED BY assessments_by_trace ON g.trace_pk = d.value
    WHERE g.valid = 1 AND g.deleted_at_ms IS NULL
    GROUP BY g.name, g.kind, g.source_type, g.source_id, substr(g.value, 1, 1), g.span_id IS NULL,
      CASE WHEN instr(g.metadata, @settles) > 0 OR g.assessment_id IN (SELECT value FROM json_each(@known))
        THEN g.assessment_pk END) f
  JOIN assessments a ON a.assessment_pk = f.assessment_pk`

/** By name, kind and source, of labels of whole traces and of spans alike. */
export function listLabelKinds(db: Database, set: LabeledSet): LabelKind[] {
  const kinds = new Map<string, LabelKind>()
  const rows = preparedRaw(db, selectGroups).all({
    keys: JSON.stringify(set.keys),
    known: JSON.stringify(set.knownIds),
    settles: settlesKey,
  }) as LabelValues[]
  for (const row of rows) {
    if (!set.isLabel(row)) continue
    const isSettled = set.isSettled(row)
    const [, , , name, kind, value, , , sourceType, sourceId] = row
    const key = `${name}\n${kind}\n${sourceType}\n${sourceId}\n${isSettled}`
    let known = kinds.get(key)
    if (known === undefined) {
      known = {
        name,
        kind: kind as AssessmentKind,
        sourceType: sourceType as SourceType,
        sourceId,
        starts: new Set(),
        isSettled,
      }
      kinds.set(key, known)
    }
    if (value !== null) known.starts.add(value[0] as string)
  }
  return [...kinds.entries()].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, kind]) => kind)
}

/** Of each of these traces the first span without a parent, for those whose texts name no span. */
export function findRootSpans(db: Database, tracePks: readonly number[]): Map<number, string> {
  const sql = `SELECT d.value, (SELECT s.span_id FROM spans s WHERE s.trace_pk = d.value
    ORDER BY s.parent_span_id IS NOT NULL, s.start_nano, s.span_id LIMIT 1) FROM json_each(?) d`
  const rows = preparedRaw(db, sql).all(JSON.stringify(tracePks)) as [number, string | null][]
  return new Map(rows.flatMap(([tracePk, spanId]) => (spanId === null ? [] : [[tracePk, spanId]])))
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
