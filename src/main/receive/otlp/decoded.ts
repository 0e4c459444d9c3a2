/** What the decoders of one request give, in either encoding. */
import type { OtlpLogRecord, OtlpSpan } from '../../../shared/model/otlp.ts'

/**
 * Items that were left out of a request whose others are good. `count` 0 is a warning: everything was taken, but
 * something in it was not understood. Both reach the sender as OTLP `partial_success`.
 */
export interface RejectedItems {
  /** Stable code, as in `Rejection.reason`. */
  reason: string
  /** An English sentence that says what to do about it; never trace content. */
  message: string
  count: number
}

export interface DecodedTraces {
  spans: OtlpSpan[]
  rejected: RejectedItems[]
}

export interface DecodedLogs {
  records: OtlpLogRecord[]
  rejected: RejectedItems[]
}

export interface DecodedMetrics {
  /** Data points: metrics are checked and counted, not kept. */
  points: number
  rejected: RejectedItems[]
}

/** Spans without usable ids cannot be stored; the rest of the request can. */
export function rejectMissingIds(count: number): RejectedItems[] {
  if (count === 0) {
    return []
  }
  const subject = count === 1 ? '1 span has' : `${count} spans have`
  return [
    {
      reason: 'missingIds',
      message: `${subject} no trace id or no span id and cannot be stored. Give every span a trace id of 16 bytes and a span id of 8 bytes that are not all zero.`,
      count,
    },
  ]
}

/** `AnyValue.string_value_strindex` and `KeyValue.key_strindex` belong to profiles: taken as absent, with a warning. */
export function warnStringIndexes(count: number): RejectedItems[] {
  if (count === 0) {
    return []
  }
  return [
    {
      reason: 'stringIndexes',
      message:
        'Some attributes refer to a string table, which OTLP allows in profiles only. Their keys or values were taken as empty.',
      count: 0,
    },
  ]
}
