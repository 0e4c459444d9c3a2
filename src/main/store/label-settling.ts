/** What the labeling loop and the merge of handed-over work share: an item's work, and how its answers become assessments. */
import type { Database } from 'better-sqlite3'
import { findAsked } from '../../shared/model/ask-if.ts'
import type { Assessment } from '../../shared/model/assessment.ts'
import type { Json } from '../../shared/model/json.ts'
import type { WorkState } from '../../shared/model/label-work.ts'
import type { LabelSchema } from '../../shared/model/labeling.ts'
import { createAssessment, deleteAssessment, getAssessment, reviseAssessment } from './assessments.ts'
import { labelsToFinish } from './label-queue.ts'
import type { SessionFrame } from './labeling-sessions.ts'
import { readSetup } from './session-rules.ts'
import { prepared, preparedPluck } from './statements.ts'

/** Which item, and whose work on it. */
export interface WorkRef {
  sessionId: string
  reviewer: string
  traceId: string
}

/** Metadata that answers carry as assessments. */
export const labelMetadata = {
  session: 'assay.sessionId',
  schema: 'assay.schemaId',
  version: 'assay.schemaVersion',
  /** Of an answer that was mapped when its question changed: the version that the session asked before. */
  movedFrom: 'assay.movedFromVersion',
  activeMs: 'assay.activeMs',
  blind: 'assay.blind',
  unsure: 'assay.unsure',
  visible: 'assay.visible',
  bulk: 'assay.bulk',
} as const

export interface WorkKeys {
  runPk: number
  tracePk: number
}

export interface WorkRow {
  state: WorkState
  reason: string | null
  note: string | null
  is_unsure: number
  active_ms: number
}

export interface AnswerRow {
  schema_pk: number
  schema_id: string
  version: number
  value: string | null
  rationale: string | null
  assessment_id: string | null
  is_bulk: number
  /** JSON of EarlierAnswer. */
  earlier: string | null
  saved_at_ms: number
}

/**
 * Makes the reviewer's answers, as they stand, assessments; those of an earlier submission are superseded. Answers to questions that are
 * not asked stay drafts.
 */
export function settleAnswers(
  db: Database,
  ref: WorkRef,
  session: SessionFrame,
  keys: WorkKeys,
  about: { activeMs: number; visible?: Record<string, Json> | undefined },
  nowMs: number,
): void {
  const work = findWork(db, keys, ref.reviewer)
  const metadata = {
    [labelMetadata.session]: ref.sessionId,
    [labelMetadata.activeMs]: String(about.activeMs),
    [labelMetadata.blind]: String(readSetup(db, ref.sessionId).rules.isBlind),
    ...(work?.is_unsure === 1 ? { [labelMetadata.unsure]: 'true' } : {}),
    ...(about.visible === undefined ? {} : { [labelMetadata.visible]: JSON.stringify(about.visible) }),
  }
  const answers = listAnswers(db, keys, ref.reviewer)
  const values = readValues(answers)
  const asked = findAsked(session.schemas, (schemaId) => values.get(schemaId))
  for (const answer of answers) {
    const schema = session.schemas.find(({ schemaId }) => schemaId === answer.schema_id)
    if (schema === undefined) continue
    const given = asked.has(schema.schemaId) ? answer : { ...answer, value: null }
    const assessmentId = settleAssessment(db, ref, schema, given, metadata, nowMs)
    prepared(
      db,
      'UPDATE session_answers SET assessment_id = ?, earlier = NULL WHERE run_pk = ? AND reviewer = ? AND trace_pk = ? AND schema_pk = ?',
    ).run(assessmentId ?? null, keys.runPk, ref.reviewer, keys.tracePk, answer.schema_pk)
  }
}

/** What is answered, by question. */
export function readValues(answers: readonly AnswerRow[]): Map<string, Json> {
  return new Map(
    answers.flatMap(({ schema_id, value }) => (value === null ? [] : [[schema_id, JSON.parse(value) as Json]])),
  )
}

