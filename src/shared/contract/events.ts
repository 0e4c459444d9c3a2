import { eventIterator } from '@orpc/contract'
import * as z from 'zod'
import { procedure } from './errors.ts'

/** What changed; the interface refetches what it shows of it. Bursts are merged (at most ten a second a topic). */
export const EngineEvent = z.discriminatedUnion('topic', [
  /** `traceIds` lists at most 200; `more` says there are others. */
  z.object({
    topic: z.literal('traces'),
    kind: z.enum(['arrived', 'changed', 'deleted']),
    traceIds: z.array(z.string()),
    more: z.boolean(),
  }),
  z.object({ topic: z.literal('assessments'), traceIds: z.array(z.string()), more: z.boolean() }),
  z.object({ topic: z.literal('views') }),
  z.object({ topic: z.literal('experiments') }),
  /** Runs of any kind: evaluations, and what clients log. */
  z.object({ topic: z.literal('runs') }),
  /** Label schemas, labeling sessions and their items. */
  z.object({ topic: z.literal('labeling') }),
  /** Codes, and which notes have which. */
  z.object({ topic: z.literal('coding') }),
  z.object({ topic: z.literal('datasets') }),
  z.object({ topic: z.literal('jobs'), jobId: z.string() }),
  z.object({ topic: z.literal('receivers') }),
  z.object({ topic: z.literal('workspace') }),
  z.object({ topic: z.literal('settings') }),
  z.object({ topic: z.literal('providers') }),
  z.object({ topic: z.literal('targets') }),
  z.object({ topic: z.literal('judges') }),
  /** Something left, or was kept from it. */
  z.object({ topic: z.literal('egress') }),
  z.object({ topic: z.literal('search'), pending: z.number() }),
  /** First event of every subscription, so that a client knows it is connected. */
  z.object({ topic: z.literal('ready') }),
])
export type EngineEvent = z.infer<typeof EngineEvent>

export const events = {
  subscribe: procedure.output(eventIterator(EngineEvent)),
}
