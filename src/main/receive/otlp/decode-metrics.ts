/**
 * `ExportMetricsServiceRequest`: checked to be well formed and counted, not kept.
 * Field numbers: opentelemetry-proto 1.11 `metrics/v1/metrics.proto`.
 */
import { fieldBits } from './decode-common.ts'
import type { DecodedMetrics } from './decoded.ts'
import { field, type JsonObject, parseJsonBody, toList, toObject, toObjects } from './json-common.ts'
import { undecodable, WireReader } from './wire-reader.ts'

const requestFields = fieldBits(1)
const groupFields = fieldBits(1, 2, 3)
const metricFields = fieldBits(1, 2, 3, 5, 7, 9, 10, 11, 12)
const dataFields = fieldBits(1)

/** Tags of `Metric.gauge`, `sum`, `histogram`, `exponential_histogram`, `summary`: each keeps its points in field 1. */
const dataTags = new Set([0x2a, 0x3a, 0x4a, 0x52, 0x5a])

const jsonDataNames: [camel: string, snake: string][] = [
  ['gauge', 'gauge'],
  ['sum', 'sum'],
  ['histogram', 'histogram'],
  ['exponentialHistogram', 'exponential_histogram'],
  ['summary', 'summary'],
]

/** Counts the data points of a protobuf body. Throws INVALID_INPUT for a malformed one. */
export function decodeMetrics(body: Uint8Array): DecodedMetrics {
  const r = new WireReader(body)
  const points = countNested(r, requestFields, () =>
    enterEach(r, groupFields, 0x12, () => enterEach(r, groupFields, 0x12, () => countMetric(r))),
  )
  return { points, rejected: [] }
}

/** Counts the data points of a JSON body. Throws INVALID_INPUT naming the field. */
export function parseJsonMetrics(body: unknown): DecodedMetrics {
  const request = parseJsonBody(body)
  let points = 0
  for (const resourceMetrics of toObjects(field(request, 'resourceMetrics', 'resource_metrics'), 'resourceMetrics')) {
    for (const scopeMetrics of toObjects(field(resourceMetrics, 'scopeMetrics', 'scope_metrics'), 'scopeMetrics')) {
      for (const metric of toObjects(scopeMetrics.metrics, 'metrics')) {
        points += countJsonMetric(metric)
      }
    }
  }
  return { points, rejected: [] }
}

function countJsonMetric(metric: JsonObject): number {
  let points = 0
  for (const [camel, snake] of jsonDataNames) {
    const data = field(metric, camel, snake)
    if (data !== undefined) {
      points += toList(field(toObject(data, `metric.${camel}`), 'dataPoints', 'data_points'), 'dataPoints').length
    }
  }
  return points
}

function countNested(r: WireReader, known: number, count: () => number): number {
  let points = 0
  while (r.hasMore) {
    const tag = r.tag()
    if (tag === 0x0a) {
      points += count()
    } else {
      r.skipUnknown(tag, known)
    }
  }
  return points
}

/** Enters the message whose tag was read and sums `count` over its fields with the tag `wanted`. */
function enterEach(r: WireReader, known: number, wanted: number, count: () => number): number {
  const outer = r.enter()
  let points = 0
  while (r.hasMore) {
    const tag = r.tag()
    if (tag === wanted) {
      points += count()
    } else {
      skipMessage(r, tag, known)
    }
  }
  r.leave(outer)
  return points
}

function countMetric(r: WireReader): number {
  const outer = r.enter()
  let points = 0
  while (r.hasMore) {
    const tag = r.tag()
    if (dataTags.has(tag)) {
      points += countPoints(r)
    } else {
      skipMessage(r, tag, metricFields)
    }
  }
  r.leave(outer)
  return points
}

function countPoints(r: WireReader): number {
  const outer = r.enter()
  let points = 0
  while (r.hasMore) {
    const tag = r.tag()
    if (tag === 0x0a) {
      points++
      checkMessage(r)
    } else if (tag >>> 3 === 1) {
      r.skipUnknown(tag, dataFields)
    } else {
      r.skipUnknown(tag, 0)
    }
  }
  r.leave(outer)
  return points
}

/** Walks the fields of a data point without keeping them. */
function checkMessage(r: WireReader): void {
  const outer = r.enter()
  while (r.hasMore) {
    r.skipUnknown(r.tag(), 0)
  }
  r.leave(outer)
}

/** Every known field beside the counted ones is length-delimited (names, resource, scope, schema URL, metadata). */
function skipMessage(r: WireReader, tag: number, known: number): void {
  if ((tag & 7) === 2) {
    r.skipUnknown(tag, 0)
  } else if ((known >>> (tag >>> 3)) & 1) {
    throw undecodable(
      `The body has field ${tag >>> 3} with a wire type that its message does not allow.`,
      'wrongWireType',
    )
  } else {
    r.skipUnknown(tag, 0)
  }
}
