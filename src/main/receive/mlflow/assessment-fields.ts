/** The `assessment` of a request (`mlflow/protos/assessments.proto`), checked. */
import type { AssessmentError, AssessmentKind, SourceType } from '../../../shared/model/assessment.ts'
import type { Json } from '../../../shared/model/json.ts'
import { isJsonObject } from '../../formats/json-text.ts'
import { type JsonObject, pick, pickText, toTexts } from '../../formats/mlflow-info.ts'
import { parseSpanId } from '../../formats/stable-id.ts'
import { parseTimeNano } from '../../formats/time-text.ts'
import type { ClientAssessmentChange, NewClientAssessment } from '../../store/client-assessments.ts'
import { MlflowError } from './mlflow-error.ts'

const longestName = 250

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

/** MLflow's own: an expectation without a source is a person's, an issue a judge's, feedback code's. */
const defaultSources: Readonly<Record<AssessmentKind, SourceType>> = {
  feedback: 'CODE',
  expectation: 'HUMAN',
  issue: 'LLM_JUDGE',
}

/** Throws INVALID_PARAMETER_VALUE that names the field. */
export function parseNewAssessment(given: JsonObject, traceId: string): NewClientAssessment {
  const { kind, value, error } = parseContent(given)
  const source = pick(given, 'source')
  const spanText = pickText(given, 'span_id', 'spanId') ?? ''
  const valid = pick(given, 'valid')
  return {
    traceId,
    // Kept as it is when it is no span id: it then names nothing here, and the client gets back what it sent.
    spanId: spanText === '' ? undefined : (parseSpanId(spanText) ?? spanText),
    name: parseName(pickText(given, 'assessment_name', 'assessmentName', 'name')),
    kind,
    value,
    error,
    rationale: pickText(given, 'rationale') || undefined,
    sourceType: parseSourceType(source, kind),
    sourceId: (isJsonObject(source) ? pickText(source, 'source_id', 'sourceId') : undefined) || 'default',
    metadata: toTexts(pick(given, 'metadata')),
    createdAtMs: parseTimeMs(pick(given, 'create_time', 'createTime', 'create_time_ms')),
    updatedAtMs: parseTimeMs(pick(given, 'last_update_time', 'lastUpdateTime', 'last_update_time_ms')),
    overrides: pickText(given, 'overrides') || undefined,
    valid: typeof valid === 'boolean' ? valid : true,
  }
}

/**
 * What a patch changes, by its `update_mask`: a list of paths in one text with commas, in snake_case or lowerCamelCase, a
 * path into `feedback` standing for that part.
 */
export function parseChange(given: JsonObject, mask: Json | undefined, kind: AssessmentKind): ClientAssessmentChange {
  const change: ClientAssessmentChange = {}
  for (const path of toPaths(mask)) {
    const [field = '', part] = path.split('.')
    switch (field) {
      case 'assessment_name':
        change.name = parseName(pickText(given, 'assessment_name', 'assessmentName'))
        break
      case 'feedback':
      case 'expectation':
      case 'issue': {
        if (field !== kind) {
          throw invalid('update_mask', `the assessment is of the kind '${kind}', so its '${field}' cannot be changed`)
        }
        const content = parseContent(given)
        if (part !== 'error') change.value = content.value
        if (part !== 'value') change.error = content.error
        // A value that is given settles an error; an error takes the place of the value.
        if (part === 'value') change.error = undefined
        if (part === 'error') change.value = undefined
        break
      }
      case 'rationale':
        change.rationale = pickText(given, 'rationale') || undefined
        break
      case 'metadata':
        change.metadata = toTexts(pick(given, 'metadata'))
        break
      case 'valid':
        change.valid = pick(given, 'valid') !== false
        break
      default:
        throw invalid(
          'update_mask',
          `'${path}' cannot be changed; give assessment_name, feedback, expectation, rationale, metadata or valid`,
        )
    }
  }
  return change
}

