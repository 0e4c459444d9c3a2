/** Copies what makes a labeling session from one workspace into another, under the same ids. */
import type { Database } from 'better-sqlite3'
import type { SessionRules } from '../../shared/model/label-work.ts'
import type { LabelingSession, SchemaDefinition } from '../../shared/model/labeling.ts'
import { toDefinition } from '../../shared/model/schema-definition.ts'
import { writeDefinition } from './label-schemas.ts'
import { getSessionPk } from './labeling-sessions.ts'
import { prepared, preparedPluck } from './statements.ts'

type Row = Record<string, unknown>

export interface SessionCopy {
  session: LabelingSession
  rules: SessionRules
  reviewers: readonly string[]
  /** In the order of the queue; their traces are in the target already. */
  traceIds: readonly string[]
  /** Keeps the items' own times of addition; otherwise the order above becomes the order of addition. */
  keepsTimes: boolean
  /** Changes a text that people read. */
  text: (text: string) => string
}

/** The target has the experiment already, and not yet the session. Nobody's work is copied. Throws NOT_FOUND. */
export function copySession(source: Database, target: Database, copy: SessionCopy): void {
  const { session, text } = copy
  const runPk = getSessionPk(source, session.sessionId)
  const rows = (sql: string, ...params: unknown[]) => prepared(source, sql).all(...params) as Row[]
  const run = rows('SELECT * FROM runs WHERE run_pk = ?', runPk)[0] as Row
  const newRunPk = insertRow(target, 'runs', { ...run, run_pk: null, name: text(String(run.name)) })
  for (const tag of rows('SELECT * FROM run_tags WHERE run_pk = ?', runPk)) {
    const value = String(tag.value)
    // Ours are read by Assay, not by people.
    insertRow(target, 'run_tags', {
      ...tag,
      run_pk: newRunPk,
      value: String(tag.key).startsWith('assay.') ? value : text(value),
    })
  }
  const about = rows('SELECT * FROM labeling_sessions WHERE run_pk = ?', runPk)[0] as Row
  insertRow(target, 'labeling_sessions', {
    ...about,
    run_pk: newRunPk,
    rules: JSON.stringify(copy.rules),
    guidelines: about.guidelines === null ? null : text(String(about.guidelines)),
    state: 'open',
  })
  copySchemas(source, target, copy, runPk, newRunPk)
  for (const [position, reviewer] of copy.reviewers.entries()) {
    insertRow(target, 'session_reviewers', { run_pk: newRunPk, reviewer, position })
  }
  copyItems(source, target, copy, runPk, newRunPk)
}

/** Makes the experiment in the target under the same id. The default one is there. */
export function copyExperiment(
  source: Database,
  target: Database,
  experimentId: string,
  text: (text: string) => string,
): void {
  if (experimentId === '0') return
  const row = prepared(source, 'SELECT * FROM experiments WHERE experiment_id = ?').get(Number(experimentId)) as Row
  insertRow(target, 'experiments', { ...row, name: text(String(row.name)) })
}

function copySchemas(source: Database, target: Database, copy: SessionCopy, runPk: number, newRunPk: number): void {
  const { session, text } = copy
  for (const [position, pinned] of session.schemas.entries()) {
    const { schemaId, version } = pinned
    const row = prepared(source, 'SELECT * FROM label_schemas WHERE schema_id = ?').get(schemaId) as Row
    const said = (given: string | undefined) => (given === undefined ? undefined : text(given))
    const definition = toDefinition({
      ...pinned,
      title: said(pinned.title),
      instruction: said(pinned.instruction),
      group: said(pinned.group),
    } as SchemaDefinition)
    const schemaPk = insertRow(target, 'label_schemas', {
      ...row,
      schema_pk: null,
      version,
      // Unpublished changes are nobody's business but theirs who write them, and other versions are asked elsewhere.
      draft: null,
    })
    writeDefinition(target, schemaId, definition)
    insertRow(target, 'label_schema_versions', {
      schema_pk: schemaPk,
      version,
      definition: JSON.stringify(definition),
      published_at_ms: row.updated_at_ms,
    })
    const chosen = prepared(source, 'SELECT * FROM session_schemas WHERE run_pk = ? AND schema_pk = ?').get(
      runPk,
      row.schema_pk,
    ) as Row | undefined
    insertRow(target, 'session_schemas', {
      ...(chosen ?? { position }),
      run_pk: newRunPk,
      schema_pk: schemaPk,
      version,
      moves: '[]',
    })
  }
}

function copyItems(source: Database, target: Database, copy: SessionCopy, runPk: number, newRunPk: number): void {
  const find = prepared(
    source,
    'SELECT i.* FROM run_traces i JOIN traces t ON t.trace_pk = i.trace_pk WHERE i.run_pk = ? AND t.trace_id = ?',
  )
  let index = 0
  for (const traceId of copy.traceIds) {
    const item = find.get(runPk, traceId) as Row
    const tracePk = preparedPluck(target, 'SELECT trace_pk FROM traces WHERE trace_id = ?').get(traceId)
    index++
    insertRow(target, 'run_traces', {
      ...item,
      run_pk: newRunPk,
      trace_pk: tracePk,
      added_at_ms: copy.keepsTimes ? item.added_at_ms : index,
      item_status: 'PENDING',
      completed_by: null,
      completed_at_ms: null,
    })
  }
}

/** Every column as it is named in the row, so that columns added later go along; returns the new key. */
function insertRow(db: Database, table: string, row: Row): number {
  const names = Object.keys(row)
  const sql = `INSERT INTO ${table} (${names.join(', ')}) VALUES (${names.map(() => '?').join(', ')})`
  return Number(prepared(db, sql).run(...Object.values(row)).lastInsertRowid)
}
