import * as z from 'zod'
import { Json } from '../model/json.ts'
import { BulkPlan, BulkUndo } from '../model/label-bulk.ts'
import { GoldAnswer, GoldProposal } from '../model/label-checks.ts'
import { procedure } from './errors.ts'

const SessionRef = z.object({ sessionId: z.string() })
const ItemRef = SessionRef.extend({ traceId: z.string() })
const Reviewer = z.string().trim().min(1).max(250)

/** Items with known answers, to see how well reviewers do. */
export const labelGold = {
  /** In the order of the items. */
  list: procedure.input(SessionRef).output(z.array(z.object({ traceId: z.string(), answers: z.array(GoldAnswer) }))),
  /** What could be known about an item: what is marked, else settled, else expected. */
  propose: procedure.input(ItemRef).output(z.array(GoldProposal)),
  /** Marks an item with its known answers; none: it is known no more. `before`: what was marked. INVALID_INPUT when one does not fit. */
  set: procedure
    .input(ItemRef.extend({ answers: z.array(GoldAnswer).max(500), markedBy: Reviewer }))
    .output(z.object({ before: z.array(GoldAnswer) })),
}

const Bulk = SessionRef.extend({
  reviewer: Reviewer,
  traceIds: z.array(z.string()).max(100_000),
  schemaId: z.string(),
  /** Also items on which the reviewer has answered the question already. */
  replaces: z.boolean(),
})

/** One answer for several items. */
export const labelBulk = {
  /** Items like this one, itself first. */
  similar: procedure.input(ItemRef).output(z.object({ traceIds: z.array(z.string()) })),
  /** What `answer` would do. */
  plan: procedure.input(Bulk).output(BulkPlan),
  /** Each item gets an answer of its own, and is submitted when it needs nothing more. Answers what takes it back. */
  answer: procedure.input(Bulk.extend({ value: Json, rationale: z.string().max(20_000).optional() })).output(BulkUndo),
  undo: procedure.input(BulkUndo).output(z.object({ count: z.number() })),
}
