import * as z from 'zod'
import { Json } from '../model/json.ts'
import {
  Facet,
  SessionTurn,
  SpanDetail,
  SpanTree,
  TraceFilter,
  TraceInfo,
  TraceRow,
  TraceSelection,
  TraceSort,
} from '../model/trace.ts'
import { procedure } from './errors.ts'

const TraceRef = z.object({ traceId: z.string() })
const SpanRef = z.object({ traceId: z.string(), spanId: z.string() })
const Changed = z.object({ count: z.number() })

export const traces = {
  /**
   * One page by keyset. `cursor` is opaque and belongs to this filter and sort; `before` pages backwards.
   * Rows always come in sort order. Limit 1 to 500.
   */
  list: procedure
    .input(
      z.object({
        filter: TraceFilter,
        sort: TraceSort,
        cursor: z.string().optional(),
        direction: z.enum(['after', 'before']).optional(),
        /** Start at the far end instead of at a cursor (End key). */
        fromEnd: z.boolean().optional(),
        limit: z.number().int().min(1).max(500),
      }),
    )
    .output(
      z.object({
        rows: z.array(TraceRow),
        /** Cursor of the first and last row here; absent when nothing lies beyond. */
        previousCursor: z.string().optional(),
        nextCursor: z.string().optional(),
        /** Set when searching: false while text is still being indexed and a scan filled in. */
        isIndexComplete: z.boolean().optional(),
      }),
    ),
  /** How many match; stops at `atMost` (then `isExact` is false). */
  count: procedure
    .input(z.object({ filter: TraceFilter, atMost: z.number().int().min(1).optional() }))
    .output(z.object({ count: z.number(), isExact: z.boolean() })),
  /** Most frequent values of a column, for filter menus; `prefix` narrows. */
  facet: procedure
    .input(
      z.object({
        column: z.enum(['name', 'model', 'session', 'user', 'tagKey', 'tagValue', 'sourceId', 'state']),
        tagKey: z.string().optional(),
        prefix: z.string().optional(),
        limit: z.number().int().min(1).max(200),
      }),
    )
    .output(z.array(Facet)),
  /** How many of the selected traces each experiment has, the most first. */
  experiments: procedure
    .input(z.object({ selection: TraceSelection }))
    .output(z.array(z.object({ experimentId: z.string(), count: z.number() }))),
  get: procedure.input(TraceRef).output(TraceInfo),
  /** All spans as columns, in tree order. */
  tree: procedure.input(TraceRef).output(SpanTree),
  /**
   * Spans of this trace whose name, attributes or texts contain `text` (case-insensitive substring), in tree
   * order; at most `limit`.
   */
  findSpans: procedure
    .input(TraceRef.extend({ text: z.string().min(1), limit: z.number().int().min(1).max(1000) }))
    .output(z.object({ spanIds: z.array(z.string()), isComplete: z.boolean() })),
  /** Traces of one conversation, oldest first. */
  session: procedure
    .input(z.object({ sessionId: z.string(), limit: z.number().int().min(1).max(1000) }))
    .output(z.object({ turns: z.array(SessionTurn), total: z.number() })),
  /** Sets (string) and removes (null) tags on every selected trace. */
  tag: procedure
    .input(
      z.object({
        selection: TraceSelection,
        tags: z.record(z.string().min(1).max(250), z.string().max(4096).nullable()),
      }),
    )
    .output(Changed),
  /** Moves to the trash; `restore` takes back exactly that deletion. */
  delete: procedure.input(z.object({ selection: TraceSelection })).output(Changed.extend({ deletionId: z.string() })),
  restore: procedure
    .input(z.union([z.object({ deletionId: z.string() }), z.object({ selection: TraceSelection })]))
    .output(Changed),
  /** Removes what is in the trash for good. */
  emptyTrash: procedure.output(Changed),
}

export const spans = {
  /** One span; strings over `textLimit` (default 100,000 characters) are cut. */
  get: procedure.input(SpanRef.extend({ textLimit: z.number().int().min(100).optional() })).output(SpanDetail),
  /** A whole value by JSON path inside the span's detail, such as `["view","inputs","messages",0]`. */
  value: procedure
    .input(SpanRef.extend({ path: z.array(z.union([z.string(), z.number()])) }))
    .output(z.object({ value: Json })),
}
