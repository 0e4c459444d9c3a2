/** Characters of each text asked for with a span; longer ones are fetched when opened. */
export const spanTextLimit = 20_000

export interface SpanRef {
  traceId: string
  spanId: string
}
