/**
 * One request body of any signal and encoding, decoded. This is what the writer thread calls: pure, no I/O.
 *
 * A body that makes no sense is looked at once more to say why: logs sent to `/v1/traces`, JSON labelled protobuf, a
 * compressed body without `Content-Encoding`. These are what goes wrong when someone sets up an exporter.
 */
import { AppError } from '../../../shared/model/error.ts'
import type { IngestAssessment } from '../../../shared/model/ingest.ts'
import type { OtlpLogRecord, OtlpSpan } from '../../../shared/model/otlp.ts'
import { decodeLogs } from './decode-logs.ts'
import { decodeMetrics, parseJsonMetrics } from './decode-metrics.ts'
import { decodeTraces } from './decode-trace.ts'
import type { RejectedItems } from './decoded.ts'
import { type JsonObject, parseJsonBody } from './json-common.ts'
import { parseJsonLogs } from './json-logs.ts'
import { parseJsonTraces } from './json-trace.ts'
import { toAssessments } from './log-assessments.ts'
import { undecodable } from './wire-reader.ts'

export type Signal = 'traces' | 'logs' | 'metrics'
export type Encoding = 'protobuf' | 'json'

export interface DecodedBody {
  spans: OtlpSpan[]
  logs: OtlpLogRecord[]
  /** Evaluation results found among the logs. */
  assessments: IngestAssessment[]
  /** Metric data points: counted, not kept. */
  points: number
  rejected: RejectedItems[]
}

const signals: Signal[] = ['traces', 'logs', 'metrics']
const jsonRoots: Record<Signal, string[]> = {
  traces: ['resourceSpans', 'resource_spans'],
  logs: ['resourceLogs', 'resource_logs'],
  metrics: ['resourceMetrics', 'resource_metrics'],
}

/**
 * Decodes a decompressed body. Throws AppError INVALID_INPUT (`details.reason` is a rejection code) when the body as
 * a whole cannot be used, TOO_LARGE when it has absurdly many values.
 */
export function decodeBody(signal: Signal, encoding: Encoding, body: Uint8Array): DecodedBody {
  return encoding === 'json' ? decodeJson(signal, body) : decodeProtobuf(signal, body)
}

function decodeJson(signal: Signal, body: Uint8Array): DecodedBody {
  const request = parseJsonBody(body)
  refuseOtherJsonSignal(signal, request)
  switch (signal) {
    case 'traces': {
      const { spans, rejected } = parseJsonTraces(request)
      return { ...nothing(), spans, rejected }
    }
    case 'logs': {
      const { records, rejected } = parseJsonLogs(request)
      return { ...nothing(), logs: records, assessments: toAssessments(records), rejected }
    }
    case 'metrics': {
      const { points, rejected } = parseJsonMetrics(request)
      return { ...nothing(), points, rejected }
    }
  }
}

function decodeProtobuf(signal: Signal, body: Uint8Array): DecodedBody {
  try {
    switch (signal) {
      case 'traces': {
        const { spans, rejected } = decodeTraces(body)
        if (spans.length === 0 && rejected.some((items) => items.count > 0)) {
          refuseOtherSignal(signal, body)
        }
        return { ...nothing(), spans, rejected }
      }
      case 'logs': {
        const { records, rejected } = decodeLogs(body)
        return { ...nothing(), logs: records, assessments: toAssessments(records), rejected }
      }
      case 'metrics': {
        const { points, rejected } = decodeMetrics(body)
        return { ...nothing(), points, rejected }
      }
    }
  } catch (error) {
    if (error instanceof AppError && error.code === 'INVALID_INPUT') {
      refuseForeignBytes(body)
      refuseOtherSignal(signal, body)
    }
    throw error
  }
}

/** Throws when the body is a good request of another signal. */
function refuseOtherSignal(signal: Signal, body: Uint8Array): void {
  const other = signals.find((candidate) => candidate !== signal && isRequestOf(candidate, body))
  if (other !== undefined) {
    throw otherSignal(signal, other)
  }
}

function refuseOtherJsonSignal(signal: Signal, request: JsonObject): void {
  const has = (candidate: Signal) => jsonRoots[candidate].some((name) => Object.hasOwn(request, name))
  const other = has(signal) ? undefined : signals.find(has)
  if (other !== undefined) {
    throw otherSignal(signal, other)
  }
}

function otherSignal(signal: Signal, other: Signal): AppError {
  return undecodable(
    `The body holds ${other}, but it was sent to the ${signal} endpoint. Set the exporter's ${other} endpoint to /v1/${other}.`,
    `${other}On${signal[0]?.toUpperCase()}${signal.slice(1)}Path`,
  )
}

function isRequestOf(signal: Signal, body: Uint8Array): boolean {
  try {
    switch (signal) {
      case 'traces':
        return decodeTraces(body).spans.length > 0
      case 'logs':
        return decodeLogs(body).records.length > 0
      case 'metrics':
        return decodeMetrics(body).points > 0
    }
  } catch (error) {
    if (error instanceof AppError) {
      return false
    }
    throw error
  }
}

function refuseForeignBytes(body: Uint8Array): void {
  const [first, second, third, fourth] = body
  if (first === 0x1f && second === 0x8b) {
    throw undecodable('The body is gzip data. Send the header Content-Encoding: gzip with it.', 'unlabelledCompression')
  }
  if (first === 0x28 && second === 0xb5 && third === 0x2f && fourth === 0xfd) {
    throw undecodable('The body is zstd data. Send the header Content-Encoding: zstd with it.', 'unlabelledCompression')
  }
  if (first === 0x7b) {
    throw undecodable(
      'The body is JSON, but it was sent as protobuf. Send it with Content-Type: application/json.',
      'jsonAsProtobuf',
    )
  }
}

function nothing(): DecodedBody {
  return { spans: [], logs: [], assessments: [], points: 0, rejected: [] }
}
