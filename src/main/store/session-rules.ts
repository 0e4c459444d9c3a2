/** Rules, guidelines and state of a labeling session. */
import type { Database } from 'better-sqlite3'
import { AppError } from '../../shared/model/error.ts'
import { defaultRules, SessionRules, type SessionSetup, SessionState } from '../../shared/model/label-work.ts'
import { getSessionPk, touchSession } from './labeling-sessions.ts'
import { prepared, preparedRaw } from './statements.ts'
import { durableTransaction } from './transaction.ts'

/** Sessions that MLflow clients made have the rules of a review queue: a pool, one label an item. Throws NOT_FOUND. */
export function readSetup(db: Database, sessionId: string): SessionSetup {
  const runPk = getSessionPk(db, sessionId)
  const row = preparedRaw(db, 'SELECT rules, guidelines, state FROM labeling_sessions WHERE run_pk = ?').get(runPk)
  const [rules, guidelines, state] = row as [string, string | null, string]
  return {
    rules: SessionRules.parse({ ...defaultRules, ...(JSON.parse(rules) as object) }),
    ...(guidelines === null ? {} : { guidelines }),
    state: SessionState.parse(state),
  }
}

/** Absent ones stay; a due date of null is taken away. */
export type RulesChange = { [K in keyof Omit<SessionRules, 'dueAtMs'>]?: SessionRules[K] | undefined } & {
  dueAtMs?: number | null | undefined
}

export interface SetupChange {
  sessionId: string
  rules?: RulesChange | undefined
  /** An empty text removes them. */
  guidelines?: string | undefined
  state?: SessionState | undefined
}

/** Absent fields stay. Labels that were given keep counting whatever the rules become. Throws NOT_FOUND, INVALID_INPUT. */
export function changeSetup(db: Database, change: SetupChange, nowMs = Date.now()): SessionSetup {
  return durableTransaction(db, () => {
    const before = readSetup(db, change.sessionId)
    const given = Object.entries(change.rules ?? {}).filter(([, value]) => value !== undefined)
    const merged = Object.entries({ ...before.rules, ...Object.fromEntries(given) })
    const rules = SessionRules.safeParse(Object.fromEntries(merged.filter(([, value]) => value !== null)))
    if (!rules.success) throw new AppError('INVALID_INPUT', 'The rules of the session cannot be read.')
    const runPk = getSessionPk(db, change.sessionId)
    prepared(db, 'UPDATE labeling_sessions SET rules = ?, guidelines = ?, state = ? WHERE run_pk = ?').run(
      JSON.stringify(rules.data),
      (change.guidelines ?? before.guidelines) || null,
      change.state ?? before.state,
      runPk,
    )
    touchSession(db, runPk, nowMs)
    return readSetup(db, change.sessionId)
  })
}
