/** Scorers as clients registered them: names with versions, kept for clients and never run here. */
import type { Database } from 'better-sqlite3'
import { AppError } from '../../shared/model/error.ts'
import { requireActiveExperiment } from './runs.ts'
import { prepared, preparedPluck, preparedRaw } from './statements.ts'
import { durableTransaction } from './transaction.ts'

export interface Scorer {
  /** The same for all versions of one name. */
  scorerId: string
  experimentId: string
  name: string
  /** From 1. */
  version: number
  /** JSON as the client wrote it. */
  serialized: string
  createdAtMs: number
}

const columns = 'scorer_id, experiment_id, name, version, serialized, created_at_ms'

function toScorer(row: unknown): Scorer {
  const [scorerId, experimentId, name, version, serialized, createdAtMs] = row as [
    string,
    number,
    string,
    number,
    string,
    number,
  ]
  return { scorerId, experimentId: String(experimentId), name, version, serialized, createdAtMs }
}

/** Stores a new version. Throws NOT_FOUND and INVALID_INPUT for the experiment. */
export function registerScorer(
  db: Database,
  { experimentId, name, serialized }: { experimentId: string; name: string; serialized: string },
  nowMs: number,
): Scorer {
  return durableTransaction(db, () => {
    const key = requireActiveExperiment(db, experimentId)
    const newest = findNewest(db, key, name)
    const scorer = {
      scorerId: newest?.scorerId ?? crypto.randomUUID(),
      experimentId: String(key),
      name,
      version: (newest?.version ?? 0) + 1,
      serialized,
      createdAtMs: nowMs,
    }
    prepared(db, `INSERT INTO scorers (${columns}) VALUES (?, ?, ?, ?, ?, ?)`).run(
      scorer.scorerId,
      key,
      name,
      scorer.version,
      serialized,
      nowMs,
    )
    return scorer
  })
}

/** The newest version of each name. Throws as `registerScorer`. */
export function listScorers(db: Database, experimentId: string): Scorer[] {
  return listNewest(db, requireActiveExperiment(db, experimentId))
}

/** The newest version of each name of all these experiments; deleted and unknown ones have none. */
export function listScorersOf(db: Database, experimentIds: readonly string[] | undefined): Scorer[] {
  const active = preparedPluck(
    db,
    'SELECT experiment_id FROM experiments WHERE deleted_at_ms IS NULL ORDER BY experiment_id',
  ).all() as number[]
  const asked = experimentIds === undefined ? undefined : new Set(experimentIds)
  return active.flatMap((key) => (asked === undefined || asked.has(String(key)) ? listNewest(db, key) : []))
}

/** All versions, oldest first. Throws NOT_FOUND, and as `registerScorer`. */
export function listScorerVersions(db: Database, experimentId: string, name: string): Scorer[] {
  const rows = preparedRaw(
    db,
    `SELECT ${columns} FROM scorers WHERE experiment_id = ? AND name = ? ORDER BY version`,
  ).all(requireActiveExperiment(db, experimentId), name)
  if (rows.length === 0) throw notFound(experimentId, name)
  return rows.map(toScorer)
}

/** The newest without a version. Throws NOT_FOUND, and as `registerScorer`. */
export function getScorer(db: Database, experimentId: string, name: string, version?: number): Scorer {
  const key = requireActiveExperiment(db, experimentId)
  if (version === undefined) {
    const newest = findNewest(db, key, name)
    if (newest === undefined) throw notFound(experimentId, name)
    return newest
  }
  const sql = `SELECT ${columns} FROM scorers WHERE experiment_id = ? AND name = ? AND version = ?`
  const row = preparedRaw(db, sql).get(key, name, version)
  if (row === undefined) throw notFound(experimentId, name, version)
  return toScorer(row)
}

/** Removes one version, or all of them. Throws NOT_FOUND, and as `registerScorer`. */
export function deleteScorer(db: Database, experimentId: string, name: string, version?: number): void {
  durableTransaction(db, () => {
    const key = requireActiveExperiment(db, experimentId)
    const { changes } = prepared(
      db,
      'DELETE FROM scorers WHERE experiment_id = ? AND name = ? AND version = ifnull(?, version)',
    ).run(key, name, version ?? null)
    if (changes === 0) throw notFound(experimentId, name, version)
  })
}

function listNewest(db: Database, experimentKey: number): Scorer[] {
  return preparedRaw(
    db,
    `SELECT ${columns} FROM scorers s WHERE experiment_id = ? AND version = (
      SELECT max(version) FROM scorers n WHERE n.experiment_id = s.experiment_id AND n.name = s.name) ORDER BY name`,
  )
    .all(experimentKey)
    .map(toScorer)
}

function findNewest(db: Database, experimentKey: number, name: string): Scorer | undefined {
  const sql = `SELECT ${columns} FROM scorers WHERE experiment_id = ? AND name = ? ORDER BY version DESC LIMIT 1`
  const row = preparedRaw(db, sql).get(experimentKey, name)
  return row === undefined ? undefined : toScorer(row)
}

function notFound(experimentId: string, name: string, version?: number): AppError {
  const which = version === undefined ? `'${name}'` : `'${name}' and version ${version}`
  return new AppError('NOT_FOUND', `Scorer with name ${which} not found for experiment ${experimentId}.`)
}
