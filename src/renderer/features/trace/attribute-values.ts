/** OTLP JSON attribute values as rows of a table: type and readable text. Source: OTLP `AnyValue`, JSON mapping. */
import type { Json } from '../../../shared/model/json.ts'

export type AttributeType = 'string' | 'bool' | 'int' | 'double' | 'bytes' | 'array' | 'map' | 'empty'

export interface AttributeValue {
  type: AttributeType
  /** Text to show for a scalar. */
  text: string
  /** Plain value of an array or map, for the JSON tree. */
  json: Json | undefined
}

type Fields = { [key: string]: Json }

function isFields(value: Json | undefined): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

export function parseAttribute(value: Json | undefined): AttributeValue {
  if (!isFields(value)) return { type: 'empty', text: '', json: undefined }
  if (value.stringValue !== undefined) return { type: 'string', text: String(value.stringValue), json: undefined }
  if (value.boolValue !== undefined) return { type: 'bool', text: String(value.boolValue), json: undefined }
  if (value.intValue !== undefined) return { type: 'int', text: String(value.intValue), json: undefined }
  if (value.doubleValue !== undefined) return { type: 'double', text: String(value.doubleValue), json: undefined }
  if (value.bytesValue !== undefined) return { type: 'bytes', text: String(value.bytesValue), json: undefined }
  if (value.arrayValue !== undefined) return { type: 'array', text: '', json: toPlainJson(value) }
  if (value.kvlistValue !== undefined) return { type: 'map', text: '', json: toPlainJson(value) }
  return { type: 'empty', text: '', json: undefined }
}

/** An `AnyValue` as plain JSON. 64-bit integers that a double cannot hold stay strings. */
export function toPlainJson(value: Json | undefined): Json {
  if (!isFields(value)) return null
  if (isFields(value.arrayValue)) {
    const values = value.arrayValue.values
    return Array.isArray(values) ? values.map(toPlainJson) : []
  }
  if (isFields(value.kvlistValue)) {
    const values = value.kvlistValue.values
    if (!Array.isArray(values)) return {}
    return Object.fromEntries(
      values.filter(isFields).map((entry): [string, Json] => [String(entry.key ?? ''), toPlainJson(entry.value)]),
    )
  }
  if (value.intValue !== undefined) {
    const number = Number(value.intValue)
    return Number.isSafeInteger(number) ? number : String(value.intValue)
  }
  return value.stringValue ?? value.boolValue ?? value.doubleValue ?? value.bytesValue ?? null
}

/** Name of OTLP `SpanKind` numbers. */
export const spanKindNames = ['unspecified', 'internal', 'server', 'client', 'producer', 'consumer'] as const
