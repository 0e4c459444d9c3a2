/**
 * The third generation of MLflow's span dictionaries, as in `traces.json` (`mlflow/entities/span.py`, `to_dict`). Reading
 * them is `mlflow-span.ts`.
 */
import type { KeyValue, OtlpSpan } from '../../shared/model/otlp.ts'
import { setOwn } from './any-value.ts'
import { toPlain } from './mlflow-extras.ts'
import { toBase64, toExactNumber } from './mlflow-ids.ts'

const statusNames = ['STATUS_CODE_UNSET', 'STATUS_CODE_OK', 'STATUS_CODE_ERROR']

/** What every writer of them has in common: ids, name, times and status. */
export function toSpanHead(span: OtlpSpan) {
  return {
    trace_id: toBase64(span.traceId),
    span_id: toBase64(span.spanId),
    parent_span_id: span.parentSpanId === undefined ? null : toBase64(span.parentSpanId),
    name: span.name,
    start_time_unix_nano: toExactNumber(span.startNano),
    end_time_unix_nano: toExactNumber(span.endNano),
    status: { code: toStatusName(span.statusCode), message: span.statusMessage },
  }
}

export function toStatusName(code: number): string {
  return statusNames[code] ?? 'STATUS_CODE_UNSET'
}

/** A whole dictionary. `attributes` are values, not JSON texts: those of `toClientAttributes`. */
export function toSpanJson(span: OtlpSpan, attributes: readonly KeyValue[]) {
  const texts: Record<string, string> = {}
  for (const { key, value } of attributes) setOwn(texts, key, JSON.stringify(toPlain(value)))
  return {
    ...toSpanHead(span),
    attributes: texts,
    events: span.events.map((event) => ({
      name: event.name,
      time_unix_nano: toExactNumber(event.timeUnixNano),
      attributes: toPlainMap(event.attributes),
    })),
    links: span.links.map((link) => ({
      // Unlike those of the span itself, a link's ids are MLflow's texts (`mlflow/entities/link.py`).
      trace_id: `tr-${link.traceId}`,
      span_id: link.spanId,
      attributes: toPlainMap(link.attributes),
    })),
  }
}

function toPlainMap(attributes: readonly KeyValue[]): Record<string, unknown> {
  const map: Record<string, unknown> = {}
  for (const { key, value } of attributes) setOwn(map, key, toPlain(value))
  return map
}
