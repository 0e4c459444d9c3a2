/** Checks of ids and times that both encodings share. */
import { undecodable } from './wire-reader.ts'

const zeroTraceId = '0'.repeat(32)
const zeroSpanId = '0'.repeat(16)

/** SQLite integers are signed: a later time than this (year 2262) is a broken clock and is kept as this. */
const latestNano = 0x7fff_ffff_ffff_ffffn

/**
 * A trace id in lower-case hex, empty when none was sent (no bytes, or all zero).
 * A length other than 16 bytes spoils the whole request, as in the OpenTelemetry Collector: such a sender is broken.
 */
export function checkTraceId(hex: string): string {
  if (hex.length === 0 || hex === zeroTraceId) {
    return ''
  }
  if (hex.length !== 32) {
    throw undecodable(`A trace id has ${hex.length / 2} bytes instead of 16.`, 'badId')
  }
  return hex
}

/** A span id in lower-case hex, empty when none was sent (no bytes, or all zero). */
export function checkSpanId(hex: string): string {
  if (hex.length === 0 || hex === zeroSpanId) {
    return ''
  }
  if (hex.length !== 16) {
    throw undecodable(`A span id has ${hex.length / 2} bytes instead of 8.`, 'badId')
  }
  return hex
}

export function clampNano(nano: bigint): bigint {
  if (nano < 0n) {
    return 0n
  }
  return nano > latestNano ? latestNano : nano
}
