/** Moving a labeling session to newer versions of its questions, with the answers that were given to the older ones. */
import type { Database } from 'better-sqlite3'
import { type AnswerRule, mapAnswer, suggestRules, VersionMove } from '../../shared/model/answer-mapping.ts'
import { AppError } from '../../shared/model/error.ts'
import type { Json } from '../../shared/model/json.ts'
import type { LabelingSession, LabelSchema } from '../../shared/model/labeling.ts'
import type { MovePreview, QuestionMove } from '../../shared/model/version-move.ts'
import { canonicalJson } from './assessment-rows.ts'
import { getAssessment, reviseAssessment } from './assessments.ts'
import { listRepeats, writeRepeat } from './label-repeats.ts'
import { getLabelSchema, keepNewestVersion, listSessionSchemas, requireConditions } from './label-schemas.ts'
import { countLabels, labelMetadata } from './label-settling.ts'
import { getSession, getSessionPk, touchSession } from './labeling-sessions.ts'
import { unsettleLabels } from './settled-labels.ts'
import { prepared, preparedPluck } from './statements.ts'
import { durableTransaction } from './transaction.ts'

interface AnswerRow {
  reviewer: string
  trace_pk: number
  trace_id: string
  version: number
  value: string
  rationale: string | null
  assessment_id: string | null
  state: string
}

/**
 * What a move would do, without doing it: each question with a newer version, its answers by value, and what becomes of them. Rules that are
 * not given are suggested ones. Throws NOT_FOUND.
 */
export function previewMove(
  db: Database,
  input: { sessionId: string; questions?: readonly QuestionMove[] | undefined },
): MovePreview {
  const session = getSession(db, input.sessionId)
  const runPk = getSessionPk(db, input.sessionId)
  const again = new Set<string>()
  const questions = session.schemas.flatMap((pinned): MovePreview['questions'] => {
    if (pinned.newestVersion === undefined) return []
    const newest = getLabelSchema(db, pinned.schemaId)
    const given = input.questions?.find(({ schemaId }) => schemaId === pinned.schemaId)
    const rules = given?.rules ?? suggestRules(pinned.input, newest.input)
    const values = new Map<string, MovePreview['questions'][number]['values'][number]>()
    const counts = { kept: 0, mapped: 0, askedAgain: 0 }
    for (const row of listAnswerRows(db, runPk, pinned.schemaId)) {
      const value = JSON.parse(row.value) as Json
      const outcome = outcomeOf(newest, value, rules)
      counts[outcome]++
      if (outcome === 'askedAgain') again.add(`${row.trace_pk} ${row.reviewer}`)
      const key = canonicalJson(value)
      const known = values.get(key)
      if (known !== undefined) known.count++
      else values.set(key, { value, count: 1, outcome, ...mappedOf(newest, value, rules) })
    }
    for (const { value } of listSettled(db, runPk, pinned.schemaId)) counts[outcomeOf(newest, value, rules)]++
    return [
      {
        schemaId: pinned.schemaId,
        from: pinned,
        to: newest,
        rules: [...rules],
        counts,
        values: [...values.values()].toSorted((a, b) => b.count - a.count),
      },
    ]
  })
  return { sessionId: input.sessionId, questions, itemsAgain: again.size }
}

/**
 * Moves questions of a session to their newest versions, all in one transaction. Answers that a rule maps become new assessments that
 * supersede theirs; where there is none, the reviewer is asked again and keeps all other answers.
 *
 * @throws AppError NOT_FOUND; CONFLICT with `details.reason` `newerVersion` when a question has changed since it was looked at, or is not behind;
 *   INVALID_INPUT (a condition cannot work in the session)
 */
export function moveSession(
  db: Database,
  input: { sessionId: string; questions: readonly QuestionMove[] },
  nowMs = Date.now(),
): MovePreview {
  return durableTransaction(db, () => {
    const preview = previewMove(db, input)
    const runPk = getSessionPk(db, input.sessionId)
    const session = getSession(db, input.sessionId)
    const moved = input.questions.map((question) => {
      const about = preview.questions.find(({ schemaId }) => schemaId === question.schemaId)
      if (about === undefined || about.to.version !== question.toVersion) {
        throw new AppError('CONFLICT', 'The question has changed since you looked. Look at the changes again.', {
          details: { reason: 'newerVersion' },
        })
      }
      return about
    })
    for (const about of moved) new Mover(db, session, runPk, about, nowMs).run()
    requireConditions(listSessionSchemas(db, runPk))
    touchSession(db, runPk, nowMs)
    return { ...preview, questions: moved }
  })
}

class Mover {
  private readonly db: Database
  private readonly session: LabelingSession
  private readonly runPk: number
  private readonly about: MovePreview['questions'][number]
  private readonly nowMs: number
  private readonly schemaPk: number

  constructor(
    db: Database,
    session: LabelingSession,
    runPk: number,
    about: MovePreview['questions'][number],
    nowMs: number,
  ) {
    this.db = db
    this.session = session
    this.runPk = runPk
    this.about = about
    this.nowMs = nowMs
    this.schemaPk = preparedPluck(db, 'SELECT schema_pk FROM label_schemas WHERE schema_id = ?').get(
      about.schemaId,
    ) as number
  }

