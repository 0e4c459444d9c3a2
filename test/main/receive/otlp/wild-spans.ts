import { spanIdHex, traceIdHex } from './harness.ts'
import { encodeRequest } from './proto.ts'

export const traceId = Buffer.from(traceIdHex, 'hex')
export const spanId = Buffer.from(spanIdHex, 'hex')

/** A JSON request of these spans. */
export function jsonSpans(...spans: object[]): string {
  return JSON.stringify({ resourceSpans: [{ resource: {}, scopeSpans: [{ scope: {}, spans }] }] })
}

export function protoSpans(...spans: object[]): Buffer {
  return encodeRequest('traces', { resourceSpans: [{ scopeSpans: [{ spans }] }] })
}

export const jsonSpan = { traceId: traceIdHex, spanId: spanIdHex, name: 'good' }
export const protoSpan = { traceId, spanId, name: 'good' }
