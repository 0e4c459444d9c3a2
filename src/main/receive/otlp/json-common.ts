/**
 * OTLP/JSON into the shapes of `src/shared/model/otlp.ts`: values, resources, scopes.
 *
 * Rules of the OTLP specification plus what the OpenTelemetry Collector takes as well: camelCase and snake_case names,
 * enum names and numbers, numbers and strings for 64-bit integers and doubles, ids in any case. Unknown names are
 * ignored and `null` is absent, as proto3 JSON says. Values of the wrong type throw INVALID_INPUT naming the field.
 */
import type { AnyValue, KeyValue, OtlpEntityRef, OtlpResource, OtlpScope } from '../../../shared/model/otlp.ts'
import { maxDepth, maxValues, tooDeep, tooManyValues, undecodable } from './wire-reader.ts'

export type JsonObject = Record<string, unknown>

const biggestInt64 = 0x7fff_ffff_ffff_ffffn
const smallestInt64 = -0x8000_0000_0000_0000n
const countedBytes = 8 * 1024 * 1024

/** A body as bytes, or a value that was parsed already. Throws INVALID_INPUT when it is no JSON object. */
export function parseJsonBody(body: unknown): JsonObject {
  let value = body
  if (body instanceof Uint8Array) {
    checkValueCount(body)
    try {
      value = JSON.parse(new TextDecoder().decode(body))
    } catch {
      throw undecodable(
        body.byteLength === 0 ? 'The body is empty; an empty request is {} in JSON.' : 'The body is not valid JSON.',
        'invalidJson',
      )
    }
  }
  if (!isObject(value)) {
    throw undecodable('The body is not a JSON object.', 'invalidJson')
  }
  return value
}

/** A field by its camelCase or snake_case name; `null` is absent. */
export function field(object: JsonObject, camel: string, snake: string): unknown {
  return object[camel] ?? object[snake] ?? undefined
}

export function toList(value: unknown, name: string): unknown[] {
  if (value === undefined || value === null) {
    return []
  }
  if (!Array.isArray(value)) {
    throw wrongType(name, 'a list')
  }
  return value
}

export function toObject(value: unknown, name: string): JsonObject {
  if (!isObject(value)) {
    throw wrongType(name, 'an object')
  }
  return value
}

/** Objects of a list; `null` members are left out. */
export function toObjects(value: unknown, name: string): JsonObject[] {
  return toList(value, name)
    .filter((item) => item !== null)
    .map((item) => toObject(item, name))
}

export function toText(value: unknown, name: string): string {
  if (value === undefined || value === null) {
    return ''
  }
  if (typeof value !== 'string') {
    throw wrongType(name, 'a string')
  }
  return value
}

/** `uint32` and `fixed32`: the low 32 bits. */
export function toUint32(value: unknown, name: string): number {
  return Number(BigInt.asUintN(32, toBigInt(value, name)))
}

/** An enum's number, or its name from `names`, where the index is the number. */
export function toEnum(value: unknown, name: string, names: readonly string[]): number {
  if (typeof value === 'string') {
    const known = names.indexOf(value)
    if (known >= 0) {
      return known
    }
  }
  return Number(BigInt.asIntN(32, toBigInt(value, name)))
}

/** A 64-bit integer sent as number or string; absent ones are 0. Fractions and other text throw. */
export function toBigInt(value: unknown, name: string): bigint {
  if (value === undefined || value === null || value === '') {
    return 0n
  }
  if (typeof value === 'number') {
    if (Number.isInteger(value)) {
      return BigInt(value)
    }
  } else if (typeof value === 'string' && value.length <= 40) {
    if (/^\s*[+-]?\d+\s*$/.test(value)) {
      return BigInt(value.replace('+', ''))
    }
    const number = Number(value)
    if (Number.isInteger(number)) {
      return BigInt(number)
    }
  }
  throw wrongType(name, 'an integer')
}

/** Hex in lower case. Anything that is not a string of hex digits throws, without looking further into it. */
export function toHex(value: unknown, name: string): string {
  if (value === undefined || value === null) {
    return ''
  }
  if (typeof value !== 'string' || value.length > 32 || value.length % 2 !== 0 || !/^[0-9a-fA-F]*$/.test(value)) {
    throw undecodable(`${name} is not a string of hex digits.`, 'badId')
  }
  return value.toLowerCase()
}

export function toKeyValues(value: unknown, name: string, depth = 1): KeyValue[] {
  const list = toList(value, name)
  const attributes: KeyValue[] = []
  for (const item of list) {
    if (item === null) {
      continue
    }
    const pair = toObject(item, name)
    attributes.push({
      key: toText(pair.key, `${name}.key`),
      value: toAnyValue(pair.value, `${name}.value`, depth),
    })
  }
  return attributes
}

