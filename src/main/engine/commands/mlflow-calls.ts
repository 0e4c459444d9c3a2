/**
 * The MLflow API's named functions, run in a thread. Its own errors are expected ones, but unknown to the channel
 * between threads: they travel as part of the reply.
 */
import type { Database } from 'better-sqlite3'
import { MlflowError, type MlflowErrorCode } from '../../receive/mlflow/mlflow-error.ts'
import { type Reads, reads } from '../../receive/mlflow/reads.ts'
import type { Change, Read, Write } from '../../receive/mlflow/write-context.ts'
import { type Writes, writes } from '../../receive/mlflow/writes.ts'

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