  run(): void {
    const { db, runPk, about } = this
    // Before the version moves: who settled what needs the question as it was.
    const settled = listSettled(db, runPk, about.schemaId)
    const rows = listAnswerRows(db, runPk, about.schemaId)
    this.pin()
    for (const row of rows) this.moveAnswer(row)
    this.moveOrigins()
    for (const each of settled) this.moveSettled(each)
    this.moveGold()
    this.moveRepeats()
  }

  private pin(): void {
    const { db, runPk, schemaPk, about } = this
    const before = readMoves(db, runPk, about.schemaId)
    const move = { from: about.from.version, to: about.to.version, rules: about.rules, movedAtMs: this.nowMs }
    prepared(db, 'UPDATE session_schemas SET version = ?, moves = ? WHERE run_pk = ? AND schema_pk = ?').run(
      keepNewestVersion(db, about.schemaId),
      JSON.stringify([...before, move]),
      runPk,
      schemaPk,
    )
  }

  private moveAnswer(row: AnswerRow): void {
    const { db, about } = this
    const value = JSON.parse(row.value) as Json
    const outcome = outcomeOf(about.to, value, about.rules)
    if (outcome === 'kept') return
    if (outcome === 'askedAgain') {
      this.askAgain(row, value)
      return
    }
    const mapped = mapAnswer(about.to.input, value, about.rules) as Json
    const assessmentId = row.assessment_id === null ? null : this.supersede(row.assessment_id, mapped)
    prepared(
      db,
      `UPDATE session_answers SET value = ?, version = ?, assessment_id = ?
        WHERE run_pk = ? AND reviewer = ? AND trace_pk = ? AND schema_pk = ?`,
    ).run(JSON.stringify(mapped), about.to.version, assessmentId, this.runPk, row.reviewer, row.trace_pk, this.schemaPk)
  }

  /** The id that now stands for the answer. What somebody has deleted or superseded meanwhile stays so. */
  private supersede(assessmentId: string, value: Json): string {
    const { db, about, nowMs } = this
    const current = getAssessment(db, assessmentId)
    if (!current.valid || current.deletedAtMs !== undefined) return assessmentId
    const metadata = {
      ...current.metadata,
      [labelMetadata.version]: String(about.to.version),
      [labelMetadata.movedFrom]: String(about.from.version),
    }
    return reviseAssessment(db, { assessmentId, change: { value, metadata } }, nowMs).assessmentId
  }

  /** The answer goes, the assessment stays until the item is submitted again; other answers of the item stay as they are. */
  private askAgain(row: AnswerRow, value: Json): void {
    const { db, runPk, nowMs } = this
    prepared(
      db,
      `UPDATE session_answers SET value = NULL, version = ?, earlier = ?, origin = '',
          saved_at_ms = max(?, min(saved_at_ms + 1, 253402300799999))
        WHERE run_pk = ? AND reviewer = ? AND trace_pk = ? AND schema_pk = ?`,
    ).run(
      this.about.to.version,
      JSON.stringify({ version: row.version, value }),
      nowMs,
      runPk,
      row.reviewer,
      row.trace_pk,
      this.schemaPk,
    )
    if (row.state !== 'complete') return
    prepared(
      db,
      `UPDATE session_work SET state = 'in_progress', ended_at_ms = NULL, origin = '',
          updated_at_ms = max(?, min(updated_at_ms + 1, 253402300799999))
        WHERE run_pk = ? AND reviewer = ? AND trace_pk = ?`,
    ).run(nowMs, runPk, row.reviewer, row.trace_pk)
    countLabels(db, this.session, { runPk, tracePk: row.trace_pk }, row.reviewer, nowMs)
  }

  /** What other places said is said in the new version's words too, so that their files say nothing new when they come again. */
  private moveOrigins(): void {
    const { db, runPk, schemaPk, about } = this
    const where = 'run_pk = ? AND reviewer = ? AND trace_pk = ? AND schema_pk = ? AND origin = ?'
    const rows = prepared(
      db,
      'SELECT reviewer, trace_pk, origin, value FROM answer_origins WHERE run_pk = ? AND schema_pk = ? AND value IS NOT NULL',
    ).all(runPk, schemaPk) as { reviewer: string; trace_pk: number; origin: string; value: string }[]
    for (const row of rows) {
      const value = JSON.parse(row.value) as Json
      const outcome = outcomeOf(about.to, value, about.rules)
      const keys = [runPk, row.reviewer, row.trace_pk, schemaPk, row.origin]
      if (outcome === 'askedAgain') prepared(db, `DELETE FROM answer_origins WHERE ${where}`).run(...keys)
      if (outcome !== 'mapped') continue
      const mapped = mapAnswer(about.to.input, value, about.rules) as Json
      prepared(db, `UPDATE answer_origins SET value = ?, version = ? WHERE ${where}`).run(
        canonicalJson(mapped),
        about.to.version,
        ...keys,
      )
    }
  }

