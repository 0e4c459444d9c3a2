/** Traces with all that is known of them as a whole, many at once: what clients of other tools ask for. */
import type { Database } from 'better-sqlite3'
import type { Assessment } from '../../shared/model/assessment.ts'
import type { TraceState } from '../../shared/model/trace.ts'
import type { TokenUsage } from '../../shared/model/view.ts'
import { type AssessmentRow, assessmentColumns, fromAssessmentRow } from './assessment-rows.ts'
import { findVersionOverrides, isVersionId } from './assessment-versions.ts'
import { prepared, preparedRaw } from './statements.ts'
import type { Stated } from './trace-row-store.ts'
import { setOwn } from './trace-rows.ts'

export interface TraceRecord {
  traceId: string
  experimentId: string
  name: string
  state: TraceState
  startUs: number
  durationUs: number | undefined
  sessionId: string | undefined
  userId: string | undefined
  clientRequestId: string | undefined
  usage: TokenUsage
  /** US dollars. */
  cost: number | undefined
  spanCount: number
  inputPreview: string | undefined
  outputPreview: string | undefined
  /** What the source said at trace level. */
  stated: Stated | undefined
  tags: Record<string, string>
  metadata: Record<string, string>
  /** Not deleted ones, superseded ones included, oldest first. */
  assessments: Assessment[]
}

const rowsSql = `SELECT t.trace_pk, t.trace_id, t.experiment_id, t.name, t.state, t.start_us, t.duration_us, t.session_id, t.user_id,
  t.client_request_id, t.input_tokens, t.output_tokens, t.total_tokens, t.cache_read_tokens, t.cache_write_tokens,
  t.reasoning_tokens, t.cost, t.span_count, x.input_preview, x.output_preview, x.stated
  FROM json_each(?) j CROSS JOIN traces t ON t.trace_id = j.value LEFT JOIN trace_texts x ON x.trace_pk = t.trace_pk
  WHERE t.deleted_at_ms IS NULL`
const tagsSql = `SELECT g.trace_pk, g.key, g.value FROM json_each(?) j CROSS JOIN trace_tags g ON g.trace_pk = j.value
  ORDER BY g.trace_pk, g.key`
const metadataSql = `SELECT m.trace_pk, m.key, m.value FROM json_each(?) j CROSS JOIN trace_metadata m ON m.trace_pk = j.value
  ORDER BY m.trace_pk, m.key`
const assessmentsSql = `SELECT ${assessmentColumns} FROM json_each(?) j
  CROSS JOIN assessments a INDEXED BY assessments_by_trace ON a.trace_pk = j.value JOIN traces t ON t.trace_pk = a.trace_pk
  WHERE a.deleted_at_ms IS NULL ORDER BY a.trace_pk, a.created_at_ms, a.assessment_pk`

type RowValues = [
  tracePk: number,
  traceId: string,
  experimentId: number,
  name: string,
  state: TraceState,
  startUs: number,
  durationUs: number | null,
  sessionId: string | null,
  userId: string | null,
  clientRequestId: string | null,
  inputTokens: number | null,
  outputTokens: number | null,
  totalTokens: number | null,
  cacheReadTokens: number | null,
  cacheWriteTokens: number | null,
  reasoningTokens: number | null,
  cost: number | null,
  spanCount: number,
  inputPreview: string | null,
  outputPreview: string | null,
  stated: string | null,
]

/** Records of these traces in their order; unknown ones and those in the trash are left out, a repeated id counts once. */
export function readTraceRecords(db: Database, traceIds: readonly string[]): TraceRecord[] {
  if (traceIds.length === 0) return []
  const byPk = new Map<number, TraceRecord>()
  const byId = new Map<string, TraceRecord>()
  const distinct = JSON.stringify([...new Set(traceIds)])
  for (const values of preparedRaw(db, rowsSql).all(distinct) as RowValues[]) {
    const record = toRecord(values)
    byPk.set(values[0], record)
    byId.set(record.traceId, record)
  }
  const keys = JSON.stringify([...byPk.keys()])
  for (const [tracePk, key, value] of preparedRaw(db, tagsSql).all(keys) as [number, string, string][]) {
    setOwn((byPk.get(tracePk) as TraceRecord).tags, key, value)
  }
  for (const [tracePk, key, value] of preparedRaw(db, metadataSql).all(keys) as [number, string, string][]) {
    setOwn((byPk.get(tracePk) as TraceRecord).metadata, key, value)
  }
  for (const row of prepared(db, assessmentsSql).all(keys) as AssessmentRow[]) {
    byPk.get(row.trace_pk)?.assessments.push(toPublicAssessment(db, row))
  }
  return [...byId.values()]
}

/** As others see it: `overrides` names what the assessment stands in for, not an earlier version of itself. */
export function toPublicAssessment(db: Database, row: AssessmentRow): Assessment {
  const assessment = fromAssessmentRow(row)
  if (assessment.overrides === undefined || !isVersionId(assessment.overrides)) return assessment
  const { overrides: version, ...rest } = assessment
  const overrides = findVersionOverrides(db, version)
  return overrides === undefined ? rest : { ...rest, overrides }
}

function toRecord(v: RowValues): TraceRecord {
  const usage: TokenUsage = {}
  if (v[10] !== null) usage.input = v[10]
  if (v[11] !== null) usage.output = v[11]
  if (v[12] !== null) usage.total = v[12]
  if (v[13] !== null) usage.cacheRead = v[13]
  if (v[14] !== null) usage.cacheWrite = v[14]
  if (v[15] !== null) usage.reasoning = v[15]
  return {
    traceId: v[1],
    experimentId: String(v[2]),
    name: v[3],
    state: v[4],
    startUs: v[5],
    durationUs: v[6] ?? undefined,
    sessionId: v[7] ?? undefined,
    userId: v[8] ?? undefined,
    clientRequestId: v[9] ?? undefined,
    usage,
    cost: v[16] ?? undefined,
    spanCount: v[17],
    inputPreview: v[18] ?? undefined,
    outputPreview: v[19] ?? undefined,
    stated: v[20] === null ? undefined : (JSON.parse(v[20]) as Stated),
    tags: {},
    metadata: {},
    assessments: [],
  }
}
