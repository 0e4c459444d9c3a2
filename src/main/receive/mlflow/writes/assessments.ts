/** What clients change of assessments. */
import type { Assessment } from '../../../../shared/model/assessment.ts'
import {
  type ClientAssessmentChange,
  createClientAssessment,
  deleteClientAssessment,
  type NewClientAssessment,
  updateClientAssessment,
} from '../../../store/client-assessments.ts'
import type { WriteContext } from '../write-context.ts'

interface Place {
  traceId: string
  assessmentId: string
}

function createAssessment({ db, nowMs, touch }: WriteContext, given: NewClientAssessment): Assessment {
  const created = createClientAssessment(db, given, nowMs)
  touch({ topic: 'assessments', traceIds: [given.traceId] })
  return created
}

function updateAssessment(
  { db, nowMs, touch }: WriteContext,
  input: Place & { change: ClientAssessmentChange },
): Assessment {
  const updated = updateClientAssessment(db, input, nowMs)
  touch({ topic: 'assessments', traceIds: [input.traceId] })
  return updated
}

function deleteAssessment({ db, nowMs, touch }: WriteContext, place: Place): void {
  deleteClientAssessment(db, place, nowMs)
  touch({ topic: 'assessments', traceIds: [place.traceId] })
}

export const assessmentWrites = { createAssessment, updateAssessment, deleteAssessment }
