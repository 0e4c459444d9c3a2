/**
 * Labeling sessions. One is a run (its name and id), what makes it a review queue for MLflow clients, its questions and
 * its reviewers; its items are the traces of the run (`session-items.ts`).
 */
import type { Database } from 'better-sqlite3'
import { AppError } from '../../shared/model/error.ts'
import type { LabelingSession, LabelSchema } from '../../shared/model/labeling.ts'
import {
  findLabelSchema,
  keepNewestVersion,
  listLabelSchemas,
  listSessionSchemas,
  requireConditions,
} from './label-schemas.ts'
import { createRun, getRunPk, requireActiveExperiment, updateRun } from './runs.ts'
import { prepared, preparedPluck } from './statements.ts'
import { durableTransaction } from './transaction.ts'

/** Marks the run of a labeling session. */
const runKindTag = 'assay.runKind'
const labelingRunKind = 'labeling_session'

interface SessionRow {
  run_pk: number
  run_id: string
  queue_id: string
  experiment_id: number
  experiment_name: string
  name: string
  queue_type: string
  created_by: string | null
  created_at_ms: number
  updated_at_ms: number
  pending: number
  complete: number
  declined: number
}

/** A session without the counts of its items, which take milliseconds where there are ten thousand of them. */
export type SessionFrame = Omit<LabelingSession, 'itemCounts'>
type FrameRow = Omit<SessionRow, 'pending' | 'complete' | 'declined'>

const frameColumns = `s.run_pk, r.run_id, s.queue_id, r.experiment_id, e.name AS experiment_name, r.name, s.queue_type,
    s.created_by, s.created_at_ms, s.updated_at_ms`

const selectSessions = `SELECT ${frameColumns},
    count(*) FILTER (WHERE t.trace_pk IS NOT NULL AND i.item_status = 'PENDING') AS pending,
    count(*) FILTER (WHERE t.trace_pk IS NOT NULL AND i.item_status = 'COMPLETE') AS complete,
    count(*) FILTER (WHERE t.trace_pk IS NOT NULL AND i.item_status = 'DECLINED') AS declined
  FROM labeling_sessions s JOIN runs r ON r.run_pk = s.run_pk JOIN experiments e ON e.experiment_id = r.experiment_id
    LEFT JOIN run_traces i ON i.run_pk = s.run_pk
    LEFT JOIN traces t ON t.trace_pk = i.trace_pk AND t.deleted_at_ms IS NULL
  WHERE r.deleted_at_ms IS NULL`

function fromRow(db: Database, row: SessionRow): LabelingSession {
  const itemCounts = { pending: row.pending, complete: row.complete, declined: row.declined }
  return { ...toFrame(db, row), itemCounts }
}

function toFrame(db: Database, row: FrameRow): SessionFrame {
  const experimentId = String(row.experiment_id)
  const reviewers = preparedPluck(db, 'SELECT reviewer FROM session_reviewers WHERE run_pk = ? ORDER BY position')
  return {
    sessionId: row.run_id,
    queueId: row.queue_id,
    experimentId,
    experimentName: row.experiment_name,
    name: row.name,
    queueType: row.queue_type as LabelingSession['queueType'],
    reviewers: reviewers.all(row.run_pk) as string[],
    schemas: row.queue_type === 'user' ? listLabelSchemas(db, { experimentId }) : listSessionSchemas(db, row.run_pk),
    ...(row.created_by === null ? {} : { createdBy: row.created_by }),
    createdAtMs: row.created_at_ms,
    updatedAtMs: row.updated_at_ms,
  }
}

export interface SessionFilter {
  experimentId?: string | undefined
  /** Compared without regard to case. */
  reviewer?: string | undefined
  /** Only sessions that have this trace. */
  traceId?: string | undefined
}

/** Newest first; sessions whose run is deleted are left out. */
export function listSessions(db: Database, filter: SessionFilter = {}): LabelingSession[] {
  const rows = prepared(
    db,
    `${selectSessions} AND (@experimentId IS NULL OR r.experiment_id = @experimentId)
      AND (@reviewer IS NULL OR EXISTS (SELECT 1 FROM session_reviewers v WHERE v.run_pk = s.run_pk AND lower(v.reviewer) = lower(@reviewer)))
      AND (@traceId IS NULL OR EXISTS (SELECT 1 FROM run_traces m JOIN traces k ON k.trace_pk = m.trace_pk
        WHERE m.run_pk = s.run_pk AND k.trace_id = @traceId))
      GROUP BY s.run_pk ORDER BY s.created_at_ms DESC, s.run_pk DESC`,
  ).all({
    experimentId: filter.experimentId === undefined ? null : Number(filter.experimentId),
    reviewer: filter.reviewer ?? null,
    traceId: filter.traceId ?? null,
  })
  return (rows as SessionRow[]).map((row) => fromRow(db, row))
}