function toPaths(mask: Json | undefined): string[] {
  // Some clients send the message `{paths: [...]}` itself.
  const list = isJsonObject(mask) ? mask.paths : mask
  const texts = Array.isArray(list) ? list.map(String) : typeof list === 'string' ? list.split(',') : []
  const paths = texts.map((text) => toSnakeCase(text.trim())).filter((text) => text !== '')
  if (paths.length === 0) throw invalid('update_mask', "name the fields to change, such as 'feedback,rationale'")
  return paths.map((path) => path.replace(/^name$/, 'assessment_name'))
}

function toSnakeCase(text: string): string {
  return text.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`)
}

interface Content {
  kind: AssessmentKind
  value: Json | undefined
  error: AssessmentError | undefined
}

function parseContent(given: JsonObject): Content {
  const feedback = pick(given, 'feedback')
  const expectation = pick(given, 'expectation')
  const issue = pick(given, 'issue')
  const count = [feedback, expectation, issue].filter((part) => part !== undefined).length
  if (count !== 1) throw invalid('assessment', 'give exactly one of `feedback`, `expectation` and `issue`')
  if (isJsonObject(feedback)) {
    const error = parseError(pick(feedback, 'error') ?? pick(given, 'error'))
    const value = feedback.value ?? undefined
    return { kind: 'feedback', value: value ?? (error === undefined ? null : undefined), error }
  }
  if (isJsonObject(expectation)) return { kind: 'expectation', value: parseExpectation(expectation), error: undefined }
  const title = isJsonObject(issue) ? pickText(issue, 'issue_name', 'issueName') : undefined
  if (title === undefined) throw invalid('assessment', 'an `issue` has an `issue_name`')
  return { kind: 'issue', value: title, error: undefined }
}

function parseExpectation(expectation: JsonObject): Json {
  const serialized = pick(expectation, 'serialized_value', 'serializedValue')
  if (!isJsonObject(serialized)) return expectation.value ?? null
  const format = pickText(serialized, 'serialization_format', 'serializationFormat') ?? 'JSON_FORMAT'
  if (format !== 'JSON_FORMAT')
    throw invalid('expectation.serialized_value', 'only the serialization format JSON_FORMAT is known')
  try {
    return JSON.parse(pickText(serialized, 'value') ?? '') as Json
  } catch {
    throw invalid('expectation.serialized_value', 'its value is no JSON text')
  }
}

function parseError(value: Json | undefined): AssessmentError | undefined {
  if (!isJsonObject(value)) return undefined
  const message = pickText(value, 'error_message', 'errorMessage')
  const stackTrace = pickText(value, 'stack_trace', 'stackTrace')
  return {
    code: pickText(value, 'error_code', 'errorCode') ?? 'ERROR',
    ...(message === undefined ? {} : { message }),
    ...(stackTrace === undefined ? {} : { stackTrace }),
  }
}

function parseName(name: string | undefined): string {
  const trimmed = name?.trim() ?? ''
  if (trimmed === '' || trimmed.length > longestName)
    throw invalid('assessment_name', `it has 1 to ${longestName} characters`)
  return trimmed
}

function parseSourceType(source: Json | undefined, kind: AssessmentKind): SourceType {
  const text = isJsonObject(source) ? pickText(source, 'source_type', 'sourceType') : undefined
  if (text === undefined || text === 'SOURCE_TYPE_UNSPECIFIED') return defaultSources[kind]
  const type = sourceTypes[text.toUpperCase()]
  if (type === undefined) throw invalid('source_type', 'it is one of HUMAN, LLM_JUDGE and CODE')
  return type
}

function parseTimeMs(value: Json | undefined): number | undefined {
  const nano = parseTimeNano(value)
  return nano === undefined ? undefined : Number(nano / 1_000_000n)
}

function invalid(field: string, problem: string): MlflowError {
  return new MlflowError('INVALID_PARAMETER_VALUE', `Invalid value for parameter '${field}': ${problem}.`)
}