/** Throws INVALID_INPUT beyond `maxDepth` levels. */
export function toAnyValue(value: unknown, name: string, depth = 1): AnyValue {
  if (value === undefined || value === null) {
    return {}
  }
  if (depth > maxDepth) {
    throw tooDeep()
  }
  const any = toObject(value, name)
  const string = field(any, 'stringValue', 'string_value')
  if (string !== undefined) {
    return { stringValue: toText(string, name) }
  }
  const bool = field(any, 'boolValue', 'bool_value')
  if (bool !== undefined) {
    return { boolValue: toBool(bool, name) }
  }
  const int = field(any, 'intValue', 'int_value')
  if (int !== undefined) {
    return { intValue: toInt64(int, name) }
  }
  const double = field(any, 'doubleValue', 'double_value')
  if (double !== undefined) {
    return { doubleValue: toDouble(double, name) }
  }
  const array = field(any, 'arrayValue', 'array_value')
  if (array !== undefined) {
    const values = toList(toObject(array, name).values, name)
    return { arrayValue: { values: values.map((item) => toAnyValue(item, name, depth + 1)) } }
  }
  const list = field(any, 'kvlistValue', 'kvlist_value')
  if (list !== undefined) {
    return { kvlistValue: { values: toKeyValues(toObject(list, name).values, name, depth + 1) } }
  }
  const bytes = field(any, 'bytesValue', 'bytes_value')
  if (bytes !== undefined) {
    return { bytesValue: toBase64(bytes, name) }
  }
  return {}
}

export function toResource(value: unknown, schemaUrl: unknown): OtlpResource {
  const resource = value === undefined || value === null ? {} : toObject(value, 'resource')
  return {
    attributes: toKeyValues(resource.attributes, 'resource.attributes'),
    droppedAttributesCount: toUint32(
      field(resource, 'droppedAttributesCount', 'dropped_attributes_count'),
      'resource.droppedAttributesCount',
    ),
    entityRefs: toObjects(field(resource, 'entityRefs', 'entity_refs'), 'resource.entityRefs').map(toEntityRef),
    schemaUrl: toText(schemaUrl, 'schemaUrl'),
  }
}

export function toScope(value: unknown, schemaUrl: unknown): OtlpScope {
  const scope = value === undefined || value === null ? {} : toObject(value, 'scope')
  return {
    name: toText(scope.name, 'scope.name'),
    version: toText(scope.version, 'scope.version'),
    attributes: toKeyValues(scope.attributes, 'scope.attributes'),
    droppedAttributesCount: toUint32(
      field(scope, 'droppedAttributesCount', 'dropped_attributes_count'),
      'scope.droppedAttributesCount',
    ),
    schemaUrl: toText(schemaUrl, 'schemaUrl'),
  }
}

function toEntityRef(ref: JsonObject): OtlpEntityRef {
  return {
    schemaUrl: toText(field(ref, 'schemaUrl', 'schema_url'), 'entityRef.schemaUrl'),
    type: toText(ref.type, 'entityRef.type'),
    idKeys: toList(field(ref, 'idKeys', 'id_keys'), 'entityRef.idKeys').map((key) => toText(key, 'entityRef.idKeys')),
    descriptionKeys: toList(field(ref, 'descriptionKeys', 'description_keys'), 'entityRef.descriptionKeys').map((key) =>
      toText(key, 'entityRef.descriptionKeys'),
    ),
  }
}

function toBool(value: unknown, name: string): boolean {
  if (value === true || value === 'true') {
    return true
  }
  if (value === false || value === 'false') {
    return false
  }
  throw wrongType(name, 'true or false')
}

function toInt64(value: unknown, name: string): string {
  const integer = toBigInt(value, name)
  if (integer > biggestInt64 || integer < smallestInt64) {
    throw wrongType(name, 'an integer of 64 bits')
  }
  return integer.toString()
}

function toDouble(value: unknown, name: string): number | 'NaN' | 'Infinity' | '-Infinity' {
  if (value === 'NaN' || value === 'Infinity' || value === '-Infinity') {
    return value
  }
  const number = typeof value === 'string' && value.trim() !== '' ? Number(value) : value
  if (typeof number !== 'number' || !Number.isFinite(number)) {
    throw wrongType(name, 'a number')
  }
  return number
}

/** Standard base64 with padding, from any of the four forms that proto3 JSON takes. */
function toBase64(value: unknown, name: string): string {
  if (typeof value !== 'string' || !/^[A-Za-z0-9+/_-]*={0,2}$/.test(value)) {
    throw wrongType(name, 'base64')
  }
  return Buffer.from(value, 'base64').toString('base64')
}

function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

function wrongType(name: string, wanted: string) {
  return undecodable(`${name} must be ${wanted}.`, 'wrongType')
}

/** Counts what makes `JSON.parse` allocate, in bodies big enough for it to matter. */
function checkValueCount(body: Uint8Array): void {
  if (body.byteLength < countedBytes) {
    return
  }
  let values = 0
  for (let i = 0; i < body.byteLength; i++) {
    const byte = body[i]
    if (byte === 0x7b || byte === 0x5b) {
      values++
    }
  }
  if (values > maxValues) {
    throw tooManyValues()
  }
}
