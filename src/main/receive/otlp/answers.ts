/**
 * Bodies of OTLP answers: `google.rpc.Status` for failures, `Export…ServiceResponse` for successes, in both encodings.
 * Sources: OTLP specification 1.11 "OTLP/HTTP Response", `google/rpc/status.proto`, `google/rpc/error_details.proto`.
 */
import type { Encoding, Signal } from './decode-body.ts'
import { bytesField, varintField } from './wire-writer.ts'

/** `google.rpc.Code` numbers, the same as gRPC's. */
export const rpcCodes = {
  invalidArgument: 3,
  notFound: 5,
  permissionDenied: 7,
  resourceExhausted: 8,
  unimplemented: 12,
  internal: 13,
  unavailable: 14,
} as const

export type RpcCode = (typeof rpcCodes)[keyof typeof rpcCodes]

/** Responses stay far below the 4 MiB that OTLP allows. */
const longestMessage = 2000

const rejectedField: Record<Signal, string> = {
  traces: 'rejectedSpans',
  logs: 'rejectedLogRecords',
  metrics: 'rejectedDataPoints',
}

export interface Failure {
  code: RpcCode
  message: string
  /** Set when the sender should try again, after so many milliseconds. */
  retryAfterMs?: number | undefined
}

/** A serialized `google.rpc.Status`. */
export function encodeStatus(failure: Failure, encoding: Encoding): Buffer {
  const message = failure.message.slice(0, longestMessage)
  if (encoding === 'json') {
    const details = statusDetails(failure, message).map(({ type, json }) => ({ '@type': type, ...json }))
    return Buffer.from(JSON.stringify({ code: failure.code, message, ...(details.length > 0 && { details }) }))
  }
  return Buffer.concat([
    varintField(1, failure.code),
    bytesField(2, message),
    ...statusDetails(failure, message).map(({ type, binary }) =>
      bytesField(3, Buffer.concat([bytesField(1, type), bytesField(2, binary)])),
    ),
  ])
}

/** What OTLP calls partial success; `count` 0 with a message is a warning. */
export interface PartialSuccess {
  count: number
  message: string
}

/** A serialized success. `partial_success` stays unset when there is nothing to say, as the specification demands. */
export function encodeSuccess(signal: Signal, rejected: PartialSuccess | undefined, encoding: Encoding): Buffer {
  const message = rejected?.message.slice(0, longestMessage) ?? ''
  const count = rejected?.count ?? 0
  const isFull = count === 0 && message === ''
  if (encoding === 'json') {
    const partial = { ...(count > 0 && { [rejectedField[signal]]: String(count) }), errorMessage: message }
    return Buffer.from(JSON.stringify(isFull ? {} : { partialSuccess: partial }))
  }
  return isFull ? Buffer.alloc(0) : bytesField(1, Buffer.concat([varintField(1, count), bytesField(2, message)]))
}

interface Detail {
  type: string
  json: Record<string, unknown>
  binary: Buffer
}

function statusDetails(failure: Failure, message: string): Detail[] {
  if (failure.retryAfterMs !== undefined) {
    const seconds = Math.floor(failure.retryAfterMs / 1000)
    const nanos = (failure.retryAfterMs % 1000) * 1_000_000
    return [
      {
        type: 'type.googleapis.com/google.rpc.RetryInfo',
        json: { retryDelay: `${failure.retryAfterMs / 1000}s` },
        binary: retryInfo(seconds, nanos),
      },
    ]
  }
  if (failure.code === rpcCodes.invalidArgument) {
    return [
      {
        type: 'type.googleapis.com/google.rpc.BadRequest',
        json: { fieldViolations: [{ description: message }] },
        binary: bytesField(1, bytesField(2, message)),
      },
    ]
  }
  return []
}

/** `RetryInfo.retry_delay` is a `Duration`; an empty one, for 0 seconds, still has to be there. */
function retryInfo(seconds: number, nanos: number): Buffer {
  const duration = Buffer.concat([varintField(1, seconds), varintField(2, nanos)])
  return duration.byteLength === 0 ? Buffer.from([0x0a, 0]) : bytesField(1, duration)
}
