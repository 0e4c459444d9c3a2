/** What a filter chip says. */
import { useQuery } from '@tanstack/react-query'
import type { AssessmentFilter, TraceFilter } from '../../../shared/model/trace.ts'
import { orpc } from '../../data/client.ts'
import { type Format, useFormat } from '../../i18n/format.ts'
import { useT } from '../../i18n/i18n.ts'
import type { Condition, ListField, RangeField } from './filter-conditions.ts'

type T = ReturnType<typeof useT>

/** Texts of conditions in the language shown: the field and what is asked of it. */
export function useConditionText(): (filter: TraceFilter, condition: Condition) => { field: string; value: string } {
  const t = useT()
  const format = useFormat()
  const { data: experiments } = useQuery(orpc.experiments.list.queryOptions())
  return (filter, condition) => ({
    field: t(`traces.filter.field.${condition.field}`),
    value:
      condition.field === 'experimentId'
        ? (experiments?.find(({ experimentId }) => experimentId === filter.experimentId)?.name ??
          filter.experimentId ??
          '')
        : valueText(t, format, filter, condition),
  })
}

function valueText(t: T, format: Format, filter: TraceFilter, { field, index }: Condition): string {
  switch (field) {
    case 'experimentId':
      return filter.experimentId ?? ''
    case 'runId':
      return shortId(filter.runId ?? '')
    case 'states':
      return (filter.states ?? []).map((state) => t(`common.state.${state}`)).join(', ')
    case 'names':
    case 'models':
    case 'sessionIds':
    case 'userIds':
      return listText(t, filter[field as ListField] ?? [])
    case 'traceIds':
      return listText(
        t,
        (filter.traceIds ?? []).map((traceId) => `tr-${shortId(traceId)}`),
      )
    case 'tags': {
      const tag = filter.tags?.[index]
      return tag?.value === undefined ? (tag?.key ?? '') : `${tag.key}: ${tag.value}`
    }
    case 'assessments':
      return assessmentText(t, format, filter.assessments?.[index])
    case 'hasErrors':
      return t(filter.hasErrors === true ? 'traces.filter.withErrors' : 'traces.filter.withoutErrors')
    case 'startUs':
    case 'durationUs':
    case 'totalTokens':
    case 'cost':
      return rangeText(t, format, field, filter[field] ?? {})
  }
}

const shortId = (id: string): string => (id.length > 8 ? `${id.slice(0, 8)}…` : id)

function listText(t: T, values: readonly string[]): string {
  const first = values[0] ?? ''
  return values.length < 2 ? first : t('traces.filter.more', { first, count: values.length - 1 })
}

function rangeText(
  t: T,
  format: Format,
  field: RangeField,
  range: { min?: number | undefined; max?: number | undefined },
): string {
  const show = (value: number) => {
    if (field === 'startUs') return format.time(value / 1000)
    if (field === 'durationUs') return format.duration(value)
    return field === 'cost' ? format.cost(value) : format.number(value)
  }
  const { min, max } = range
  if (min !== undefined && max !== undefined) return t('traces.filter.range', { from: show(min), to: show(max) })
  const isTime = field === 'startUs'
  if (min !== undefined) {
    return isTime ? t('traces.filter.since', { time: show(min) }) : t('traces.filter.atLeast', { value: show(min) })
  }
  if (max === undefined) return ''
  return isTime ? t('traces.filter.until', { time: show(max) }) : t('traces.filter.atMost', { value: show(max) })
}

function assessmentText(t: T, format: Format, condition: AssessmentFilter | undefined): string {
  if (condition === undefined) return ''
  const parts = [condition.name]
  if (condition.presence === 'absent') parts.push(t('traces.filter.absent'))
  else if (condition.value !== undefined) {
    const { value } = condition
    const text =
      typeof value === 'boolean'
        ? t(value ? 'common.yes' : 'common.no')
        : typeof value === 'string'
          ? value
          : JSON.stringify(value)
    parts.push(`${t('traces.filter.is')} ${text}`)
  } else if (condition.min !== undefined || condition.max !== undefined) {
    const { min, max } = condition
    if (min !== undefined && max !== undefined) {
      parts.push(t('traces.filter.range', { from: format.shortNumber(min), to: format.shortNumber(max) }))
    } else if (min !== undefined) parts.push(t('traces.filter.atLeast', { value: format.shortNumber(min) }))
    else if (max !== undefined) parts.push(t('traces.filter.atMost', { value: format.shortNumber(max) }))
  } else parts.push(t('traces.filter.present'))
  if (condition.sourceType !== undefined) {
    parts.push(t('traces.filter.by', { source: t(`common.source.${condition.sourceType}`) }))
  }
  return parts.join(' ')
}
