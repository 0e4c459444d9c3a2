/** One assessment as the values of its row, and back. */
import { createHash } from 'node:crypto'
import type { Database } from 'better-sqlite3'
import type { Assessment, AssessmentError, AssessmentKind, SourceType } from '../../shared/model/assessment.ts'
import type { Json } from '../../shared/model/json.ts'
import { prepared } from './statements.ts'

/** Longer values are compared by their hash. */
const maxValueKey = 200

export interface AssessmentRow {
  assessment_pk: number
  assessment_id: string
  trace_pk: number
  trace_id: string
  span_id: string | null
  name: string
  kind: string
  value: string | null
  error: string | null
  rationale: string | null
  source_type: string
  source_id: string
  metadata: string
  created_at_ms: number
  updated_at_ms: number
  overrides: string | null
  valid: number
  deleted_at_ms: number | null
}

/** Of `assessments a` and `traces t`. */
export const assessmentColumns = `a.assessment_pk, a.assessment_id, a.trace_pk, t.trace_id, a.span_id, a.name, a.kind, a.value, a.error,
  a.rationale, a.source_type, a.source_id, a.metadata, a.created_at_ms, a.updated_at_ms, a.overrides, a.valid, a.deleted_at_ms`
export const assessmentSelect = `SELECT ${assessmentColumns} FROM assessments a JOIN traces t ON t.trace_pk = a.trace_pk`

export function fromAssessmentRow(row: AssessmentRow): Assessment {
  return {
    assessmentId: row.assessment_id,
    traceId: row.trace_id,
    ...(row.span_id === null ? {} : { spanId: row.span_id }),
    name: row.name,
    kind: row.kind as AssessmentKind,
    ...(row.value === null ? {} : { value: JSON.parse(row.value) as Json }),
    ...(row.error === null ? {} : { error: JSON.parse(row.error) as AssessmentError }),
    ...(row.rationale === null ? {} : { rationale: row.rationale }),
    source: { type: row.source_type as SourceType, id: row.source_id },
    metadata: JSON.parse(row.metadata) as Record<string, string>,
    createdAtMs: row.created_at_ms,
    updatedAtMs: row.updated_at_ms,
    ...(row.overrides === null ? {} : { overrides: row.overrides }),
    valid: row.valid === 1,
    ...(row.deleted_at_ms === null ? {} : { deletedAtMs: row.deleted_at_ms }),
  }
}

export function findAssessmentRow(db: Database, assessmentId: string): AssessmentRow | undefined {
  return prepared(db, `${assessmentSelect} WHERE a.assessment_id = ?`).get(assessmentId) as AssessmentRow | undefined
}

/** An assessment to be stored: everything but the key. */
export interface AssessmentContent {
  assessmentId: string
  tracePk: number
  spanId: string | undefined
  name: string
  kind: AssessmentKind
  value: Json | undefined
  error: AssessmentError | undefined
  rationale: string | undefined
  sourceType: SourceType
  sourceId: string
  metadata: Record<string, string>
  createdAtMs: number
  updatedAtMs: number
  overrides: string | undefined
  valid: boolean
}

export function insertAssessment(db: Database, content: AssessmentContent): void {
  const value = content.value === undefined ? null : canonicalJson(content.value)
  prepared(
    db,
    `INSERT INTO assessments (assessment_id, trace_pk, span_id, name, kind, value, value_key, value_number, error, rationale,
      source_type, source_id, metadata, created_at_ms, updated_at_ms, overrides, valid)
      VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
  ).run(
    content.assessmentId,
    content.tracePk,
    content.spanId ?? null,
    content.name,
    content.kind,
    value,
    value === null ? null : valueKeyOf(value),
    toNumber(content.value),
    content.error === undefined ? null : JSON.stringify(content.error),
    content.rationale ?? null,
    content.sourceType,
    content.sourceId,
    JSON.stringify(content.metadata),
    content.createdAtMs,
    content.updatedAtMs,
    content.overrides ?? null,
    content.valid ? 1 : 0,
  )
}

/** Replaces what an importer may have changed at the source. */
export function updateAssessment(db: Database, assessmentPk: number, content: AssessmentContent): void {
  const value = content.value === undefined ? null : canonicalJson(content.value)
  prepared(
    db,
    `UPDATE assessments SET name = ?, value = ?, value_key = ?, value_number = ?, error = ?, rationale = ?, metadata = ?,
      updated_at_ms = ?, overrides = ?, valid = ? WHERE assessment_pk = ?`,
  ).run(
    content.name,
    value,
    value === null ? null : valueKeyOf(value),
    toNumber(content.value),
    content.error === undefined ? null : JSON.stringify(content.error),
    content.rationale ?? null,
    JSON.stringify(content.metadata),
    content.updatedAtMs,
    content.overrides ?? null,
    content.valid ? 1 : 0,
    assessmentPk,
  )
}

/** JSON with object keys in code unit order, so that equal values are equal texts. */
export function canonicalJson(value: Json): string {
  return JSON.stringify(value, (_key, inner: unknown) =>
    typeof inner === 'object' && inner !== null && !Array.isArray(inner)
      ? Object.fromEntries(Object.entries(inner).sort(([a], [b]) => (a < b ? -1 : 1)))
      : inner,
  )
}

export function valueKeyOf(canonical: string): string {
  return canonical.length <= maxValueKey ? canonical : `sha256:${createHash('sha256').update(canonical).digest('hex')}`
}

function toNumber(value: Json | undefined): number | null {
  if (typeof value === 'boolean') return value ? 1 : 0
  return typeof value === 'number' ? value : null
}