export function findSession(db: Database, sessionId: string): LabelingSession | undefined {
  const row = prepared(db, `${selectSessions} AND r.run_id = ? GROUP BY s.run_pk`).get(sessionId)
  return row === undefined ? undefined : fromRow(db, row as SessionRow)
}

/** Throws NOT_FOUND. */
export function getSession(db: Database, sessionId: string): LabelingSession {
  const session = findSession(db, sessionId)
  if (session === undefined) throw new AppError('NOT_FOUND', 'There is no labeling session with this id.')
  return session
}

/** What the labeling loop needs of a session at every key. Throws NOT_FOUND. */
export function getSessionFrame(db: Database, sessionId: string): SessionFrame {
  const row = prepared(
    db,
    `SELECT ${frameColumns} FROM runs r JOIN labeling_sessions s ON s.run_pk = r.run_pk
      JOIN experiments e ON e.experiment_id = r.experiment_id WHERE r.run_id = ? AND r.deleted_at_ms IS NULL`,
  ).get(sessionId)
  if (row === undefined) throw new AppError('NOT_FOUND', 'There is no labeling session with this id.')
  return toFrame(db, row as FrameRow)
}

export function findSessionByQueue(db: Database, queueId: string): LabelingSession | undefined {
  const row = prepared(db, `${selectSessions} AND s.queue_id = ? GROUP BY s.run_pk`).get(queueId)
  return row === undefined ? undefined : fromRow(db, row as SessionRow)
}

/** Without regard to case, as MLflow compares queue names; the newest of several. */
export function findSessionByName(db: Database, experimentId: string, name: string): LabelingSession | undefined {
  const row = prepared(
    db,
    `${selectSessions} AND r.experiment_id = ? AND lower(r.name) = lower(?)
      GROUP BY s.run_pk ORDER BY s.created_at_ms DESC, s.run_pk DESC LIMIT 1`,
  ).get(Number(experimentId), name)
  return row === undefined ? undefined : fromRow(db, row as SessionRow)
}

export interface NewSession {
  name: string
  experimentId?: string | undefined
  schemaIds: string[]
  reviewers: string[]
  queueType?: LabelingSession['queueType'] | undefined
  createdBy?: string | undefined
  /** Refuses a name that another session of the experiment has: MLflow's rule for queues, not for sessions. */
  isNameUnique?: boolean | undefined
}

/** Errors: NOT_FOUND (experiment), INVALID_INPUT (a schema of another experiment), CONFLICT (name). */
export function createSession(db: Database, given: NewSession, nowMs = Date.now()): LabelingSession {
  return durableTransaction(db, () => {
    const experimentId = String(requireActiveExperiment(db, given.experimentId ?? '0'))
    if (given.isNameUnique) refuseTaken(db, experimentId, given.name, undefined)
    const { runId } = createRun(db, {
      experimentId,
      name: given.name,
      userId: given.createdBy,
      startMs: nowMs,
      tags: { [runKindTag]: labelingRunKind },
    })
    const runPk = getRunPk(db, runId)
    // Nothing runs: its state must not read as if something did.
    updateRun(db, runId, { status: 'FINISHED', endMs: nowMs })
    prepared(
      db,
      `INSERT INTO labeling_sessions (run_pk, queue_id, queue_type, created_by, created_at_ms, updated_at_ms)
        VALUES (?, ?, ?, ?, ?, ?)`,
    ).run(
      runPk,
      `rq-${crypto.randomUUID().replaceAll('-', '')}`,
      given.queueType ?? 'custom',
      given.createdBy ?? null,
      nowMs,
      nowMs,
    )
    writeReviewers(db, runPk, given.reviewers)
    writeSchemas(db, runPk, experimentId, given.schemaIds)
    return getSession(db, runId)
  })
}

export interface SessionChange {
  sessionId: string
  name?: string | undefined
  schemaIds?: string[] | undefined
  reviewers?: string[] | undefined
  createdBy?: string | undefined
  isNameUnique?: boolean | undefined
}

/**
 * Absent fields stay. Errors: NOT_FOUND; INVALID_INPUT (a schema of another experiment; any change of a reviewer's own
 * queue); CONFLICT (name; other schemas after traces were added, which is MLflow's rule: answers would be to other questions).
 */
