/** MLflow's assessment JSON (`mlflow/protos/assessments.proto`): feedback or expectation, as in `info.assessments`. */
import { type AssessmentError, AssessmentName, type SourceType } from '../../shared/model/assessment.ts'
import type { IngestAssessment } from '../../shared/model/ingest.ts'
import type { Json } from '../../shared/model/json.ts'
import { isJsonObject } from './json-text.ts'
import { type JsonObject, pick, pickText, toTexts } from './mlflow-info.ts'
import { hashAssessmentId, parseSpanId } from './stable-id.ts'
import { parseTimeNano } from './time-text.ts'

const sourceTypes: Readonly<Record<string, SourceType>> = {
  HUMAN: 'HUMAN',
  LLM_JUDGE: 'LLM_JUDGE',
  // The older name of the same.
  AI_JUDGE: 'LLM_JUDGE',
  CODE: 'CODE',
  '1': 'HUMAN',
  '2': 'LLM_JUDGE',
  '3': 'CODE',
}

/** Undefined for what is neither feedback nor expectation nor issue, or has no name or content. */
export function toAssessment(value: Json, traceId: string): IngestAssessment | undefined {
  if (!isJsonObject(value)) return undefined
  const feedback = pick(value, 'feedback')
  const expectation = pick(value, 'expectation')
  const name = AssessmentName.safeParse(
    (pickText(value, 'assessment_name', 'assessmentName', 'name') ?? '').replaceAll('.', '_'),
  )
  if (!name.success) return undefined
  const issue = pick(value, 'issue')
  const content = isJsonObject(feedback)
    ? toFeedback(feedback, pick(value, 'error'))
    : isJsonObject(expectation)
      ? toExpectation(expectation)
      : isJsonObject(issue)
        ? { value: pickText(issue, 'issue_name', 'issueName') ?? '' }
        : undefined
  if (content === undefined) return undefined
  const kind = isJsonObject(feedback) ? 'feedback' : isJsonObject(expectation) ? 'expectation' : 'issue'
  const source = pick(value, 'source')
  const sourceType = isJsonObject(source) ? sourceTypes[pickText(source, 'source_type', 'sourceType') ?? ''] : undefined
  const spanText = pickText(value, 'span_id', 'spanId') ?? ''
  const createdNano = parseTimeNano(pick(value, 'create_time', 'createTime', 'create_time_ms'))
  const updatedNano = parseTimeNano(pick(value, 'last_update_time', 'lastUpdateTime', 'last_update_time_ms'))
  const valid = pick(value, 'valid')
  const assessment: IngestAssessment = {
    traceId,
    spanId: spanText === '' ? undefined : parseSpanId(spanText),
    name: name.data,
    kind,
    ...content,
    rationale: pickText(value, 'rationale'),
    source: {
      // MLflow's own defaults: feedback without a source is code's, an expectation is a person's.
      type: sourceType ?? (kind === 'feedback' ? 'CODE' : 'HUMAN'),
      id: isJsonObject(source) ? (pickText(source, 'source_id', 'sourceId') ?? 'default') : 'default',
    },
    metadata: toTexts(pick(value, 'metadata')),
    createdAtMs: toMs(createdNano),
    updatedAtMs: toMs(updatedNano),
    overrides: pickText(value, 'overrides') || undefined,
    valid: typeof valid === 'boolean' ? valid : true,
  }
  return {
    ...assessment,
    assessmentId: pickText(value, 'assessment_id', 'assessmentId') || hashAssessmentId(identity(assessment)),
  }
}

function toMs(nano: bigint | undefined): number | undefined {
  return nano === undefined ? undefined : Number(nano / 1_000_000n)
}

type Content = Pick<IngestAssessment, 'value' | 'error'>

function toFeedback(feedback: JsonObject, outerError: Json | undefined): Content | undefined {
  const error = toError(pick(feedback, 'error') ?? outerError)
  const value = Object.hasOwn(feedback, 'value') ? feedback.value : undefined
  if (error !== undefined) return value === undefined || value === null ? { error } : { value, error }
  return value === undefined ? undefined : { value }
}

function toExpectation(expectation: JsonObject): Content | undefined {
  const serialized = pick(expectation, 'serialized_value', 'serializedValue')
  const text = isJsonObject(serialized) ? pick(serialized, 'value') : undefined
  if (typeof text === 'string') {
    try {
      return { value: JSON.parse(text) as Json }
    } catch {
      return { value: text }
    }
  }
  const { value } = expectation
  return value === undefined ? undefined : { value }
}

function toError(value: Json | undefined): AssessmentError | undefined {
  if (typeof value === 'string') return { code: 'ERROR', message: value }
  if (!isJsonObject(value)) return undefined
  const message = pickText(value, 'error_message', 'errorMessage')
  const stackTrace = pickText(value, 'stack_trace', 'stackTrace')
  return {
    code: pickText(value, 'error_code', 'errorCode') ?? 'ERROR',
    ...(message === undefined ? {} : { message }),
    ...(stackTrace === undefined ? {} : { stackTrace }),
  }
}

function identity({
  traceId,
  spanId,
  name,
  kind,
  value,
  error,
  source,
  createdAtMs,
}: IngestAssessment): (string | undefined)[] {
  const content = JSON.stringify({ value, error })
  return [traceId, spanId, name, kind, content, source.type, source.id, createdAtMs?.toString()]
}
