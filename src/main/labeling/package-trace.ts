/** One trace as it goes into a package. */
import type { Database } from 'better-sqlite3'
import type { IngestBatch, IngestTrace } from '../../shared/model/ingest.ts'
import type { Json } from '../../shared/model/json.ts'
import type { ReadableTrace } from '../../shared/model/label-work.ts'
import type { AnyValue, KeyValue, OtlpLogRecord, OtlpResource, OtlpScope, OtlpSpan } from '../../shared/model/otlp.ts'
import { summarizeSpan } from '../normalize/summarize.ts'
import { iterateSpans, readTraceLogs } from '../store/stored-span.ts'
import { readTraceFacts } from '../store/trace-facts.ts'
import { toConversationSpans } from './conversation-spans.ts'
import type { Redactor } from './redact.ts'

/** Evaluations that an application sent along with its traces (OTel GenAI). */
const verdictEvent = /^gen_ai\.evaluation\b/

/** Everything of a trace, redacted. Throws NOT_FOUND. */
export function packWholeTrace(db: Database, traceId: string, redactor: Redactor, withVerdicts: boolean): IngestBatch {
  const mapper = new Mapper(redactor)
  const spans: OtlpSpan[] = []
  const logs: OtlpLogRecord[] = []
  const isShown = (name: string) => withVerdicts || !verdictEvent.test(name)
  const keep = (records: OtlpLogRecord[]) =>
    logs.push(...records.filter(({ eventName }) => isShown(eventName)).map((log) => mapper.log(log)))
  for (const { span, logs: records } of iterateSpans(db, traceId)) {
    spans.push(mapper.span({ ...span, events: span.events.filter(({ name }) => isShown(name)) }))
    keep(records)
  }
  keep(readTraceLogs(db, traceId))
  return toBatch(spans, logs, mapper.facts(readTraceFacts(db, traceId)))
}

/** What the labeling screen reads of a trace, redacted, and nothing else. Throws NOT_FOUND. */
export function packConversation(db: Database, readable: ReadableTrace, redactor: Redactor): IngestBatch {
  const { traceId } = readable
  const mapper = new Mapper(redactor)
  const row = readTimes(db, traceId)
  const spans = toConversationSpans(readable, row).map((span) => mapper.span(span))
  const facts = { traceId, name: redactor.text(readable.name) }
  return toBatch(spans, [], facts)
}

function toBatch(spans: OtlpSpan[], logs: OtlpLogRecord[], facts: IngestTrace): IngestBatch {
  return { spans: spans.map((span) => ({ span, summary: summarizeSpan(span) })), logs, traces: [facts] }
}

function readTimes(db: Database, traceId: string): { startNano: bigint; endNano: bigint; isError: boolean } {
  const row = db.prepare('SELECT start_us, end_us, state FROM traces WHERE trace_id = ?').get(traceId) as {
    start_us: number
    end_us: number | null
    state: string
  }
  return {
    startNano: BigInt(row.start_us) * 1000n,
    endNano: BigInt(row.end_us ?? row.start_us) * 1000n,
    isError: row.state === 'ERROR',
  }
}

/** Redacts texts wherever they are. Ids, times and the keys of attributes stay. */
class Mapper {
  private readonly redactor: Redactor
  private readonly resources = new Map<OtlpResource, OtlpResource>()
  private readonly scopes = new Map<OtlpScope, OtlpScope>()

  constructor(redactor: Redactor) {
    this.redactor = redactor
  }

  span(span: OtlpSpan): OtlpSpan {
    return {
      ...span,
      name: this.redactor.text(span.name),
      statusMessage: this.redactor.text(span.statusMessage),
      traceState: this.redactor.text(span.traceState),
      attributes: this.attributes(span.attributes),
      events: span.events.map((event) => ({
        ...event,
        name: this.redactor.text(event.name),
        attributes: this.attributes(event.attributes),
      })),
      links: span.links.map((link) => ({ ...link, attributes: this.attributes(link.attributes) })),
      resource: this.resource(span.resource),
      scope: this.scope(span.scope),
    }
  }

  log(log: OtlpLogRecord): OtlpLogRecord {
    return {
      ...log,
      severityText: this.redactor.text(log.severityText),
      body: log.body === undefined ? undefined : this.any(log.body),
      attributes: this.attributes(log.attributes),
      resource: this.resource(log.resource),
      scope: this.scope(log.scope),
    }
  }

  facts(facts: IngestTrace): IngestTrace {
    const { traceId, experimentName: _, experimentId: __, state, ...rest } = facts
    const redacted = this.redactor.value(rest as { [key: string]: Json }) as Omit<IngestTrace, 'traceId'>
    return { ...redacted, traceId, ...(state === undefined ? {} : { state }) }
  }

  private attributes(attributes: KeyValue[]): KeyValue[] {
    return attributes.map(({ key, value }) => ({ key, value: this.any(value) }))
  }

  private any(value: AnyValue): AnyValue {
    if ('stringValue' in value) return { stringValue: this.redactor.text(value.stringValue as string) }
    if ('intValue' in value) {
      const redacted = this.redactor.value(Number(value.intValue))
      return typeof redacted === 'string' ? { stringValue: redacted } : value
    }
    if ('arrayValue' in value) {
      return {
        arrayValue: { values: (value.arrayValue as { values: AnyValue[] }).values.map((item) => this.any(item)) },
      }
    }
    if ('kvlistValue' in value) {
      return { kvlistValue: { values: this.attributes((value.kvlistValue as { values: KeyValue[] }).values) } }
    }
    return value
  }

  /** Equal ones are one object, which the store looks up once. */
  private resource(resource: OtlpResource): OtlpResource {
    let mapped = this.resources.get(resource)
    if (mapped === undefined) {
      mapped = { ...resource, attributes: this.attributes(resource.attributes) }
      this.resources.set(resource, mapped)
    }
    return mapped
  }

  private scope(scope: OtlpScope): OtlpScope {
    let mapped = this.scopes.get(scope)
    if (mapped === undefined) {
      mapped = { ...scope, attributes: this.attributes(scope.attributes) }
      this.scopes.set(scope, mapped)
    }
    return mapped
  }
}
