/** Judges that people wrote. A version never changes: what judged stays readable. */
import type { Database } from 'better-sqlite3'
import { AppError } from '../../shared/model/error.ts'
import type { Json } from '../../shared/model/json.ts'
import { Judge, JudgeDefinition } from '../../shared/model/judge.ts'
import { canonicalJson } from './assessment-rows.ts'
import { requireActiveExperiment } from './runs.ts'
import { prepared, preparedPluck, preparedRaw } from './statements.ts'
import { durableTransaction } from './transaction.ts'

const columns = 'judge_id, experiment_id, name, version, definition, note, created_by, created_at_ms'

const isNewest = 'version = (SELECT max(n.version) FROM judges n WHERE n.judge_id = j.judge_id)'

/** One of a later build that this one does not know stays in the file and is left out. */
function toJudges(rows: readonly unknown[]): Judge[] {
  return rows.flatMap((row) => {
    const [judgeId, experimentId, name, version, definition, note, createdBy, createdAtMs] = row as unknown[]
    const parsed = Judge.safeParse({
      judgeId,
      experimentId: String(experimentId),
      name,
      version,
      definition: JSON.parse(definition as string),
      ...(note === null ? {} : { note }),
      ...(createdBy === null ? {} : { createdBy }),
      createdAtMs,
    })
    return parsed.success ? [parsed.data] : []
  })
}

/** The newest version of each that is not removed, by name; of one experiment or of all. */
export function listJudges(db: Database, { experimentId }: { experimentId?: string | undefined }): Judge[] {
  const rows = preparedRaw(
    db,
    `SELECT ${columns} FROM judges j WHERE deleted_at_ms IS NULL AND ${isNewest}
      AND experiment_id = ifnull(?, experiment_id) ORDER BY name, judge_pk`,
  ).all(experimentId === undefined ? null : Number(experimentId))
  return toJudges(rows)
}

/** Newest first. Throws NOT_FOUND. */
export function listJudgeVersions(db: Database, judgeId: string): Judge[] {
  const rows = preparedRaw(db, `SELECT ${columns} FROM judges WHERE judge_id = ? ORDER BY version DESC`).all(judgeId)
  if (rows.length === 0) throw notFound()
  return toJudges(rows)
}

/** One version, also of a removed judge: evaluations go on with what they began with. Throws NOT_FOUND. */
export function getJudge(db: Database, judgeId: string, version: number): Judge {
  const row = preparedRaw(db, `SELECT ${columns} FROM judges WHERE judge_id = ? AND version = ?`).get(judgeId, version)
  const [judge] = row === undefined ? [] : toJudges([row])
  if (judge === undefined) throw notFound()
  return judge
}

export interface JudgeDraft {
  /** Absent: a new judge. */
  judgeId?: string | undefined
  experimentId: string
  name: string
  definition: JudgeDefinition
  note?: string | undefined
  createdBy?: string | undefined
}

/**
 * Makes a judge, or its next version; what is no change makes none. The newest version is the answer.
 *
 * @throws AppError NOT_FOUND (judge, experiment), CONFLICT (another judge of the experiment has the name)
 */
export function saveJudge(db: Database, draft: JudgeDraft, nowMs: number): Judge {
  return durableTransaction(db, () => {
    const { name, note, createdBy } = draft
    const definition = JudgeDefinition.parse(draft.definition)
    const newest = draft.judgeId === undefined ? undefined : listJudgeVersions(db, draft.judgeId)[0]
    const experimentKey = requireActiveExperiment(db, newest?.experimentId ?? draft.experimentId)
    const judgeId = newest?.judgeId ?? crypto.randomUUID()
    requireFreeName(db, experimentKey, name, judgeId)
    const isSame = newest !== undefined && newest.name === name && textOf(newest.definition) === textOf(definition)
    if (isSame) return newest
    const version = (newest?.version ?? 0) + 1
    prepared(db, `INSERT INTO judges (${columns}) VALUES (?, ?, ?, ?, ?, ?, ?, ?)`).run(
      judgeId,
      experimentKey,
      name,
      version,
      JSON.stringify(definition),
      note || null,
      createdBy ?? null,
      nowMs,
    )
    return getJudge(db, judgeId, version)
  })
}

/** Takes a judge off the lists; its versions stay for those evaluations that used them. */
export function removeJudge(db: Database, judgeId: string, nowMs: number): { removed: boolean } {
  return durableTransaction(db, () => {
    const remove = prepared(db, 'UPDATE judges SET deleted_at_ms = ? WHERE judge_id = ? AND deleted_at_ms IS NULL')
    return { removed: remove.run(nowMs, judgeId).changes > 0 }
  })
}

/** Takes a removal back. Throws NOT_FOUND, CONFLICT (its name is taken meanwhile). */
export function restoreJudge(db: Database, judgeId: string): Judge {
  return durableTransaction(db, () => {
    const [newest] = listJudgeVersions(db, judgeId)
    if (newest === undefined) throw notFound()
    requireFreeName(db, Number(newest.experimentId), newest.name, judgeId)
    prepared(db, 'UPDATE judges SET deleted_at_ms = NULL WHERE judge_id = ?').run(judgeId)
    return newest
  })
}

/** What is absent and what is undefined are the same; so is any order of keys. */
function textOf(definition: JudgeDefinition): string {
  return canonicalJson(JSON.parse(JSON.stringify(definition)) as Json)
}

function requireFreeName(db: Database, experimentKey: number, name: string, judgeId: string): void {
  const holder = preparedPluck(
    db,
    `SELECT judge_id FROM judges j WHERE experiment_id = ? AND name = ? AND judge_id <> ? AND deleted_at_ms IS NULL
      AND ${isNewest}`,
  ).get(experimentKey, name, judgeId)
  if (holder !== undefined) {
    throw new AppError('CONFLICT', 'There is already a judge with this name. Choose another one.')
  }
}

function notFound(): AppError {
  return new AppError('NOT_FOUND', 'There is no such judge, or no such version of it. Choose one of those on the list.')
}
