/** Numbers of evaluations as texts. */
import type { Metric } from '../../../shared/model/run.ts'
import type { Format } from '../../i18n/format.ts'

/** Whole numbers in full, others to four digits; undefined for what is not a number. */
export function metricText(metric: Metric, format: Format): string | undefined {
  if (metric.value === null) return undefined
  if (metric.value === 'Infinity') return '∞'
  if (metric.value === '-Infinity') return '−∞'
  return Number.isInteger(metric.value) ? format.number(metric.value) : format.shortNumber(metric.value, 4)
}