/** The assessment that stands for an answer after submitting: new, revised, as it was, or none. */
function settleAssessment(
  db: Database,
  ref: WorkRef,
  schema: LabelSchema,
  answer: AnswerRow,
  metadata: Record<string, string>,
  nowMs: number,
): string | undefined {
  const current = answer.assessment_id === null ? undefined : findCurrent(db, answer.assessment_id)
  if (answer.value === null) {
    if (current !== undefined) retract(db, current, nowMs)
    return undefined
  }
  const value = JSON.parse(answer.value) as Json
  const rationale = answer.rationale ?? ''
  const all = {
    ...metadata,
    [labelMetadata.schema]: schema.schemaId,
    [labelMetadata.version]: String(answer.version),
    ...(answer.is_bulk === 1 ? { [labelMetadata.bulk]: 'true' } : {}),
  }
  if (current === undefined) {
    const source = { type: 'HUMAN' as const, id: ref.reviewer }
    const { name, type: kind } = schema
    return createAssessment(db, { traceId: ref.traceId, name, kind, value, rationale, source, metadata: all }, nowMs)
      .assessmentId
  }
  const isSame = JSON.stringify(current.value) === JSON.stringify(value) && (current.rationale ?? '') === rationale
  if (isSame) return current.assessmentId
  const change = { value, rationale, metadata: all }
  return reviseAssessment(db, { assessmentId: current.assessmentId, change }, nowMs).assessmentId
}

/** Undefined when somebody has deleted or superseded it meanwhile. */
function findCurrent(db: Database, assessmentId: string): Assessment | undefined {
  const assessment = getAssessment(db, assessmentId)
  return assessment.valid && assessment.deletedAtMs === undefined ? assessment : undefined
}

/** Deletes an answer with the reviewer's earlier ones that it superseded: deleting it alone would make those valid again. */
function retract(db: Database, assessment: Assessment, nowMs: number): void {
  const { session, schema } = labelMetadata
  let last: Assessment | undefined = assessment
  while (last !== undefined) {
    deleteAssessment(db, { assessmentId: last.assessmentId }, nowMs)
    const earlier: Assessment | undefined = last.overrides === undefined ? undefined : findCurrent(db, last.overrides)
    const isOwn: boolean =
      earlier?.source.id === assessment.source.id &&
      earlier.metadata[session] === assessment.metadata[session] &&
      earlier.metadata[schema] === assessment.metadata[schema]
    last = isOwn ? earlier : undefined
  }
}

/** Makes drafts of the reviewer's answers again. */
export function takeBack(db: Database, keys: WorkKeys, reviewer: string, nowMs: number): void {
  for (const { assessment_id, schema_pk } of listAnswers(db, keys, reviewer)) {
    if (assessment_id === null) continue
    const current = findCurrent(db, assessment_id)
    if (current !== undefined) retract(db, current, nowMs)
    prepared(
      db,
      'UPDATE session_answers SET assessment_id = NULL WHERE run_pk = ? AND reviewer = ? AND trace_pk = ? AND schema_pk = ?',
    ).run(keys.runPk, reviewer, keys.tracePk, schema_pk)
  }
}

/** Keeps the item's state for all, which MLflow clients see, in step with how many labels it has. */
export function countLabels(
  db: Database,
  session: SessionFrame,
  keys: WorkKeys,
  reviewer: string,
  nowMs: number,
): void {
  const wanted = labelsToFinish(readSetup(db, session.sessionId).rules, session.reviewers)
  const count = preparedPluck(
    db,
    "SELECT count(*) FROM session_work WHERE run_pk = ? AND trace_pk = ? AND state = 'complete'",
  ).get(keys.runPk, keys.tracePk) as number
  const isDone = count >= wanted
  prepared(
    db,
    `UPDATE run_traces SET item_status = ?, completed_by = ?, completed_at_ms = ?, updated_at_ms = ?
      WHERE run_pk = ? AND trace_pk = ? AND item_status <> ?`,
  ).run(
    isDone ? 'COMPLETE' : 'PENDING',
    isDone ? reviewer : null,
    isDone ? nowMs : null,
    nowMs,
    keys.runPk,
    keys.tracePk,
    isDone ? 'COMPLETE' : 'PENDING',
  )
}

export function findWork(db: Database, keys: WorkKeys, reviewer: string): WorkRow | undefined {
  return prepared(
    db,
    'SELECT state, reason, note, is_unsure, active_ms FROM session_work WHERE run_pk = ? AND reviewer = ? AND trace_pk = ?',
  ).get(keys.runPk, reviewer, keys.tracePk) as WorkRow | undefined
}

export function listAnswers(db: Database, keys: WorkKeys, reviewer: string): AnswerRow[] {
  return prepared(
    db,
    `SELECT a.schema_pk, s.schema_id, a.version, a.value, a.rationale, a.assessment_id, a.is_bulk, a.earlier, a.saved_at_ms
      FROM session_answers a JOIN label_schemas s ON s.schema_pk = a.schema_pk
      WHERE a.run_pk = ? AND a.reviewer = ? AND a.trace_pk = ? ORDER BY a.schema_pk`,
  ).all(keys.runPk, reviewer, keys.tracePk) as AnswerRow[]
}
