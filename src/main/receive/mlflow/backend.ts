/**
 * What the MLflow routes know of the rest of Assay. Changes are named functions run in the writer thread, slow reads
 * named functions run in the reader thread; both are plain functions over a connection, so a test needs no threads.
 */
import type { Database } from 'better-sqlite3'
import type { Reads } from './reads.ts'
import type { Writes } from './writes.ts'

type InputOf<F> = F extends (first: never, input: infer I) => unknown ? I : never
type OutputOf<F> = F extends (first: never, input: never) => infer O ? O : never

export interface SpansBody {
  encoding: 'protobuf' | 'json'
  /** Decompressed; fills its buffer, which moves to the writer thread. */
  body: Uint8Array
  experimentId: string
  runId: string | undefined
}

export interface Backend {
  /** The open workspace's read-only connection, for reads of a few milliseconds. Throws NO_WORKSPACE. */
  db(): Database
  write<K extends keyof Writes>(name: K, input: InputOf<Writes[K]>): Promise<OutputOf<Writes[K]>>
  read<K extends keyof Reads>(name: K, input: InputOf<Reads[K]>): Promise<OutputOf<Reads[K]>>
  /** Stores the spans of one OTLP request; all of them or none. */
  ingestSpans(body: SpansBody): Promise<{ accepted: number }>
  /** Makes a review link, in which a reviewer labels a session, and answers its address. @throws AppError as `reviewLinks.create` does */
  createReviewLink(input: { sessionId: string; reviewer: string }): Promise<string>
}
