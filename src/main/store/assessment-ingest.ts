/** Stores assessments that come with traces: imports, evaluation events. */
import { createHash } from 'node:crypto'
import type { Database } from 'better-sqlite3'
import type { IngestAssessment } from '../../shared/model/ingest.ts'
import {
  type AssessmentContent,
  canonicalJson,
  findAssessmentRow,
  insertAssessment,
  updateAssessment,
} from './assessment-rows.ts'
import { prepared, preparedPluck } from './statements.ts'

export interface AssessmentOutcome {
  isNew: boolean
  /** Names whose cells must be computed anew. */
  changedNames: string[]
}

/**
 * Idempotent: by id, or without one by content. A copy that its source updated later replaces what is here; one
 * that was deleted here stays deleted.
 */
export function ingestAssessment(
  db: Database,
  tracePk: number,
  given: IngestAssessment,
  nowMs: number,
): AssessmentOutcome {
  // Sources count in fractions of a millisecond too.
  const createdAtMs = Math.round(given.createdAtMs ?? nowMs)
  const content: AssessmentContent = {
    assessmentId: given.assessmentId || contentId(given),
    tracePk,
    spanId: given.spanId || undefined,
    name: given.name,
    kind: given.kind,
    value: given.value,
    error: given.error,
    rationale: given.rationale,
    sourceType: given.source.type,
    sourceId: given.source.id,
    metadata: given.metadata ?? {},
    createdAtMs,
    updatedAtMs: Math.round(given.updatedAtMs ?? createdAtMs),
    overrides: given.overrides || undefined,
    valid: given.valid ?? true,
  }
  const stored = findAssessmentRow(db, content.assessmentId)
  if (stored !== undefined) {
    if (stored.trace_pk !== tracePk || content.updatedAtMs <= stored.updated_at_ms || given.updatedAtMs === undefined) {
      return { isNew: false, changedNames: [] }
    }
    updateAssessment(db, stored.assessment_pk, content)
    return { isNew: false, changedNames: [stored.name, content.name] }
  }
  // The one that overrides this may have come first.
  const isOverridden = preparedPluck(db, 'SELECT 1 FROM assessments WHERE overrides = ? AND deleted_at_ms IS NULL').get(
    content.assessmentId,
  )
  if (isOverridden !== undefined) content.valid = false
  insertAssessment(db, content)
  const names = [content.name]
  if (content.overrides !== undefined) {
    const overridden = findAssessmentRow(db, content.overrides)
    if (overridden !== undefined && overridden.valid === 1) {
      prepared(db, 'UPDATE assessments SET valid = 0 WHERE assessment_pk = ?').run(overridden.assessment_pk)
      names.push(overridden.name)
    }
  }
  return { isNew: true, changedNames: names }
}

/** The id of an assessment that came without one: the same judgement gets the same id every time it is read. */
function contentId(given: IngestAssessment): string {
  const parts = [
    given.traceId,
    given.spanId ?? null,
    given.name,
    given.kind,
    given.value === undefined ? null : canonicalJson(given.value),
    given.error ?? null,
    given.rationale ?? null,
    given.source.type,
    given.source.id,
    given.createdAtMs ?? null,
  ]
  return `a-${createHash('sha256').update(JSON.stringify(parts)).digest('hex').slice(0, 32)}`
}
