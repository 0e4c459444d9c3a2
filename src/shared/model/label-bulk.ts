/** One answer for several items of a session. */
import * as z from 'zod'
import { Json } from './json.ts'
import { WorkState } from './label-work.ts'

/** What would happen to each item. */
export const BulkPlan = z.object({
  /** Gets the answer; `before` is what it replaces. */
  set: z.array(z.object({ traceId: z.string(), before: Json.optional() })),
  /** Left alone, as the reviewer has answered. */
  answered: z.array(z.object({ traceId: z.string(), before: Json })),
  /** Left alone, as another reviewer has them. */
  notMine: z.array(z.string()),
})
export type BulkPlan = z.infer<typeof BulkPlan>

/** What takes a bulk answer back. */
export const BulkUndo = z.object({
  sessionId: z.string(),
  reviewer: z.string(),
  schemaId: z.string(),
  items: z.array(
    z.object({
      traceId: z.string(),
      /** Before. */
      state: WorkState,
      reason: z.string().optional(),
      /** Of the bulk answer: a later one is not taken back. */
      savedAtMs: z.number(),
      before: Json.optional(),
      rationale: z.string().optional(),
    }),
  ),
})
export type BulkUndo = z.infer<typeof BulkUndo>
