export interface MergingQueueOptions<T> {
  /** Values of one key say the same kind of thing and are merged. */
  keyOf: (value: T) => string
  merge: (earlier: T, later: T) => T
  /** Least time between two values of one key. */
  gapMs: number
  signal?: AbortSignal | undefined
  /** Called once, when nobody will read any more. */
  onEnd?: () => void
}

/**
 * A queue from one writer to one reader, read as an async iterator. The first value of a key can be read at once;
 * those that follow within `gapMs`, or before the reader comes back, are merged: the queue never holds more than two
 * values of a key, however slow its reader.
 */
export class MergingQueue<T> implements AsyncIteratorObject<T, undefined, undefined> {
  readonly #options: MergingQueueOptions<T>
  readonly #held = new Map<string, T>()
  readonly #due = new Map<string, T>()
  readonly #lastAtMs = new Map<string, number>()
  #waiting: ((result: IteratorResult<T, undefined>) => void) | undefined
  #timer: NodeJS.Timeout | undefined
  #isFinished = false
  #isEnded = false

  constructor(options: MergingQueueOptions<T>) {
    this.#options = options
    options.signal?.addEventListener('abort', this.end)
    if (options.signal?.aborted) this.end()
  }

  push(value: T): void {
    if (this.#isFinished || this.#isEnded) return
    const key = this.#options.keyOf(value)
    const isTooSoon = performance.now() - (this.#lastAtMs.get(key) ?? -Infinity) < this.#options.gapMs
    if (isTooSoon && !this.#due.has(key)) {
      this.#put(this.#held, key, value)
      this.#timer ??= setTimeout(this.#release, this.#options.gapMs)
      return
    }
    // One that is held back still is the earlier one: it must not come out over this.
    const held = this.#held.get(key)
    if (held !== undefined) {
      this.#held.delete(key)
      this.#put(this.#due, key, held)
    }
    this.#put(this.#due, key, value)
    this.#serve()
  }

  /** Nothing more will be pushed: what is left is read at once, then the iterator is done. */
  finish(): void {
    if (this.#isEnded) return
    this.#isFinished = true
    this.#release()
    this.#serve()
  }

  /** Ends without giving out what is left. */
  readonly end = (): void => {
    if (this.#isEnded) return
    this.#isEnded = true
    this.#options.signal?.removeEventListener('abort', this.end)
    clearTimeout(this.#timer)
    this.#due.clear()
    this.#held.clear()
    this.#options.onEnd?.()
    this.#waiting?.({ done: true, value: undefined })
    this.#waiting = undefined
  }

  #put(into: Map<string, T>, key: string, value: T): void {
    const earlier = into.get(key)
    into.set(key, earlier === undefined ? value : this.#options.merge(earlier, value))
  }

  readonly #release = (): void => {
    clearTimeout(this.#timer)
    this.#timer = undefined
    for (const [key, value] of this.#held) this.#put(this.#due, key, value)
    this.#held.clear()
    this.#serve()
  }

  #serve(): void {
    if (this.#waiting === undefined) return
    const result = this.#take()
    // Taking the last value of a finished queue ends it, and ending has answered whoever waited.
    const waiting = this.#waiting
    if (result === undefined || waiting === undefined) return
    this.#waiting = undefined
    waiting(result)
  }

  #take(): IteratorResult<T, undefined> | undefined {
    for (const [key, value] of this.#due) {
      this.#due.delete(key)
      this.#lastAtMs.set(key, performance.now())
      return { done: false, value }
    }
    if (this.#isFinished) this.end()
    return this.#isEnded ? { done: true, value: undefined } : undefined
  }

  async next(): Promise<IteratorResult<T, undefined>> {
    if (this.#isEnded) return { done: true, value: undefined }
    return (
      this.#take() ??
      new Promise((resolve) => {
        this.#waiting = resolve
      })
    )
  }

  async return(): Promise<IteratorResult<T, undefined>> {
    this.end()
    return { done: true, value: undefined }
  }

  [Symbol.asyncIterator](): this {
    return this
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.end()
  }
}
