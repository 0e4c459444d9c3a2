/** Assessments as the interface makes them. Rows are append-only: editing supersedes, deleting keeps the row. */
import type { Database } from 'better-sqlite3'
import {
  type Assessment,
  type AssessmentKind,
  AssessmentName,
  type AssessmentNameInfo,
  type NewAssessment,
} from '../../shared/model/assessment.ts'
import { AppError } from '../../shared/model/error.ts'
import { refreshCells } from './assessment-cells.ts'
import {
  type AssessmentRow,
  assessmentSelect,
  findAssessmentRow,
  fromAssessmentRow,
  insertAssessment,
} from './assessment-rows.ts'
import { prepared, preparedPluck, preparedRaw } from './statements.ts'
import { durableTransaction } from './transaction.ts'

/** Valid and not deleted ones of a trace and its spans, oldest first; `withHistory` adds the others. */
export function listAssessments(
  db: Database,
  input: { traceId: string; withHistory?: boolean | undefined },
): Assessment[] {
  const condition = input.withHistory ? '' : 'AND a.valid = 1 AND a.deleted_at_ms IS NULL'
  const sql = `${assessmentSelect} WHERE t.trace_id = ? ${condition} ORDER BY a.created_at_ms, a.assessment_pk`
  return (prepared(db, sql).all(input.traceId) as AssessmentRow[]).map(fromAssessmentRow)
}

/** Errors: NOT_FOUND (trace or span), INVALID_INPUT (neither value nor error; a name with a dot). */
export function createAssessment(db: Database, given: NewAssessment, nowMs = Date.now()): Assessment {
  const name = checkedName(given.name)
  if (given.value === undefined && given.error === undefined) {
    throw new AppError('INVALID_INPUT', 'An assessment needs a value or an error.')
  }
  if (given.error !== undefined && given.kind === 'expectation') {
    throw new AppError('INVALID_INPUT', 'Only feedback can carry an error.')
  }
  return durableTransaction(db, () => {
    const tracePk = preparedPluck(db, 'SELECT trace_pk FROM traces WHERE trace_id = ?').get(given.traceId)
    if (typeof tracePk !== 'number') throw new AppError('NOT_FOUND', 'There is no trace with this id.')
    const spanId = given.spanId || undefined
    if (spanId !== undefined) {
      const span = preparedPluck(db, 'SELECT 1 FROM spans WHERE trace_pk = ? AND span_id = ?').get(tracePk, spanId)
      if (span === undefined) throw new AppError('NOT_FOUND', 'The trace has no span with this id.')
    }
    const assessmentId = newAssessmentId()
    insertAssessment(db, {
      assessmentId,
      tracePk,
      spanId,
      name,
      kind: given.kind,
      value: given.value,
      error: given.error,
      rationale: given.rationale || undefined,
      sourceType: given.source.type,
      sourceId: given.source.id,
      metadata: given.metadata ?? {},
      createdAtMs: nowMs,
      updatedAtMs: nowMs,
      overrides: undefined,
      valid: true,
    })
    changed(db, tracePk, name)
    return getAssessment(db, assessmentId)
  })
}

/** Fields that a revision may change; absent ones keep their value, an empty rationale removes it. */
export type AssessmentChange = Partial<Pick<NewAssessment, 'name' | 'value' | 'rationale' | 'source' | 'metadata'>>

/**
 * Makes a new assessment that overrides this one. Errors: NOT_FOUND; CONFLICT when this one has been superseded or
 * deleted meanwhile, so that two edits of one state never both win silently.
 */
export function reviseAssessment(
  db: Database,
  input: { assessmentId: string; change: { [K in keyof AssessmentChange]: AssessmentChange[K] | undefined } },
  nowMs = Date.now(),
): Assessment {
  return durableTransaction(db, () => {
    const old = getRow(db, input.assessmentId)
    if (old.valid === 0 || old.deleted_at_ms !== null) {
      throw new AppError('CONFLICT', 'The assessment was changed or deleted meanwhile. Reload it and try again.')
    }
    const before = fromAssessmentRow(old)
    const { change } = input
    const name = change.name === undefined ? before.name : checkedName(change.name)
    const hasNewValue = change.value !== undefined
    const assessmentId = newAssessmentId()
    const rationale = change.rationale ?? before.rationale
    prepared(db, 'UPDATE assessments SET valid = 0 WHERE assessment_pk = ?').run(old.assessment_pk)
    insertAssessment(db, {
      assessmentId,
      tracePk: old.trace_pk,
      spanId: before.spanId,
      name,
      kind: before.kind,
      value: hasNewValue ? change.value : before.value,
      // A value that a person supplies settles the error that had taken its place.
      error: hasNewValue ? undefined : before.error,
      rationale: rationale || undefined,
      sourceType: change.source?.type ?? before.source.type,
      sourceId: change.source?.id ?? before.source.id,
      metadata: change.metadata ?? before.metadata,
      createdAtMs: nowMs,
      updatedAtMs: nowMs,
      overrides: before.assessmentId,
      valid: true,
    })
    changed(db, old.trace_pk, before.name)
    if (name !== before.name) changed(db, old.trace_pk, name)
    return getAssessment(db, assessmentId)
  })
}

