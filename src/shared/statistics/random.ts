/** Random numbers that a seed repeats exactly, for intervals and samples that can be reproduced. */

/** Draws from [0, 1), 32 bits of resolution. */
export type Random = () => number

/**
 * The generator sfc32 (Chris Doty-Humphrey, PractRand), seeded from any text. The same seed gives the same numbers on every machine.
 */
export function createRandom(seed: string | number): Random {
  let [a, b, c, d] = seedWords(String(seed))
  const next = (): number => {
    const sum = (a + b + d) | 0
    d = (d + 1) | 0
    a = b ^ (b >>> 9)
    b = (c + (c << 3)) | 0
    c = ((c << 21) | (c >>> 11)) + sum
    c |= 0
    return (sum >>> 0) / 4_294_967_296
  }
  // The first numbers still resemble the seed.
  for (let i = 0; i < 15; i++) next()
  return next
}

/** FNV-1a of the text's code units, four times with other offsets, so that seeds which look alike start far apart. */
function seedWords(text: string): [number, number, number, number] {
  const hash = (salt: number): number => {
    let value = 2_166_136_261 ^ salt
    for (let i = 0; i < text.length; i++) value = Math.imul(value ^ text.charCodeAt(i), 16_777_619)
    return value
  }
  return [hash(0), hash(0x9e37), hash(0x79b9), hash(0x7f4a)]
}

/** A whole number from 0 to `limit - 1`. */
export function drawInteger(random: Random, limit: number): number {
  return Math.floor(random() * limit)
}

/** A new list in random order (Fisher and Yates). */
export function shuffle<T>(random: Random, items: readonly T[]): T[] {
  const result = [...items]
  for (let i = result.length - 1; i > 0; i--) {
    const j = drawInteger(random, i + 1)
    const held = result[i] as T
    result[i] = result[j] as T
    result[j] = held
  }
  return result
}