  /** Known answers that have no counterpart stay, and count for nothing until they are marked anew. */
  private moveGold(): void {
    const { db, runPk, schemaPk, about } = this
    const where = 'run_pk = ? AND schema_pk = ?'
    const rows = prepared(db, `SELECT trace_pk, value FROM session_gold WHERE ${where}`).all(runPk, schemaPk)
    for (const { trace_pk, value } of rows as { trace_pk: number; value: string }[]) {
      const mapped = mapAnswer(about.to.input, JSON.parse(value) as Json, about.rules)
      if (mapped === undefined) continue
      prepared(db, `UPDATE session_gold SET value = ? WHERE ${where} AND trace_pk = ?`).run(
        JSON.stringify(mapped),
        runPk,
        schemaPk,
        trace_pk,
      )
    }
  }

  /** Second answers to items that came twice, likewise. */
  private moveRepeats(): void {
    const { db, runPk, about } = this
    for (const { tracePk, reviewer, record } of listRepeats(db, this.session.sessionId)) {
      const answer = record.answers[about.schemaId]
      if (answer?.value === undefined) continue
      const mapped = mapAnswer(about.to.input, answer.value, about.rules)
      if (mapped === undefined || canonicalJson(mapped) === canonicalJson(answer.value)) continue
      const moved = { ...answer, value: mapped, version: about.to.version }
      const answers = { ...record.answers, [about.schemaId]: moved }
      writeRepeat(db, { runPk, tracePk }, reviewer, { ...record, answers })
    }
  }

  private moveSettled({ traceId, assessmentId, value }: Settled): void {
    const { db, runPk, about } = this
    const outcome = outcomeOf(about.to, value, about.rules)
    if (outcome === 'kept') return
    if (outcome === 'askedAgain') {
      unsettleLabels(db, { sessionId: this.session.sessionId, traceId, schemaId: about.schemaId }, this.nowMs)
      return
    }
    const mapped = mapAnswer(about.to.input, value, about.rules) as Json
    prepared(
      db,
      'UPDATE session_settled SET assessment_id = ? WHERE run_pk = ? AND schema_pk = ? AND assessment_id = ?',
    ).run(this.supersede(assessmentId, mapped), runPk, this.schemaPk, assessmentId)
  }
}

/** How answers to earlier versions of a session's question were carried over; oldest first. */
export function readMoves(db: Database, runPk: number, schemaId: string): VersionMove[] {
  const text = preparedPluck(
    db,
    `SELECT c.moves FROM session_schemas c JOIN label_schemas s ON s.schema_pk = c.schema_pk WHERE c.run_pk = ? AND s.schema_id = ?`,
  ).get(runPk, schemaId)
  return typeof text === 'string' ? VersionMove.array().parse(JSON.parse(text)) : []
}

type Outcome = 'kept' | 'mapped' | 'askedAgain'

function outcomeOf({ input }: LabelSchema, value: Json, rules: readonly AnswerRule[]): Outcome {
  const mapped = mapAnswer(input, value, rules)
  if (mapped === undefined) return 'askedAgain'
  return canonicalJson(mapped) === canonicalJson(value) ? 'kept' : 'mapped'
}

function mappedOf({ input }: LabelSchema, value: Json, rules: readonly AnswerRule[]): { becomes?: Json } {
  const becomes = mapAnswer(input, value, rules)
  return becomes === undefined ? {} : { becomes }
}

/** Submitted answers and drafts, of everyone. */
function listAnswerRows(db: Database, runPk: number, schemaId: string): AnswerRow[] {
  return prepared(
    db,
    `SELECT a.reviewer, a.trace_pk, t.trace_id, a.version, a.value, a.rationale, a.assessment_id, w.state
      FROM session_answers a JOIN label_schemas s ON s.schema_pk = a.schema_pk JOIN traces t ON t.trace_pk = a.trace_pk
        JOIN session_work w ON w.run_pk = a.run_pk AND w.reviewer = a.reviewer AND w.trace_pk = a.trace_pk
      WHERE a.run_pk = ? AND s.schema_id = ? AND a.value IS NOT NULL ORDER BY a.trace_pk, a.reviewer`,
  ).all(runPk, schemaId) as AnswerRow[]
}

interface Settled {
  traceId: string
  assessmentId: string
  value: Json
}

function listSettled(db: Database, runPk: number, schemaId: string): Settled[] {
  const rows = prepared(
    db,
    `SELECT t.trace_id, x.assessment_id, x.value FROM session_settled d JOIN label_schemas s ON s.schema_pk = d.schema_pk
        JOIN traces t ON t.trace_pk = d.trace_pk JOIN assessments x ON x.assessment_id = d.assessment_id
      WHERE d.run_pk = ? AND s.schema_id = ? AND x.valid = 1 AND x.deleted_at_ms IS NULL AND x.value IS NOT NULL`,
  ).all(runPk, schemaId) as { trace_id: string; assessment_id: string; value: string }[]
  return rows.map((row) => ({
    traceId: row.trace_id,
    assessmentId: row.assessment_id,
    value: JSON.parse(row.value) as Json,
  }))
}
