import * as z from 'zod'
import { AssessmentName } from '../model/assessment.ts'
import { BuiltinJudge, Judge, JudgeDefinition, JudgeTrial, JudgeTrialRow } from '../model/judge.ts'
import { procedure } from './errors.ts'

const JudgeRef = z.object({ judgeId: z.string() })

/** Scorers that ask a model: those that people write, and those that come with Assay. */
export const judges = {
  /** The newest version of each, by name; of one experiment or of all. */
  list: procedure.input(z.object({ experimentId: z.string().optional() })).output(z.array(Judge)),
  /** Newest first, also of a judge that was removed. */
  versions: procedure.input(JudgeRef).output(z.array(Judge)),
  /** Makes a judge, or its next version where something changed. INVALID_INPUT: the instructions. CONFLICT: the name. */
  save: procedure
    .input(
      z.object({
        judgeId: z.string().optional(),
        /** Of a new judge. */
        experimentId: z.string(),
        name: AssessmentName,
        definition: JudgeDefinition,
        note: z.string().max(2_000).optional(),
        createdBy: z.string().max(250).optional(),
      }),
    )
    .output(Judge),
  /** Off the lists; evaluations that used it keep it. */
  remove: procedure.input(JudgeRef).output(z.object({ removed: z.boolean() })),
  restore: procedure.input(JudgeRef).output(Judge),
  /** The newest version of each. */
  builtins: procedure.output(z.array(BuiltinJudge)),
  /**
   * Asks about one row, or the conversation that a trace belongs to; nothing is stored. What goes wrong with the call is in
   * the answer. INVALID_INPUT: the row has nothing to judge, or the instructions; NOT_FOUND: row, provider; CANCELLED.
   */
  tryOut: procedure.input(z.object({ definition: JudgeDefinition, row: JudgeTrialRow })).output(JudgeTrial),
}
