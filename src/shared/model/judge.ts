/** Judges: scorers that ask a model. */
import * as z from 'zod'
import { CallResult } from './call-result.ts'
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
  /** The built-in that it was copied from, with its version: `correctness@1`. */
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

/** MLflow's built-in scorers that ask a model, by the names of their assessments. */
export const BuiltinJudgeId = z.enum([
  'correctness',
  'relevance_to_query',
  'equivalence',
  'completeness',
  'fluency',
  'summarization',
  'safety',
  'guidelines',
  'expectations_guidelines',
  'retrieval_groundedness',
  'retrieval_relevance',
  'retrieval_sufficiency',
  'tool_call_correctness',
  'tool_call_efficiency',
  'conversation_completeness',
  'conversational_guidelines',
  'conversational_role_adherence',
  'conversational_safety',
  'conversational_tool_call_efficiency',
  'knowledge_retention',
  'user_frustration',
])
export type BuiltinJudgeId = z.infer<typeof BuiltinJudgeId>

/** One version of a built-in judge. Its text never changes; another text is another version. */
export const BuiltinJudge = z.object({
  builtinId: BuiltinJudgeId,
  version: z.number().int(),
  /** The class of MLflow's that does the same. */
  mlflowName: z.string(),
  instructions: z.string(),
  answer: JudgeAnswer,
  isMultiTurn: z.boolean(),
  /** Of the row's expectations only these are shown, and one of them has to be there. Empty: it needs none. */
  expectations: z.array(z.string()),
  /** What the trace has to have for there to be anything to judge. */
  needsSpans: z.enum(['RETRIEVER', 'TOOL']).optional(),
  /** Whoever uses it gives the guidelines, which take the place of `{{ guidelines }}`. */
  takesGuidelines: z.boolean(),
})
export type BuiltinJudge = z.infer<typeof BuiltinJudge>

/** What a judge is tried on. */
export const JudgeTrialRow = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('trace'), traceId: z.string() }),
  z.object({ kind: z.literal('record'), datasetId: z.string(), recordId: z.string() }),
])
export type JudgeTrialRow = z.infer<typeof JudgeTrialRow>

/** One question to a judge's model, with everything that was sent. Nothing of it is stored. */
export const JudgeTrial = z.object({
  messages: z.array(z.object({ role: z.enum(['system', 'user', 'assistant']), content: z.string() })),
  result: CallResult,
})
export type JudgeTrial = z.infer<typeof JudgeTrial>

/** What a judge's assessments say about themselves. Names with `mlflow.` are MLflow's (`AssessmentMetadataKey`). */
export const judgeMetadata = {
  /** Id and version: `correctness@1` of a built-in, else the judge's id. */
  judge: 'assay.judge',
  /** The model that answered, as its server names it; the source names the one that was asked for. */
  model: 'assay.judgeModel',
  /** Of several answers: the share that gave the value which counts, and all of them. */
  steadiness: 'assay.judgeSteadiness',
  answers: 'assay.judgeAnswers',
  inputTokens: 'mlflow.assessment.judgeInputTokens',
  outputTokens: 'mlflow.assessment.judgeOutputTokens',
  cost: 'mlflow.assessment.judgeCost',
} as const
