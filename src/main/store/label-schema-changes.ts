/**
 * How a label schema changes. One that nobody asks or has answered just changes; any other collects its changes as a draft, and publishing
 * makes them a new version. Its name is not part of that: it is what clients know it by.
 */
import type { Database } from 'better-sqlite3'
import { AppError } from '../../shared/model/error.ts'
import type { LabelSchema, NewLabelSchema, SchemaDefinition, SchemaVersion } from '../../shared/model/labeling.ts'
import { diffDefinitions, isSameDefinition, toDefinition } from '../../shared/model/schema-definition.ts'
import {
  checkDefinition,
  checkName,
  getLabelSchema,
  keepNewestVersion,
  listLabelSchemas,
  refuseTaken,
  requireConditions,
  writeDefinition,
} from './label-schemas.ts'
import { prepared, preparedPluck } from './statements.ts'
import { durableTransaction } from './transaction.ts'

type Change = Pick<
  NewLabelSchema,
  'name' | 'title' | 'instruction' | 'enableComment' | 'isRequired' | 'group' | 'input'
> & { askIf: SchemaDefinition['askIf'] | null }
/** Absent fields stay; an empty title, instruction or group removes it, and null the condition. */
export type LabelSchemaChange = { [K in keyof Change]?: Change[K] | undefined }

/**
 * Changes a question that is not in use, or the draft of one that is. `publishes`: what is in use gets a new version at once, beside its
 * draft; so do MLflow's clients, which know no drafts. Errors: NOT_FOUND, CONFLICT (name taken; the default question), INVALID_INPUT.
 */
export function updateLabelSchema(
  db: Database,
  input: { schemaId: string; change: LabelSchemaChange; publishes?: boolean | undefined },
  nowMs = Date.now(),
): LabelSchema {
  const { schemaId, change, publishes = false } = input
  return durableTransaction(db, () => {
    const before = getLabelSchema(db, schemaId)
    if (before.isDefault) {
      throw new AppError('CONFLICT', "The experiment's default question cannot be changed.", {
        details: { reason: 'protected' },
      })
    }
    rename(db, before, change.name ?? before.name)
    const base = publishes ? before : (before.draft ?? before)
    const next = checkDefinition({
      title: change.title ?? base.title,
      instruction: change.instruction ?? base.instruction,
      enableComment: change.enableComment ?? base.enableComment,
      isRequired: change.isRequired ?? base.isRequired,
      group: change.group ?? base.group,
      askIf: change.askIf === undefined ? base.askIf : (change.askIf ?? undefined),
      input: change.input ?? base.input,
    })
    refuseConditions(db, before, next)
    if (before.isInUse !== true) changeInPlace(db, schemaId, next, publishes)
    else if (!publishes) writeDraft(db, before, next)
    else if (!isSameDefinition(before, next)) addVersion(db, schemaId, next, nowMs)
    touch(db, schemaId, nowMs)
    return getLabelSchema(db, schemaId)
  })
}

/** Makes the draft the newest version. Sessions go on asking theirs. Errors: NOT_FOUND, CONFLICT (no draft), INVALID_INPUT (its condition). */
export function publishDraft(db: Database, schemaId: string, nowMs = Date.now()): LabelSchema {
  return durableTransaction(db, () => {
    const before = getLabelSchema(db, schemaId)
    if (before.draft === undefined) {
      throw new AppError('CONFLICT', 'There are no changes to publish: somebody has published or discarded them.', {
        details: { reason: 'noDraft' },
      })
    }
    refuseConditions(db, before, before.draft)
    if (before.isInUse !== true) changeInPlace(db, schemaId, before.draft, false)
    else addVersion(db, schemaId, before.draft, nowMs)
    prepared(db, 'UPDATE label_schemas SET draft = NULL WHERE schema_id = ?').run(schemaId)
    touch(db, schemaId, nowMs)
    return getLabelSchema(db, schemaId)
  })
}

/** Throws away the unpublished changes. Throws NOT_FOUND. */
export function discardDraft(db: Database, schemaId: string): LabelSchema {
  return durableTransaction(db, () => {
    prepared(db, 'UPDATE label_schemas SET draft = NULL WHERE schema_id = ?').run(schemaId)
    return getLabelSchema(db, schemaId)
  })
}

