/** protobufjs over our own `.proto`: the independent encoder and decoder that tests compare with. */
import { readFileSync } from 'node:fs'
import protobuf from 'protobufjs'

const source = readFileSync(new URL('../../../fixtures/otlp/otlp.proto', import.meta.url), 'utf8')

export const proto = protobuf.parse(source, { keepCase: false }).root.resolveAll()

const requestTypes = {
  traces: 'ExportTraceServiceRequest',
  logs: 'ExportLogsServiceRequest',
  metrics: 'ExportMetricsServiceRequest',
} as const

export type Signal = keyof typeof requestTypes

/** Protobuf bytes of a request written as protobufjs takes it: camelCase names, Buffers for ids. */
export function encodeRequest(signal: Signal, request: object): Buffer {
  const type = proto.lookupType(requestTypes[signal])
  return Buffer.from(type.encode(type.fromObject(request)).finish())
}

/** A message as a plain object: 64-bit integers as strings, bytes as Buffers, enums as numbers, absent lists as empty. */
export function decodeMessage(typeName: string, bytes: Uint8Array): Record<string, unknown> {
  const type = proto.lookupType(typeName)
  return type.toObject(type.decode(bytes), { longs: String, enums: Number, arrays: true, defaults: true })
}

/** A `google.rpc.Status`, code and message. Throws when the bytes are none. */
export function decodeRpcStatus(bytes: Uint8Array): { code: number; message: string; details: { typeUrl: string }[] } {
  const { code, message, details } = decodeMessage('RpcStatus', bytes)
  return { code: Number(code), message: String(message), details: details as { typeUrl: string }[] }
}
