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

/** Fills `values`, which callers use again for every span: an array apiece would double what ingest allocates. */
export function fillSpanValues(
  values: SpanValues,
  tracePk: number,
  payloadPk: number,
  span: OtlpSpan,
  narrow: SummarySpan,
  scopeId: number,
): void {
  values[0] = tracePk
  values[1] = span.spanId
  values[2] = narrow.parentSpanId
  values[3] = span.name
  values[4] = whole(span.kind)
  values[5] = narrow.type
  values[6] = span.startNano > maxInt64 ? maxInt64 : span.startNano
  values[7] = span.endNano > maxInt64 ? maxInt64 : span.endNano
  values[8] = narrow.statusCode
  values[9] = span.statusMessage
  values[10] = span.traceState
  values[11] = narrow.flags
  values[12] = whole(span.droppedAttributesCount)
  values[13] = whole(span.droppedEventsCount)
  values[14] = whole(span.droppedLinksCount)
  values[15] = narrow.model
  values[16] = narrow.inputTokens
  values[17] = narrow.outputTokens
  values[18] = narrow.totalTokens
  values[19] = narrow.cacheReadTokens
  values[20] = narrow.cacheWriteTokens
  values[21] = narrow.reasoningTokens
  values[22] = narrow.cost
  values[23] = narrow.sessionId
  values[24] = narrow.userId
  values[25] = narrow.quirks
  values[26] = narrow.resourceId
  values[27] = scopeId
  values[28] = payloadPk
}

/** A sender's number for an integer column: one odd value must not cost the batch. */
export const whole = (value: number): number => (Number.isSafeInteger(value) ? value : 0)

const nanoBits = new BigInt64Array(1)
const nanoHalves = new Uint32Array(nanoBits.buffer)
/** Index of the low half. */
const low = new Uint8Array(new Uint16Array([1]).buffer)[0] === 1 ? 0 : 1

/**
 * Microseconds, rounded down as SQLite's `start_nano / 1000` does. By halves, in doubles that hold every step
 * exactly: dividing BigInts was a tenth of the time that ingest spends on a small span.
 */
export function toMicros(nano: bigint): number {
  nanoBits[0] = nano > maxInt64 ? maxInt64 : nano
  const high = nanoHalves[1 - low] as number
  const rest = (high % 1000) * 4_294_967_296 + (nanoHalves[low] as number)
  return Math.floor(high / 1000) * 4_294_967_296 + Math.floor(rest / 1000)
}

export function toSummarySpan(span: OtlpSpan, summary: SpanSummary, resourceId: number): SummarySpan {
  return new ArrivedSpan(span, summary, resourceId)
}

/**
 * A span of the batch at hand. Its previews are read from the content only where `summarizeTrace` asks for them: that
 * is most of the work on a span, and of a trace only the root's are shown.
 */
class ArrivedSpan implements SummarySpan {
  spanId: string
  parentSpanId: string | null
  name: string
  type: string
  startUs: number
  endUs: number
  statusCode: number
  flags: number
  model: string | null
  inputTokens: number | null
  outputTokens: number | null
  totalTokens: number | null
  cacheReadTokens: number | null
  cacheWriteTokens: number | null
  reasoningTokens: number | null
  cost: number | null
  sessionId: string | null
  userId: string | null
  quirks: number
  resourceId: number
  private readonly summary: SpanSummary
  private keptInput: string | null
  private keptOutput: string | null

  constructor(span: OtlpSpan, summary: SpanSummary, resourceId: number) {
    const { usage } = summary
    const isOutOfRange = span.startNano > maxInt64 || span.endNano > maxInt64
    this.spanId = span.spanId
    this.parentSpanId = span.parentSpanId || null
    this.name = span.name
    this.type = summary.type
    this.startUs = toMicros(span.startNano)
    this.endUs = toMicros(span.endNano)
    this.statusCode = whole(span.statusCode)
    this.flags = whole(span.flags)
    this.model = summary.model || null
    this.inputTokens = toCount(usage?.input)
    this.outputTokens = toCount(usage?.output)
    this.totalTokens = toCount(usage?.total ?? addUp(usage?.input, usage?.output))
    this.cacheReadTokens = toCount(usage?.cacheRead)
    this.cacheWriteTokens = toCount(usage?.cacheWrite)
    this.reasoningTokens = toCount(usage?.reasoning)
    this.cost = toNumber(summary.cost)
    this.sessionId = summary.sessionId || null
    this.userId = summary.userId || null
    this.quirks =
      (hasDuplicateKeys(span.attributes) ? quirk.duplicateKeys : 0) | (isOutOfRange ? quirk.timeOutOfRange : 0)
    this.resourceId = resourceId
    this.summary = summary
    this.keptInput = null
    this.keptOutput = null
  }

  get inputPreview(): string | null {
    return this.keptInput ?? (this.summary.inputPreview || null)
  }

  set inputPreview(text: string | null) {
    this.keptInput = text
  }

  get outputPreview(): string | null {
    return this.keptOutput ?? (this.summary.outputPreview || null)
  }

  set outputPreview(text: string | null) {
    this.keptOutput = text
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
