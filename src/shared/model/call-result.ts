import * as z from 'zod'
import { Json } from './json.ts'

/** What one call of a target or scorer gave; kept under a hash of everything that it depends on. */
export const CallResult = z.object({
  /** Outputs of a target, value of a scorer. Absent where `error` says why. */
  value: Json.optional(),
  rationale: z.string().optional(),
  error: z.object({ code: z.string(), message: z.string() }).optional(),
  model: z.string().optional(),
  inputTokens: z.number().optional(),
  outputTokens: z.number().optional(),
  costUsd: z.number().optional(),
  durationMs: z.number(),
  /** The trace that the target made under the `traceparent` it was given. */
  traceId: z.string().optional(),
})
export type CallResult = z.infer<typeof CallResult>
