/** A small seeded generator, so that the sample workspace is the same everywhere. */
export interface Random {
  /** 0 inclusive to 1 exclusive. */
  next(): number
  /** Both ends included. */
  integer(min: number, max: number): number
  pick<T>(list: readonly T[]): T
  chance(probability: number): boolean
  /** Lower-case hex characters, never all zero. */
  hex(length: number): string
}

/** Mulberry32 (Tommy Ettinger's public-domain generator). */
export function createRandom(seed: number): Random {
  let state = seed >>> 0
  const next = () => {
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }
  const integer = (min: number, max: number) => min + Math.floor(next() * (max - min + 1))
  return {
    next,
    integer,
    pick: (list) => list[integer(0, list.length - 1)] as (typeof list)[number],
    chance: (probability) => next() < probability,
    hex: (length) => `1${Array.from({ length: length - 1 }, () => integer(0, 15).toString(16)).join('')}`,
  }
}
