/**
 * `common.proto` and `resource.proto` from protobuf: attribute values, resources and scopes.
 * Field numbers: opentelemetry-proto 1.11 `common/v1/common.proto`, `resource/v1/resource.proto`.
 */
import type { AnyValue, KeyValue, OtlpEntityRef, OtlpResource, OtlpScope } from '../../../shared/model/otlp.ts'
import { maxDepth, tooDeep, WireReader } from './wire-reader.ts'

/** Bits of the field numbers that each message knows, for `skipUnknown`. */
const anyValueFields = fieldBits(1, 2, 3, 4, 5, 6, 7, 8)
const keyValueFields = fieldBits(1, 2, 3)
const listFields = fieldBits(1)
const resourceFields = fieldBits(1, 2, 3)
const entityRefFields = fieldBits(1, 2, 3, 4)
const scopeFields = fieldBits(1, 2, 3, 4)

/** Equal resources become one object, across requests too: the store looks each object up once. */
const resources = new Map<string, OtlpResource>()
const scopes = new Map<string, OtlpScope>()
const mostShared = 256
const longestShared = 64 * 1024

export function fieldBits(...fields: number[]): number {
  return fields.reduce((bits, field) => bits | (1 << field), 0)
}

/** Reads one `KeyValue` whose tag was just read. */
export function readKeyValue(r: WireReader, depth: number): KeyValue {
  const outer = r.enter()
  let key = ''
  let value: AnyValue | undefined
  while (r.hasMore) {
    const tag = r.tag()
    switch (tag) {
      case 0x0a:
        key = r.internedText()
        break
      case 0x12:
        value = readAnyValue(r, depth)
        break
      case 0x18:
        r.varint()
        r.stringIndexes++
        break
      default:
        r.skipUnknown(tag, keyValueFields)
    }
  }
  r.leave(outer)
  return { key, value: value ?? {} }
}

/** Reads one `AnyValue` whose tag was just read. Throws INVALID_INPUT beyond `maxDepth` levels. */
export function readAnyValue(r: WireReader, depth = 1): AnyValue {
  if (depth > maxDepth) {
    throw tooDeep()
  }
  const outer = r.enter()
  let value: AnyValue = {}
  while (r.hasMore) {
    const tag = r.tag()
    switch (tag) {
      case 0x0a:
        value = { stringValue: r.text() }
        break
      case 0x10:
        value = { boolValue: r.bool() }
        break
      case 0x18:
        value = { intValue: r.int64() }
        break
      case 0x21:
        value = { doubleValue: toJsonDouble(r.double()) }
        break
      case 0x2a:
        value = { arrayValue: { values: readArray(r, depth) } }
        break
      case 0x32:
        value = { kvlistValue: { values: readKeyValueList(r, depth) } }
        break
      case 0x3a:
        value = { bytesValue: r.base64() }
        break
      case 0x40:
        r.varint()
        r.stringIndexes++
        break
      default:
        r.skipUnknown(tag, anyValueFields)
    }
  }
  r.leave(outer)
  return value
}

/** proto3 JSON has no number for these three. */
export function toJsonDouble(value: number): number | 'NaN' | 'Infinity' | '-Infinity' {
  if (Number.isFinite(value)) {
    return value
  }
  if (Number.isNaN(value)) {
    return 'NaN'
  }
  return value > 0 ? 'Infinity' : '-Infinity'
}

/** Takes the bytes of an embedded message for later; protobuf merges a second occurrence, which is concatenation. */
export function takeMessage(r: WireReader, earlier: Buffer | undefined): Buffer {
  const end = r.lengthEnd()
  const bytes = r.bytes.subarray(r.pos, end)
  r.pos = end
  return earlier === undefined ? bytes : Buffer.concat([earlier, bytes])
}

/** Reads a `Resource`, or gives the equal one that was read before. */
export function readResource(bytes: Buffer | undefined, schemaUrl: string, r: WireReader): OtlpResource {
  return shared(resources, bytes, schemaUrl, r, parseResource)
}

