/** The limits of a page of search results. */
import { invalid } from './invalid.ts'

/** How many to return. Throws INVALID_PARAMETER_VALUE outside 1 to `atMost`. */
export function pageSize(given: number | undefined, fallback: number, atMost: number): number {
  const size = given ?? fallback
  if (size < 1) throw invalid(`Invalid value ${size} for parameter 'max_results': it must be a positive integer.`)
  if (size > atMost) throw invalid(`Invalid value ${size} for parameter 'max_results': it must be at most ${atMost}.`)
  return size
}
