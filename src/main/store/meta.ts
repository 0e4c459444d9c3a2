/** Facts about the workspace itself. */
import type { Database } from 'better-sqlite3'
import { prepared, preparedPluck } from './statements.ts'
import { writeTransaction } from './transaction.ts'

export interface WorkspaceMeta {
  workspaceId: string
  createdAtMs: number
  isSample: boolean
}

export function readMeta(db: Database): WorkspaceMeta {
  return {
    workspaceId: findMeta(db, 'workspaceId') ?? '',
    createdAtMs: Number(findMeta(db, 'createdAtMs') ?? 0),
    isSample: findMeta(db, 'isSample') === 'true',
  }
}

export function findMeta(db: Database, key: string): string | undefined {
  return preparedPluck(db, 'SELECT value FROM meta WHERE key = ?').get(key) as string | undefined
}

export function writeMeta(db: Database, key: string, value: string): void {
  writeTransaction(db, () => {
    prepared(
      db,
      'INSERT INTO meta (key, value) VALUES (?, ?) ON CONFLICT (key) DO UPDATE SET value = excluded.value',
    ).run(key, value)
  })
}

/** Traces in the list, without the trash. */
export function countAllTraces(db: Database): number {
  return preparedPluck(
    db,
    'SELECT count(*) FROM traces INDEXED BY traces_by_start WHERE deleted_at_ms IS NULL',
  ).get() as number
}
