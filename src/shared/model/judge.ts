/** Judges: scorers that ask a model. */
import * as z from 'zod'
import { Json } from './json.ts'

/** The kinds of answers of MLflow's `make_judge` (`feedback_value_type`). */
export const JudgeAnswer = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('yesNo') }),
  z.object({ kind: z.literal('choice'), options: z.array(z.string().min(1)).min(2).max(20) }),
  z.object({ kind: z.literal('number'), min: z.number().optional(), max: z.number().optional() }),
  z.object({ kind: z.literal('text') }),
])
export type JudgeAnswer = z.infer<typeof JudgeAnswer>

/** A labelled row shown to the model beside the instructions. */
export const JudgeExample = z.object({
  inputs: Json.optional(),
  outputs: Json.optional(),
  expectations: Json.optional(),
  value: Json,
  rationale: z.string().optional(),
  /** The assessment that it comes from. */
  assessmentId: z.string().optional(),
})
export type JudgeExample = z.infer<typeof JudgeExample>

export const JudgeDefinition = z.object({
  /** Uses at least one of `{{ inputs }}`, `{{ outputs }}`, `{{ expectations }}`, `{{ trace }}`, `{{ conversation }}`. */
  instructions: z.string().min(1).max(50_000),
  answer: JudgeAnswer,
  /** About a whole conversation: once for a session, on its first trace. */
  isMultiTurn: z.boolean(),
  providerId: z.string(),
  model: z.string(),
  temperature: z.number().min(0).max(2),
  examples: z.array(JudgeExample).max(50),
  /** The built-in that it was copied from. */
  basedOn: z.string().optional(),
})
export type JudgeDefinition = z.infer<typeof JudgeDefinition>

export const Judge = z.object({
  judgeId: z.string(),
  experimentId: z.string(),
  /** The name of its assessments; a question of the same name can be compared with it. */
  name: z.string(),
  version: z.number().int(),
  definition: JudgeDefinition,
  note: z.string().optional(),
  createdBy: z.string().optional(),
  createdAtMs: z.number(),
})
export type Judge = z.infer<typeof Judge>
