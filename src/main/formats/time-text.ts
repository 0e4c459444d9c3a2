/** Times and durations as files write them. */
import type { Json } from '../../shared/model/json.ts'

const isoLike =
  /^(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})日?(?:[T\s]+(\d{1,2})[:時](\d{2})(?:[:分](\d{2})(?:[.,](\d{1,9}))?秒?)?分?\s*(Z|[+-]\d{2}:?\d{2}|UTC|GMT)?)?$/i

const maxNano = 0x7fff_ffff_ffff_ffffn

/**
 * Nanoseconds since the epoch from ISO 8601 and its relatives (space instead of T, slashes, 年月日; no zone means
 * UTC) or from a number whose size tells its unit: seconds, milliseconds, microseconds, nanoseconds.
 * Undefined for anything else.
 */
export function parseTimeNano(value: Json | undefined): bigint | undefined {
  if (typeof value === 'number') return fromMagnitude(value)
  if (typeof value !== 'string') return undefined
  const text = value.trim()
  if (/^\d{16,20}$/.test(text)) return fromBigMagnitude(BigInt(text))
  if (/^\d{9,15}(\.\d+)?$/.test(text)) return fromMagnitude(Number(text))
  const match = isoLike.exec(text)
  if (!match) return undefined
  const [, year, month, day, hour = '0', minute = '0', second = '0', fraction = '', zone = 'Z'] = match
  const utcMs = Date.UTC(Number(year), Number(month) - 1, Number(day), Number(hour), Number(minute), Number(second))
  const date = new Date(utcMs)
  // Date.UTC rolls a 31st of April over instead of refusing it.
  if (date.getUTCMonth() !== Number(month) - 1 || date.getUTCDate() !== Number(day)) return undefined
  const nano = BigInt(utcMs - zoneMs(zone)) * 1_000_000n + BigInt(fraction.padEnd(9, '0'))
  return nano >= 0n && nano <= maxNano ? nano : undefined
}

function zoneMs(zone: string): number {
  const match = /^([+-])(\d{2}):?(\d{2})$/.exec(zone)
  if (!match) return 0
  const [, sign, hours, minutes] = match
  return (sign === '-' ? -1 : 1) * (Number(hours) * 60 + Number(minutes)) * 60_000
}

/** Seconds reach 1e11 in the year 5138; each next unit is a thousand times as large. */
function fromMagnitude(value: number): bigint | undefined {
  if (!Number.isFinite(value) || value < 1e8) return undefined
  if (value < 1e11) return BigInt(Math.round(value * 1e6)) * 1000n
  if (value < 1e14) return BigInt(Math.round(value * 1e3)) * 1000n
  return fromBigMagnitude(BigInt(Math.round(value)))
}

function fromBigMagnitude(value: bigint): bigint | undefined {
  const nano = value < 100_000_000_000_000_000n ? value * 1000n : value
  return nano <= maxNano ? nano : undefined
}

/** Microseconds from MLflow's `"1.234s"`, or from milliseconds as a number or text. */
export function parseDurationUs(value: Json | undefined): number | undefined {
  if (typeof value === 'number') return Number.isFinite(value) && value >= 0 ? Math.round(value * 1000) : undefined
  if (typeof value !== 'string') return undefined
  const match = /^\s*(\d+(?:\.\d+)?)\s*(s|sec|seconds|ms|秒|ミリ秒)?\s*$/.exec(value)
  if (!match) return undefined
  const number = Number(match[1])
  const isMs = match[2] === undefined || match[2] === 'ms' || match[2] === 'ミリ秒'
  return Math.round(number * (isMs ? 1_000 : 1_000_000))
}
