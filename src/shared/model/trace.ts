import * as z from 'zod'
import { AssessmentCell, SourceType } from './assessment.ts'
import { Json } from './json.ts'
import { SpanView, TokenUsage } from './view.ts'

/** MLflow's trace states. `IN_PROGRESS` while no root span has ended. */
export const TraceState = z.enum(['OK', 'ERROR', 'IN_PROGRESS'])
export type TraceState = z.infer<typeof TraceState>

/** A trace as the list shows it, read from the summary row alone. Times are integer microseconds since the epoch. */
export const TraceRow = z.object({
  /** 32 lower-case hex characters; shown as `tr-` + this. */
  traceId: z.string(),
  experimentId: z.string(),
  name: z.string(),
  state: TraceState,
  startUs: z.number(),
  /** Absent while in progress. */
  durationUs: z.number().optional(),
  inputPreview: z.string().optional(),
  outputPreview: z.string().optional(),
  model: z.string().optional(),
  sessionId: z.string().optional(),
  userId: z.string().optional(),
  inputTokens: z.number().optional(),
  outputTokens: z.number().optional(),
  totalTokens: z.number().optional(),
  /** US dollars. */
  cost: z.number().optional(),
  spanCount: z.number(),
  errorCount: z.number(),
  tags: z.record(z.string(), z.string()),
  /** By assessment name. */
  assessments: z.record(z.string(), AssessmentCell),
})
export type TraceRow = z.infer<typeof TraceRow>

/** A trace's own facts beyond the row. */
export const TraceInfo = TraceRow.extend({
  metadata: z.record(z.string(), z.string()),
  clientRequestId: z.string().optional(),
  serviceName: z.string().optional(),
  usage: TokenUsage.optional(),
  deletedAtMs: z.number().optional(),
  /** What is odd about it: `orphanSpans`, `parentCycle`, `noRoot`, `endBeforeStart`, `zeroStart`, `duplicateKeys`. */
  flags: z.array(z.string()),
})
export type TraceInfo = z.infer<typeof TraceInfo>

const Range = z.object({ min: z.number().optional(), max: z.number().optional() })

export const AssessmentFilter = z.object({
  name: z.string(),
  /** `absent` finds what is still to be judged. */
  presence: z.enum(['present', 'absent']).optional(),
  /** Compared as JSON: `"yes"`, `false`, `0.75`. */
  value: Json.optional(),
  min: z.number().optional(),
  max: z.number().optional(),
  sourceType: SourceType.optional(),
  sourceId: z.string().optional(),
})
export type AssessmentFilter = z.infer<typeof AssessmentFilter>

/** All given conditions must hold; a list means any of its members. */
export const TraceFilter = z.object({
  experimentId: z.string().optional(),
  /** Traces of this run: linked to it, or logged under it. */
  runId: z.string().optional(),
  states: z.array(TraceState).optional(),
  startUs: Range.optional(),
  names: z.array(z.string()).optional(),
  models: z.array(z.string()).optional(),
  sessionIds: z.array(z.string()).optional(),
  userIds: z.array(z.string()).optional(),
  /** `value` absent: the tag exists. */
  tags: z.array(z.object({ key: z.string(), value: z.string().optional() })).optional(),
  assessments: z.array(AssessmentFilter).optional(),
  durationUs: Range.optional(),
  totalTokens: Range.optional(),
  cost: Range.optional(),
  hasErrors: z.boolean().optional(),
  traceIds: z.array(z.string()).optional(),
  /** Full text: words must all occur; `"quoted words"` occur together; CJK matches as a substring. */
  search: z.string().optional(),
  /** The trash instead of the list. */
  deleted: z.boolean().optional(),
})
export type TraceFilter = z.infer<typeof TraceFilter>

export const TraceSortColumn = z.enum([
  'start',
  'name',
  'state',
  'duration',
  'tokens',
  'cost',
  'model',
  'session',
  'user',
  'spans',
  'errors',
])
export type TraceSortColumn = z.infer<typeof TraceSortColumn>

