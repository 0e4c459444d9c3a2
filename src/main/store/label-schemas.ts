/** Label schemas: the questions of labeling sessions. */
import type { Database } from 'better-sqlite3'
import { type ConditionProblem, findConditionProblem, type NamedAskIf } from '../../shared/model/ask-if.ts'
import { AppError } from '../../shared/model/error.ts'
import { LabelSchema, LabelSchemaInput, type NewLabelSchema, SchemaDefinition } from '../../shared/model/labeling.ts'
import { applyChanges, type DefinitionChanges, toDefinition } from '../../shared/model/schema-definition.ts'
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
  group_name: string | null
  ask_if: string | null
  input: string
  version: number
  draft: string | null
  is_in_use: number
  is_default: number
  created_by: string | null
  created_at_ms: number
  updated_at_ms: number
}

/** Asked somewhere, or answered by somebody here or through a client; the last for queues of one user, which ask everything. */
const isInUse = `(EXISTS (SELECT 1 FROM session_schemas c WHERE c.schema_pk = s.schema_pk)
  OR EXISTS (SELECT 1 FROM assessments x WHERE x.name = s.name AND x.source_type = 'HUMAN' AND x.valid = 1 AND x.deleted_at_ms IS NULL
    AND x.kind = s.type)
  OR EXISTS (SELECT 1 FROM labeling_sessions l JOIN session_answers a ON a.run_pk = l.run_pk
    WHERE l.queue_type = 'user' AND a.schema_pk = s.schema_pk))`

const ownColumns = `s.schema_id, s.experiment_id, s.name, s.type, s.title, s.instruction, s.enable_comment, s.is_required, s.group_name,
  s.ask_if, s.input, s.version, s.draft, s.is_default, s.created_by, s.created_at_ms, s.updated_at_ms`
const columns = `${ownColumns}, ${isInUse} AS is_in_use`

function fromRow(row: SchemaRow): LabelSchema {
  const definition: SchemaDefinition = {
    ...(row.title === null ? {} : { title: row.title }),
    ...(row.instruction === null ? {} : { instruction: row.instruction }),
    enableComment: row.enable_comment === 1,
    ...(row.is_required === 1 ? { isRequired: true } : {}),
    ...(row.group_name === null ? {} : { group: row.group_name }),
    ...(row.ask_if === null ? {} : { askIf: JSON.parse(row.ask_if) as NonNullable<SchemaDefinition['askIf']> }),
    input: JSON.parse(row.input) as LabelSchemaInput,
  }
  return {
    schemaId: row.schema_id,
    experimentId: String(row.experiment_id),
    name: row.name,
    type: row.type as LabelSchema['type'],
    ...definition,
    version: row.version,
    ...(row.draft === null ? {} : { draft: applyChanges(definition, JSON.parse(row.draft) as DefinitionChanges) }),
    ...(row.is_in_use === 0 ? {} : { isInUse: true }),
    ...(row.is_default === 0 ? {} : { isDefault: true }),
    ...(row.created_by === null ? {} : { createdBy: row.created_by }),
    createdAtMs: row.created_at_ms,
    updatedAtMs: row.updated_at_ms,
  }
}

/** By experiment, in their order there. */
export function listLabelSchemas(db: Database, input: { experimentId?: string | undefined } = {}): LabelSchema[] {
  const rows = prepared(
    db,
    `SELECT ${columns} FROM label_schemas s WHERE @experimentId IS NULL OR s.experiment_id = @experimentId
      ORDER BY s.experiment_id, s.position, s.name`,
  ).all({ experimentId: input.experimentId === undefined ? null : Number(input.experimentId) })
  return (rows as SchemaRow[]).map(fromRow)
}

/** The schemas that were chosen for a session, in their order there, as the session asks them. */
export function listSessionSchemas(db: Database, runPk: number): LabelSchema[] {
  const rows = prepared(
    db,
    `SELECT ${ownColumns}, 0 AS is_in_use, v.version AS pinned_version, v.definition AS pinned
      FROM session_schemas c JOIN label_schemas s ON s.schema_pk = c.schema_pk
        LEFT JOIN label_schema_versions v ON v.schema_pk = c.schema_pk AND v.version = c.version AND v.version <> s.version
      WHERE c.run_pk = ? ORDER BY c.position`,
  ).all(runPk)
  return (rows as (SchemaRow & { pinned_version: number | null; pinned: string | null })[]).map((row) => {
    const { draft: _, ...newest } = fromRow(row)
    if (row.pinned_version === null || row.pinned === null) return newest
    const { title: _t, instruction: _i, isRequired: _r, group: _g, askIf: _a, ...others } = newest
    const pinned = toDefinition(JSON.parse(row.pinned) as SchemaDefinition)
    return { ...others, ...pinned, version: row.pinned_version, newestVersion: row.version }
  })
}

/** Keeps the newest version for good, as sessions that ask it need it; answers its number. */
export function keepNewestVersion(db: Database, schemaId: string): number {
  const schema = getLabelSchema(db, schemaId)
  prepared(
    db,
    `INSERT OR IGNORE INTO label_schema_versions (schema_pk, version, definition, published_at_ms)
      SELECT schema_pk, version, ?, ? FROM label_schemas WHERE schema_id = ?`,
  ).run(JSON.stringify(toDefinition(schema)), schema.updatedAtMs, schemaId)
  return schema.version
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
  const name = checkName(given.name)
  const definition = checkDefinition({ ...given, enableComment: given.enableComment === true })
  return durableTransaction(db, () => {
    const experimentId = requireActiveExperiment(db, given.experimentId ?? '0')
    refuseTaken(db, experimentId, name, undefined)
    const schemaId = `ls-${crypto.randomUUID().replaceAll('-', '')}`
    prepared(
      db,
      `INSERT INTO label_schemas (schema_id, experiment_id, name, type, enable_comment, input, created_by, created_at_ms, updated_at_ms,
        position) VALUES (?, ?, ?, ?, 0, '{}', ?, ?, ?, (SELECT coalesce(max(position), 0) + 1 FROM label_schemas WHERE experiment_id = ?))`,
    ).run(schemaId, experimentId, name, given.type, given.createdBy ?? null, nowMs, nowMs, experimentId)
    writeDefinition(db, schemaId, definition)
    requireConditions(listLabelSchemas(db, { experimentId: String(experimentId) }), schemaId)
    return getLabelSchema(db, schemaId)
  })
}

