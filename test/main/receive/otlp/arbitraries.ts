/** fast-check arbitraries of OTLP requests, in the form that protobufjs encodes. */
import fc from 'fast-check'

/** Runs of every property here: enough to meet each shape, few enough for CI. `ASSAY_FUZZ_RUNS` asks for more. */
export const fuzzRuns = (usual: number) => Number(process.env.ASSAY_FUZZ_RUNS ?? usual)

/** Fixed, so that a failure is the same on every machine. */
export const seed = 20261123

const text = fc.string({ unit: 'binary', maxLength: 30 }).map((string) => string.toWellFormed())
const key = fc.oneof(
  fc.constantFrom('gen_ai.request.model', 'input.value', 'service.name', '__proto__', 'constructor', 'é', ''),
  text,
)
const int64 = fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n }).map(String)
const nano = fc.bigInt({ min: 0n, max: 2n ** 63n - 1n }).map(String)
const uint32 = fc.integer({ min: 0, max: 2 ** 32 - 1 })
const bytes = (length: number) =>
  fc.uint8Array({ minLength: length, maxLength: length }).map((array) => Buffer.from(array))
const someId = (length: number) => bytes(length).filter((id) => id.some((byte) => byte !== 0))
const optionalId = (length: number) => fc.oneof(fc.constant(Buffer.alloc(0)), someId(length))

const { anyValue } = fc.letrec<{ anyValue: object; keyValue: object }>((tie) => ({
  anyValue: fc.oneof(
    { maxDepth: 4, depthSize: 'small' },
    text.map((stringValue) => ({ stringValue })),
    fc.boolean().map((boolValue) => ({ boolValue })),
    int64.map((intValue) => ({ intValue })),
    fc.double().map((doubleValue) => ({ doubleValue })),
    fc.uint8Array({ maxLength: 20 }).map((array) => ({ bytesValue: Buffer.from(array) })),
    fc.constant({}),
    fc.array(tie('anyValue'), { maxLength: 3 }).map((values) => ({ arrayValue: { values } })),
    fc.array(tie('keyValue'), { maxLength: 3 }).map((values) => ({ kvlistValue: { values } })),
  ),
  keyValue: fc.record({ key, value: tie('anyValue') }),
}))

const attributes = fc.array(fc.record({ key, value: anyValue }, { requiredKeys: ['key'] }), { maxLength: 5 })

const resource = fc.record({
  attributes,
  droppedAttributesCount: uint32,
  entityRefs: fc.array(
    fc.record({ schemaUrl: text, type: text, idKeys: fc.array(text), descriptionKeys: fc.array(text) }),
    { maxLength: 2 },
  ),
})
const scope = fc.record({ name: text, version: text, attributes, droppedAttributesCount: uint32 })

const event = fc.record({ timeUnixNano: nano, name: text, attributes, droppedAttributesCount: uint32 })
const link = fc.record({
  traceId: optionalId(16),
  spanId: optionalId(8),
  traceState: text,
  attributes,
  droppedAttributesCount: uint32,
  flags: uint32,
})

const span = fc.record({
  traceId: someId(16),
  spanId: someId(8),
  traceState: text,
  parentSpanId: optionalId(8),
  name: text,
  kind: fc.integer({ min: 0, max: 5 }),
  startTimeUnixNano: nano,
  endTimeUnixNano: nano,
  attributes,
  droppedAttributesCount: uint32,
  events: fc.array(event, { maxLength: 3 }),
  droppedEventsCount: uint32,
  links: fc.array(link, { maxLength: 3 }),
  droppedLinksCount: uint32,
  status: fc.record({ message: text, code: fc.integer({ min: 0, max: 2 }) }),
  flags: uint32,
})

const logRecord = fc.record({
  timeUnixNano: nano,
  severityNumber: fc.integer({ min: 0, max: 24 }),
  severityText: text,
  body: anyValue,
  attributes,
  droppedAttributesCount: uint32,
  flags: uint32,
  traceId: optionalId(16),
  spanId: optionalId(8),
  observedTimeUnixNano: nano,
  eventName: text,
})

export const traceRequest = fc.record({
  resourceSpans: fc.array(
    fc.record({
      resource,
      scopeSpans: fc.array(fc.record({ scope, spans: fc.array(span, { maxLength: 4 }), schemaUrl: text }), {
        maxLength: 3,
      }),
      schemaUrl: text,
    }),
    { maxLength: 3 },
  ),
})

export const logsRequest = fc.record({
  resourceLogs: fc.array(
    fc.record({
      resource,
      scopeLogs: fc.array(fc.record({ scope, logRecords: fc.array(logRecord, { maxLength: 4 }), schemaUrl: text }), {
        maxLength: 3,
      }),
      schemaUrl: text,
    }),
    { maxLength: 3 },
  ),
})

const point = fc.record({ startTimeUnixNano: nano, timeUnixNano: nano, attributes })
const points = (extra: Record<string, fc.Arbitrary<unknown>>) =>
  fc.array(
    fc.tuple(point, fc.record(extra)).map(([common, more]) => ({ ...common, ...more })),
    { maxLength: 4 },
  )
const numberPoints = points({ asInt: int64, flags: uint32 })

export const metricsRequest = fc.record({
  resourceMetrics: fc.array(
    fc.record({
      resource,
      scopeMetrics: fc.array(
        fc.record({
          scope,
          metrics: fc.array(
            fc
              .tuple(
                fc.record({ name: text, description: text, unit: text, metadata: attributes }),
                fc.oneof(
                  numberPoints.map((dataPoints) => ({ gauge: { dataPoints } })),
                  numberPoints.map((dataPoints) => ({
                    sum: { dataPoints, aggregationTemporality: 2, isMonotonic: true },
                  })),
                  points({
                    count: nano,
                    sum: fc.double(),
                    bucketCounts: fc.array(nano),
                    explicitBounds: fc.array(fc.double()),
                  }).map((dataPoints) => ({ histogram: { dataPoints, aggregationTemporality: 1 } })),
                  points({ count: nano, scale: fc.integer(), zeroCount: nano }).map((dataPoints) => ({
                    exponentialHistogram: { dataPoints },
                  })),
                  points({ count: nano, sum: fc.double() }).map((dataPoints) => ({ summary: { dataPoints } })),
                ),
              )
              .map(([common, data]) => ({ ...common, ...data })),
            { maxLength: 4 },
          ),
        }),
        { maxLength: 2 },
      ),
    }),
    { maxLength: 2 },
  ),
})