/** Newest first; a question that was never in use has one. Throws NOT_FOUND. */
export function listVersions(db: Database, schemaId: string): SchemaVersion[] {
  const newest = getLabelSchema(db, schemaId)
  const rows = prepared(
    db,
    `SELECT v.version, v.definition, v.published_at_ms FROM label_schema_versions v JOIN label_schemas s ON s.schema_pk = v.schema_pk
      WHERE s.schema_id = ? ORDER BY v.version DESC`,
  ).all(schemaId) as { version: number; definition: string; published_at_ms: number }[]
  const askedIn = preparedPluck(
    db,
    `SELECT r.name FROM session_schemas c JOIN label_schemas s ON s.schema_pk = c.schema_pk
      JOIN runs r ON r.run_pk = c.run_pk AND r.deleted_at_ms IS NULL
      WHERE s.schema_id = ? AND coalesce(c.version, s.version) = ? ORDER BY r.name`,
  )
  const versions = rows.map(({ version, definition, published_at_ms }) => ({
    version,
    definition: JSON.parse(definition) as SchemaDefinition,
    publishedAtMs: published_at_ms,
  }))
  if (versions[0]?.version !== newest.version) {
    const { version, updatedAtMs } = newest
    versions.unshift({ version, definition: toDefinition(newest), publishedAtMs: updatedAtMs })
  }
  return versions.map((each) => ({ ...each, sessions: askedIn.all(schemaId, each.version) as string[] }))
}

/**
 * Puts questions of one experiment into this order, before those that are not named. Errors: INVALID_INPUT (of another experiment; a
 * condition would be about a later question).
 */
export function orderLabelSchemas(
  db: Database,
  { experimentId, schemaIds }: { experimentId: string; schemaIds: readonly string[] },
): LabelSchema[] {
  return durableTransaction(db, () => {
    const before = listLabelSchemas(db, { experimentId }).map((schema) => schema.schemaId)
    if (schemaIds.some((id) => !before.includes(id))) {
      throw new AppError('INVALID_INPUT', 'Only questions of one experiment can be put in order. Reload them.')
    }
    const move = prepared(db, 'UPDATE label_schemas SET position = ? WHERE schema_id = ?')
    const ordered = [...new Set([...schemaIds, ...before])]
    for (const [index, schemaId] of ordered.entries()) move.run(index + 1, schemaId)
    const after = listLabelSchemas(db, { experimentId })
    requireConditions(after)
    return after
  })
}

function rename(db: Database, before: LabelSchema, given: string): void {
  const name = checkName(given)
  if (name === before.name) return
  refuseTaken(db, Number(before.experimentId), name, before.schemaId)
  prepared(db, 'UPDATE label_schemas SET name = ? WHERE schema_id = ?').run(name, before.schemaId)
}

function refuseConditions(db: Database, { schemaId, experimentId }: LabelSchema, next: SchemaDefinition): void {
  const all = listLabelSchemas(db, { experimentId }).map((schema) =>
    schema.schemaId === schemaId ? { ...schema, askIf: next.askIf } : schema,
  )
  requireConditions(all, schemaId)
}

/** Nobody has seen the newest version, so it may still change. */
function changeInPlace(db: Database, schemaId: string, next: SchemaDefinition, keepsDraft: boolean): void {
  prepared(
    db,
    `DELETE FROM label_schema_versions WHERE (schema_pk, version) = (SELECT schema_pk, version FROM label_schemas WHERE schema_id = ?)`,
  ).run(schemaId)
  writeDefinition(db, schemaId, next)
  if (!keepsDraft) prepared(db, 'UPDATE label_schemas SET draft = NULL WHERE schema_id = ?').run(schemaId)
}

function writeDraft(db: Database, before: LabelSchema, next: SchemaDefinition): void {
  const changes = diffDefinitions(before, next)
  const draft = Object.keys(changes).length === 0 ? null : JSON.stringify(changes)
  prepared(db, 'UPDATE label_schemas SET draft = ? WHERE schema_id = ?').run(draft, before.schemaId)
}

function addVersion(db: Database, schemaId: string, next: SchemaDefinition, nowMs: number): void {
  keepNewestVersion(db, schemaId)
  writeDefinition(db, schemaId, next)
  prepared(db, 'UPDATE label_schemas SET version = version + 1, updated_at_ms = ? WHERE schema_id = ?').run(
    nowMs,
    schemaId,
  )
  keepNewestVersion(db, schemaId)
}

function touch(db: Database, schemaId: string, nowMs: number): void {
  prepared(db, 'UPDATE label_schemas SET updated_at_ms = ? WHERE schema_id = ?').run(nowMs, schemaId)
}
