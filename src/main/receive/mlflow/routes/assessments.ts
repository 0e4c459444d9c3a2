/** Assessments of a trace: making, reading, changing and deleting one. They are listed in the trace's info. */
import * as z from 'zod'
import type { Json } from '../../../../shared/model/json.ts'
import { isJsonObject } from '../../../formats/json-text.ts'
import { toAssessmentJson } from '../../../formats/mlflow-assessment-json.ts'
import type { JsonObject } from '../../../formats/mlflow-info.ts'
import { getClientAssessment } from '../../../store/client-assessments.ts'
import { parseChange, parseNewAssessment } from '../assessment-fields.ts'
import { defineRoute, field, type Route } from '../route.ts'
import { toKnownTraceId } from '../trace-ids.ts'

const assessment = z.custom<JsonObject>((value) => isJsonObject(value), 'it must be an object')
const place = { trace_id: field.text, assessment_id: field.text }

export const assessmentRoutes: readonly Route[] = [
  defineRoute({
    methods: 'POST',
    path: '/mlflow/traces/{trace_id}/assessments',
    input: z.object({ trace_id: field.text, assessment }),
    handle: async ({ trace_id, assessment }, { backend }) => {
      const given = parseNewAssessment(assessment, toKnownTraceId(trace_id))
      return { assessment: toAssessmentJson(await backend.write('createAssessment', given)) }
    },
  }),
  defineRoute({
    methods: 'GET',
    path: '/mlflow/traces/{trace_id}/assessments/{assessment_id}',
    input: z.object(place),
    handle: ({ trace_id, assessment_id }, { backend }) => ({
      assessment: toAssessmentJson(getClientAssessment(backend.db(), toKnownTraceId(trace_id), assessment_id)),
    }),
  }),
  defineRoute({
    methods: 'PATCH',
    path: '/mlflow/traces/{trace_id}/assessments/{assessment_id}',
    input: z.object({ ...place, assessment, update_mask: z.custom<Json>((value) => value !== undefined) }),
    handle: async ({ trace_id, assessment_id, assessment, update_mask }, { backend }) => {
      const traceId = toKnownTraceId(trace_id)
      const { kind } = getClientAssessment(backend.db(), traceId, assessment_id)
      const change = parseChange(assessment, update_mask, kind)
      const updated = await backend.write('updateAssessment', { traceId, assessmentId: assessment_id, change })
      return { assessment: toAssessmentJson(updated) }
    },
  }),
  defineRoute({
    methods: 'DELETE',
    path: '/mlflow/traces/{trace_id}/assessments/{assessment_id}',
    input: z.object(place),
    handle: async ({ trace_id, assessment_id }, { backend }) => {
      await backend.write('deleteAssessment', { traceId: toKnownTraceId(trace_id), assessmentId: assessment_id })
      return {}
    },
  }),
]