export function updateSession(db: Database, input: SessionChange, nowMs = Date.now()): LabelingSession {
  return durableTransaction(db, () => {
    const before = getSession(db, input.sessionId)
    if (before.queueType === 'user') {
      throw new AppError('INVALID_INPUT', "A user queue's name, reviewer, schemas and owner are fixed.")
    }
    const runPk = getSessionPk(db, input.sessionId)
    if (input.name !== undefined) {
      if (input.isNameUnique) refuseTaken(db, before.experimentId, input.name, before.sessionId)
      updateRun(db, before.sessionId, { name: input.name })
    }
    if (input.reviewers !== undefined) writeReviewers(db, runPk, input.reviewers)
    if (input.schemaIds !== undefined && !isSameList(input.schemaIds, before.schemas)) {
      const isOnlyOrder = isSameList(input.schemaIds.toSorted(), before.schemas.toSorted(bySchemaId))
      if (hasItems(db, runPk) && !isOnlyOrder) {
        throw new AppError(
          'CONFLICT',
          'The questions of a session are fixed once traces are in it. Remove the traces first, or make a new session.',
          { details: { reason: 'frozen' } },
        )
      }
      if (isOnlyOrder) orderSchemas(db, runPk, input.schemaIds)
      else writeSchemas(db, runPk, before.experimentId, input.schemaIds)
    }
    if (input.createdBy !== undefined) {
      prepared(db, 'UPDATE labeling_sessions SET created_by = ? WHERE run_pk = ?').run(input.createdBy, runPk)
    }
    touchSession(db, runPk, nowMs)
    return getSession(db, input.sessionId)
  })
}

/** Removes the session and its run for good; traces and assessments stay. */
export function deleteSession(db: Database, sessionId: string): { deleted: boolean } {
  return durableTransaction(db, () => {
    const session = findSession(db, sessionId)
    if (session === undefined) return { deleted: false }
    prepared(db, 'DELETE FROM runs WHERE run_pk = ?').run(getSessionPk(db, sessionId))
    return { deleted: true }
  })
}

/** Key of the run of a session. Throws NOT_FOUND, also when the run is deleted or no session. */
export function getSessionPk(db: Database, sessionId: string): number {
  const sql = `SELECT s.run_pk FROM labeling_sessions s JOIN runs r ON r.run_pk = s.run_pk
    WHERE r.run_id = ? AND r.deleted_at_ms IS NULL`
  const runPk = preparedPluck(db, sql).get(sessionId)
  if (typeof runPk !== 'number') throw new AppError('NOT_FOUND', 'There is no labeling session with this id.')
  return runPk
}

export function touchSession(db: Database, runPk: number, nowMs: number): void {
  prepared(db, 'UPDATE labeling_sessions SET updated_at_ms = ? WHERE run_pk = ?').run(nowMs, runPk)
}

function isSameList(schemaIds: readonly string[], schemas: LabelingSession['schemas']): boolean {
  return schemaIds.length === schemas.length && schemaIds.every((id, index) => id === schemas[index]?.schemaId)
}

const bySchemaId = (a: LabelSchema, b: LabelSchema): number => (a.schemaId < b.schemaId ? -1 : 1)

/** The same questions in another order: their versions stay. */
function orderSchemas(db: Database, runPk: number, schemaIds: readonly string[]): void {
  const move = prepared(
    db,
    `UPDATE session_schemas SET position = ? WHERE run_pk = ? AND schema_pk = (SELECT schema_pk FROM label_schemas WHERE schema_id = ?)`,
  )
  for (const [position, schemaId] of schemaIds.entries()) move.run(position, runPk, schemaId)
  requireConditions(listSessionSchemas(db, runPk))
}

function hasItems(db: Database, runPk: number): boolean {
  return preparedPluck(db, 'SELECT 1 FROM run_traces WHERE run_pk = ? LIMIT 1').get(runPk) !== undefined
}

/** Names that differ only in case are one reviewer. */
function writeReviewers(db: Database, runPk: number, reviewers: readonly string[]): void {
  prepared(db, 'DELETE FROM session_reviewers WHERE run_pk = ?').run(runPk)
  const insert = prepared(db, 'INSERT INTO session_reviewers (run_pk, reviewer, position) VALUES (?, ?, ?)')
  const seen = new Set<string>()
  for (const reviewer of reviewers) {
    if (seen.has(reviewer.toLowerCase())) continue
    insert.run(runPk, reviewer, seen.size)
    seen.add(reviewer.toLowerCase())
  }
}

/** At their newest versions. */
function writeSchemas(db: Database, runPk: number, experimentId: string, schemaIds: readonly string[]): void {
  prepared(db, 'DELETE FROM session_schemas WHERE run_pk = ?').run(runPk)
  for (const [position, schemaId] of [...new Set(schemaIds)].entries()) {
    if (findLabelSchema(db, schemaId)?.experimentId !== experimentId) {
      throw new AppError('INVALID_INPUT', `The experiment of the session has no label schema with the id ${schemaId}.`)
    }
    prepared(
      db,
      `INSERT INTO session_schemas (run_pk, schema_pk, position, version)
        SELECT ?, schema_pk, ?, ? FROM label_schemas WHERE schema_id = ?`,
    ).run(runPk, position, keepNewestVersion(db, schemaId), schemaId)
  }
  requireConditions(listSessionSchemas(db, runPk))
}

function refuseTaken(db: Database, experimentId: string, name: string, sessionId: string | undefined): void {
  const holder = findSessionByName(db, experimentId, name)
  if (holder !== undefined && holder.sessionId !== sessionId) {
    throw new AppError('CONFLICT', 'The experiment already has a review queue with this name, upper or lower case.', {
      details: { reason: 'exists' },
    })
  }
}
