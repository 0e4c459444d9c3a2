/** Numbers, times and sizes as people read them, per language. Pure; `useFormat` binds them to the language shown. */
import { useMemo } from 'react'
import { useTranslation } from 'react-i18next'

const cache = new Map<string, unknown>()

/** Intl formatters are slow to make: one per language and options. */
function cached<T>(key: string, make: () => T): T {
  const found = cache.get(key) as T | undefined
  if (found !== undefined) return found
  const made = make()
  cache.set(key, made)
  return made
}

function numberFormat(locale: string, options: Intl.NumberFormatOptions = {}): Intl.NumberFormat {
  return cached(`n|${locale}|${JSON.stringify(options)}`, () => new Intl.NumberFormat(locale, options))
}

function dateFormat(locale: string, options: Intl.DateTimeFormatOptions): Intl.DateTimeFormat {
  return cached(`d|${locale}|${JSON.stringify(options)}`, () => new Intl.DateTimeFormat(locale, options))
}

/** `12,345`. */
export function formatNumber(value: number, locale: string): string {
  return numberFormat(locale).format(value)
}

/** At most `digits` significant digits: `0.125`, `1,230`. */
export function formatShortNumber(value: number, locale: string, digits = 3): string {
  return numberFormat(locale, { maximumSignificantDigits: digits }).format(value)
}

/** Tokens short: `980`, `12.3K`, `1.2M`; in Japanese `1.2万`. */
export function formatCompact(value: number, locale: string): string {
  if (Math.abs(value) < 1000) return formatNumber(value, locale)
  return numberFormat(locale, { notation: 'compact', maximumFractionDigits: 1 }).format(value)
}

/** `0.5` is `50%`. */
export function formatPercent(fraction: number, locale: string): string {
  return numberFormat(locale, { style: 'percent', maximumFractionDigits: 0 }).format(fraction)
}

/** US dollars with enough digits to be useful: `$0.00042`, `$1.25`. */
export function formatCost(dollars: number, locale: string): string {
  const magnitude = Math.abs(dollars)
  const options: Intl.NumberFormatOptions = { style: 'currency', currency: 'USD', currencyDisplay: 'narrowSymbol' }
  if (magnitude > 0 && magnitude < 0.1) {
    return numberFormat(locale, { ...options, minimumSignificantDigits: 2, maximumSignificantDigits: 2 }).format(
      dollars,
    )
  }
  return numberFormat(locale, options).format(dollars)
}

/** `850 µs`, `12.3 ms`, `4.56 s`, `2 min 5 s`, `3 h 12 min`; in Japanese with 分 and 時間. */
export function formatDuration(durationUs: number, locale: string): string {
  if (durationUs < 0) return `−${formatDuration(-durationUs, locale)}`
  const number = (value: number, digits: number) =>
    numberFormat(locale, { maximumFractionDigits: digits, minimumFractionDigits: digits }).format(value)
  const isJapanese = locale.startsWith('ja')
  if (durationUs < 1000) return `${number(Math.round(durationUs), 0)} µs`
  const ms = durationUs / 1000
  if (ms < 999.5) return `${number(ms, ms < 9.995 ? 2 : ms < 99.95 ? 1 : 0)} ms`
  const seconds = ms / 1000
  if (seconds < 59.95) return `${number(seconds, seconds < 9.995 ? 2 : 1)} ${isJapanese ? '秒' : 's'}`
  const whole = Math.round(seconds)
  const minutes = Math.floor(whole / 60)
  if (minutes < 60) return isJapanese ? `${minutes} 分 ${whole % 60} 秒` : `${minutes} min ${whole % 60} s`
  const hours = formatNumber(Math.floor(minutes / 60), locale)
  return isJapanese ? `${hours} 時間 ${minutes % 60} 分` : `${hours} h ${minutes % 60} min`
}

/** Decimal units as file managers show them: `812 B`, `1.2 MB`. */
export function formatBytes(bytes: number, locale: string): string {
  const units = ['B', 'kB', 'MB', 'GB', 'TB']
  let value = bytes
  let index = 0
  while (value >= 999.5 && index < units.length - 1) {
    value /= 1000
    index += 1
  }
  const digits = index === 0 || value >= 99.95 ? 0 : 1
  return `${numberFormat(locale, { maximumFractionDigits: digits }).format(value)} ${units[index]}`
}

/** `2025-06-01 14:03:07.123 GMT+9` in the order of the language: the exact time, for a title on hover. */
export function formatExactTime(timeMs: number, locale: string): string {
  return dateFormat(locale, {
    year: 'numeric',
    month: 'short',
    day: 'numeric',
    hour: '2-digit',
    minute: '2-digit',
    second: '2-digit',
    fractionalSecondDigits: 3,
    timeZoneName: 'short',
  }).format(timeMs)
}

/** A date and time to the minute, for tables. */
export function formatTime(timeMs: number, locale: string): string {
  return dateFormat(locale, {
    year: 'numeric',
    month: 'short',
    day: 'numeric',
    hour: '2-digit',
    minute: '2-digit',
  }).format(timeMs)
}

const relativeSteps: [limitSeconds: number, unit: Intl.RelativeTimeFormatUnit, seconds: number][] = [
  [60, 'second', 1],
  [3600, 'minute', 60],
  [86_400, 'hour', 3600],
  [604_800, 'day', 86_400],
  [2_629_800, 'week', 604_800],
  [31_557_600, 'month', 2_629_800],
  [Number.POSITIVE_INFINITY, 'year', 31_557_600],
]

/** `5 min. ago`, `2 days ago`; under five seconds `now`. Times in the future read `in 3 min.`. */
export function formatRelativeTime(timeMs: number, nowMs: number, locale: string): string {
  const seconds = (timeMs - nowMs) / 1000
  const magnitude = Math.abs(seconds)
  const format = cached(
    `r|${locale}`,
    () => new Intl.RelativeTimeFormat(locale, { numeric: 'auto', style: locale.startsWith('ja') ? 'long' : 'short' }),
  )
  if (magnitude < 5) return format.format(0, 'second')
  for (const [limit, unit, size] of relativeSteps) {
    if (magnitude < limit) return format.format(Math.trunc(seconds / size), unit)
  }
  return formatExactTime(timeMs, locale)
}

/** `a, b and c`; `a、b、c`. */
export function formatList(items: string[], locale: string): string {
  return cached(`l|${locale}`, () => new Intl.ListFormat(locale, { style: 'long', type: 'conjunction' })).format(items)
}

/** All formatters for one language. */
export function makeFormat(locale: string) {
  return {
    locale,
    number: (value: number) => formatNumber(value, locale),
    shortNumber: (value: number, digits?: number) => formatShortNumber(value, locale, digits),
    compact: (value: number) => formatCompact(value, locale),
    percent: (fraction: number) => formatPercent(fraction, locale),
    cost: (dollars: number) => formatCost(dollars, locale),
    duration: (durationUs: number) => formatDuration(durationUs, locale),
    bytes: (bytes: number) => formatBytes(bytes, locale),
    exactTime: (timeMs: number) => formatExactTime(timeMs, locale),
    time: (timeMs: number) => formatTime(timeMs, locale),
    relativeTime: (timeMs: number, nowMs: number) => formatRelativeTime(timeMs, nowMs, locale),
    list: (items: string[]) => formatList(items, locale),
  }
}
export type Format = ReturnType<typeof makeFormat>

/** The formatters of the language shown. */
export function useFormat(): Format {
  const { i18n } = useTranslation()
  return useMemo(() => makeFormat(i18n.language), [i18n.language])
}
