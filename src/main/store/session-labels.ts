/** The submitted labels of a session, as agreement and adjudication need them. */
import type { Database } from 'better-sqlite3'
import type { Json } from '../../shared/model/json.ts'
import { settlesKey } from '../../shared/model/settles.ts'
import { getSession, getSessionPk } from './labeling-sessions.ts'
import { prepared, preparedPluck } from './statements.ts'

export interface SessionLabel {
  traceId: string
  schemaId: string
  reviewer: string
  value: Json
  rationale: string | undefined
  assessmentId: string
  createdAtMs: number
}

interface LabelRow {
  trace_id: string
  schema_id: string
  reviewer: string
  value: string
  rationale: string | null
  assessment_id: string
  created_at_ms: number
}

/**
 * Valid labels of the session's reviewers, also those that they gave through an MLflow client: the newest of each reviewer, item and
 * question, in the order of items, questions, reviewers. Settled answers are not among them, nor those to questions that have changed and
 * are asked again. Throws NOT_FOUND.
 */
export function listSessionLabels(db: Database, sessionId: string, traceId?: string): SessionLabel[] {
  const session = getSession(db, sessionId)
  const runPk = getSessionPk(db, sessionId)
  const rows = prepared(
    db,
    `SELECT t.trace_id, q.schema_id, a.source_id AS reviewer, a.value, a.rationale, a.assessment_id, a.created_at_ms
      FROM run_traces i
        JOIN traces t ON t.trace_pk = i.trace_pk AND t.deleted_at_ms IS NULL
        JOIN assessments a ON a.trace_pk = i.trace_pk
        JOIN label_schemas q ON q.name = a.name AND q.type = a.kind
      WHERE i.run_pk = @runPk AND (@traceId IS NULL OR t.trace_id = @traceId)
        AND q.schema_id IN (SELECT value FROM json_each(@schemaIds))
        AND a.source_type = 'HUMAN' AND a.valid = 1 AND a.deleted_at_ms IS NULL AND a.value IS NOT NULL AND a.span_id IS NULL
        AND a.source_id IN (SELECT value FROM json_each(@reviewers))
        AND json_extract(a.metadata, '$."${settlesKey}"') IS NULL
        AND NOT EXISTS (SELECT 1 FROM session_answers w WHERE w.run_pk = i.run_pk AND w.trace_pk = i.trace_pk
          AND w.assessment_id = a.assessment_id AND w.earlier IS NOT NULL)
      ORDER BY i.added_at_ms, i.trace_pk, q.schema_pk, a.source_id, a.created_at_ms, a.assessment_pk`,
  ).all({
    runPk,
    traceId: traceId ?? null,
    schemaIds: JSON.stringify(session.schemas.map(({ schemaId }) => schemaId)),
    reviewers: JSON.stringify(listLabelers(db, runPk, session.reviewers)),
  }) as LabelRow[]
  const newest = new Map<string, SessionLabel>()
  for (const row of rows) {
    newest.set(JSON.stringify([row.trace_id, row.schema_id, row.reviewer]), {
      traceId: row.trace_id,
      schemaId: row.schema_id,
      reviewer: row.reviewer,
      value: JSON.parse(row.value) as Json,
      rationale: row.rationale ?? undefined,
      assessmentId: row.assessment_id,
      createdAtMs: row.created_at_ms,
    })
  }
  return [...newest.values()]
}

/** The session's named reviewers and whoever has worked in it. */
export function listLabelers(db: Database, runPk: number, reviewers: readonly string[]): string[] {
  const workers = preparedPluck(
    db,
    'SELECT DISTINCT reviewer FROM session_work WHERE run_pk = ? ORDER BY reviewer',
  ).all(runPk)
  return [...new Set([...reviewers, ...(workers as string[])])]
}
