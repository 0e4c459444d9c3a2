/** Disagreements of a session's reviewers, and the answers that settle them. */
import type { Database } from 'better-sqlite3'
import type { Assessment } from '../../shared/model/assessment.ts'
import { AppError } from '../../shared/model/error.ts'
import type { Json } from '../../shared/model/json.ts'
import type { Disagreement } from '../../shared/model/label-quality.ts'
import { findAnswerProblem } from '../../shared/model/label-value.ts'
import { settlesKey } from '../../shared/model/settles.ts'
import { canonicalJson } from './assessment-rows.ts'
import { createAssessment, deleteAssessment, getAssessment, reviseAssessment } from './assessments.ts'
import { labelMetadata } from './label-settling.ts'
import { getSession, getSessionPk } from './labeling-sessions.ts'
import { listSessionLabels, type SessionLabel } from './session-labels.ts'
import { prepared, preparedPluck } from './statements.ts'
import { readTraceRows } from './trace-rows.ts'
import { durableTransaction } from './transaction.ts'

export interface DisagreementQuery {
  sessionId: string
  schemaId?: string | undefined
  /** Also those that are settled. */
  withSettled?: boolean | undefined
  /** One item, also where its answers do not differ. */
  traceId?: string | undefined
  cursor?: string | undefined
  limit: number
}

/** Items and questions on which submitted labels differ, in the order of the items. The cursor is a place in that order. */
export function listDisagreements(
  db: Database,
  query: DisagreementQuery,
): { items: Disagreement[]; nextCursor?: string } {
  const groups = new Map<string, SessionLabel[]>()
  for (const label of listSessionLabels(db, query.sessionId, query.traceId)) {
    if (query.schemaId !== undefined && label.schemaId !== query.schemaId) continue
    const key = JSON.stringify([label.traceId, label.schemaId])
    const group = groups.get(key)
    if (group === undefined) groups.set(key, [label])
    else group.push(label)
  }
  const runPk = getSessionPk(db, query.sessionId)
  const found: { labels: SessionLabel[]; settled: Assessment | undefined }[] = []
  for (const labels of groups.values()) {
    const isAgreed = new Set(labels.map(({ value }) => canonicalJson(value))).size < 2
    if (isAgreed && query.traceId === undefined) continue
    const [first] = labels as [SessionLabel]
    const settled = findSettled(db, runPk, first.traceId, first.schemaId)
    if (settled === undefined || query.withSettled) found.push({ labels, settled })
  }
  const start = query.cursor === undefined ? 0 : Number.parseInt(query.cursor, 10) || 0
  const page = found.slice(start, start + query.limit)
  const items = page.map(({ labels, settled }) => toDisagreement(db, labels, settled))
  return { items, ...(start + query.limit < found.length ? { nextCursor: String(start + query.limit) } : {}) }
}

function toDisagreement(db: Database, labels: SessionLabel[], settled: Assessment | undefined): Disagreement {
  const [first] = labels as [SessionLabel]
  const tracePk = preparedPluck(db, 'SELECT trace_pk FROM traces WHERE trace_id = ?').get(first.traceId) as number
  const row = readTraceRows(db, [tracePk])[0]
  return {
    traceId: first.traceId,
    ...(row?.inputPreview === undefined ? {} : { inputPreview: row.inputPreview }),
    ...(row?.outputPreview === undefined ? {} : { outputPreview: row.outputPreview }),
    schemaId: first.schemaId,
    answers: labels.map(({ reviewer, value, rationale, assessmentId }) => ({
      reviewer,
      value,
      ...(rationale === undefined ? {} : { rationale }),
      assessmentId,
    })),
    ...(settled === undefined ? {} : { settled }),
  }
}

function findSettled(db: Database, runPk: number, traceId: string, schemaId: string): Assessment | undefined {
  const id = preparedPluck(
    db,
    `SELECT s.assessment_id FROM session_settled s JOIN traces t ON t.trace_pk = s.trace_pk
      JOIN label_schemas q ON q.schema_pk = s.schema_pk WHERE s.run_pk = ? AND t.trace_id = ? AND q.schema_id = ?`,
  ).get(runPk, traceId, schemaId)
  if (typeof id !== 'string') return undefined
  const assessment = getAssessment(db, id)
  return assessment.valid && assessment.deletedAtMs === undefined ? assessment : undefined
}