/** A question of a file: its condition names the question that decides, which is an earlier one of the file or of the experiment. */
export type NamedLabelSchema = Omit<NewLabelSchema, 'askIf'> & { askIf?: NamedAskIf | undefined }

/** All or none. Errors: as `createLabelSchema`. */
export function createLabelSchemas(
  db: Database,
  input: { schemas: readonly NamedLabelSchema[] },
  nowMs = Date.now(),
): LabelSchema[] {
  return durableTransaction(db, () =>
    input.schemas.map(({ askIf, ...schema }) => {
      if (askIf === undefined) return createLabelSchema(db, schema, nowMs)
      const { name, ...test } = askIf
      const decider = findLabelSchemaByName(db, schema.experimentId ?? '0', name)
      if (decider === undefined) {
        throw new AppError(
          'INVALID_INPUT',
          `“${schema.name}” depends on the question “${name}”, which is not there. Take that along, before it.`,
          { details: { reason: conditionReasons.unknown, name: schema.name } },
        )
      }
      return createLabelSchema(db, { ...schema, askIf: { ...test, schemaId: decider.schemaId } }, nowMs)
    }),
  )
}

/** Makes this the question as it is. Inside a transaction. */
export function writeDefinition(db: Database, schemaId: string, definition: SchemaDefinition): void {
  const { title, instruction, enableComment, isRequired, group, askIf, input } = definition
  prepared(
    db,
    `UPDATE label_schemas SET title = ?, instruction = ?, enable_comment = ?, is_required = ?, group_name = ?, ask_if = ?, input = ?
      WHERE schema_id = ?`,
  ).run(
    title || null,
    instruction || null,
    enableComment ? 1 : 0,
    isRequired === true ? 1 : 0,
    group || null,
    askIf === undefined ? null : JSON.stringify(askIf),
    JSON.stringify(input),
    schemaId,
  )
}

const conditionSentences: Record<ConditionProblem, string> = {
  unknown: 'depends on a question that is not there. Add that, or take the condition away.',
  later: 'depends on a question that comes after it. Move that before it.',
  circle: 'depends, in the end, on itself. Choose another question for its condition.',
}

const conditionReasons: Record<ConditionProblem, string> = {
  unknown: 'conditionUnknown',
  later: 'conditionLater',
  circle: 'conditionCircle',
}

/** Throws INVALID_INPUT with `details.reason` when a condition, or only that of one question, cannot work in this order. */
export function requireConditions(schemas: readonly LabelSchema[], schemaId?: string): void {
  const found = findConditionProblem(schemas)
  if (found === undefined || (schemaId !== undefined && found.schema.schemaId !== schemaId)) return
  throw new AppError('INVALID_INPUT', `“${found.schema.name}” ${conditionSentences[found.problem]}`, {
    details: { reason: conditionReasons[found.problem], name: found.schema.name },
  })
}

/** Sessions lose the question; assessments with its name stay. CONFLICT for the default question, and for one that decides whether another is asked. */
export function deleteLabelSchema(db: Database, schemaId: string): { deleted: boolean } {
  return durableTransaction(db, () => {
    if (findLabelSchema(db, schemaId)?.isDefault)
      throw new AppError('CONFLICT', "The experiment's default question cannot be deleted.", {
        details: { reason: 'protected' },
      })
    const dependent = listLabelSchemas(db).find(
      ({ askIf, draft }) => askIf?.schemaId === schemaId || draft?.askIf?.schemaId === schemaId,
    )
    if (dependent !== undefined) {
      throw new AppError(
        'CONFLICT',
        `This question decides whether “${dependent.name}” is asked. Take the condition from that one first.`,
        { details: { reason: 'decides', name: dependent.name } },
      )
    }
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

/** Throws CONFLICT when another question of the experiment has the name. */
export function refuseTaken(db: Database, experimentId: number, name: string, schemaId: string | undefined): void {
  const sql = 'SELECT schema_id FROM label_schemas WHERE experiment_id = ? AND name = ?'
  const holder = preparedPluck(db, sql).get(experimentId, name)
  if (holder !== undefined && holder !== schemaId) {
    throw new AppError('CONFLICT', 'The experiment already has a label schema with this name. Choose another name.', {
      details: { reason: 'exists' },
    })
  }
}

/** Throws INVALID_INPUT. */
export function checkName(name: unknown): string {
  return check(LabelSchema.shape.name, name, 'name')
}

/** Empty texts are none. Throws INVALID_INPUT. */
export function checkDefinition(
  given: { [K in keyof SchemaDefinition]: SchemaDefinition[K] | undefined },
): SchemaDefinition {
  const { shape } = SchemaDefinition
  return toDefinition({
    title: check(shape.title, given.title || undefined, 'title'),
    instruction: check(shape.instruction, given.instruction || undefined, 'instruction'),
    enableComment: given.enableComment === true,
    isRequired: given.isRequired === true,
    group: check(shape.group, given.group || undefined, 'group') || undefined,
    askIf: check(shape.askIf, given.askIf, 'condition'),
    input: check(LabelSchemaInput, given.input, 'input'),
  })
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