/** Deletes one; the one it overrode, if any and not itself deleted, is valid again (MLflow's rule). Idempotent. */
export function deleteAssessment(db: Database, input: { assessmentId: string }, nowMs = Date.now()): Assessment {
  return durableTransaction(db, () => {
    const row = getRow(db, input.assessmentId)
    if (row.deleted_at_ms === null) {
      prepared(db, 'UPDATE assessments SET deleted_at_ms = ? WHERE assessment_pk = ?').run(nowMs, row.assessment_pk)
      if (row.overrides !== null && row.valid === 1) setValidity(db, row.overrides, true)
      changed(db, row.trace_pk, row.name)
    }
    return getAssessment(db, input.assessmentId)
  })
}

/**
 * Takes a deletion back; the one it overrides is superseded again. CONFLICT when that one has been revised
 * meanwhile: there would be two successors.
 */
export function restoreAssessment(db: Database, input: { assessmentId: string }): Assessment {
  return durableTransaction(db, () => {
    const row = getRow(db, input.assessmentId)
    if (row.deleted_at_ms !== null) {
      if (row.overrides !== null) {
        const rival = preparedPluck(
          db,
          'SELECT 1 FROM assessments WHERE overrides = ? AND deleted_at_ms IS NULL AND assessment_pk <> ?',
        ).get(row.overrides, row.assessment_pk)
        if (rival !== undefined) {
          throw new AppError(
            'CONFLICT',
            'The earlier assessment was changed meanwhile, so this one cannot be restored.',
          )
        }
        if (row.valid === 1) setValidity(db, row.overrides, false)
      }
      prepared(db, 'UPDATE assessments SET deleted_at_ms = NULL WHERE assessment_pk = ?').run(row.assessment_pk)
      changed(db, row.trace_pk, row.name)
    }
    return getAssessment(db, input.assessmentId)
  })
}

/** Throws NOT_FOUND. */
export function getAssessment(db: Database, assessmentId: string): Assessment {
  return fromAssessmentRow(getRow(db, assessmentId))
}

const maxChoices = 20
const maxChoiceLength = 100

/** Names in use, for suggestions and columns, most used first. Not those of issues, which are ids. */
export function listAssessmentNames(db: Database): AssessmentNameInfo[] {
  const names = preparedRaw(
    db,
    `SELECT c.name, max(c.kind), count(*) FROM assessment_cells c
      WHERE c.kind <> 'issue'
        AND NOT EXISTS (SELECT 1 FROM traces t WHERE t.trace_pk = c.trace_pk AND t.deleted_at_ms IS NOT NULL)
      GROUP BY c.name ORDER BY count(*) DESC, c.name`,
  ).all() as [string, AssessmentKind, number][]
  const valuesOf = preparedRaw(
    db,
    `SELECT value_key, count(*) FROM assessments INDEXED BY assessments_by_value
      WHERE name = ? AND valid = 1 AND deleted_at_ms IS NULL AND value_key IS NOT NULL
      GROUP BY value_key ORDER BY count(*) DESC, value_key LIMIT 200`,
  )
  return names.map(([name, kind, traceCount]) => {
    const types = new Set<AssessmentNameInfo['valueTypes'][number]>()
    const choices: string[] = []
    for (const [key] of valuesOf.all(name) as [string, number][]) {
      // A long value is kept as its hash; only texts and JSON grow that long.
      const value: unknown = key.startsWith('sha256:') ? '' : JSON.parse(key)
      if (value === null) types.add('null')
      else if (Array.isArray(value)) types.add('array')
      else if (typeof value === 'boolean' || typeof value === 'number' || typeof value === 'object')
        types.add(typeof value as 'boolean')
      else if (typeof value === 'string') {
        types.add('string')
        if (value !== '' && value.length <= maxChoiceLength && choices.length < maxChoices) choices.push(value)
      }
    }
    return { name, kind, traceCount, valueTypes: [...types], choices }
  })
}

/** MLflow's form: `a-` and 32 hex characters. */
function newAssessmentId(): string {
  return `a-${crypto.randomUUID().replaceAll('-', '')}`
}

function checkedName(name: string): string {
  const parsed = AssessmentName.safeParse(name)
  if (!parsed.success) throw new AppError('INVALID_INPUT', 'An assessment name has 1 to 250 characters and no dot.')
  return parsed.data
}

function getRow(db: Database, assessmentId: string): AssessmentRow {
  const row = findAssessmentRow(db, assessmentId)
  if (row === undefined) throw new AppError('NOT_FOUND', 'There is no assessment with this id.')
  return row
}

function setValidity(db: Database, assessmentId: string, isValid: boolean): void {
  const row = findAssessmentRow(db, assessmentId)
  if (row === undefined) return
  prepared(db, 'UPDATE assessments SET valid = ? WHERE assessment_pk = ?').run(isValid ? 1 : 0, row.assessment_pk)
  changed(db, row.trace_pk, row.name)
}

function changed(db: Database, tracePk: number, name: string): void {
  refreshCells(db, tracePk, name)
  prepared(db, 'INSERT OR IGNORE INTO search_pending (trace_pk) VALUES (?)').run(tracePk)
}
