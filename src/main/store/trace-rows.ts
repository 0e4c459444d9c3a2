/** Trace rows as the list shows them: narrow row, texts, tags and assessment cells, for a handful of keys at once. */
import type { Database } from 'better-sqlite3'
import type { AssessmentCell, AssessmentKind, SourceType } from '../../shared/model/assessment.ts'
import type { Json } from '../../shared/model/json.ts'
import type { TraceRow, TraceState } from '../../shared/model/trace.ts'
import { preparedRaw } from './statements.ts'

const rowsSql = `SELECT t.trace_pk, t.trace_id, t.experiment_id, t.name, t.state, t.start_us, t.duration_us, x.input_preview,
  x.output_preview, t.model, t.session_id, t.user_id, t.input_tokens, t.output_tokens, t.total_tokens, t.cost, t.span_count,
  t.error_count
  FROM json_each(?) j CROSS JOIN traces t ON t.trace_pk = j.value LEFT JOIN trace_texts x ON x.trace_pk = t.trace_pk`
const tagsSql = `SELECT g.trace_pk, g.key, g.value FROM json_each(?) j CROSS JOIN trace_tags g ON g.trace_pk = j.value
  ORDER BY g.trace_pk, g.key`
const cellsSql = `SELECT c.trace_pk, c.name, c.kind, c.value, c.has_error, c.source_type, c.count
  FROM json_each(?) j CROSS JOIN assessment_cells c ON c.trace_pk = j.value ORDER BY c.trace_pk, c.name`

/** Values of names with several judgements. Few traces have one: the others cost nothing. */
const answersSql = `SELECT a.trace_pk, a.name, a.value, count(*) AS given
  FROM json_each(?) j CROSS JOIN assessments a INDEXED BY assessments_by_trace
    ON a.trace_pk = j.value ->> 0 AND a.name = j.value ->> 1
  WHERE a.valid = 1 AND a.deleted_at_ms IS NULL AND a.value IS NOT NULL
  GROUP BY j.key, a.value ORDER BY j.key, given DESC, max(a.assessment_pk) DESC`
const mostDiffering = 20
/** Characters of a text that tell two answers apart in a list. */
const mostShown = 200

type RowValues = [
  tracePk: number,
  traceId: string,
  experimentId: number,
  name: string,
  state: TraceState,
  startUs: number,
  durationUs: number | null,
  input: string | null,
  output: string | null,
  model: string | null,
  sessionId: string | null,
  userId: string | null,
  inputTokens: number | null,
  outputTokens: number | null,
  totalTokens: number | null,
  cost: number | null,
  spanCount: number,
  errorCount: number,
]

/** Rows of these keys, in their order; a key without a row is left out. */
export function readTraceRows(db: Database, tracePks: readonly number[]): TraceRow[] {
  if (tracePks.length === 0) return []
  const keys = JSON.stringify(tracePks)
  const rows = new Map<number, TraceRow>()
  for (const values of preparedRaw(db, rowsSql).all(keys) as RowValues[]) rows.set(values[0], toRow(values))
  for (const [tracePk, key, value] of preparedRaw(db, tagsSql).all(keys) as [number, string, string][]) {
    const row = rows.get(tracePk)
    if (row !== undefined) setOwn(row.tags, key, value)
  }
  const several: [tracePk: number, name: string][] = []
  for (const [tracePk, name, ...cell] of preparedRaw(db, cellsSql).all(keys) as [number, string, ...CellValues][]) {
    const row = rows.get(tracePk)
    if (row === undefined) continue
    setOwn(row.assessments, name, toCell(cell))
    if (cell[4] > 1) several.push([tracePk, name])
  }
  if (several.length > 0) addDiffering(db, rows, several)
  return tracePks.flatMap((tracePk) => rows.get(tracePk) ?? [])
}

/** Says of these cells where their answers differ. */
function addDiffering(db: Database, rows: ReadonlyMap<number, TraceRow>, several: [number, string][]): void {
  const answers = preparedRaw(db, answersSql).all(JSON.stringify(several)) as [number, string, string, number][]
  // In the order of the cells: equal ones are neighbours.
  for (let from = 0, to = 0; from < answers.length; from = to) {
    const [tracePk, name] = answers[from] as (typeof answers)[number]
    while (answers[to]?.[0] === tracePk && answers[to]?.[1] === name) to += 1
    const cell = rows.get(tracePk)?.assessments[name]
    if (cell === undefined || to - from < 2) continue
    cell.differing = answers
      .slice(from, Math.min(to, from + mostDiffering))
      .map(([, , value, count]) => ({ value: shorten(JSON.parse(value) as Json), count }))
  }
}

function shorten(value: Json): Json {
  return typeof value === 'string' && value.length > mostShown ? `${value.slice(0, mostShown)}…` : value
}

type CellValues = [kind: AssessmentKind, value: string | null, hasError: number, sourceType: SourceType, count: number]

function toCell([kind, value, hasError, sourceType, count]: CellValues): AssessmentCell {
  return {
    kind,
    ...(value === null ? {} : { value: JSON.parse(value) as Json }),
    hasError: hasError === 1,
    sourceType,
    count,
  }
}

function toRow(v: RowValues): TraceRow {
  const row: TraceRow = {
    traceId: v[1],
    experimentId: String(v[2]),
    name: v[3],
    state: v[4],
    startUs: v[5],
    spanCount: v[16],
    errorCount: v[17],
    tags: {},
    assessments: {},
  }
  if (v[6] !== null) row.durationUs = v[6]
  if (v[7] !== null) row.inputPreview = v[7]
  if (v[8] !== null) row.outputPreview = v[8]
  if (v[9] !== null) row.model = v[9]
  if (v[10] !== null) row.sessionId = v[10]
  if (v[11] !== null) row.userId = v[11]
  if (v[12] !== null) row.inputTokens = v[12]
  if (v[13] !== null) row.outputTokens = v[13]
  if (v[14] !== null) row.totalTokens = v[14]
  if (v[15] !== null) row.cost = v[15]
  return row
}

/** Keys come from senders: `__proto__` must become a property like any other. */
export function setOwn<T>(target: Record<string, T>, key: string, value: T): void {
  if (key === '__proto__')
    Object.defineProperty(target, key, { value, enumerable: true, configurable: true, writable: true })
  else target[key] = value
}
