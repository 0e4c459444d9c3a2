/** Receivers with a sink that decodes and remembers, and a plain HTTP client that sends exactly what it is told. */
import { request as httpRequest, type IncomingHttpHeaders } from 'node:http'
import * as zlib from 'node:zlib'
import { onTestFinished } from 'vitest'
import {
  type DecodedBody,
  decodeBody,
  type Encoding,
  type Signal,
} from '../../../../src/main/receive/otlp/decode-body.ts'
import {
  type OtlpReceivers,
  type OtlpReceiversOptions,
  startOtlpReceivers,
} from '../../../../src/main/receive/otlp/server.ts'
import { mergeRejected, type Sink, type Submitted } from '../../../../src/main/receive/otlp/sink.ts'
import type { Rejection } from '../../../../src/shared/model/workspace.ts'
import { decodeMessage, decodeRpcStatus, encodeRequest } from './proto.ts'

export interface Received extends DecodedBody {
  signal: Signal
  encoding: Encoding
  bytes: number
}

/** A sink that keeps what it decodes. `before` may wait or throw, as a store does. */
export class RecordingSink implements Sink {
  readonly received: Received[] = []
  before: () => Promise<void> | void = () => {}

  async submit(signal: Signal, encoding: Encoding, body: Uint8Array): Promise<Submitted> {
    await this.before()
    const decoded = decodeBody(signal, encoding, body)
    this.received.push({ ...decoded, signal, encoding, bytes: body.byteLength })
    const accepted = decoded.spans.length + decoded.logs.length + decoded.points
    return { accepted, rejected: mergeRejected(decoded.rejected) }
  }

  get spans() {
    return this.received.flatMap((body) => body.spans)
  }

  get logs() {
    return this.received.flatMap((body) => body.logs)
  }
}

export interface Harness {
  receivers: OtlpReceivers
  sink: RecordingSink
  rejections: Rejection[]
  /** Sends to the HTTP receiver, POST unless told otherwise. */
  send(path: string, options?: SendOptions): Promise<Answer>
}

/** Starts both receivers on free ports; they close when the test ends. */
export async function startHarness(options: Partial<OtlpReceiversOptions> = {}): Promise<Harness> {
  const sink = new RecordingSink()
  const rejections: Rejection[] = []
  const receivers = await startOtlpReceivers({
    httpPort: 0,
    grpcPort: 0,
    sink,
    onRejection: (rejection) => rejections.push(rejection),
    ...options,
  })
  onTestFinished(() => receivers.close())
  return { receivers, sink, rejections, send: (path, more) => send(receivers.httpPort, path, more) }
}

export interface SendOptions {
  method?: string
  headers?: Record<string, string>
  body?: Uint8Array | string
  /** Sent in pieces without Content-Length. */
  chunked?: boolean
  address?: string
}

export interface Answer {
  status: number
  headers: IncomingHttpHeaders
  body: Buffer
  /** The body as text. */
  text: string
}

export function send(port: number, path: string, options: SendOptions = {}): Promise<Answer> {
  const body = options.body === undefined ? undefined : Buffer.from(options.body)
  return new Promise((resolve, reject) => {
    const request = httpRequest(
      {
        host: options.address ?? '127.0.0.1',
        port,
        path,
        method: options.method ?? 'POST',
        agent: false,
        headers: {
          ...(body !== undefined && options.chunked !== true && { 'content-length': String(body.byteLength) }),
          ...options.headers,
        },
      },
      (response) => {
        const chunks: Buffer[] = []
        response.on('data', (chunk: Buffer) => chunks.push(chunk))
        response.on('end', () => {
          const whole = Buffer.concat(chunks)
          resolve({ status: response.statusCode ?? 0, headers: response.headers, body: whole, text: whole.toString() })
        })
        response.on('error', reject)
      },
    )
    request.on('error', reject)
    if (body !== undefined && options.chunked === true) {
      for (let at = 0; at < body.byteLength; at += 16 * 1024) {
        request.write(body.subarray(at, at + 16 * 1024))
      }
    } else if (body !== undefined) {
      request.write(body)
    }
    request.end()
  })
}

export const contentTypes: Record<Encoding, string> = { protobuf: 'application/x-protobuf', json: 'application/json' }
export const encodings: Encoding[] = ['protobuf', 'json']
export const signals: Signal[] = ['traces', 'logs', 'metrics']

