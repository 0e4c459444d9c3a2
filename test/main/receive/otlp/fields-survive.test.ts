/**
 * Every field of the OTLP messages has a place in the store: the test walks our `.proto`, fills one field at a time,
 * sends it through decoder and store and looks for it in what is read back. A field that is added to the `.proto`
 * and not to the store fails here by its name.
 */
import type protobuf from 'protobufjs'
import { describe, expect, test } from 'vitest'
import { getStoredSpan } from '../../../../src/main/store/stored-span.ts'
import { spanIdHex, traceIdHex } from './harness.ts'
import { encodeRequest, proto } from './proto.ts'
import { openStoreSink, type StoreSink } from './store-sink.ts'

const ids = { traceId: Buffer.from(traceIdHex, 'hex'), spanId: Buffer.from(spanIdHex, 'hex') }

/** Profiles only; OTLP says that other signals must treat them as absent. */
const notForTraces = new Set(['AnyValue.stringValueStrindex', 'KeyValue.keyStrindex'])

/** A distinct value of a field's type, and how it reads in OTLP JSON. */
interface Sample {
  value: unknown
  /** Text that must occur in what was read back. */
  mark: string
}

function sampleOf(field: protobuf.Field): Sample | undefined {
  if (field.resolvedType !== null && 'values' in field.resolvedType) {
    return { value: 2, mark: '2' }
  }
  if (field.resolvedType !== null) {
    return undefined
  }
  const repeated = (value: unknown) => (field.repeated ? [value] : value)
  switch (field.type) {
    case 'string':
      return { value: repeated(`mark-${field.name}`), mark: `mark-${field.name}` }
    case 'bytes': {
      const length = field.name === 'traceId' ? 16 : 8
      const value = Buffer.alloc(length, 0xab)
      return { value, mark: field.name === 'bytesValue' ? value.toString('base64') : value.toString('hex') }
    }
    case 'bool':
      return { value: true, mark: 'true' }
    case 'double':
      return { value: 731.25, mark: '731.25' }
    case 'int32':
      return { value: 17, mark: '17' }
    case 'int64':
      return { value: '-9007199254740995', mark: '-9007199254740995' }
    case 'uint32':
    case 'fixed32':
      return { value: 4_000_000_007, mark: '4000000007' }
    case 'fixed64':
      return { value: '1700000000123456789', mark: '1700000000123456789' }
    default:
      throw new Error(`no sample for the type ${field.type}`)
  }
}

type Place = (fields: object) => { signal: 'traces' | 'logs'; request: object }

const spanWith = (span: object, group: object = {}, inner: object = {}): ReturnType<Place> => ({
  signal: 'traces',
  request: { resourceSpans: [{ ...group, scopeSpans: [{ ...inner, spans: [{ ...ids, ...span }] }] }] },
})
const attributeWith = (keyValue: object) => spanWith({ attributes: [{ key: 'k', ...keyValue }] })

/** Where in a request each message goes. */
const places: Record<string, Place> = {
  Span: (fields) => spanWith(fields),
  Event: (fields) => spanWith({ events: [fields] }),
  Link: (fields) => spanWith({ links: [fields] }),
  Status: (fields) => spanWith({ status: fields }),
  ResourceSpans: (fields) => spanWith({}, fields),
  ScopeSpans: (fields) => spanWith({}, {}, fields),
  Resource: (fields) => spanWith({}, { resource: fields }),
  EntityRef: (fields) => spanWith({}, { resource: { entityRefs: [fields] } }),
  InstrumentationScope: (fields) => spanWith({}, {}, { scope: fields }),
  KeyValue: (fields) => attributeWith(fields),
  AnyValue: (fields) => attributeWith({ value: fields }),
  LogRecord: (fields) => ({
    signal: 'logs',
    request: { resourceLogs: [{ scopeLogs: [{ logRecords: [{ ...ids, ...fields }] }] }] },
  }),
}

/** Fields that hold messages; each of those is walked by itself, here only that it arrives. */
const nested: Record<string, { value: unknown; mark: string }> = {
  KeyValue: { value: { key: 'mark-key', value: { stringValue: 'x' } }, mark: 'mark-key' },
  AnyValue: { value: { stringValue: 'mark-any' }, mark: 'mark-any' },
  ArrayValue: { value: { values: [{ stringValue: 'mark-array' }] }, mark: 'mark-array' },
  KeyValueList: { value: { values: [{ key: 'mark-list', value: {} }] }, mark: 'mark-list' },
  Event: { value: { name: 'mark-event' }, mark: 'mark-event' },
  Link: { value: { traceState: 'mark-link' }, mark: 'mark-link' },
  Status: { value: { message: 'mark-status' }, mark: 'mark-status' },
  Resource: { value: { attributes: [{ key: 'mark-resource', value: {} }] }, mark: 'mark-resource' },
  EntityRef: { value: { type: 'mark-entity' }, mark: 'mark-entity' },
  InstrumentationScope: { value: { name: 'mark-scope' }, mark: 'mark-scope' },
}

