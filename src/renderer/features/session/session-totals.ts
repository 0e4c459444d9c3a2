import type { SessionTurn } from '../../../shared/model/trace.ts'

export interface SessionTotals {
  /** Time spent answering, without the pauses between turns; undefined while nothing has ended. */
  durationUs: number | undefined
  tokens: number | undefined
  /** US dollars. */
  cost: number | undefined
  /** Turns that failed. */
  failedTurns: number
  userIds: string[]
  startUs: number | undefined
}

function sum(values: readonly (number | undefined)[]): number | undefined {
  const known = values.filter((value) => value !== undefined)
  return known.length === 0 ? undefined : known.reduce((total, value) => total + value, 0)
}

/** Figures of the turns shown. */
export function totalTurns(turns: readonly SessionTurn[]): SessionTotals {
  const rows = turns.map((turn) => turn.row)
  return {
    durationUs: sum(rows.map((row) => row.durationUs)),
    tokens: sum(rows.map((row) => row.totalTokens)),
    cost: sum(rows.map((row) => row.cost)),
    failedTurns: rows.filter((row) => row.state === 'ERROR').length,
    userIds: [...new Set(rows.map((row) => row.userId).filter((userId) => userId !== undefined))],
    startUs: rows[0]?.startUs,
  }
}
