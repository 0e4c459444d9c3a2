/** A bare gRPC client that sends raw bytes, so that tests decide what is on the wire. */
import {
  type CallOptions,
  type ChannelOptions,
  Client,
  compressionAlgorithms,
  credentials,
  Metadata,
  type ServiceError,
} from '@grpc/grpc-js'
import { onTestFinished } from 'vitest'
import type { Signal } from '../../../../src/main/receive/otlp/decode-body.ts'

export const exportPaths: Record<Signal, string> = {
  traces: '/opentelemetry.proto.collector.trace.v1.TraceService/Export',
  logs: '/opentelemetry.proto.collector.logs.v1.LogsService/Export',
  metrics: '/opentelemetry.proto.collector.metrics.v1.MetricsService/Export',
}

export interface GrpcAnswer {
  error: ServiceError | undefined
  body: Buffer | undefined
}

export interface GrpcClient {
  export(path: string, body: Uint8Array, options?: CallOptions): Promise<GrpcAnswer>
}

/** Closed when the test ends. */
export function makeGrpcClient(target: string, options: ChannelOptions = {}): GrpcClient {
  const client = new Client(target, credentials.createInsecure(), { 'grpc.max_send_message_length': -1, ...options })
  onTestFinished(() => client.close())
  const asIs = (bytes: Buffer) => bytes
  return {
    export: (path, body, more) =>
      new Promise((resolve) => {
        client.makeUnaryRequest(
          path,
          asIs,
          asIs,
          Buffer.from(body),
          new Metadata(),
          { deadline: Date.now() + 15_000, ...more },
          (error, answer) => resolve({ error: error ?? undefined, body: answer }),
        )
      }),
  }
}

export const gzipChannel: ChannelOptions = { 'grpc.default_compression_algorithm': compressionAlgorithms.gzip }
