import type { Database } from 'better-sqlite3'
import { buildQueue } from '../../store/label-queue.ts'
import type { ReviewPass } from './review-host.ts'

interface Known {
  /** The workspace that it is from. */
  db: Database
  traceIds: ReadonlySet<string>
}

/**
 * Which traces a link may touch: those of its reviewer's queue. Remembered between requests, as making the queue of a large session for
 * each answer would be slow; asked again when a trace is not among them. What left the queue since then stays, until the page asks for its
 * queue: it has been read there, and its answers may be on their way.
 */
export class ReviewQueues {
  readonly #known = new WeakMap<AbortSignal, Known>()
  readonly #getDb: () => Database

  constructor(getDb: () => Database) {
    this.#getDb = getDb
  }

  /** @throws AppError NOT_FOUND (session), CONFLICT (no reviewer of it any more) */
  has(pass: ReviewPass, traceId: string): boolean {
    if (this.knows(pass, traceId)) return true
    this.learn(pass, buildQueue(this.#getDb(), pass.sessionId, pass.reviewer).traceIds)
    return this.knows(pass, traceId)
  }

  /** As `has`, by what is remembered alone. */
  knows(pass: ReviewPass, traceId: string): boolean {
    const known = this.#known.get(pass.signal)
    return known !== undefined && known.db === this.#getDb() && known.traceIds.has(traceId)
  }

  learn(pass: ReviewPass, traceIds: readonly string[]): void {
    this.#known.set(pass.signal, { db: this.#getDb(), traceIds: new Set(traceIds) })
  }
}
