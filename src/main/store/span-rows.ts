/** One span as the values of its row, and back. */
import type { KeyValue, OtlpSpan } from '../../shared/model/otlp.ts'
import type { SpanSummary } from '../../shared/model/view.ts'
import { quirk, type SummarySpan } from './trace-summary.ts'

const maxInt64 = 0x7fff_ffff_ffff_ffffn

/** Columns of `spans` in the order of `toSpanValues`. */
export const spanColumns = [
  'trace_pk',
  'span_id',
  'parent_span_id',
  'name',
  'kind',
  'type',
  'start_nano',
  'end_nano',
  'status_code',
  'status_message',
  'trace_state',
  'flags',
  'dropped_attributes',
  'dropped_events',
  'dropped_links',
  'model',
  'input_tokens',
  'output_tokens',
  'total_tokens',
  'cache_read_tokens',
  'cache_write_tokens',
  'reasoning_tokens',
  'cost',
  'session_id',
  'user_id',
  'quirks',
  'resource_id',
  'scope_id',
  'payload_pk',
] as const

export type SpanValues = (string | number | bigint | null)[]

export function toSpanValues(
  tracePk: number,
  payloadPk: number,
  span: OtlpSpan,
  summary: SpanSummary,
  narrow: SummarySpan,
  scopeId: number,
): SpanValues {
  return [
    tracePk,
    span.spanId,
    narrow.parentSpanId,
    span.name,
    whole(span.kind),
    summary.type,
    span.startNano > maxInt64 ? maxInt64 : span.startNano,
    span.endNano > maxInt64 ? maxInt64 : span.endNano,
    whole(span.statusCode),
    span.statusMessage,
    span.traceState,
    whole(span.flags),
    whole(span.droppedAttributesCount),
    whole(span.droppedEventsCount),
    whole(span.droppedLinksCount),
    narrow.model,
    narrow.inputTokens,
    narrow.outputTokens,
    narrow.totalTokens,
    narrow.cacheReadTokens,
    narrow.cacheWriteTokens,
    narrow.reasoningTokens,
    narrow.cost,
    narrow.sessionId,
    narrow.userId,
    narrow.quirks,
    narrow.resourceId,
    scopeId,
    payloadPk,
  ]
}

/** A sender's number for an integer column: one odd value must not cost the batch. */
export const whole = (value: number): number => (Number.isSafeInteger(value) ? value : 0)

/** Microseconds, rounded down as SQLite's `start_nano / 1000` does. */
export function toMicros(nano: bigint): number {
  return Number((nano > maxInt64 ? maxInt64 : nano) / 1000n)
}

export function toSummarySpan(span: OtlpSpan, summary: SpanSummary, resourceId: number): SummarySpan {
  const { usage } = summary
  const isOutOfRange = span.startNano > maxInt64 || span.endNano > maxInt64
  let keptInput: string | null = null
  let keptOutput: string | null = null
  return {
    spanId: span.spanId,
    parentSpanId: span.parentSpanId || null,
    name: span.name,
    type: summary.type,
    startUs: toMicros(span.startNano),
    endUs: toMicros(span.endNano),
    statusCode: whole(span.statusCode),
    flags: whole(span.flags),
    model: summary.model || null,
    inputTokens: toCount(usage?.input),
    outputTokens: toCount(usage?.output),
    totalTokens: toCount(usage?.total ?? addUp(usage?.input, usage?.output)),
    cacheReadTokens: toCount(usage?.cacheRead),
    cacheWriteTokens: toCount(usage?.cacheWrite),
    reasoningTokens: toCount(usage?.reasoning),
    cost: toNumber(summary.cost),
    sessionId: summary.sessionId || null,
    userId: summary.userId || null,
    quirks: (hasDuplicateKeys(span.attributes) ? quirk.duplicateKeys : 0) | (isOutOfRange ? quirk.timeOutOfRange : 0),
    resourceId,
    // Read from the content only where `summarizeTrace` asks: that is most of the work on a span.
    get inputPreview() {
      return keptInput ?? (summary.inputPreview || null)
    },
    set inputPreview(text) {
      keptInput = text
    },
    get outputPreview() {
      return keptOutput ?? (summary.outputPreview || null)
    },
    set outputPreview(text) {
      keptOutput = text
    },
  }
}

const toNumber = (value: number | undefined): number | null =>
  value === undefined || !Number.isFinite(value) ? null : value

/** Token counts are what a sender wrote: whole numbers within what every layer carries exactly, or nothing. */
function toCount(value: number | undefined): number | null {
  return value === undefined || !Number.isFinite(value) || Math.abs(value) > Number.MAX_SAFE_INTEGER
    ? null
    : Math.round(value)
}

function addUp(a: number | undefined, b: number | undefined): number | undefined {
  return a === undefined && b === undefined ? undefined : (a ?? 0) + (b ?? 0)
}

function hasDuplicateKeys(attributes: readonly KeyValue[]): boolean {
  const count = attributes.length
  if (count > 24) return new Set(attributes.map((attribute) => attribute.key)).size < count
  for (let i = 1; i < count; i++) {
    const key = attributes[i]?.key
    for (let j = 0; j < i; j++) if (attributes[j]?.key === key) return true
  }
  return false
}

/** Columns of a `SummarySpan` in the order of `fromNarrowRow`. Times in microseconds, so that JS numbers are exact. */
export const narrowColumns = `span_id, parent_span_id, name, type, start_nano / 1000, end_nano / 1000, status_code, flags, model,
  input_tokens, output_tokens, total_tokens, cache_read_tokens, cache_write_tokens, reasoning_tokens, cost,
  session_id, user_id, quirks, resource_id`

export function fromNarrowRow(row: unknown[]): SummarySpan {
  return {
    spanId: row[0] as string,
    parentSpanId: row[1] as string | null,
    name: row[2] as string,
    type: row[3] as string,
    startUs: row[4] as number,
    endUs: row[5] as number,
    statusCode: row[6] as number,
    flags: row[7] as number,
    model: row[8] as string | null,
    inputTokens: row[9] as number | null,
    outputTokens: row[10] as number | null,
    totalTokens: row[11] as number | null,
    cacheReadTokens: row[12] as number | null,
    cacheWriteTokens: row[13] as number | null,
    reasoningTokens: row[14] as number | null,
    cost: row[15] as number | null,
    sessionId: row[16] as string | null,
    userId: row[17] as string | null,
    quirks: row[18] as number,
    resourceId: row[19] as number,
    inputPreview: null,
    outputPreview: null,
  }
}
