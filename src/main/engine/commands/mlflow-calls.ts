/**
 * The MLflow API's named functions, run in a thread. Its own errors are expected ones, but unknown to the channel
 * between threads: they travel as part of the reply.
 */
import type { Database } from 'better-sqlite3'
import { MlflowError, type MlflowErrorCode } from '../../receive/mlflow/mlflow-error.ts'
import { type Reads, reads } from '../../receive/mlflow/reads.ts'
import type { Change, Read, Write } from '../../receive/mlflow/write-context.ts'
import { type Writes, writes } from '../../receive/mlflow/writes.ts'
import { toStoreError } from '../../store/store-error.ts'
import { writeTransaction } from '../../store/transaction.ts'
import type { GroupResult } from '../channel/serve-commands.ts'

export interface WriteCall {
  name: keyof Writes
  input: unknown
}

export interface ReadCall {
  name: keyof Reads
  input: unknown
}

export type MlflowReply = { value: unknown } | { failure: { code: MlflowErrorCode; message: string } }

/** `onChanged` is told what was touched, also when the function fails halfway. */
export function runWrite(db: Database, call: WriteCall, onChanged: (changes: Change[]) => void): MlflowReply {
  const changes: Change[] = []
  const write = writes[call.name] as Write<unknown>
  try {
    return reply(() => write({ db, nowMs: Date.now(), touch: (change) => changes.push(change) }, call.input))
  } finally {
    if (changes.length > 0) onChanged(changes)
  }
}

/**
 * Writes that clients make at the rate of their traces, from many threads at once. Those that wait share a commit, as
 * bodies of spans do; none of them needs the disk's word that a person's label waits for.
 */
export const streamedWrites: ReadonlySet<keyof Writes> = new Set(['startTrace'])

/**
 * Runs several calls in one transaction, each within a savepoint: one that fails takes back only its own. `onChanged` is
 * told after the commit.
 */
export function runWrites(
  db: Database,
  calls: readonly WriteCall[],
  onChanged: (changes: Change[]) => void,
): GroupResult[] {
  const changes: Change[] = []
  const results = writeTransaction(db, () =>
    calls.map((call): GroupResult => {
      const own: Change[] = []
      db.exec('SAVEPOINT one')
      try {
        const value = runWrite(db, call, (touched) => own.push(...touched))
        // A failure that travels as a reply has changed nothing either.
        db.exec('failure' in value ? 'ROLLBACK TO one; RELEASE one' : 'RELEASE one')
        if (!('failure' in value)) changes.push(...own)
        return { value }
      } catch (error) {
        // A full disk ends the whole transaction.
        if (!db.inTransaction) throw error
        db.exec('ROLLBACK TO one; RELEASE one')
        return { error: toStoreError(error) }
      }
    }),
  )
  if (changes.length > 0) onChanged(changes)
  return results
}

export function runRead(db: Database, call: ReadCall): MlflowReply {
  const read = reads[call.name] as Read<unknown>
  return reply(() => read(db, call.input))
}

/** The function's answer. @throws MlflowError that it ended with */
export function fromReply(sent: MlflowReply): unknown {
  if ('failure' in sent) throw new MlflowError(sent.failure.code, sent.failure.message)
  return sent.value
}

function reply(work: () => unknown): MlflowReply {
  try {
    return { value: work() }
  } catch (error) {
    if (!(error instanceof MlflowError)) throw error
    return { failure: { code: error.code, message: error.message } }
  }
}
