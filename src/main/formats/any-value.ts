import type { Json } from '../../shared/model/json.ts'
import type { AnyValue, KeyValue, OtlpResource, OtlpScope } from '../../shared/model/otlp.ts'

/** Plain JSON as OTLP: integers that fit exactly become `intValue`, null an empty value. */
export function toAnyValue(value: Json): AnyValue {
  if (value === null) return {}
  switch (typeof value) {
    case 'string':
      return { stringValue: value }
    case 'boolean':
      return { boolValue: value }
    case 'number':
      return Number.isSafeInteger(value) && !Object.is(value, -0) ? { intValue: String(value) } : { doubleValue: value }
  }
  if (Array.isArray(value)) return { arrayValue: { values: value.map(toAnyValue) } }
  return { kvlistValue: { values: toKeyValues(value) } }
}

export function toKeyValues(record: { [key: string]: Json }): KeyValue[] {
  return Object.entries(record).map(([key, value]) => ({ key, value: toAnyValue(value) }))
}

export const emptyResource: OtlpResource = { attributes: [], droppedAttributesCount: 0, entityRefs: [], schemaUrl: '' }
export const emptyScope: OtlpScope = { name: '', version: '', attributes: [], droppedAttributesCount: 0, schemaUrl: '' }

/** Sets an own property whatever its name, `__proto__` included. */
export function setOwn<T>(record: Record<string, T>, key: string, value: T): void {
  if (key === '__proto__')
    Object.defineProperty(record, key, { value, enumerable: true, configurable: true, writable: true })
  else record[key] = value
}
