/** Whole spans with their logs, as they were received. */
import type { Database } from 'better-sqlite3'
import { AppError } from '../../shared/model/error.ts'
import type {
  AnyValue,
  KeyValue,
  OtlpEntityRef,
  OtlpEvent,
  OtlpLink,
  OtlpLogRecord,
  OtlpResource,
  OtlpScope,
  OtlpSpan,
} from '../../shared/model/otlp.ts'
import { preparedExact, preparedPluck, preparedRaw } from './statements.ts'

export interface StoredSpan {
  span: OtlpSpan
  /** Log records that name this span, by time. */
  logs: OtlpLogRecord[]
  /** Normalised span type. */
  type: string
}

const spanSelect = `SELECT s.span_id, s.parent_span_id, s.name, s.kind, s.type, s.start_nano, s.end_nano, s.status_code, s.status_message,
  s.trace_state, s.flags, s.dropped_attributes, s.dropped_events, s.dropped_links, s.resource_id, s.scope_id, p.attributes,
  p.events, p.links
  FROM spans s JOIN span_payloads p ON p.payload_pk = s.payload_pk`

/** Integers come as BigInts. */
type SpanValues = [
  spanId: string,
  parentSpanId: string | null,
  name: string,
  kind: bigint,
  type: string,
  startNano: bigint,
  endNano: bigint,
  statusCode: bigint,
  statusMessage: string,
  traceState: string,
  flags: bigint,
  droppedAttributes: bigint,
  droppedEvents: bigint,
  droppedLinks: bigint,
  resourceId: bigint,
  scopeId: bigint,
  attributes: string,
  events: string | null,
  links: string | null,
]

/** Throws NOT_FOUND. */
export function getStoredSpan(db: Database, traceId: string, spanId: string): StoredSpan {
  const tracePk = getTracePk(db, traceId)
  const values = preparedExact(db, `${spanSelect} WHERE s.trace_pk = ? AND s.span_id = ?`).get(tracePk, spanId)
  if (values === undefined) throw new AppError('NOT_FOUND', 'The trace has no span with this id.')
  const origins = openOrigins(db)
  return toStoredSpan(traceId, values as SpanValues, origins, readLogs(db, traceId, spanId, origins))
}

/** The part of a span that its content is read from. */
export interface ContentSpan {
  /** Its place among those that were asked for. */
  at: number
  span: Pick<OtlpSpan, 'name' | 'attributes' | 'events'>
  logs: OtlpLogRecord[]
}

/**
 * Reads chosen spans of many traces at once, in no particular order: much faster than each by itself. Those that are not there are left
 * out.
 */
export function createContentReader(
  db: Database,
): (wanted: readonly { tracePk: number; traceId: string; spanId: string }[]) => ContentSpan[] {
  const origins = openOrigins(db)
  const hasLogs = preparedPluck(db, 'SELECT 1 FROM logs LIMIT 1').get() !== undefined
  const sql = `SELECT j.key, s.name, p.attributes, p.events FROM json_each(?) j
    CROSS JOIN spans s ON s.trace_pk = j.value ->> 0 AND s.span_id = j.value ->> 1
    CROSS JOIN span_payloads p ON p.payload_pk = s.payload_pk`
  return (wanted) => {
    const keys = JSON.stringify(wanted.map(({ tracePk, spanId }) => [tracePk, spanId]))
    const rows = preparedRaw(db, sql).all(keys) as [number, string, string, string | null][]
    return rows.map(([at, name, attributes, events]) => {
      const { traceId, spanId } = wanted[at] as (typeof wanted)[number]
      return {
        at,
        span: {
          name,
          attributes: JSON.parse(attributes) as KeyValue[],
          events: events === null ? [] : (JSON.parse(events) as OtlpEvent[]),
        },
        logs: hasLogs ? readLogs(db, traceId, spanId, origins) : [],
      }
    })
  }
}

/**
 * Every span of a trace, one at a time, in no particular order. Equal resources and scopes are the same object.
 * Throws NOT_FOUND at the first step.
 */
export function* iterateSpans(db: Database, traceId: string): IterableIterator<StoredSpan> {
  const tracePk = getTracePk(db, traceId)
  const origins = openOrigins(db)
  const hasLogs = preparedPluck(db, 'SELECT 1 FROM logs WHERE trace_id = ? LIMIT 1').get(traceId) !== undefined
  for (const values of preparedExact(db, `${spanSelect} WHERE s.trace_pk = ?`).iterate(
    tracePk,
  ) as Iterable<SpanValues>) {
    yield toStoredSpan(traceId, values, origins, hasLogs ? readLogs(db, traceId, values[0], origins) : [])
  }
}

/** Log records of a trace that name no span of it: `span_id` empty or unknown. */
export function readTraceLogs(db: Database, traceId: string): OtlpLogRecord[] {
  const sql = `${logSelect} WHERE l.trace_id = ? AND NOT EXISTS (SELECT 1 FROM spans s JOIN traces t ON t.trace_pk = s.trace_pk
    WHERE t.trace_id = l.trace_id AND s.span_id = l.span_id) ORDER BY l.time_nano, l.log_pk`
  const origins = openOrigins(db)
  return (preparedExact(db, sql).all(traceId) as LogValues[]).map((values) => toLog(values, origins))
}

