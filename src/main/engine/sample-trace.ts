/** Puts one sample trace together, span by span, in the convention it is written in. */
import type { IngestSpan } from '../../shared/model/ingest.ts'
import type { OtlpEvent, OtlpLogRecord, OtlpResource, OtlpScope } from '../../shared/model/otlp.ts'
import { summarizeSpan } from '../normalize/summarize.ts'
import { type SampleEncoder, toEvent, toKeyValues } from './sample-encode.ts'
import type { Random } from './sample-random.ts'
import type { SampleWork } from './sample-work.ts'

export interface Fault {
  type: string
  message: string
}

export interface SpanPlan {
  /** Absent for the root. */
  parentId?: string | undefined
  /** For chains, agents and tasks; other work names itself. */
  name?: string
  work: SampleWork
  startUs: number
  durationUs: number
  fault?: Fault | undefined
}

export interface TraceSetting {
  encoder: SampleEncoder
  service: string
  sessionId?: string | undefined
  userId?: string | undefined
}

export class TraceBuilder {
  readonly traceId: string
  readonly random: Random
  readonly setting: TraceSetting
  readonly spans: IngestSpan[] = []
  readonly logs: OtlpLogRecord[] = []
  private readonly resource: OtlpResource
  private readonly scope: OtlpScope

  constructor(random: Random, setting: TraceSetting) {
    this.random = random
    this.setting = setting
    this.traceId = random.hex(32)
    const attributes = toKeyValues({ 'service.name': setting.service, 'deployment.environment.name': 'production' })
    this.resource = { attributes, droppedAttributesCount: 0, entityRefs: [], schemaUrl: '' }
    const { scopeName: name, scopeVersion: version } = setting.encoder
    this.scope = { name, version, attributes: [], droppedAttributesCount: 0, schemaUrl: '' }
  }

  newSpanId(): string {
    return this.random.hex(16)
  }

  /** Adds a span; give `spanId` where its children were added before it. */
  add(plan: SpanPlan, spanId = this.newSpanId()): string {
    const { encoder, sessionId, userId } = this.setting
    const { name, attributes, logs } = encoder.encode(plan.work, {
      name: plan.name ?? plan.work.kind,
      traceId: this.traceId,
      sessionId,
      userId,
      isRoot: plan.parentId === undefined,
    })
    const startNano = BigInt(plan.startUs) * 1000n
    const endNano = BigInt(plan.startUs + plan.durationUs) * 1000n
    const hasFailed = plan.fault !== undefined
    const isMlflow = encoder.convention === 'mlflow'
    const span = {
      traceId: this.traceId,
      spanId,
      parentSpanId: plan.parentId,
      traceState: '',
      flags: 1,
      name,
      kind: plan.work.kind === 'chat' || plan.work.kind === 'embedding' ? 3 : 1,
      startNano,
      endNano,
      attributes: hasFailed ? [...attributes, ...toKeyValues({ 'error.type': plan.fault?.type })] : attributes,
      droppedAttributesCount: 0,
      events: this.events(plan, startNano, endNano),
      droppedEventsCount: 0,
      links: [],
      droppedLinksCount: 0,
      statusCode: hasFailed ? 2 : isMlflow ? 1 : 0,
      statusMessage: plan.fault?.message ?? '',
      resource: this.resource,
      scope: this.scope,
    }
    this.spans.push({ span, summary: summarizeSpan(span) })
    for (const [index, log] of logs.entries())
      this.logs.push(this.logOf(log, spanId, startNano + BigInt(index) * 1000n))
    return spanId
  }

  private events(plan: SpanPlan, startNano: bigint, endNano: bigint): OtlpEvent[] {
    const events: OtlpEvent[] = []
    if (plan.work.kind === 'chat' && plan.work.isStreamed && plan.work.answer !== undefined) {
      const firstNano = startNano + (endNano - startNano) / 6n
      const name = this.setting.encoder.convention === 'openinference' ? 'First Token Stream Event' : 'first token'
      events.push(toEvent(name, firstNano, {}))
    }
    if (plan.fault !== undefined) {
      const { type, message } = plan.fault
      const stack = `Traceback (most recent call last):\n  File "/app/assistant/run.py", line 88, in answer\n${type}: ${message}`
      const values = { 'exception.type': type, 'exception.message': message, 'exception.stacktrace': stack }
      events.push(toEvent('exception', endNano, values))
    }
    return events
  }

  private logOf(
    { eventName, body }: { eventName: string; body: OtlpLogRecord['body'] },
    spanId: string,
    timeNano: bigint,
  ) {
    return {
      traceId: this.traceId,
      spanId,
      timeNano,
      observedTimeNano: timeNano,
      severityNumber: 9,
      severityText: 'INFO',
      eventName,
      body,
      attributes: toKeyValues({ 'gen_ai.system': 'openai' }),
      droppedAttributesCount: 0,
      flags: 1,
      resource: this.resource,
      scope: this.scope,
    }
  }
}
