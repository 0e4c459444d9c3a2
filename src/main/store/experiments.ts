/** Experiments: named groups of traces. */
import type { Database } from 'better-sqlite3'
import { AppError } from '../../shared/model/error.ts'
import { prepared, preparedPluck } from './statements.ts'

/**
 * Id of the experiment with this name (made if needed), or with this id; the default one (0) without either.
 * Throws INVALID_INPUT for an id that is no whole number.
 */
export function resolveExperiment(
  db: Database,
  id: string | undefined,
  name: string | undefined,
  nowMs: number,
): number {
  if (name !== undefined && name !== '') {
    const found = preparedPluck(db, 'SELECT experiment_id FROM experiments WHERE name = ?').get(name)
    if (typeof found === 'number') return found
    const result = prepared(db, 'INSERT INTO experiments (name, created_at_ms) VALUES (?, ?)').run(name, nowMs)
    return Number(result.lastInsertRowid)
  }
  if (id === undefined || id === '' || id === '0') return 0
  const experimentId = Number(id)
  if (!Number.isSafeInteger(experimentId) || experimentId < 0) {
    throw new AppError('INVALID_INPUT', 'An experiment id must be a whole number.')
  }
  if (preparedPluck(db, 'SELECT 1 FROM experiments WHERE experiment_id = ?').get(experimentId) === undefined) {
    // The name may be taken by another experiment; an id is unique.
    const name = `Experiment ${experimentId}`
    const isTaken = preparedPluck(db, 'SELECT 1 FROM experiments WHERE name = ?').get(name) !== undefined
    prepared(db, 'INSERT INTO experiments (experiment_id, name, created_at_ms) VALUES (?, ?, ?)').run(
      experimentId,
      isTaken ? `${name} (${crypto.randomUUID()})` : name,
      nowMs,
    )
  }
  return experimentId
}
