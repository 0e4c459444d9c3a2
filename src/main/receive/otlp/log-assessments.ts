/**
 * Evaluation results that arrive as OTLP log records, turned into assessments.
 *
 * Event `gen_ai.evaluation.result` (OpenTelemetry semantic-conventions-genai, "Events"): attributes
 * `gen_ai.evaluation.name`, `.score.value`, `.score.label`, `.explanation`, `gen_ai.response.id`, `error.type`; the
 * record's trace and span ids are those of what was evaluated.
 */
import { createHash } from 'node:crypto'
import type { AssessmentError, SourceType } from '../../../shared/model/assessment.ts'
import type { IngestAssessment } from '../../../shared/model/ingest.ts'
import type { AnyValue, KeyValue, OtlpLogRecord } from '../../../shared/model/otlp.ts'

export const evaluationEventName = 'gen_ai.evaluation.result'

const longestName = 250

/** What only a model's verdict carries; see `toSourceType`. */
const judgeAttributes = new Set([
  'gen_ai.request.model',
  'gen_ai.response.model',
  'gen_ai.provider.name',
  'gen_ai.system',
])

/**
 * Assessments of the records that are evaluation results. Records without a trace id, a name, or any of score, label
 * and error stay plain log records. The id is made of the content, so that a resent record is the same assessment.
 */
export function toAssessments(records: readonly OtlpLogRecord[]): IngestAssessment[] {
  const assessments: IngestAssessment[] = []
  for (const record of records) {
    if (record.eventName === evaluationEventName && record.traceId !== '') {
      const assessment = toAssessment(record)
      if (assessment !== undefined) {
        assessments.push(assessment)
      }
    }
  }
  return assessments
}

function toAssessment(record: OtlpLogRecord): IngestAssessment | undefined {
  const attributes = new Map(record.attributes.map((attribute) => [attribute.key, attribute.value]))
  const givenName = toText(attributes.get('gen_ai.evaluation.name'))?.trim() ?? ''
  const score = toNumber(attributes.get('gen_ai.evaluation.score.value'))
  const label = toText(attributes.get('gen_ai.evaluation.score.label'))
  const explanation = toText(attributes.get('gen_ai.evaluation.explanation'))
  const responseId = toText(attributes.get('gen_ai.response.id'))
  const error = toError(toText(attributes.get('error.type')))
  const value = score ?? label
  if (givenName === '' || (value === undefined && error === undefined)) {
    return undefined
  }
  // Assessment names become column paths and hold no dot; the name as sent is kept beside it.
  const name = givenName.replaceAll('.', '_').slice(0, longestName)
  const metadata: Record<string, string> = {}
  if (name !== givenName) {
    metadata['gen_ai.evaluation.name'] = givenName
  }
  if (score !== undefined && label !== undefined) {
    metadata['gen_ai.evaluation.score.label'] = label
  }
  if (responseId !== undefined) {
    metadata['gen_ai.response.id'] = responseId
  }
  const nano = record.timeNano === 0n ? record.observedTimeNano : record.timeNano
  return {
    assessmentId: toId(record, [givenName, String(score), label, explanation, responseId, error?.code]),
    traceId: record.traceId,
    spanId: record.spanId === '' ? undefined : record.spanId,
    name,
    kind: 'feedback',
    value,
    error: value === undefined ? error : undefined,
    rationale: explanation,
    source: { type: toSourceType(record.attributes, explanation), id: toSourceId(record) },
    metadata,
    createdAtMs: nano === 0n ? undefined : Number(nano / 1_000_000n),
  }
}

/**
 * The convention does not say who judged. A model's verdict is recognised by what only models write: an explanation,
 * or the model's name. Anything else is taken as computed by code. A person's feedback has no event of its own yet.
 */
function toSourceType(attributes: readonly KeyValue[], explanation: string | undefined): SourceType {
  const isJudge = explanation !== undefined || attributes.some((attribute) => judgeAttributes.has(attribute.key))
  return isJudge ? 'LLM_JUDGE' : 'CODE'
}

/** The instrumentation that wrote the record, or else the service it ran in. */
function toSourceId(record: OtlpLogRecord): string {
  const service = record.resource.attributes.find((attribute) => attribute.key === 'service.name')
  return record.scope.name || toText(service?.value) || 'opentelemetry'
}

function toId(record: OtlpLogRecord, parts: (string | undefined)[]): string {
  const content = JSON.stringify([
    record.traceId,
    record.spanId,
    record.timeNano.toString(),
    record.scope.name,
    ...parts,
  ])
  return `a-${createHash('sha256').update(content).digest('hex').slice(0, 32)}`
}

function toError(type: string | undefined): AssessmentError | undefined {
  return type === undefined ? undefined : { code: type }
}

function toText(value: AnyValue | undefined): string | undefined {
  if (
    value !== undefined &&
    'stringValue' in value &&
    typeof value.stringValue === 'string' &&
    value.stringValue !== ''
  ) {
    return value.stringValue
  }
  return undefined
}

/** A finite number, sent as double or integer. */
function toNumber(value: AnyValue | undefined): number | undefined {
  if (value === undefined) {
    return undefined
  }
  const number = 'doubleValue' in value ? value.doubleValue : 'intValue' in value ? Number(value.intValue) : undefined
  return typeof number === 'number' && Number.isFinite(number) ? number : undefined
}
