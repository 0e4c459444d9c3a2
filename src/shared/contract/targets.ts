import * as z from 'zod'
import { CallResult } from '../model/call-result.ts'
import { Json } from '../model/json.ts'
import { SavedTarget, Target } from '../model/target.ts'
import { procedure } from './errors.ts'

/** What evaluations call to get outputs. */
export const targets = {
  /** By name. */
  list: procedure.output(z.array(SavedTarget)),
  /** Creates without an id, or with one that is free (a deletion taken back); else replaces. CONFLICT: name taken. */
  save: procedure
    .input(
      z.object({
        targetId: z.string().min(1).max(100).optional(),
        name: z.string().trim().min(1).max(100),
        target: Target,
      }),
    )
    .output(SavedTarget),
  delete: procedure.input(z.object({ targetId: z.string() })).output(z.object({ deleted: z.boolean() })),
  /**
   * Calls it for one row, nothing is stored. What goes wrong is in the answer. `request` is what was asked, without secrets.
   * CANCELLED, INVALID_INPUT (recorded).
   */
  tryRow: procedure
    .input(z.object({ target: Target, inputs: z.record(z.string(), Json) }))
    .output(CallResult.extend({ request: Json })),
}
