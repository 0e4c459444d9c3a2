/**
 * OTLP values in their JSON form, the one form in which Assay carries and stores attributes.
 *
 * Shapes are those of opentelemetry-proto 1.11 `common.proto`, written as proto3 JSON: 64-bit integers are
 * decimal strings, bytes are base64, ids are lower-case hex. Attributes stay a list, never an object: keys may
 * repeat, order carries meaning for some senders, and names such as `__proto__` stay harmless.
 */

/** One OTLP `AnyValue`. An empty object is a value that was sent without content. */
export type AnyValue =
  | { stringValue: string }
  | { boolValue: boolean }
  | { intValue: string }
  | { doubleValue: number | 'NaN' | 'Infinity' | '-Infinity' }
  | { arrayValue: { values: AnyValue[] } }
  | { kvlistValue: { values: KeyValue[] } }
  | { bytesValue: string }
  | Record<string, never>

export interface KeyValue {
  key: string
  value: AnyValue
}

/** `Span.Event`; `timeUnixNano` is a decimal string as in OTLP/JSON. */
export interface OtlpEvent {
  timeUnixNano: string
  name: string
  attributes: KeyValue[]
  droppedAttributesCount: number
}

/** `Span.Link`; ids are lower-case hex and may be empty where the sender left them out. */
export interface OtlpLink {
  traceId: string
  spanId: string
  traceState: string
  attributes: KeyValue[]
  droppedAttributesCount: number
  flags: number
}

/** `Resource` with the schema URL of its `ResourceSpans`. */
export interface OtlpResource {
  attributes: KeyValue[]
  droppedAttributesCount: number
  entityRefs: OtlpEntityRef[]
  schemaUrl: string
}

export interface OtlpEntityRef {
  schemaUrl: string
  type: string
  idKeys: string[]
  descriptionKeys: string[]
}

/** `InstrumentationScope` with the schema URL of its `ScopeSpans`. */
export interface OtlpScope {
  name: string
  version: string
  attributes: KeyValue[]
  droppedAttributesCount: number
  schemaUrl: string
}

/**
 * One OTLP span with its resource and scope. Senders share resource and scope between spans, so equal ones
 * should be the same object: the store looks each object up once.
 */
export interface OtlpSpan {
  /** 32 lower-case hex characters, not all zero. */
  traceId: string
  /** 16 lower-case hex characters, not all zero. */
  spanId: string
  /** 16 lower-case hex characters, or undefined for a root. */
  parentSpanId: string | undefined
  traceState: string
  flags: number
  name: string
  /** `SpanKind` number, 0 to 5. */
  kind: number
  /** Nanoseconds since the Unix epoch; 0n when the sender gave none. */
  startNano: bigint
  endNano: bigint
  attributes: KeyValue[]
  droppedAttributesCount: number
  events: OtlpEvent[]
  droppedEventsCount: number
  links: OtlpLink[]
  droppedLinksCount: number
  /** `StatusCode`: 0 unset, 1 ok, 2 error. */
  statusCode: number
  statusMessage: string
  resource: OtlpResource
  scope: OtlpScope
}

/** One OTLP log record with its resource and scope. Ids are empty strings when the record has none. */
export interface OtlpLogRecord {
  traceId: string
  spanId: string
  timeNano: bigint
  observedTimeNano: bigint
  severityNumber: number
  severityText: string
  /** `event_name`, or the older `event.name` attribute when the field is empty. */
  eventName: string
  body: AnyValue | undefined
  attributes: KeyValue[]
  droppedAttributesCount: number
  flags: number
  resource: OtlpResource
  scope: OtlpScope
}
