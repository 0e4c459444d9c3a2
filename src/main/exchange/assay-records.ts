/**
 * What OTLP has no place for, as log records that Assay's OTLP export writes and its import takes back:
 *
 * - event `assay.trace`: facts that the source stated about a whole trace, its tags and metadata;
 * - event `gen_ai.evaluation.result` for feedback (readable by any tool that knows the GenAI conventions) and
 *   `assay.assessment` for anything else, both with the exact assessment in the attribute `assay.assessment`.
 *
 * All carry JSON text in one string attribute, so that nothing is rounded or reshaped on the way.
 */
import * as z from 'zod'
import { Assessment } from '../../shared/model/assessment.ts'
import type { IngestAssessment, IngestTrace } from '../../shared/model/ingest.ts'
import type { KeyValue, OtlpLogRecord, OtlpScope } from '../../shared/model/otlp.ts'
import { TraceState } from '../../shared/model/trace.ts'

export const traceEventName = 'assay.trace'
export const assessmentEventName = 'assay.assessment'
const evaluationEventName = 'gen_ai.evaluation.result'
const traceAttribute = 'assay.trace'
const assessmentAttribute = 'assay.assessment'

export const assayScope: OtlpScope = {
  name: 'assay',
  version: '',
  attributes: [],
  droppedAttributesCount: 0,
  schemaUrl: '',
}

const Texts = z.record(z.string(), z.string())

/** `IngestTrace` as it travels in exports. */
export const TraceFacts = z.object({
  traceId: z.string().regex(/^[0-9a-f]{32}$/),
  experimentName: z.string().optional(),
  name: z.string().optional(),
  state: TraceState.optional(),
  startUs: z.number().optional(),
  durationUs: z.number().optional(),
  inputPreview: z.string().optional(),
  outputPreview: z.string().optional(),
  requestPreview: z.string().optional(),
  responsePreview: z.string().optional(),
  clientRequestId: z.string().optional(),
  sessionId: z.string().optional(),
  userId: z.string().optional(),
  cost: z.number().optional(),
  tags: Texts.optional(),
  metadata: Texts.optional(),
})

type OwnRecord = { trace: IngestTrace } | { assessment: IngestAssessment } | 'unreadable'

/** Undefined for a record that Assay's export did not write. */
export function fromAssayRecord(record: OtlpLogRecord): OwnRecord | undefined {
  if (record.eventName === traceEventName) {
    const text = findText(record.attributes, traceAttribute)
    const trace = text === undefined ? undefined : parseTraceFacts(parseText(text))
    return text === undefined ? undefined : trace === undefined ? 'unreadable' : { trace }
  }
  if (record.eventName !== assessmentEventName && record.eventName !== evaluationEventName) return undefined
  const text = findText(record.attributes, assessmentAttribute)
  if (text === undefined) return undefined
  const parsed = Assessment.omit({ deletedAtMs: true }).safeParse(parseText(text))
  return parsed.success ? { assessment: parsed.data } : 'unreadable'
}

/** Keys keep their order, so that the store writes the same text for the same facts. */
export function parseTraceFacts(value: unknown): IngestTrace | undefined {
  const { data } = TraceFacts.safeParse(value)
  if (data === undefined) return undefined
  const keys = Object.keys(value as object).filter((key): key is keyof typeof data => Object.hasOwn(data, key))
  return Object.fromEntries(keys.map((key) => [key, data[key]])) as unknown as IngestTrace
}

function parseText(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

function findText(attributes: readonly KeyValue[], key: string): string | undefined {
  const value = attributes.find((attribute) => attribute.key === key)?.value
  return value !== undefined && 'stringValue' in value && typeof value.stringValue === 'string'
    ? value.stringValue
    : undefined
}

/** The log record that carries what was stated about a trace. */
export function toTraceRecord(facts: IngestTrace): { eventName: string; attributes: KeyValue[] } {
  return { eventName: traceEventName, attributes: [text(traceAttribute, JSON.stringify(facts))] }
}

/** The log record that carries one assessment. */
export function toAssessmentRecord(assessment: Assessment): { eventName: string; attributes: KeyValue[] } {
  const exact = text(assessmentAttribute, JSON.stringify(assessment))
  if (assessment.kind !== 'feedback' || !assessment.valid)
    return { eventName: assessmentEventName, attributes: [exact] }
  const attributes: KeyValue[] = [text('gen_ai.evaluation.name', assessment.name)]
  const { value, error, rationale } = assessment
  if (typeof value === 'number')
    attributes.push({ key: 'gen_ai.evaluation.score.value', value: { doubleValue: value } })
  else if (value !== undefined) {
    attributes.push(text('gen_ai.evaluation.score.label', typeof value === 'string' ? value : JSON.stringify(value)))
  }
  if (rationale !== undefined) attributes.push(text('gen_ai.evaluation.explanation', rationale))
  if (error !== undefined) attributes.push(text('error.type', error.code))
  return { eventName: evaluationEventName, attributes: [...attributes, exact] }
}

function text(key: string, stringValue: string): KeyValue {
  return { key, value: { stringValue } }
}
