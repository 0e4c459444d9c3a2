/** Stores finished rows in as few transactions as their pace allows. */
import type { FinishedRow } from '../../store/evaluation-results.ts'

/** Rows that may wait to be stored before more are worked on. */
const mostWaiting = 100

export interface RowFinisher {
  /** Resolves when the next row may be worked on. @throws what storing threw */
  add(row: FinishedRow): Promise<void>
  /** Resolves when everything is stored. @throws what storing threw */
  end(): Promise<void>
}

/** What gathers while rows are being stored is stored together next. `onStored` is told how many each time. */
export function createRowFinisher(
  store: (rows: FinishedRow[]) => Promise<void>,
  onStored: (count: number) => void,
): RowFinisher {
  let waiting: FinishedRow[] = []
  let storing: Promise<void> | undefined
  let failure: { error: unknown } | undefined

  async function storeAll(): Promise<void> {
    // Rows that are finished in the same moment go together.
    await Promise.resolve()
    while (waiting.length > 0 && failure === undefined) {
      const rows = waiting
      waiting = []
      try {
        await store(rows)
        onStored(rows.length)
      } catch (error) {
        failure = { error }
      }
    }
    storing = undefined
  }

  async function end(): Promise<void> {
    await storing
    if (failure !== undefined) throw failure.error
  }

  return {
    async add(row) {
      waiting.push(row)
      storing ??= storeAll()
      if (waiting.length >= mostWaiting || failure !== undefined) await end()
    },
    end,
  }
}