/** Settled answers that still hold. */
export function listSettled(db: Database, sessionId: string): { traceId: string; schemaId: string; value: Json }[] {
  const rows = prepared(
    db,
    `SELECT t.trace_id, q.schema_id, s.assessment_id FROM session_settled s JOIN traces t ON t.trace_pk = s.trace_pk
      JOIN label_schemas q ON q.schema_pk = s.schema_pk WHERE s.run_pk = ? AND t.deleted_at_ms IS NULL`,
  )
    .raw()
    .all(getSessionPk(db, sessionId)) as [string, string, string][]
  return rows.flatMap(([traceId, schemaId, assessmentId]) => {
    const { valid, deletedAtMs, value } = getAssessment(db, assessmentId)
    return valid && deletedAtMs === undefined && value !== undefined ? [{ traceId, schemaId, value }] : []
  })
}

export interface Settlement {
  sessionId: string
  traceId: string
  schemaId: string
  value: Json
  rationale?: string | undefined
  settledBy: string
}

/**
 * Writes the settled answer as an assessment of its own, which names those it settles; theirs stay valid. A second settling supersedes the first.
 *
 * @throws AppError NOT_FOUND (session, question, no label to settle), INVALID_INPUT (the answer does not fit)
 */
export function settleLabels(db: Database, input: Settlement, nowMs = Date.now()): Assessment {
  return durableTransaction(db, () => {
    const schema = getSession(db, input.sessionId).schemas.find(({ schemaId }) => schemaId === input.schemaId)
    if (schema === undefined) throw new AppError('NOT_FOUND', 'The session does not ask this question.')
    const problem = findAnswerProblem(schema.input, input.value)
    if (problem !== undefined) {
      throw new AppError('INVALID_INPUT', 'The answer does not fit its question.', { details: { problem } })
    }
    const runPk = getSessionPk(db, input.sessionId)
    const labels = listSessionLabels(db, input.sessionId, input.traceId).filter(
      ({ schemaId }) => schemaId === input.schemaId,
    )
    if (labels.length === 0) throw new AppError('NOT_FOUND', 'Nobody has labelled this item yet.')
    const content = {
      value: input.value,
      rationale: input.rationale ?? '',
      source: { type: 'HUMAN' as const, id: input.settledBy },
      metadata: {
        [labelMetadata.session]: input.sessionId,
        [labelMetadata.schema]: input.schemaId,
        [labelMetadata.version]: String(schema.version),
        [settlesKey]: JSON.stringify(labels.map(({ assessmentId }) => assessmentId)),
      },
    }
    const before = findSettled(db, runPk, input.traceId, input.schemaId)
    const made =
      before === undefined
        ? createAssessment(db, { traceId: input.traceId, name: schema.name, kind: schema.type, ...content }, nowMs)
        : reviseAssessment(db, { assessmentId: before.assessmentId, change: content }, nowMs)
    prepared(
      db,
      `INSERT INTO session_settled (run_pk, trace_pk, schema_pk, assessment_id, settled_by, settled_at_ms)
        SELECT ?, t.trace_pk, q.schema_pk, ?, ?, ? FROM traces t, label_schemas q WHERE t.trace_id = ? AND q.schema_id = ?
        ON CONFLICT (run_pk, trace_pk, schema_pk) DO UPDATE SET assessment_id = excluded.assessment_id,
          settled_by = excluded.settled_by, settled_at_ms = excluded.settled_at_ms`,
    ).run(runPk, made.assessmentId, input.settledBy, nowMs, input.traceId, input.schemaId)
    return made
  })
}

/** Takes a settled answer back; the disagreement is open again. */
export function unsettleLabels(
  db: Database,
  input: { sessionId: string; traceId: string; schemaId: string },
  nowMs = Date.now(),
): { deleted: boolean } {
  return durableTransaction(db, () => {
    const runPk = getSessionPk(db, input.sessionId)
    const settled = findSettled(db, runPk, input.traceId, input.schemaId)
    if (settled === undefined) return { deleted: false }
    deleteAssessment(db, { assessmentId: settled.assessmentId }, nowMs)
    prepared(
      db,
      `DELETE FROM session_settled WHERE run_pk = ? AND trace_pk = (SELECT trace_pk FROM traces WHERE trace_id = ?)
        AND schema_pk = (SELECT schema_pk FROM label_schemas WHERE schema_id = ?)`,
    ).run(runPk, input.traceId, input.schemaId)
    return { deleted: true }
  })
}
