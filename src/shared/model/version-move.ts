/** Moving a session to newer versions of its questions, as it is asked for and shown beforehand. */
import * as z from 'zod'
import { AnswerRule } from './answer-mapping.ts'
import { Json } from './json.ts'
import { LabelSchema } from './labeling.ts'

export const QuestionMove = z.object({
  schemaId: z.string(),
  /** The version that was looked at: a newer one is not moved to unseen. */
  toVersion: z.number().int(),
  rules: z.array(AnswerRule).max(1_000),
})
export type QuestionMove = z.infer<typeof QuestionMove>

export const MovePreview = z.object({
  sessionId: z.string(),
  /** Only those with a newer version. */
  questions: z.array(
    z.object({
      schemaId: z.string(),
      /** As the session asks it, and as it would. */
      from: LabelSchema,
      to: LabelSchema,
      rules: z.array(AnswerRule),
      /** Answers of reviewers and settled ones. */
      counts: z.object({ kept: z.number(), mapped: z.number(), askedAgain: z.number() }),
      /** Answers of reviewers by value, the most frequent first. */
      values: z.array(
        z.object({
          value: Json,
          count: z.number(),
          outcome: z.enum(['kept', 'mapped', 'askedAgain']),
          /** What it becomes; absent when it is asked again. */
          becomes: Json.optional(),
        }),
      ),
    }),
  ),
  /** Items that go back to a reviewer, counted for each reviewer. */
  itemsAgain: z.number(),
})
export type MovePreview = z.infer<typeof MovePreview>
