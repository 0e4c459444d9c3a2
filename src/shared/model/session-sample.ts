/** Which traces come into a labeling session: all of a source, or a sample that a seed repeats. */
import * as z from 'zod'
import { TraceFilter, TraceSelection } from './trace.ts'

/** By what traces are grouped before some are drawn from each group. Traces without it are a group of their own. */
export const Stratum = z.discriminatedUnion('by', [
  z.object({ by: z.literal('model') }),
  z.object({ by: z.literal('state') }),
  z.object({ by: z.literal('tag'), key: z.string().min(1).max(250) }),
  /** The value that the trace list shows for this name. */
  z.object({ by: z.literal('assessment'), name: z.string().min(1).max(250) }),
])
export type Stratum = z.infer<typeof Stratum>

const Drawn = z.object({ size: z.number().int().min(1).max(1_000_000), seed: z.string().max(100) })

export const Sample = z.discriminatedUnion('method', [
  Drawn.extend({ method: z.literal('random') }),
  Drawn.extend({
    method: z.literal('stratified'),
    stratum: Stratum,
    /** `proportional`: each group in its share of all. `equal`: the same number of each, as far as it has them. */
    allocation: z.enum(['proportional', 'equal']),
  }),
])
export type Sample = z.infer<typeof Sample>

/** Traces that were chosen, that a filter selects, or that the records of a dataset came from. */
export const ItemSource = z.union([TraceSelection, z.object({ datasetId: z.string() })])
export type ItemSource = z.infer<typeof ItemSource>

/** One addition to a session, as a rule that can be repeated. */
export const SampleRule = z.object({
  addedAtMs: z.number(),
  /** Absent: all of the source. */
  sample: Sample.optional(),
  /** Absent for traces that were chosen by hand and for a dataset. */
  filter: TraceFilter.optional(),
  /** Traces of the filter that were taken out by hand. */
  exceptCount: z.number().optional(),
  dataset: z.object({ datasetId: z.string(), name: z.string() }).optional(),
  /** Traces that could have been drawn: of the source, and not yet in the session. */
  populationCount: z.number(),
  addedCount: z.number(),
})
export type SampleRule = z.infer<typeof SampleRule>

export const SamplePreview = z.object({
  populationCount: z.number(),
  count: z.number(),
  /** The groups of a stratified sample, largest first; `value` absent for traces without the criterion. At most 50. */
  groups: z.array(z.object({ value: z.string().optional(), populationCount: z.number(), count: z.number() })),
})
export type SamplePreview = z.infer<typeof SamplePreview>
