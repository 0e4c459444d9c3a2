/** Label schemas: the questions of labeling sessions. */
import type { Database } from 'better-sqlite3'
import { AppError } from '../../shared/model/error.ts'
import { LabelSchema, LabelSchemaInput, type NewLabelSchema } from '../../shared/model/labeling.ts'
import { requireActiveExperiment } from './runs.ts'
import { prepared, preparedPluck } from './statements.ts'
import { durableTransaction } from './transaction.ts'

interface SchemaRow {
  schema_id: string
  experiment_id: number
  name: string
  type: string
  title: string | null
  instruction: string | null
  enable_comment: number
  is_required: number
  input: string
  is_default: number
  created_by: string | null
  created_at_ms: number
  updated_at_ms: number
}

const columns = `s.schema_id, s.experiment_id, s.name, s.type, s.title, s.instruction, s.enable_comment, s.is_required, s.input, s.is_default,
  s.created_by, s.created_at_ms, s.updated_at_ms`

function fromRow(row: SchemaRow): LabelSchema {
  return {
    schemaId: row.schema_id,
    experimentId: String(row.experiment_id),
    name: row.name,
    type: row.type as LabelSchema['type'],
    ...(row.title === null ? {} : { title: row.title }),
    ...(row.instruction === null ? {} : { instruction: row.instruction }),
    enableComment: row.enable_comment === 1,
    ...(row.is_required === 1 ? { isRequired: true } : {}),
    input: JSON.parse(row.input) as LabelSchemaInput,
    ...(row.is_default === 0 ? {} : { isDefault: true }),
    ...(row.created_by === null ? {} : { createdBy: row.created_by }),
    createdAtMs: row.created_at_ms,
    updatedAtMs: row.updated_at_ms,
  }
}

/** By experiment and name. */
export function listLabelSchemas(db: Database, input: { experimentId?: string | undefined } = {}): LabelSchema[] {
  const rows =
    input.experimentId === undefined
      ? prepared(db, `SELECT ${columns} FROM label_schemas s ORDER BY s.experiment_id, s.name`).all()
      : prepared(db, `SELECT ${columns} FROM label_schemas s WHERE s.experiment_id = ? ORDER BY s.name`).all(
          Number(input.experimentId),
        )
  return (rows as SchemaRow[]).map(fromRow)
}

/** The schemas that were chosen for a session, in their order there. */
export function listSessionSchemas(db: Database, runPk: number): LabelSchema[] {
  const rows = prepared(
    db,
    `SELECT ${columns} FROM session_schemas c JOIN label_schemas s ON s.schema_pk = c.schema_pk
      WHERE c.run_pk = ? ORDER BY c.position`,
  ).all(runPk)
  return (rows as SchemaRow[]).map(fromRow)
}

export function findLabelSchema(db: Database, schemaId: string): LabelSchema | undefined {
  const row = prepared(db, `SELECT ${columns} FROM label_schemas s WHERE s.schema_id = ?`).get(schemaId)
  return row === undefined ? undefined : fromRow(row as SchemaRow)
}

/** Throws NOT_FOUND. */
export function getLabelSchema(db: Database, schemaId: string): LabelSchema {
  const schema = findLabelSchema(db, schemaId)
  if (schema === undefined) throw new AppError('NOT_FOUND', 'There is no label schema with this id.')
  return schema
}

export function findLabelSchemaByName(db: Database, experimentId: string, name: string): LabelSchema | undefined {
  const row = prepared(db, `SELECT ${columns} FROM label_schemas s WHERE s.experiment_id = ? AND s.name = ?`).get(
    Number(experimentId),
    name,
  )
  return row === undefined ? undefined : fromRow(row as SchemaRow)
}

