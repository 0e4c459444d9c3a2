/** Saved targets of evaluations. */
import type { Database } from 'better-sqlite3'
import { AppError } from '../../shared/model/error.ts'
import { type SavedTarget, Target } from '../../shared/model/target.ts'
import { prepared, preparedPluck, preparedRaw } from './statements.ts'
import { durableTransaction } from './transaction.ts'

type Row = [targetId: string, name: string, definition: string, createdAtMs: number, updatedAtMs: number]

/** By name. One of a later build that this one does not know stays in the file and is left out. */
export function listTargets(db: Database): SavedTarget[] {
  const rows = preparedRaw(
    db,
    'SELECT target_id, name, definition, created_at_ms, updated_at_ms FROM targets ORDER BY name, target_pk',
  ).all() as Row[]
  return rows.flatMap(([targetId, name, definition, createdAtMs, updatedAtMs]) => {
    const parsed = Target.safeParse(JSON.parse(definition))
    return parsed.success ? [{ targetId, name, target: parsed.data, createdAtMs, updatedAtMs }] : []
  })
}

/** Creates without an id, or with one that is free (a deletion taken back); else replaces. Throws CONFLICT (name). */
export function saveTarget(
  db: Database,
  { targetId = crypto.randomUUID(), name, target }: { targetId?: string | undefined; name: string; target: Target },
  nowMs: number,
): SavedTarget {
  return durableTransaction(db, () => {
    const holder = preparedPluck(db, 'SELECT target_id FROM targets WHERE name = ?').get(name)
    if (holder !== undefined && holder !== targetId) {
      throw new AppError('CONFLICT', 'There is already a target with this name. Choose another one.')
    }
    prepared(
      db,
      `INSERT INTO targets (target_id, name, definition, created_at_ms, updated_at_ms) VALUES (?, ?, ?, ?, ?)
        ON CONFLICT (target_id) DO UPDATE SET name = excluded.name, definition = excluded.definition,
          updated_at_ms = excluded.updated_at_ms`,
    ).run(targetId, name, JSON.stringify(target), nowMs, nowMs)
    const createdAtMs = preparedPluck(db, 'SELECT created_at_ms FROM targets WHERE target_id = ?').get(targetId)
    return { targetId, name, target, createdAtMs: createdAtMs as number, updatedAtMs: nowMs }
  })
}

export function deleteTarget(db: Database, targetId: string): { deleted: boolean } {
  return durableTransaction(db, () => ({
    deleted: prepared(db, 'DELETE FROM targets WHERE target_id = ?').run(targetId).changes > 0,
  }))
}
