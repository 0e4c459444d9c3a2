import { AppError } from '../../shared/model/error.ts'
import type { Json } from '../../shared/model/json.ts'
import type { KeyValue, OtlpLogRecord, OtlpSpan } from '../../shared/model/otlp.ts'
import type { SpanDetail } from '../../shared/model/trace.ts'
import type { SpanView } from '../../shared/model/view.ts'

export const defaultTextLimit = 100_000

/** Images are shown whole or not at all, so they have a limit of their own (characters of base64). */
const imageLimit = 14_000_000

/** Everything about one span, uncut. */
export function toSpanDetail(span: OtlpSpan, logs: OtlpLogRecord[], view: SpanView): SpanDetail {
  return {
    traceId: span.traceId,
    spanId: span.spanId,
    ...(span.parentSpanId === undefined ? {} : { parentSpanId: span.parentSpanId }),
    name: span.name,
    kind: span.kind,
    startNano: span.startNano.toString(),
    endNano: span.endNano.toString(),
    statusCode: span.statusCode,
    statusMessage: span.statusMessage,
    traceState: span.traceState,
    flags: span.flags,
    droppedAttributesCount: span.droppedAttributesCount,
    droppedEventsCount: span.droppedEventsCount,
    droppedLinksCount: span.droppedLinksCount,
    attributes: toRaw(span.attributes),
    events: span.events.map((event) => ({
      timeNano: event.timeUnixNano,
      name: event.name,
      attributes: toRaw(event.attributes),
    })),
    links: span.links.map((link) => ({
      traceId: link.traceId,
      spanId: link.spanId,
      attributes: toRaw(link.attributes),
    })),
    logs: logs.map(toLogEvent),
    resource: { attributes: toRaw(span.resource.attributes), schemaUrl: span.resource.schemaUrl },
    scope: {
      name: span.scope.name,
      version: span.scope.version,
      attributes: toRaw(span.scope.attributes),
      schemaUrl: span.scope.schemaUrl,
    },
    view,
    isTruncated: false,
  }
}

/** A log record as an event of its span; the body, which events do not have, joins the attributes. */
function toLogEvent(log: OtlpLogRecord): SpanDetail['logs'][number] {
  const body: KeyValue[] = log.body === undefined ? [] : [{ key: 'body', value: log.body }]
  return {
    timeNano: (log.timeNano === 0n ? log.observedTimeNano : log.timeNano).toString(),
    name: log.eventName,
    attributes: toRaw([...log.attributes, ...body]),
  }
}

function toRaw(attributes: KeyValue[]): { key: string; value: Json }[] {
  return attributes as { key: string; value: Json }[]
}

/**
 * The same detail with every longer text cut to `limit` UTF-16 units, never inside a surrogate pair; what needs no cut
 * is shared with `detail`, which stays as it was.
 */
export function truncateDetail(detail: SpanDetail, limit: number): SpanDetail {
  const cut = cutTexts(detail as unknown as Json, limit)
  return cut === (detail as unknown as Json) ? detail : { ...(cut as unknown as SpanDetail), isTruncated: true }
}

function cutTexts(value: Json, limit: number): Json {
  if (typeof value === 'string') return value.length <= limit ? value : cutText(value, limit)
  if (value === null || typeof value !== 'object') return value
  if (Array.isArray(value)) {
    let copy: Json[] | undefined
    for (let index = 0; index < value.length; index += 1) {
      const before = value[index] as Json
      const after = cutTexts(before, limit)
      if (after !== before) {
        copy ??= [...value]
        copy[index] = after
      }
    }
    return copy ?? value
  }
  const own = value.type === 'image' ? Math.max(limit, imageLimit) : limit
  let copy: { [key: string]: Json } | undefined
  for (const [key, before] of Object.entries(value)) {
    if (before === undefined) continue
    const after = cutTexts(before, own)
    if (after !== before) {
      copy ??= { ...value }
      copy[key] = after
    }
  }
  return copy ?? value
}

function cutText(text: string, limit: number): string {
  const isInsidePair = (text.charCodeAt(limit - 1) & 0xfc00) === 0xd800
  return text.slice(0, isInsidePair ? limit - 1 : limit)
}

/**
 * The value at `path` inside a detail.
 *
 * @throws AppError NOT_FOUND where the path leads nowhere.
 */
export function getValueAt(detail: SpanDetail, path: (string | number)[]): Json {
  let value = detail as unknown as Json | undefined
  for (const part of path) {
    const isInside = typeof value === 'object' && value !== null && Object.hasOwn(value, part)
    if (!isInside) throw new AppError('NOT_FOUND', 'The span has no value at this path.')
    value = (value as { [key: string]: Json })[part]
  }
  if (value === undefined) throw new AppError('NOT_FOUND', 'The span has no value at this path.')
  return value
}
