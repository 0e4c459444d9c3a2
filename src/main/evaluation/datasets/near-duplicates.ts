/**
 * Texts that are the same or nearly so. Shingles of four characters of the normalised text, compared by their Jaccard similarity; which
 * pairs are worth comparing is found by MinHash and banding (J. Leskovec, A. Rajaraman, J. Ullman, Mining of Massive Datasets, 3rd ed.,
 * 2020, chapter 3), so that the work grows with the texts, not with their pairs. Pure; the same texts give the same groups.
 */

export interface Compared {
  id: string
  text: string
}

export interface NearGroup {
  ids: string[]
  /** The lowest similarity of the pairs that hold the group together: 1 where all are the same. */
  similarity: number
}

const shingleLength = 4
const edge = ' '.repeat(shingleLength - 1)
/** Longer texts are compared by their beginnings. */
const longestText = 20_000
const bandCount = 16
const bandRows = 4
const hashCount = bandCount * bandRows
/** A pair of similarity 0.8 shares a band with probability 1 − (1 − 0.8⁴)¹⁶ > 0.9998. */
export const leastSimilarity = 0.8
/** Texts of one band that others are compared with. Where more are alike in it, as those made from one pattern, real copies meet in another. */
const mostOfBucket = 40

/** Letters and digits of any script in lower case, without what stands between them. */
export function normalizeText(text: string): string {
  return text
    .normalize('NFKC')
    .toLowerCase()
    .replaceAll(/[^\p{L}\p{N}]+/gu, ' ')
    .trim()
}

const multipliers = new Uint32Array(hashCount)
const offsets = new Uint32Array(hashCount)
// A fixed linear congruential sequence (Numerical Recipes' constants): hash functions that are the same everywhere.
for (let at = 0, state = 1; at < hashCount; at++) {
  state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0
  multipliers[at] = state | 1
  state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0
  offsets[at] = state
}

/**
 * FNV-1a with a final mix (Murmur3's), of every shingle; sorted and without repetitions. Spaces around the text let its first and last
 * characters count as much as others: a short question that ends in another number is another question.
 */
function shinglesOf(content: string): Uint32Array {
  const text = `${edge}${content}${edge}`
  const count = text.length - shingleLength + 1
  const hashes = new Uint32Array(count)
  for (let start = 0; start < count; start++) {
    let hash = 0x811c9dc5
    for (let at = start; at < start + shingleLength; at++) {
      hash = Math.imul(hash ^ text.charCodeAt(at), 0x01000193)
    }
    hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b)
    hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35)
    hashes[start] = (hash ^ (hash >>> 16)) >>> 0
  }
  hashes.sort()
  return hashes.filter((hash, at) => at === 0 || hash !== hashes[at - 1])
}

function signatureOf(shingles: Uint32Array): Uint32Array {
  const signature = new Uint32Array(hashCount).fill(0xffffffff)
  for (const shingle of shingles) {
    for (let at = 0; at < hashCount; at++) {
      const mixed = Math.imul(shingle, multipliers[at] as number) + (offsets[at] as number)
      const hash = (mixed ^ (mixed >>> 15)) >>> 0
      if (hash < (signature[at] as number)) signature[at] = hash
    }
  }
  return signature
}

/** Jaccard similarity of two sorted sets; 0 as soon as it cannot be enough. */
function similarityOf(a: Uint32Array, b: Uint32Array): number {
  const sum = a.length + b.length
  // Of a similarity s, the share 2s / (1 + s) of both is in both.
  const mostOwn = sum * (1 - (2 * leastSimilarity) / (1 + leastSimilarity)) + 1e-9
  let own = Math.abs(a.length - b.length)
  if (own > mostOwn) return 0
  let shared = 0
  own = 0
  for (let i = 0, j = 0; i < a.length && j < b.length; ) {
    const left = a[i] as number
    const right = b[j] as number
    if (left === right) {
      shared++
      i++
      j++
      continue
    }
    own++
    if (own > mostOwn) return 0
    if (left < right) i++
    else j++
  }
  return shared / (sum - shared)
}

/**
 * Groups of two and more, those of the same text first; what is near to one of a group belongs to it. `onStep` is told how many texts of
 * all are done, and may throw to end the work.
 */
export function findNearDuplicates(texts: readonly Compared[], onStep: (done: number) => void = () => {}): NearGroup[] {
  const parents = texts.map((_, at) => at)
  const similarities = texts.map(() => 1)
  const rootOf = (at: number): number => {
    let root = at
    while (parents[root] !== root) root = parents[root] as number
    parents[at] = root
    return root
  }
  const join = (a: number, b: number, similarity: number): void => {
    const [first, second] = [rootOf(a), rootOf(b)].sort((x, y) => x - y) as [number, number]
    if (first === second) return
    parents[second] = first
    similarities[first] = Math.min(similarities[first] as number, similarities[second] as number, similarity)
  }
  const firstOf = new Map<string, number>()
  const distinct: { at: number; shingles: Uint32Array }[] = []
  const buckets = new Map<string, number[]>()
  for (const [at, { text }] of texts.entries()) {
    onStep(at)
    const normal = normalizeText(text)
    // Texts of signs alone are the same only where they are the same to the letter.
    const key = normal === '' ? `\0${text}` : normal
    const same = firstOf.get(key)
    if (same !== undefined) {
      join(same, at, 1)
      continue
    }
    firstOf.set(key, at)
    if (normal === '') continue
    const shingles = shinglesOf(normal.slice(0, longestText))
    const signature = signatureOf(shingles)
    const index = distinct.push({ at, shingles }) - 1
    const met = new Set<number>()
    for (let band = 0; band < bandCount; band++) {
      const bandKey = `${band}:${signature.subarray(band * bandRows, (band + 1) * bandRows).join()}`
      const bucket = buckets.get(bandKey)
      if (bucket === undefined) buckets.set(bandKey, [index])
      else {
        for (const other of bucket) {
          if (met.has(other)) continue
          met.add(other)
          const { at: otherAt, shingles: others } = distinct[other] as (typeof distinct)[number]
          if (rootOf(otherAt) === rootOf(at)) continue
          const similarity = similarityOf(others, shingles)
          if (similarity >= leastSimilarity) join(otherAt, at, similarity)
        }
        if (bucket.length < mostOfBucket) bucket.push(index)
      }
    }
  }
  const groups = Map.groupBy(texts.keys(), rootOf)
  return [...groups]
    .filter(([, members]) => members.length > 1)
    .map(([root, members]) => ({
      ids: members.map((at) => (texts[at] as Compared).id),
      similarity: similarities[root] as number,
    }))
    .sort((a, b) => b.similarity - a.similarity)
}