/** Reads an `InstrumentationScope`, or gives the equal one that was read before. */
export function readScope(bytes: Buffer | undefined, schemaUrl: string, r: WireReader): OtlpScope {
  return shared(scopes, bytes, schemaUrl, r, parseScope)
}

function shared<T>(
  known: Map<string, T>,
  bytes: Buffer | undefined,
  schemaUrl: string,
  outer: WireReader,
  parse: (r: WireReader, schemaUrl: string) => T,
): T {
  const content = bytes ?? Buffer.alloc(0)
  const key = content.byteLength > longestShared ? undefined : `${schemaUrl}\0${content.toString('latin1')}`
  const found = key === undefined ? undefined : known.get(key)
  if (found !== undefined) {
    return found
  }
  const r = new WireReader(content)
  const value = parse(r, schemaUrl)
  outer.stringIndexes += r.stringIndexes
  if (key !== undefined && r.stringIndexes === 0) {
    if (known.size >= mostShared) {
      known.clear()
    }
    known.set(key, value)
  }
  return value
}

function parseResource(r: WireReader, schemaUrl: string): OtlpResource {
  const attributes: KeyValue[] = []
  const entityRefs: OtlpEntityRef[] = []
  let droppedAttributesCount = 0
  while (r.hasMore) {
    const tag = r.tag()
    switch (tag) {
      case 0x0a:
        attributes.push(readKeyValue(r, 1))
        break
      case 0x10:
        droppedAttributesCount = r.uint32()
        break
      case 0x1a:
        entityRefs.push(readEntityRef(r))
        break
      default:
        r.skipUnknown(tag, resourceFields)
    }
  }
  return { attributes, droppedAttributesCount, entityRefs, schemaUrl }
}

function readEntityRef(r: WireReader): OtlpEntityRef {
  const outer = r.enter()
  const ref: OtlpEntityRef = { schemaUrl: '', type: '', idKeys: [], descriptionKeys: [] }
  while (r.hasMore) {
    const tag = r.tag()
    switch (tag) {
      case 0x0a:
        ref.schemaUrl = r.text()
        break
      case 0x12:
        ref.type = r.text()
        break
      case 0x1a:
        ref.idKeys.push(r.text())
        break
      case 0x22:
        ref.descriptionKeys.push(r.text())
        break
      default:
        r.skipUnknown(tag, entityRefFields)
    }
  }
  r.leave(outer)
  return ref
}

function parseScope(r: WireReader, schemaUrl: string): OtlpScope {
  const attributes: KeyValue[] = []
  let name = ''
  let version = ''
  let droppedAttributesCount = 0
  while (r.hasMore) {
    const tag = r.tag()
    switch (tag) {
      case 0x0a:
        name = r.text()
        break
      case 0x12:
        version = r.text()
        break
      case 0x1a:
        attributes.push(readKeyValue(r, 1))
        break
      case 0x20:
        droppedAttributesCount = r.uint32()
        break
      default:
        r.skipUnknown(tag, scopeFields)
    }
  }
  return { name, version, attributes, droppedAttributesCount, schemaUrl }
}

function readArray(r: WireReader, depth: number): AnyValue[] {
  const outer = r.enter()
  const values: AnyValue[] = []
  while (r.hasMore) {
    const tag = r.tag()
    if (tag === 0x0a) {
      values.push(readAnyValue(r, depth + 1))
    } else {
      r.skipUnknown(tag, listFields)
    }
  }
  r.leave(outer)
  return values
}

function readKeyValueList(r: WireReader, depth: number): KeyValue[] {
  const outer = r.enter()
  const values: KeyValue[] = []
  while (r.hasMore) {
    const tag = r.tag()
    if (tag === 0x0a) {
      values.push(readKeyValue(r, depth + 1))
    } else {
      r.skipUnknown(tag, listFields)
    }
  }
  r.leave(outer)
  return values
}
