/** Prepared statements, kept as long as their connection. */
import type { Database, Statement } from 'better-sqlite3'

const byConnection = new WeakMap<Database, Map<string, Statement<unknown[]>>>()
/** Statements with generated text (filters) are many; beyond this the oldest are dropped. */
const maxStatements = 400

function cached(db: Database, key: string, make: () => Statement<unknown[]>): Statement<unknown[]> {
  let statements = byConnection.get(db)
  if (statements === undefined) {
    statements = new Map()
    byConnection.set(db, statements)
  }
  let statement = statements.get(key)
  // A statement that is still being iterated cannot run a second time: nested readers get their own.
  if (statement?.busy) return make()
  if (statement === undefined) {
    statement = make()
    if (statements.size >= maxStatements) statements.delete(statements.keys().next().value as string)
    statements.set(key, statement)
  }
  return statement
}

/** A statement whose rows are objects. */
export function prepared(db: Database, sql: string): Statement<unknown[]> {
  return cached(db, sql, () => db.prepare(sql))
}

/** A statement whose rows are arrays. */
export function preparedRaw(db: Database, sql: string): Statement<unknown[]> {
  return cached(db, `raw:${sql}`, () => db.prepare(sql).raw())
}

/** A statement that gives the first column only. */
export function preparedPluck(db: Database, sql: string): Statement<unknown[]> {
  return cached(db, `pluck:${sql}`, () => db.prepare(sql).pluck())
}

/** A statement whose rows are arrays and whose integers are BigInts: for nanoseconds, which exceed 2^53. */
export function preparedExact(db: Database, sql: string): Statement<unknown[]> {
  return cached(db, `exact:${sql}`, () => db.prepare(sql).raw().safeIntegers())
}
