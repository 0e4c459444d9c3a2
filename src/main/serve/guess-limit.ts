import { createHash } from 'node:crypto'

const windowMs = 60_000
/** Wrong tokens of one address in a minute. A reloaded page of a revoked link makes a few. */
const mostWrong = 30
const mostAddresses = 10_000

/**
 * Slows down whoever tries tokens. Tokens are 256 random bits, so that guessing is hopeless anyway; this keeps it from costing anything.
 * Those that were right before pass without being counted, so nobody's page stops because of a neighbour at the same address.
 */
export class GuessLimit {
  readonly #now: () => number
  readonly #right = new Set<string>()
  readonly #wrong = new Map<string, { count: number; sinceMs: number }>()

  constructor(now: () => number = Date.now) {
    this.#now = now
  }

  check<T>(address: string, token: string, find: () => T | undefined): T | 'refused' | 'tooMany' {
    const hash = createHash('sha256').update(token).digest('base64')
    const isKnown = this.#right.has(hash)
    const entry = this.#entry(address)
    if (!isKnown && entry.count >= mostWrong) return 'tooMany'
    const found = find()
    if (found === undefined) {
      this.#right.delete(hash)
      // The page of a link that was just revoked is no guess.
      if (!isKnown) entry.count++
      return 'refused'
    }
    this.#right.add(hash)
    return found
  }

  #entry(address: string): { count: number; sinceMs: number } {
    const nowMs = this.#now()
    const known = this.#wrong.get(address)
    if (known !== undefined && nowMs - known.sinceMs < windowMs) return known
    if (this.#wrong.size >= mostAddresses) this.#wrong.clear()
    const entry = { count: 0, sinceMs: nowMs }
    this.#wrong.set(address, entry)
    return entry
  }
}
