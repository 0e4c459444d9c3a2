/** Ids as MLflow writes them. */

/** `tr-` and the 32 hex digits of the OTel trace id. */
export function toMlflowTraceId(traceId: string): string {
  return `tr-${traceId}`
}

/** Bytes in protobuf's JSON, from hex. */
export function toBase64(hex: string): string {
  return Buffer.from(hex, 'hex').toString('base64')
}

/** In V8 since 11.4, not yet in TypeScript's library. */
const rawJson = JSON as unknown as { rawJSON(text: string): unknown }

/** A number for `JSON.stringify` with all its digits: JavaScript's would lose some, Python's readers lose none. */
export function toExactNumber(integer: bigint | string): unknown {
  return rawJson.rawJSON(integer.toString())
}
