/**
 * The filter bar's model: a `TraceFilter` taken apart into conditions, one chip each, and put together again.
 */
import type { AssessmentFilter, TraceFilter } from '../../../shared/model/trace.ts'

/** Fields with a chip of their own; `search` and `deleted` have their own controls. */
export const filterFields = [
  'states',
  'experimentId',
  'startUs',
  'names',
  'models',
  'sessionIds',
  'userIds',
  'tags',
  'assessments',
  'durationUs',
  'totalTokens',
  'cost',
  'hasErrors',
  'runId',
  'traceIds',
] as const
export type FilterField = (typeof filterFields)[number]

export type ListField = 'names' | 'models' | 'sessionIds' | 'userIds'
export type RangeField = 'startUs' | 'durationUs' | 'totalTokens' | 'cost'

/** One chip. `index` tells tags and assessments apart, of which there can be several. */
export type Condition = { field: FilterField; index: number }

export function listConditions(filter: TraceFilter): Condition[] {
  const conditions: Condition[] = []
  for (const field of filterFields) {
    const value = filter[field]
    if (value === undefined) continue
    if (field === 'tags' || field === 'assessments') {
      const list = filter[field] ?? []
      for (let index = 0; index < list.length; index++) conditions.push({ field, index })
    } else conditions.push({ field, index: 0 })
  }
  return conditions
}

/** The filter without one condition. */
export function withoutCondition(filter: TraceFilter, condition: Condition): TraceFilter {
  const next = { ...filter }
  if (condition.field === 'tags' || condition.field === 'assessments') {
    const rest = (filter[condition.field] ?? []).filter((_, index) => index !== condition.index)
    if (rest.length === 0) delete next[condition.field]
    else if (condition.field === 'tags') next.tags = rest as NonNullable<TraceFilter['tags']>
    else next.assessments = rest as AssessmentFilter[]
  } else delete next[condition.field]
  return next
}

/** Sets or, given nothing worth keeping, removes a field. */
export function withField<F extends keyof TraceFilter>(
  filter: TraceFilter,
  field: F,
  value: TraceFilter[F],
): TraceFilter {
  const next = { ...filter }
  if (isNothing(value)) delete next[field]
  else next[field] = value
  return next
}

function isNothing(value: unknown): boolean {
  if (value === undefined || value === '') return true
  if (Array.isArray(value)) return value.length === 0
  return typeof value === 'object' && value !== null && Object.values(value).every((each) => each === undefined)
}

/** Adds a condition on a tag or assessment, or replaces the one at `index`. */
export function withTag(
  filter: TraceFilter,
  tag: NonNullable<TraceFilter['tags']>[number],
  index?: number,
): TraceFilter {
  const tags = filter.tags ?? []
  return { ...filter, tags: index === undefined ? [...tags, tag] : tags.with(index, tag) }
}

export function withAssessment(filter: TraceFilter, assessment: AssessmentFilter, index?: number): TraceFilter {
  const list = filter.assessments ?? []
  return { ...filter, assessments: index === undefined ? [...list, assessment] : list.with(index, assessment) }
}

/** True when anything narrows the list; the trash alone does not count. */
export function hasConditions(filter: TraceFilter): boolean {
  return filter.search !== undefined || listConditions(filter).length > 0
}

/** Same conditions, whatever the order of keys. */
export function isSameFilter(one: TraceFilter, other: TraceFilter): boolean {
  return filterKey(one) === filterKey(other)
}

/** A stable text of a filter, for caches and comparisons. */
export function filterKey(filter: TraceFilter): string {
  const sorted = (value: unknown): unknown => {
    if (Array.isArray(value)) return value.map(sorted)
    if (typeof value !== 'object' || value === null) return value
    const entries = Object.entries(value).filter(([, each]) => each !== undefined)
    return Object.fromEntries(entries.sort(([a], [b]) => (a < b ? -1 : 1)).map(([key, each]) => [key, sorted(each)]))
  }
  return JSON.stringify(sorted(filter))
}

/** Presets of the time condition, in hours back from now. */
export const timePresetsHours = [1, 24, 168, 720] as const

export function sinceHoursAgo(hours: number, nowMs: number): { min: number } {
  return { min: (nowMs - hours * 3_600_000) * 1000 }
}
