/** The order of a trace search. */
import { type Sql, sql } from '../../../store/sql.ts'
import { invalid, shown } from './invalid.ts'
import { metadataText } from './metadata-conditions.ts'
import { assertDistinct, parseOrderBy } from './order-by.ts'
import { durationMs, endMs, mlflowTraceId, startMs, traceName } from './trace-conditions.ts'
import { type TraceField, toTraceOrderField } from './trace-fields.ts'

export interface OrderKey {
  value: Sql
  isAscending: boolean
}

export interface TraceOrder {
  /** Complete: no two traces are equal by all of them. */
  keys: OrderKey[]
  /** Set where the order is by time and then by id: an index has it. */
  byTime: { isAscending: boolean; isIdAscending: boolean } | undefined
}

/** Throws INVALID_PARAMETER_VALUE for an order that traces do not have. */
export function readTraceOrder(orderBy: readonly string[]): TraceOrder {
  const terms = parseOrderBy(orderBy).map((term) => ({
    field: toTraceOrderField(term),
    isAscending: term.isAscending,
    text: term.text,
  }))
  assertDistinct(terms.map(({ field }) => nameOf(field)))
  const ties = [
    { field: { kind: 'startMs' } as const, isAscending: false, text: '' },
    { field: { kind: 'traceId' } as const, isAscending: true, text: '' },
  ]
  const known = new Set(terms.map(({ field }) => field.kind))
  const all = [...terms, ...ties.filter(({ field }) => !known.has(field.kind))]
  const [first, second] = all
  const isByTime = first?.field.kind === 'startMs' && second?.field.kind === 'traceId'
  return {
    keys: all.map(({ field, isAscending, text }) => ({ value: toValue(field, text), isAscending })),
    byTime: isByTime ? { isAscending: first.isAscending, isIdAscending: second.isAscending } : undefined,
  }
}

function nameOf(field: TraceField): string {
  return 'key' in field ? `${field.kind}.${field.key}` : field.kind
}

function toValue(field: TraceField, text: string): Sql {
  switch (field.kind) {
    case 'startMs':
      return sql(startMs)
    case 'durationMs':
      return sql(durationMs)
    case 'endMs':
      return sql(endMs)
    case 'status':
      return sql('t.state')
    case 'traceId':
      return sql(mlflowTraceId)
    case 'experimentId':
      return sql('t.experiment_id')
    case 'name':
      return sql(traceName)
    case 'tag':
      return sql('(SELECT g.value FROM trace_tags g WHERE g.trace_pk = t.trace_pk AND g.key = ?)', field.key)
    case 'metadata': {
      const value = metadataText(field.key)
      if (value !== undefined) return value
      throw invalid(`Traces cannot be ordered by ${shown(text)}: it is made of several values.`)
    }
    default:
      throw invalid(`Traces cannot be ordered by ${shown(text)}. Order by an attribute, a tag or metadata.`)
  }
}
