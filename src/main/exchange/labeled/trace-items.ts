/** Labeled traces, with what was said in them. */
import type { Database } from 'better-sqlite3'
import { findFinals } from '../../store/final-answer.ts'
import { findRootSpan, iterateLabeledTraces, type LabeledSet, type LabeledTrace } from '../../store/labeled-items.ts'
import { createSpanReader } from '../../store/stored-span.ts'
import { toShownTraceId } from '../export/exported-trace.ts'
import type { LabeledItem, ViewSpan } from './labeled-item.ts'

export interface TraceItemOptions {
  view: ViewSpan
  /** Conversations as messages, not as the values that hold them: what is redacted is counted once. */
  asMessages: boolean
}

/** In the order of the set. `content` is read when it is asked for: not of what is passed over. */
export function* iterateTraceItems(
  db: Database,
  set: LabeledSet,
  options: TraceItemOptions,
): IterableIterator<Pick<LabeledItem, 'finals'> & { read(): LabeledItem }> {
  const readContent = createContentReader(db, options)
  for (const trace of iterateLabeledTraces(db, set)) {
    const finals = findFinals(trace.labels)
    yield {
      finals,
      read: () => ({ traceId: toShownTraceId(trace.traceId), trace, record: undefined, ...readContent(trace), finals }),
    }
  }
}

type Content = Pick<LabeledItem, 'inputs' | 'outputs' | 'messages' | 'outputMessages'>

/** From the spans that speak for the trace, else from its previews. */
function createContentReader(db: Database, { view, asMessages }: TraceItemOptions): (trace: LabeledTrace) => Content {
  const readSpan = createSpanReader(db)
  return (trace) => {
    const root =
      trace.inputSpanId === undefined || trace.outputSpanId === undefined ? findRootSpan(db, trace.tracePk) : undefined
    const read = (spanId: string | undefined) => {
      const stored = spanId === undefined ? undefined : readSpan(trace.tracePk, trace.traceId, spanId)
      return stored === undefined ? undefined : view(stored.span, stored.logs)
    }
    const inputId = trace.inputSpanId ?? root
    const outputId = trace.outputSpanId ?? root
    const input = read(inputId)
    const output = outputId === inputId ? input : read(outputId)
    const messages = asMessages ? (input?.inputMessages ?? []) : []
    const outputMessages = asMessages ? (output?.outputMessages ?? []) : []
    return {
      inputs: messages.length > 0 ? undefined : (input?.inputs ?? trace.inputPreview),
      outputs: outputMessages.length > 0 ? undefined : (output?.outputs ?? trace.outputPreview),
      messages,
      outputMessages,
    }
  }
}
