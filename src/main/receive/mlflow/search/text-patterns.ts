/** Patterns of LIKE as SQLite's GLOB, which tells cases apart; SQLite's LIKE does not. */
import { invalid } from './invalid.ts'

/** Longest pattern that SQLite takes (SQLITE_MAX_LIKE_PATTERN_LENGTH). */
const maxPatternBytes = 50_000

/** `%` any text, `_` one character; there is no escape, as MLflow gives LIKE none. */
export function toGlob(pattern: string): string {
  const glob = pattern.replace(/[*?[%_]/g, (char) => (char === '%' ? '*' : char === '_' ? '?' : `[${char}]`))
  assertPatternLength(glob)
  return glob
}

/** Throws INVALID_PARAMETER_VALUE for a pattern that SQLite would refuse. */
export function assertPatternLength(pattern: string): void {
  if (Buffer.byteLength(pattern) > maxPatternBytes) throw invalid('The pattern after LIKE or ILIKE is too long.')
}
