/**
 * Bytes of request bodies held in memory by all receivers together, bounded so that senders that are faster than the
 * disk are told to wait instead of filling the memory.
 */
export class ByteBudget {
  readonly limitBytes: number
  private usedBytes = 0

  constructor(limitBytes: number) {
    this.limitBytes = limitBytes
  }

  get used(): number {
    return this.usedBytes
  }

  /** False when there is no room; a single body always fits into an empty budget. */
  take(bytes: number): boolean {
    if (this.usedBytes > 0 && this.usedBytes + bytes > this.limitBytes) {
      return false
    }
    this.usedBytes += bytes
    return true
  }

  giveBack(bytes: number): void {
    this.usedBytes -= bytes
  }
}