/** Errors: NOT_FOUND (no such active experiment), CONFLICT (name taken), INVALID_INPUT. */
export function createLabelSchema(db: Database, given: NewLabelSchema, nowMs = Date.now()): LabelSchema {
  const name = check(LabelSchema.shape.name, given.name, 'name')
  const title = check(LabelSchema.shape.title, given.title || undefined, 'title')
  const instruction = check(LabelSchema.shape.instruction, given.instruction || undefined, 'instruction')
  const input = check(LabelSchemaInput, given.input, 'input')
  return durableTransaction(db, () => {
    const experimentId = requireActiveExperiment(db, given.experimentId ?? '0')
    refuseTaken(db, experimentId, name, undefined)
    const schemaId = `ls-${crypto.randomUUID().replaceAll('-', '')}`
    prepared(
      db,
      `INSERT INTO label_schemas (schema_id, experiment_id, name, type, title, instruction, enable_comment, is_required, input,
        created_by, created_at_ms, updated_at_ms) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
    ).run(
      schemaId,
      experimentId,
      name,
      given.type,
      title ?? null,
      instruction ?? null,
      given.enableComment === true ? 1 : 0,
      given.isRequired === true ? 1 : 0,
      JSON.stringify(input),
      given.createdBy ?? null,
      nowMs,
      nowMs,
    )
    return getLabelSchema(db, schemaId)
  })
}

/** All or none. Errors: as `createLabelSchema`. */
export function createLabelSchemas(
  db: Database,
  input: { schemas: readonly NewLabelSchema[] },
  nowMs = Date.now(),
): LabelSchema[] {
  return durableTransaction(db, () => input.schemas.map((schema) => createLabelSchema(db, schema, nowMs)))
}

type Change = Pick<NewLabelSchema, 'name' | 'title' | 'instruction' | 'enableComment' | 'isRequired' | 'input'>
/** Absent fields stay; an empty title or instruction removes it. */
export type LabelSchemaChange = { [K in keyof Change]?: Change[K] | undefined }

/** Errors: NOT_FOUND, CONFLICT (name taken; the default question), INVALID_INPUT. */
export function updateLabelSchema(
  db: Database,
  input: { schemaId: string; change: LabelSchemaChange },
  nowMs = Date.now(),
): LabelSchema {
  const { schemaId, change } = input
  return durableTransaction(db, () => {
    const before = getLabelSchema(db, schemaId)
    if (before.isDefault)
      throw new AppError('CONFLICT', "The experiment's default question cannot be changed.", {
        details: { reason: 'protected' },
      })
    const name = check(LabelSchema.shape.name, change.name ?? before.name, 'name')
    if (name !== before.name) refuseTaken(db, Number(before.experimentId), name, schemaId)
    const title = check(LabelSchema.shape.title, (change.title ?? before.title) || undefined, 'title')
    const instruction = check(
      LabelSchema.shape.instruction,
      (change.instruction ?? before.instruction) || undefined,
      'instruction',
    )
    prepared(
      db,
      `UPDATE label_schemas SET name = ?, title = ?, instruction = ?, enable_comment = ?, is_required = ?, input = ?, updated_at_ms = ?
        WHERE schema_id = ?`,
    ).run(
      name,
      title ?? null,
      instruction ?? null,
      (change.enableComment ?? before.enableComment) ? 1 : 0,
      (change.isRequired ?? before.isRequired) ? 1 : 0,
      JSON.stringify(check(LabelSchemaInput, change.input ?? before.input, 'input')),
      nowMs,
      schemaId,
    )
    return getLabelSchema(db, schemaId)
  })
}

/** Sessions lose the question; assessments with its name stay. CONFLICT for the default question. */
export function deleteLabelSchema(db: Database, schemaId: string): { deleted: boolean } {
  return durableTransaction(db, () => {
    if (findLabelSchema(db, schemaId)?.isDefault)
      throw new AppError('CONFLICT', "The experiment's default question cannot be deleted.", {
        details: { reason: 'protected' },
      })
    return { deleted: prepared(db, 'DELETE FROM label_schemas WHERE schema_id = ?').run(schemaId).changes > 0 }
  })
}

/** What MLflow calls the question that it gives every experiment (`genai/label_schemas/validation.py`). */
export const defaultSchemaName = 'Feedback'

export function hasDefaultLabelSchema(db: Database, experimentId: string): boolean {
  const sql = 'SELECT 1 FROM label_schemas WHERE experiment_id = ? AND (is_default = 1 OR name = ?)'
  return preparedPluck(db, sql).get(Number(experimentId), defaultSchemaName) !== undefined
}

/**
 * Makes MLflow's default question, as its server does when a client first lists the schemas of an experiment. A
 * question of that name which is already there takes its place. Errors: NOT_FOUND (experiment).
 */
export function ensureDefaultLabelSchema(db: Database, experimentId: string, nowMs = Date.now()): void {
  durableTransaction(db, () => {
    if (hasDefaultLabelSchema(db, experimentId)) return
    const { schemaId } = createLabelSchema(
      db,
      {
        experimentId,
        name: defaultSchemaName,
        type: 'feedback',
        instruction: 'Share any feedback on this trace.',
        input: { type: 'text' },
      },
      nowMs,
    )
    prepared(db, 'UPDATE label_schemas SET is_default = 1 WHERE schema_id = ?').run(schemaId)
  })
}

function refuseTaken(db: Database, experimentId: number, name: string, schemaId: string | undefined): void {
  const sql = 'SELECT schema_id FROM label_schemas WHERE experiment_id = ? AND name = ?'
  const holder = preparedPluck(db, sql).get(experimentId, name)
  if (holder !== undefined && holder !== schemaId) {
    throw new AppError('CONFLICT', 'The experiment already has a label schema with this name. Choose another name.', {
      details: { reason: 'exists' },
    })
  }
}

interface Checker<T> {
  safeParse(
    value: unknown,
  ): { success: true; data: T } | { success: false; error: { issues: readonly { message: string }[] } }
}

function check<T>(checker: Checker<T>, value: unknown, field: string): T {
  const parsed = checker.safeParse(value)
  if (parsed.success) return parsed.data
  const said = parsed.error.issues[0]?.message ?? 'It cannot be read.'
  throw new AppError('INVALID_INPUT', `The ${field} of a label schema is not valid: ${said}`)
}
