/**
 * Assessments as MLflow's clients make and change them: `overrides` names what a new one stands in for, and an update
 * keeps the id (see `assessment-versions.ts` for what becomes of the earlier content).
 */
import type { Database } from 'better-sqlite3'
import type { Assessment } from '../../shared/model/assessment.ts'
import { AppError } from '../../shared/model/error.ts'
import { refreshCells } from './assessment-cells.ts'
import {
  type AssessmentContent,
  type AssessmentRow,
  findAssessmentRow,
  insertAssessment,
  updateAssessment,
} from './assessment-rows.ts'
import { findVersionOverrides, isVersionId, keepVersion } from './assessment-versions.ts'
import { prepared } from './statements.ts'
import { findLivingTracePk } from './trace-name.ts'
import { toPublicAssessment } from './trace-records.ts'
import { durableTransaction } from './transaction.ts'

export type NewClientAssessment = Omit<
  AssessmentContent,
  'assessmentId' | 'tracePk' | 'createdAtMs' | 'updatedAtMs'
> & {
  traceId: string
  createdAtMs: number | undefined
  updatedAtMs: number | undefined
}

/** The span need not be there yet. Throws NOT_FOUND: the trace, or the assessment that this one overrides. */
export function createClientAssessment(db: Database, given: NewClientAssessment, nowMs: number): Assessment {
  const { traceId, ...content } = given
  return durableTransaction(db, () => {
    const tracePk = findLivingTracePk(db, traceId)
    if (tracePk === undefined) throw new AppError('NOT_FOUND', `Trace with ID 'tr-${traceId}' not found.`)
    if (content.overrides !== undefined) {
      const overridden = getRow(db, traceId, content.overrides)
      prepared(db, 'UPDATE assessments SET valid = 0 WHERE assessment_pk = ?').run(overridden.assessment_pk)
      changed(db, tracePk, overridden.name)
    }
    const assessmentId = `a-${crypto.randomUUID().replaceAll('-', '')}`
    const createdAtMs = given.createdAtMs ?? nowMs
    insertAssessment(db, {
      ...content,
      assessmentId,
      tracePk,
      createdAtMs,
      updatedAtMs: given.updatedAtMs ?? createdAtMs,
    })
    changed(db, tracePk, content.name)
    return getClientAssessment(db, traceId, assessmentId)
  })
}

/** Throws NOT_FOUND, also for a deleted one. */
export function getClientAssessment(db: Database, traceId: string, assessmentId: string): Assessment {
  return toPublicAssessment(db, getRow(db, traceId, assessmentId))
}

/** What an update may change; source, span and kind stay. Metadata is merged into what is there. */
export type ClientAssessmentChange = Partial<
  Pick<AssessmentContent, 'name' | 'value' | 'error' | 'rationale' | 'metadata' | 'valid'>
>

/** `value` and `error` change together: give both or neither. Throws NOT_FOUND. */
export function updateClientAssessment(
  db: Database,
  input: { traceId: string; assessmentId: string; change: ClientAssessmentChange },
  nowMs: number,
): Assessment {
  const { traceId, assessmentId, change } = input
  return durableTransaction(db, () => {
    const row = getRow(db, traceId, assessmentId)
    const before = toPublicAssessment(db, row)
    const versionId = keepVersion(db, row, nowMs)
    const has = (key: keyof ClientAssessmentChange) => Object.hasOwn(change, key)
    const name = change.name ?? before.name
    updateAssessment(db, row.assessment_pk, {
      assessmentId,
      tracePk: row.trace_pk,
      spanId: before.spanId,
      name,
      kind: before.kind,
      value: has('value') ? change.value : before.value,
      error: has('value') ? change.error : before.error,
      rationale: has('rationale') ? change.rationale : before.rationale,
      sourceType: before.source.type,
      sourceId: before.source.id,
      metadata: { ...before.metadata, ...change.metadata },
      createdAtMs: before.createdAtMs,
      updatedAtMs: nowMs,
      overrides: versionId,
      valid: change.valid ?? before.valid,
    })
    changed(db, row.trace_pk, before.name)
    if (name !== before.name) changed(db, row.trace_pk, name)
    return getClientAssessment(db, traceId, assessmentId)
  })
}

/**
 * Deletes one; what it overrode, if anything, is valid again. One that is not there is no error, an unknown trace is:
 * NOT_FOUND.
 */
export function deleteClientAssessment(
  db: Database,
  { traceId, assessmentId }: { traceId: string; assessmentId: string },
  nowMs: number,
): void {
  durableTransaction(db, () => {
    const tracePk = findLivingTracePk(db, traceId)
    if (tracePk === undefined) throw new AppError('NOT_FOUND', `Trace with ID 'tr-${traceId}' not found.`)
    const row = findRow(db, traceId, assessmentId)
    if (row === undefined) return
    prepared(db, 'UPDATE assessments SET deleted_at_ms = ? WHERE assessment_pk = ?').run(nowMs, row.assessment_pk)
    changed(db, tracePk, row.name)
    const overrides =
      row.overrides !== null && isVersionId(row.overrides) ? findVersionOverrides(db, row.overrides) : row.overrides
    const overridden = typeof overrides === 'string' ? findRow(db, traceId, overrides) : undefined
    if (overridden === undefined) return
    prepared(db, 'UPDATE assessments SET valid = 1 WHERE assessment_pk = ?').run(overridden.assessment_pk)
    changed(db, tracePk, overridden.name)
  })
}

function findRow(db: Database, traceId: string, assessmentId: string): AssessmentRow | undefined {
  const row = findAssessmentRow(db, assessmentId)
  return row === undefined || row.trace_id !== traceId || row.deleted_at_ms !== null ? undefined : row
}

function getRow(db: Database, traceId: string, assessmentId: string): AssessmentRow {
  if (findLivingTracePk(db, traceId) === undefined)
    throw new AppError('NOT_FOUND', `Trace with ID 'tr-${traceId}' not found.`)
  const row = findRow(db, traceId, assessmentId)
  if (row === undefined)
    throw new AppError('NOT_FOUND', `Assessment with ID '${assessmentId}' not found for trace 'tr-${traceId}'`)
  return row
}

function changed(db: Database, tracePk: number, name: string): void {
  refreshCells(db, tracePk, name)
  prepared(db, 'INSERT OR IGNORE INTO search_pending (trace_pk) VALUES (?)').run(tracePk)
}