/** Throws NOT_FOUND. Finds traces in the trash too. */
export function getTracePk(db: Database, traceId: string): number {
  const tracePk = preparedPluck(db, 'SELECT trace_pk FROM traces WHERE trace_id = ?').get(traceId)
  if (typeof tracePk !== 'number') throw new AppError('NOT_FOUND', 'There is no trace with this id.')
  return tracePk
}

function toStoredSpan(traceId: string, v: SpanValues, origins: Origins, logs: OtlpLogRecord[]): StoredSpan {
  return {
    span: {
      traceId,
      spanId: v[0],
      parentSpanId: v[1] ?? undefined,
      traceState: v[9],
      flags: Number(v[10]),
      name: v[2],
      kind: Number(v[3]),
      startNano: v[5],
      endNano: v[6],
      attributes: JSON.parse(v[16]) as KeyValue[],
      droppedAttributesCount: Number(v[11]),
      events: v[17] === null ? [] : (JSON.parse(v[17]) as OtlpEvent[]),
      droppedEventsCount: Number(v[12]),
      links: v[18] === null ? [] : (JSON.parse(v[18]) as OtlpLink[]),
      droppedLinksCount: Number(v[13]),
      statusCode: Number(v[7]),
      statusMessage: v[8],
      resource: origins.resource(Number(v[14])),
      scope: origins.scope(Number(v[15])),
    },
    logs,
    type: v[4],
  }
}

const logSelect = `SELECT l.trace_id, l.span_id, l.time_nano, l.observed_time_nano, l.severity_number, l.severity_text, l.event_name,
  l.body, l.attributes, l.dropped_attributes, l.flags, l.resource_id, l.scope_id FROM logs l`

type LogValues = [
  traceId: string,
  spanId: string,
  timeNano: bigint,
  observedTimeNano: bigint,
  severityNumber: bigint,
  severityText: string,
  eventName: string,
  body: string | null,
  attributes: string,
  droppedAttributes: bigint,
  flags: bigint,
  resourceId: bigint,
  scopeId: bigint,
]

function readLogs(db: Database, traceId: string, spanId: string, origins: Origins): OtlpLogRecord[] {
  const sql = `${logSelect} WHERE l.trace_id = ? AND l.span_id = ? ORDER BY l.time_nano, l.log_pk`
  return (preparedExact(db, sql).all(traceId, spanId) as LogValues[]).map((values) => toLog(values, origins))
}

function toLog(v: LogValues, origins: Origins): OtlpLogRecord {
  return {
    traceId: v[0],
    spanId: v[1],
    timeNano: v[2],
    observedTimeNano: v[3],
    severityNumber: Number(v[4]),
    severityText: v[5],
    eventName: v[6],
    body: v[7] === null ? undefined : (JSON.parse(v[7]) as AnyValue),
    attributes: JSON.parse(v[8]) as KeyValue[],
    droppedAttributesCount: Number(v[9]),
    flags: Number(v[10]),
    resource: origins.resource(Number(v[11])),
    scope: origins.scope(Number(v[12])),
  }
}

interface Origins {
  resource(id: number): OtlpResource
  scope(id: number): OtlpScope
}

/** Resources and scopes by id, each parsed once. */
function openOrigins(db: Database): Origins {
  const resources = new Map<number, OtlpResource>()
  const scopes = new Map<number, OtlpScope>()
  return {
    resource(id) {
      let resource = resources.get(id)
      if (resource === undefined) {
        const sql =
          'SELECT attributes, dropped_attributes, entity_refs, schema_url FROM resources WHERE resource_id = ?'
        const [attributes, dropped, refs, schemaUrl] = getOrigin<[string, number, string, string]>(db, sql, id)
        resource = {
          attributes: JSON.parse(attributes) as KeyValue[],
          droppedAttributesCount: dropped,
          entityRefs: JSON.parse(refs) as OtlpEntityRef[],
          schemaUrl,
        }
        resources.set(id, resource)
      }
      return resource
    },
    scope(id) {
      let scope = scopes.get(id)
      if (scope === undefined) {
        const sql = 'SELECT name, version, attributes, dropped_attributes, schema_url FROM scopes WHERE scope_id = ?'
        const [name, version, attributes, dropped, schemaUrl] = getOrigin<[string, string, string, number, string]>(
          db,
          sql,
          id,
        )
        scope = {
          name,
          version,
          attributes: JSON.parse(attributes) as KeyValue[],
          droppedAttributesCount: dropped,
          schemaUrl,
        }
        scopes.set(id, scope)
      }
      return scope
    },
  }
}

function getOrigin<T>(db: Database, sql: string, id: number): T {
  const row = preparedRaw(db, sql).get(id)
  if (row === undefined) throw new AppError('STORE_CORRUPT', 'A span refers to a resource or scope that is missing.')
  return row as T
}