/** The code and message of a `google.rpc.Status` body in `encoding`. */
export function readStatus(answer: Answer, encoding: Encoding): { code: number; message: string; details: object[] } {
  if (answer.headers['content-type'] !== contentTypes[encoding]) {
    throw new Error(`The answer has the type ${answer.headers['content-type']}: ${answer.text}`)
  }
  if (encoding === 'protobuf') {
    return decodeRpcStatus(answer.body)
  }
  const status = JSON.parse(answer.text) as { code: number; message: string; details?: object[] }
  return { code: status.code, message: status.message, details: status.details ?? [] }
}

/** Count and message of `partial_success`, which is absent after a full success. */
export function readPartialSuccess(answer: Answer, encoding: Encoding): { count: number; message: string } | undefined {
  if (encoding === 'protobuf') {
    const { partialSuccess } = decodeMessage('ExportTraceServiceResponse', answer.body)
    if (partialSuccess === null || partialSuccess === undefined) {
      return undefined
    }
    const { rejected, errorMessage } = partialSuccess as { rejected: string; errorMessage: string }
    return { count: Number(rejected), message: errorMessage }
  }
  const { partialSuccess } = JSON.parse(answer.text) as {
    partialSuccess?: Record<string, string>
  }
  if (partialSuccess === undefined) {
    return undefined
  }
  const count = partialSuccess.rejectedSpans ?? partialSuccess.rejectedLogRecords ?? partialSuccess.rejectedDataPoints
  return { count: Number(count ?? 0), message: partialSuccess.errorMessage ?? '' }
}

export const traceIdHex = '5b8efff798038103d269b633813fc60c'
export const spanIdHex = 'eee19b7ec3c1b174'

/** A request of `count` small items, in either encoding; spans have ids that count up. */
export function makeBody(signal: Signal, encoding: Encoding, count = 1): Buffer {
  const items = Array.from({ length: count }, (_, i) => makeItem(signal, encoding, i))
  const resource = { attributes: [{ key: 'service.name', value: { stringValue: 'shop' } }] }
  const scope = { name: 'tests' }
  const request = {
    traces: { resourceSpans: [{ resource, scopeSpans: [{ scope, spans: items }] }] },
    logs: { resourceLogs: [{ resource, scopeLogs: [{ scope, logRecords: items }] }] },
    metrics: { resourceMetrics: [{ resource, scopeMetrics: [{ scope, metrics: items }] }] },
  }[signal]
  return encoding === 'json' ? Buffer.from(JSON.stringify(request)) : encodeRequest(signal, request)
}

function makeItem(signal: Signal, encoding: Encoding, i: number): object {
  const id = (hex: string) => (encoding === 'json' ? hex : Buffer.from(hex, 'hex'))
  const attributes = [{ key: 'n', value: { intValue: String(i) } }]
  switch (signal) {
    case 'traces':
      return {
        traceId: id(traceIdHex),
        spanId: id((BigInt(`0x${spanIdHex}`) + BigInt(i)).toString(16)),
        name: 'chat gpt-4o',
        kind: 3,
        startTimeUnixNano: '1700000000000000000',
        endTimeUnixNano: '1700000001000000000',
        attributes,
      }
    case 'logs':
      return { timeUnixNano: '1700000000000000000', severityNumber: 9, body: { stringValue: 'hello' }, attributes }
    case 'metrics':
      return {
        name: 'requests',
        sum: { dataPoints: [{ timeUnixNano: '1700000000000000000', asInt: '3', attributes }] },
      }
  }
}

export type Compression = 'none' | 'gzip' | 'deflate' | 'zlib' | 'zstd'

export function compress(body: Uint8Array, compression: Compression): Buffer {
  switch (compression) {
    case 'none':
      return Buffer.from(body)
    case 'gzip':
      return zlib.gzipSync(body)
    case 'deflate':
    case 'zlib':
      return zlib.deflateSync(body)
    case 'zstd':
      return zlib.zstdCompressSync(body)
  }
}

export function headersFor(encoding: Encoding, compression: Compression = 'none'): Record<string, string> {
  return {
    'content-type': contentTypes[encoding],
    ...(compression !== 'none' && { 'content-encoding': compression }),
  }
}
