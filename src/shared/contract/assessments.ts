import * as z from 'zod'
import { Assessment, AssessmentNameInfo, NewAssessment } from '../model/assessment.ts'
import { procedure } from './errors.ts'

const AssessmentRef = z.object({ assessmentId: z.string() })

export const assessments = {
  /** Valid and not deleted ones of a trace and its spans, oldest first; `withHistory` adds the others. */
  list: procedure
    .input(z.object({ traceId: z.string(), withHistory: z.boolean().optional() }))
    .output(z.array(Assessment)),
  create: procedure.input(NewAssessment).output(Assessment),
  /** Supersedes: makes a new assessment that overrides this one. Absent fields keep their value. */
  revise: procedure
    .input(
      AssessmentRef.extend({
        change: NewAssessment.pick({
          name: true,
          value: true,
          rationale: true,
          source: true,
          metadata: true,
        }).partial(),
      }),
    )
    .output(Assessment),
  /** Deletes one; the assessment it overrode, if any, becomes valid again (MLflow's rule). */
  delete: procedure.input(AssessmentRef).output(Assessment),
  /** Takes a deletion back. */
  restore: procedure.input(AssessmentRef).output(Assessment),
  /** Names in use in the workspace, for suggestions and for columns. */
  names: procedure.output(z.array(AssessmentNameInfo)),
}
