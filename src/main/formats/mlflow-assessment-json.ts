/** Assessments as MLflow's JSON has them (`mlflow/protos/assessments.proto`); the way back is in `mlflow-assessment.ts`. */
import type { Assessment } from '../../shared/model/assessment.ts'
import { toMlflowTraceId } from './mlflow-ids.ts'

/** `{assessment_id, assessment_name, trace_id, source, …}`. */
export function toAssessmentJson(assessment: Assessment) {
  const { spanId, rationale, overrides } = assessment
  return {
    assessment_id: assessment.assessmentId,
    assessment_name: assessment.name,
    trace_id: toMlflowTraceId(assessment.traceId),
    ...(spanId === undefined ? {} : { span_id: spanId }),
    source: { source_type: assessment.source.type, source_id: assessment.source.id },
    create_time: new Date(assessment.createdAtMs).toISOString(),
    last_update_time: new Date(assessment.updatedAtMs).toISOString(),
    ...toContent(assessment),
    ...(rationale === undefined ? {} : { rationale }),
    metadata: assessment.metadata,
    ...(overrides === undefined ? {} : { overrides }),
    valid: assessment.valid,
  }
}

/** One of `feedback`, `expectation` and `issue`. */
function toContent({ kind, value, error }: Assessment) {
  if (kind === 'issue') return { issue: { issue_name: typeof value === 'string' ? value : JSON.stringify(value) } }
  if (kind === 'feedback') {
    return {
      feedback: {
        // Clients require the member, also where an error says why there is no value.
        value: value ?? null,
        ...(error === undefined ? {} : { error: toError(error) }),
      },
    }
  }
  const isPlain = value === null || typeof value !== 'object'
  return {
    expectation: isPlain
      ? { value }
      : { serialized_value: { serialization_format: 'JSON_FORMAT', value: JSON.stringify(value) } },
  }
}

function toError({ code, message, stackTrace }: NonNullable<Assessment['error']>) {
  return {
    error_code: code,
    ...(message === undefined ? {} : { error_message: message }),
    ...(stackTrace === undefined ? {} : { stack_trace: stackTrace }),
  }
}