/** `assessment` sorts by the cell value of that assessment name; rows without one come last. */
export const TraceSort = z.object({
  column: z.union([TraceSortColumn, z.object({ assessment: z.string() })]),
  direction: z.enum(['asc', 'desc']),
})
export type TraceSort = z.infer<typeof TraceSort>

export const defaultTraceSort: TraceSort = { column: 'start', direction: 'desc' }

/** Which traces an action is for: a hand-picked set, or everything that a filter selects. */
export const TraceSelection = z.union([
  z.object({ traceIds: z.array(z.string()) }),
  z.object({ filter: TraceFilter, except: z.array(z.string()).optional() }),
])
export type TraceSelection = z.infer<typeof TraceSelection>

export const Facet = z.object({ value: z.string(), count: z.number() })
export type Facet = z.infer<typeof Facet>

/**
 * The spans of one trace as columns, in tree order (depth first, siblings by start), so that 100,000 of them are
 * one compact message. Index `i` is the same span in every array.
 */
export const SpanTree = z.object({
  traceId: z.string(),
  /** Microseconds since the epoch that offsets are relative to: the earliest start. */
  originUs: z.number(),
  /** Microseconds from `originUs` to the last end. */
  extentUs: z.number(),
  spanIds: z.array(z.string()),
  /** Index of the parent in these arrays, -1 for a root, an orphan or a broken cycle. */
  parents: z.array(z.number()),
  depths: z.array(z.number()),
  /** Index into `names`. */
  nameIndexes: z.array(z.number()),
  names: z.array(z.string()),
  /** Index into `types`. */
  typeIndexes: z.array(z.number()),
  types: z.array(z.string()),
  offsetsUs: z.array(z.number()),
  durationsUs: z.array(z.number()),
  /** OTLP status code: 0 unset, 1 ok, 2 error. */
  statusCodes: z.array(z.number()),
  /** Total tokens of the span itself, 0 when unknown. */
  tokens: z.array(z.number()),
  /** Indexes of spans that carry at least one valid assessment. */
  assessed: z.array(z.number()),
  /** Indexes of spans whose parent never arrived. */
  orphans: z.array(z.number()),
})
export type SpanTree = z.infer<typeof SpanTree>

/** OTLP JSON `KeyValue` list as stored. */
const RawAttributes = z.array(z.object({ key: z.string(), value: Json }))

export const SpanEvent = z.object({ timeNano: z.string(), name: z.string(), attributes: RawAttributes })
export const SpanLink = z.object({ traceId: z.string(), spanId: z.string(), attributes: RawAttributes })

/** Everything about one span: the normalised view and what was received. */
export const SpanDetail = z.object({
  traceId: z.string(),
  spanId: z.string(),
  parentSpanId: z.string().optional(),
  name: z.string(),
  /** OTLP `SpanKind` number. */
  kind: z.number(),
  /** Decimal strings, nanoseconds since the epoch. */
  startNano: z.string(),
  endNano: z.string(),
  statusCode: z.number(),
  statusMessage: z.string(),
  traceState: z.string(),
  flags: z.number(),
  droppedAttributesCount: z.number(),
  droppedEventsCount: z.number(),
  droppedLinksCount: z.number(),
  attributes: RawAttributes,
  events: z.array(SpanEvent),
  links: z.array(SpanLink),
  logs: z.array(SpanEvent),
  resource: z.object({ attributes: RawAttributes, schemaUrl: z.string() }),
  scope: z.object({ name: z.string(), version: z.string(), attributes: RawAttributes, schemaUrl: z.string() }),
  view: SpanView,
  /** Texts longer than the limit are cut in this answer; `spans.value` reads a whole one. */
  isTruncated: z.boolean(),
})
export type SpanDetail = z.infer<typeof SpanDetail>

/** One trace of a conversation: its question and answer. */
export const SessionTurn = z.object({
  row: TraceRow,
  input: z.string().optional(),
  output: z.string().optional(),
})
export type SessionTurn = z.infer<typeof SessionTurn>

export const SavedView = z.object({
  viewId: z.string(),
  name: z.string(),
  filter: TraceFilter,
  sort: TraceSort,
  /** Column ids in order; absent means the default columns. */
  columns: z.array(z.string()).optional(),
})
export type SavedView = z.infer<typeof SavedView>
