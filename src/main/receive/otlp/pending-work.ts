/** Work that must end before a receiver has closed. Once closing, nothing new begins. */
export class PendingWork {
  private readonly pending = new Set<Promise<unknown>>()
  private closing = false

  get isClosing(): boolean {
    return this.closing
  }

  /** Runs `begin` and remembers it until it settles. Callers check `isClosing` first. */
  async track<T>(begin: () => Promise<T>): Promise<T> {
    const work = begin()
    this.pending.add(work)
    try {
      return await work
    } finally {
      this.pending.delete(work)
    }
  }

  /** From here on `isClosing`; resolves when everything begun before has settled, however it did. */
  async settle(): Promise<void> {
    this.closing = true
    await Promise.allSettled(this.pending)
  }
}
