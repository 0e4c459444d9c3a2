/**
 * Spans as MLflow's REST API answers them: OTLP's `Span` in protobuf's JSON with snake_case names, ids in base64 and
 * 64-bit integers as numbers (`mlflow/entities/span.py`, `to_otel_proto`).
 */
import type { AnyValue, KeyValue, OtlpSpan } from '../../shared/model/otlp.ts'
import { toBase64, toExactNumber } from './mlflow-ids.ts'
import { toStatusName } from './mlflow-span-json.ts'

/** `attributes` are those of `toClientAttributes`. For `JSON.stringify` only: numbers may be raw. */
export function toOtlpSpanJson(span: OtlpSpan, attributes: readonly KeyValue[]) {
  return {
    trace_id: toBase64(span.traceId),
    span_id: toBase64(span.spanId),
    ...(span.parentSpanId === undefined ? {} : { parent_span_id: toBase64(span.parentSpanId) }),
    name: span.name,
    start_time_unix_nano: toExactNumber(span.startNano),
    // Unset while the span runs, which clients read as no end.
    ...(span.endNano === 0n ? {} : { end_time_unix_nano: toExactNumber(span.endNano) }),
    attributes: attributes.map(toPair),
    events: span.events.map((event) => ({
      time_unix_nano: toExactNumber(event.timeUnixNano),
      name: event.name,
      attributes: event.attributes.map(toPair),
    })),
    links: span.links.map((link) => ({
      trace_id: toBase64(link.traceId),
      span_id: toBase64(link.spanId),
      attributes: link.attributes.map(toPair),
    })),
    status: { code: toStatusName(span.statusCode), message: span.statusMessage },
  }
}

function toPair({ key, value }: KeyValue) {
  return { key, value: toValue(value) }
}

function toValue(value: AnyValue): { [name: string]: unknown } {
  if ('stringValue' in value) return { string_value: value.stringValue }
  if ('boolValue' in value) return { bool_value: value.boolValue }
  if ('intValue' in value) return { int_value: toExactNumber(value.intValue as string) }
  if ('doubleValue' in value) return { double_value: value.doubleValue }
  if ('bytesValue' in value) return { bytes_value: value.bytesValue }
  if ('arrayValue' in value) {
    return { array_value: { values: (value.arrayValue as { values: AnyValue[] }).values.map(toValue) } }
  }
  if ('kvlistValue' in value) {
    return { kvlist_value: { values: (value.kvlistValue as { values: KeyValue[] }).values.map(toPair) } }
  }
  return {}
}
