/** The three ways in which the sample's spans are written, so that it also shows that all read alike. */
import type { AnyValue, KeyValue, OtlpEvent } from '../../shared/model/otlp.ts'
import type { SampleWork } from './sample-work.ts'

export interface EncodedSpan {
  name: string
  attributes: KeyValue[]
  /** Content that this convention sends as log records: event name and body. */
  logs: { eventName: string; body: AnyValue }[]
}

export interface SampleEncoder {
  convention: 'otel' | 'openinference' | 'mlflow'
  scopeName: string
  scopeVersion: string
  encode(work: SampleWork, context: EncodeContext): EncodedSpan
}

export interface EncodeContext {
  /** Name of the chain, agent or task. */
  name: string
  traceId: string
  sessionId: string | undefined
  userId: string | undefined
  isRoot: boolean
}

/** Attributes from plain values; undefined ones are left out. */
export function toKeyValues(values: Record<string, string | number | boolean | string[] | undefined>): KeyValue[] {
  return Object.entries(values).flatMap(([key, value]) =>
    value === undefined ? [] : [{ key, value: toAnyValue(value) }],
  )
}

function toAnyValue(value: string | number | boolean | string[]): AnyValue {
  if (typeof value === 'string') return { stringValue: value }
  if (typeof value === 'boolean') return { boolValue: value }
  if (Array.isArray(value)) return { arrayValue: { values: value.map((item) => ({ stringValue: item })) } }
  return Number.isInteger(value) ? { intValue: String(value) } : { doubleValue: value }
}

export function toEvent(name: string, timeNano: bigint, values: Record<string, string | number>): OtlpEvent {
  return { timeUnixNano: String(timeNano), name, attributes: toKeyValues(values), droppedAttributesCount: 0 }
}
