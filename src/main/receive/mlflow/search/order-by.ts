/** Reads `order_by` entries: a field, then nothing, ASC or DESC. Without either the order is ascending, as in MLflow. */
import { type Identifier, readIdentifier } from './clauses.ts'
import { invalid, shown } from './invalid.ts'

export interface OrderTerm extends Identifier {
  isAscending: boolean
}

const maxOrderTerms = 20

/** Throws INVALID_PARAMETER_VALUE for what cannot be read. */
export function parseOrderBy(orderBy: readonly string[]): OrderTerm[] {
  if (orderBy.length > maxOrderTerms) throw invalid(`order_by has more than ${maxOrderTerms} entries.`)
  return orderBy.map(parseOrderTerm)
}

function parseOrderTerm(entry: string): OrderTerm {
  const scanner = { text: entry.trim(), position: 0 }
  const identifier = readIdentifier(scanner)
  const direction = scanner.text.slice(scanner.position).trim().toLowerCase()
  if (identifier === undefined || !['', 'asc', 'desc'].includes(direction)) {
    throw invalid(
      `The order_by entry ${shown(entry)} cannot be read. Write one field each, followed by ASC or DESC, such as 'timestamp_ms DESC'.`,
    )
  }
  return { ...identifier, isAscending: direction !== 'desc' }
}

/** One field may order once. Throws INVALID_PARAMETER_VALUE. */
export function assertDistinct(names: readonly string[]): void {
  const seen = new Set<string>()
  for (const name of names) {
    if (seen.has(name)) throw invalid(`order_by names ${shown(name)} twice. Name each field once.`)
    seen.add(name)
  }
}
