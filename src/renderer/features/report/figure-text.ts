/** Figures of reports as texts. Pure. */
import type { MeasureName, ScorerKind } from '../../../shared/model/report.ts'
import type { Format } from '../../i18n/format.ts'

/** A share in per cent; other numbers to four digits. */
export function valueText(kind: ScorerKind, value: number, format: Format): string {
  return kind === 'verdict' ? format.percent(value) : format.shortNumber(value, 4)
}

/** Both ends of an interval; undefined without one. */
export function intervalText(
  kind: ScorerKind,
  { low, high }: { low?: number | undefined; high?: number | undefined },
  format: Format,
): string | undefined {
  if (low === undefined || high === undefined) return undefined
  return `${valueText(kind, low, format)} – ${valueText(kind, high, format)}`
}

/** With its sign; a difference of shares in percentage points. */
export function differenceText(kind: ScorerKind, value: number, format: Format): string {
  const sign = value > 0 ? '+' : value < 0 ? '−' : ''
  const size = Math.abs(value)
  return `${sign}${kind === 'verdict' ? format.shortNumber(size * 100, 3) : format.shortNumber(size, 4)}`
}

export function measureText(name: MeasureName, value: number, format: Format): string {
  if (name === 'durationMs') return format.duration(value * 1000)
  if (name === 'costUsd') return format.cost(value)
  return format.number(Math.round(value))
}

/** `< 0.001`, else two digits. */
export function pValueText(value: number, format: Format): string {
  return value < 0.001 ? `< ${format.shortNumber(0.001)}` : `= ${format.shortNumber(value, 2)}`
}
