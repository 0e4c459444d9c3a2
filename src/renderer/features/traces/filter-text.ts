import type { TraceFilter } from '../../../shared/model/trace.ts'
import { useT } from '../../i18n/i18n.ts'
import { useConditionText } from './condition-text.ts'
import { listConditions } from './filter-conditions.ts'

/** What a filter asks, on one line: `Model: gpt-4o; Tag: tier: gold`. Undefined when it asks nothing. */
export function useFilterText(): (filter: TraceFilter) => string | undefined {
  const t = useT()
  const conditionText = useConditionText()
  return (filter) => {
    const parts = listConditions(filter).map((condition) => {
      const { field, value } = conditionText(filter, condition)
      return t('traces.filter.said', { field, value })
    })
    if (filter.search !== undefined && filter.search !== '') parts.unshift(`“${filter.search}”`)
    return parts.length === 0 ? undefined : parts.join('; ')
  }
}