/** What the store gives back for the one span, or the one record, as text. */
async function roundTrip(sink: StoreSink, { signal, request }: ReturnType<Place>, field: string): Promise<string> {
  const changed = changedIds(request)
  if (signal === 'logs') {
    const span = { traceId: changed.traceId, spanId: changed.spanId }
    await sink.submit(
      'traces',
      'protobuf',
      encodeRequest('traces', { resourceSpans: [{ scopeSpans: [{ spans: [span] }] }] }),
    )
  }
  await sink.submit(signal, 'protobuf', encodeRequest(signal, request))
  const { span, logs } = getStoredSpan(sink.db, changed.traceId.toString('hex'), changed.spanId.toString('hex'))
  const subject = signal === 'logs' ? logs : span
  return JSON.stringify(subject, (_, value: unknown) => (typeof value === 'bigint' ? String(value) : value)) ?? field
}

function changedIds(request: object): { traceId: Buffer; spanId: Buffer } {
  const { resourceSpans, resourceLogs } = request as {
    resourceSpans?: { scopeSpans: { spans: (typeof ids)[] }[] }[]
    resourceLogs?: { scopeLogs: { logRecords: (typeof ids)[] }[] }[]
  }
  const item = resourceSpans?.[0]?.scopeSpans[0]?.spans[0] ?? resourceLogs?.[0]?.scopeLogs[0]?.logRecords[0]
  return item ?? ids
}

for (const [typeName, place] of Object.entries(places)) {
  describe(typeName, () => {
    const fields = proto.lookupType(
      typeName === 'Event' || typeName === 'Link' ? `Span.${typeName}` : typeName,
    ).fieldsArray
    const containers = new Set(['scopeSpans', 'spans'])
    for (const field of fields) {
      const name = `${typeName}.${field.name}`
      if (notForTraces.has(name) || containers.has(field.name)) {
        continue
      }
      test(`${name} has a place in the store`, async () => {
        const inner = field.resolvedType === null ? undefined : nested[field.resolvedType.name]
        const plain = sampleOf(field)
        const value = plain?.value ?? (field.repeated ? [inner?.value] : inner?.value)
        const mark = plain?.mark ?? inner?.mark
        expect(mark, `${name} needs a sample in this test`).toBeDefined()
        const without = await roundTrip(openStoreSink(), place({}), field.name)
        const stored = await roundTrip(openStoreSink(), place({ [field.name]: value }), field.name)
        expect(occurrences(stored, mark ?? ''), `${name} has no place in the store`).toBeGreaterThan(
          occurrences(without, mark ?? ''),
        )
      })
    }
  })
}

function occurrences(text: string, part: string): number {
  return text.split(part).length - 1
}

test('a whole span comes back from the store as it was decoded', async () => {
  const sink = openStoreSink()
  const attributes = [
    { key: 'a', value: { intValue: '9007199254740993' } },
    {
      key: 'a',
      value: { kvlistValue: { values: [{ key: '__proto__', value: { bytesValue: Buffer.from([0, 255]) } }] } },
    },
    { key: 'empty' },
  ]
  const request = {
    resourceSpans: [
      {
        resource: { attributes, droppedAttributesCount: 1, entityRefs: [{ type: 'host', idKeys: ['host.id'] }] },
        schemaUrl: 'https://r',
        scopeSpans: [
          {
            scope: { name: 'lib', version: '1', attributes, droppedAttributesCount: 2 },
            schemaUrl: 'https://s',
            spans: [
              {
                ...ids,
                parentSpanId: Buffer.alloc(8, 9),
                traceState: 'a=1',
                name: '日本語 🙂',
                kind: 2,
                startTimeUnixNano: '1700000000000000001',
                endTimeUnixNano: '1700000000000000003',
                attributes,
                droppedAttributesCount: 3,
                events: [{ timeUnixNano: '1700000000000000002', name: 'e', attributes, droppedAttributesCount: 4 }],
                droppedEventsCount: 5,
                links: [{ ...ids, traceState: 'b=2', attributes, droppedAttributesCount: 6, flags: 0x301 }],
                droppedLinksCount: 7,
                status: { code: 2, message: 'failed' },
                flags: 0x101,
              },
            ],
          },
        ],
      },
    ],
  }
  await sink.submit('traces', 'protobuf', encodeRequest('traces', request))
  const kept = [
    { key: 'a', value: { intValue: '9007199254740993' } },
    { key: 'a', value: { kvlistValue: { values: [{ key: '__proto__', value: { bytesValue: 'AP8=' } }] } } },
    { key: 'empty', value: {} },
  ]
  expect(getStoredSpan(sink.db, traceIdHex, spanIdHex).span).toEqual({
    traceId: traceIdHex,
    spanId: spanIdHex,
    parentSpanId: '0909090909090909',
    traceState: 'a=1',
    flags: 0x101,
    name: '日本語 🙂',
    kind: 2,
    startNano: 1700000000000000001n,
    endNano: 1700000000000000003n,
    attributes: kept,
    droppedAttributesCount: 3,
    events: [{ timeUnixNano: '1700000000000000002', name: 'e', attributes: kept, droppedAttributesCount: 4 }],
    droppedEventsCount: 5,
    links: [
      {
        traceId: traceIdHex,
        spanId: spanIdHex,
        traceState: 'b=2',
        attributes: kept,
        droppedAttributesCount: 6,
        flags: 0x301,
      },
    ],
    droppedLinksCount: 7,
    statusCode: 2,
    statusMessage: 'failed',
    resource: {
      attributes: kept,
      droppedAttributesCount: 1,
      entityRefs: [{ schemaUrl: '', type: 'host', idKeys: ['host.id'], descriptionKeys: [] }],
      schemaUrl: 'https://r',
    },
    scope: { name: 'lib', version: '1', attributes: kept, droppedAttributesCount: 2, schemaUrl: 'https://s' },
  })
})
