/**
 * Earlier versions of an assessment that a client changed in place.
 *
 * MLflow's clients update an assessment and keep its id, where the interface makes a new one that overrides the old.
 * To lose nothing either way, an update in place first copies the row: the copy has an id of its own form, counts as
 * deleted (so nothing finds it but the history), and the updated row overrides it. Clients never see these copies.
 */
import type { Database } from 'better-sqlite3'
import { type AssessmentRow, findAssessmentRow } from './assessment-rows.ts'
import { prepared } from './statements.ts'

const prefix = 'v-'

export function isVersionId(assessmentId: string): boolean {
  return assessmentId.startsWith(prefix)
}

/** Copies the row as it is, and returns the id that the row is to override from now on. */
export function keepVersion(db: Database, row: AssessmentRow, nowMs: number): string {
  const versionId = `${prefix}${crypto.randomUUID().replaceAll('-', '')}`
  prepared(
    db,
    `INSERT INTO assessments (assessment_id, trace_pk, span_id, name, kind, value, value_key, value_number, error, rationale,
      source_type, source_id, metadata, created_at_ms, updated_at_ms, overrides, valid, deleted_at_ms)
      SELECT ?, trace_pk, span_id, name, kind, value, value_key, value_number, error, rationale,
      source_type, source_id, metadata, created_at_ms, updated_at_ms, overrides, 0, ? FROM assessments WHERE assessment_pk = ?`,
  ).run(versionId, nowMs, row.assessment_pk)
  return versionId
}

/** What the first of the versions overrode; undefined when nothing. */
export function findVersionOverrides(db: Database, versionId: string): string | undefined {
  const seen = new Set<string>()
  let id: string | null = versionId
  while (id !== null && isVersionId(id) && !seen.has(id)) {
    seen.add(id)
    id = findAssessmentRow(db, id)?.overrides ?? null
  }
  return id === null || isVersionId(id) ? undefined : id
}
