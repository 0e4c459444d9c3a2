import * as z from 'zod'
import { JudgeExample } from '../model/judge.ts'
import {
  ExampleCandidate,
  QuestionRef,
  RowChoice,
  SplitRef,
  Validation,
  ValidationQuery,
  ValidationRow,
  ValidationSetup,
  ValidationSubject,
  ValueMapping,
  VersionComparison,
} from '../model/validation.ts'
import { procedure } from './errors.ts'

/** Scorers against people. All of them read every row of the runs, hence off the engine thread. */
export const validations = {
  /** What the scorer can be compared with. Errors: NOT_FOUND. */
  setup: procedure.input(z.object({ subject: ValidationSubject })).output(ValidationSetup),
  /** Keeps how a question is compared with a scorer. */
  keepMapping: procedure
    .input(
      z.object({
        experimentId: z.string(),
        scorer: z.string().min(1).max(250),
        question: QuestionRef,
        mapping: ValueMapping,
      }),
    )
    .output(z.void()),
  /** CONFLICT: the split is sealed and no opening of it is named (`datasets.openSeal`). */
  measure: procedure.input(ValidationQuery).output(Validation),
  rows: procedure
    .input(
      ValidationQuery.extend({
        choice: RowChoice,
        cursor: z.string().optional(),
        limit: z.number().int().min(1).max(200),
      }),
    )
    .output(z.object({ rows: z.array(ValidationRow), total: z.number(), nextCursor: z.string().optional() })),
  /** Two versions of a judge on the rows that both judged. */
  compareVersions: procedure
    .input(ValidationQuery.omit({ subject: true }).extend({ before: ValidationSubject, after: ValidationSubject }))
    .output(VersionComparison),
  /** The traces that were scored, for scoring them with another version; none of a sealed split. */
  scoredTraces: procedure
    .input(z.object({ subject: ValidationSubject, split: SplitRef.optional() }))
    .output(z.object({ traceIds: z.array(z.string()) })),
  /** Labelled traces that no comparison rests on; `held`: how many are kept back because one does. */
  examples: procedure
    .input(ValidationQuery.omit({ openingId: true }).extend({ count: z.number().int().min(1).max(50) }))
    .output(z.object({ candidates: z.array(ExampleCandidate), held: z.number() })),
  /** A row as an example of a judge; null where people have not answered, or where it is sealed. */
  exampleOfRow: procedure
    .input(ValidationQuery.omit({ openingId: true, split: true }).extend({ traceId: z.string() }))
    .output(JudgeExample.nullable()),
}
