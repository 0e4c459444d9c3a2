import * as z from 'zod'
import { Json } from '../model/json.ts'
import { LabelItem, LabelQueue, ReadableTrace, SessionProgress } from '../model/label-work.ts'
import { procedure } from './errors.ts'

const Work = z.object({ sessionId: z.string(), reviewer: z.string().trim().min(1).max(250) })
const ItemRef = Work.extend({ traceId: z.string() })

/** The labeling loop. Every call that changes something is on disk when it answers. */
export const labelWork = {
  queue: procedure.input(Work).output(LabelQueue),
  item: procedure.input(ItemRef).output(LabelItem),
  /** What is shown of the trace; the same for every reviewer. */
  read: procedure.input(z.object({ traceId: z.string() })).output(ReadableTrace),
  /** Saves one answer as it is given. `value` null takes it back. INVALID_INPUT when it does not fit the question. */
  answer: procedure
    .input(ItemRef.extend({ schemaId: z.string(), value: Json, rationale: z.string().max(20_000).optional() }))
    .output(LabelItem),
  /** Saves what belongs to the whole item; absent fields stay. `activeMs` is added to the time so far. */
  annotate: procedure
    .input(
      ItemRef.extend({
        note: z.string().max(20_000).optional(),
        isUnsure: z.boolean().optional(),
        activeMs: z.number().int().min(0).optional(),
      }),
    )
    .output(LabelItem),
  /**
   * Makes the answers assessments of the trace and ends the item. A later submission supersedes the assessments of the one before.
   * INVALID_INPUT with `details.schemaId` when a required question has no answer; CONFLICT when the session is paused or closed.
   */
  submit: procedure
    .input(ItemRef.extend({ activeMs: z.number().int().min(0), visible: z.record(z.string(), Json).optional() }))
    .output(LabelItem),
  /** Leaves the item unanswered: `skipped`, or `flagged` for whoever leads the session. Answers so far stay as drafts. */
  setAside: procedure
    .input(
      ItemRef.extend({
        state: z.enum(['skipped', 'flagged']),
        reason: z.string().max(2_000).optional(),
        activeMs: z.number().int().min(0),
      }),
    )
    .output(LabelItem),
  /** Undo of `submit` and `setAside`: the answers are drafts again, their assessments are taken back. */
  reopen: procedure.input(ItemRef).output(LabelItem),
  progress: procedure.input(z.object({ sessionId: z.string() })).output(SessionProgress),
}
