/** How long someone works on an item: while the window is in front of them and they do something. Pure. */

/** Reading without touching anything counts this long. */
export const idleLimitMs = 60_000

export class ActiveTimer {
  #spentMs = 0
  #isActive: boolean
  /** Until here everything is counted. */
  #countedToMs: number
  #lastInputMs: number

  constructor(nowMs: number, isActive = true) {
    this.#isActive = isActive
    this.#countedToMs = nowMs
    this.#lastInputMs = nowMs
  }

  /** Something was pressed, moved or scrolled. */
  input(nowMs: number): void {
    this.#count(nowMs)
    this.#lastInputMs = nowMs
  }

  /** The window came to the front or left it. Coming back is an input. */
  setActive(isActive: boolean, nowMs: number): void {
    this.#count(nowMs)
    if (isActive && !this.#isActive) this.#lastInputMs = nowMs
    this.#isActive = isActive
  }

  /** Whole milliseconds since the last time that this was asked. */
  take(nowMs: number): number {
    this.#count(nowMs)
    const spentMs = Math.round(this.#spentMs)
    this.#spentMs = 0
    return spentMs
  }

  #count(nowMs: number): void {
    if (this.#isActive) {
      const endMs = Math.min(nowMs, this.#lastInputMs + idleLimitMs)
      this.#spentMs += Math.max(0, endMs - this.#countedToMs)
    }
    this.#countedToMs = Math.max(this.#countedToMs, nowMs)
  }
}
