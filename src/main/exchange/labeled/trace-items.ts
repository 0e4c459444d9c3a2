/** Labeled traces, with what was said in them. */
import type { Database } from 'better-sqlite3'
import { findFinals } from '../../store/final-answer.ts'
import { findRootSpans, iterateLabeledTraces, type LabeledSet, type LabeledTrace } from '../../store/labeled-items.ts'
import { createContentReader } from '../../store/stored-span.ts'
import { toShownTraceId } from '../export/exported-trace.ts'
import type { ItemSource, LabeledItem, SpanContent, ViewContent } from './labeled-item.ts'

const contentsAtOnce = 50

export interface TraceItemOptions {
  view: ViewContent
  /** Conversations as messages, not as the values that hold them: what is redacted is counted once. */
  asMessages: boolean
}

/** In the order of the set; contents are read of those that are wanted. */
export function openTraceItems(db: Database, set: LabeledSet, options: TraceItemOptions): ItemSource {
  const readContents = openContents(db, options)
  return function* read(isWanted) {
    for (const traces of iterateLabeledTraces(db, set)) {
      // Contents may be long: of fewer traces at once than their rows.
      for (let from = 0; from < traces.length; from += contentsAtOnce) {
        const items = traces.slice(from, from + contentsAtOnce).map((trace) => {
          const finals = findFinals(trace.labels)
          return { trace, finals, isWanted: isWanted(finals) }
        })
        const contents = readContents(items.flatMap((item) => (item.isWanted ? [item.trace] : [])))
        for (const { trace, finals } of items) {
          const content = contents.get(trace.tracePk)
          yield content && { traceId: toShownTraceId(trace.traceId), trace, record: undefined, ...content, finals }
        }
      }
    }
  }
}

type Content = Pick<LabeledItem, 'inputs' | 'outputs' | 'messages' | 'outputMessages'>

/** From the spans that speak for the traces, else from their previews; by their keys. */
function openContents(
  db: Database,
  { view, asMessages }: TraceItemOptions,
): (traces: readonly LabeledTrace[]) => Map<number, Content> {
  const readSpans = createContentReader(db)
  return (traces) => {
    const rootless = traces.filter(
      ({ inputSpanId, outputSpanId }) => inputSpanId === undefined || outputSpanId === undefined,
    )
    const roots = findRootSpans(
      db,
      rootless.map(({ tracePk }) => tracePk),
    )
    // The span that speaks for both is read once.
    const wanted: { tracePk: number; traceId: string; spanId: string }[] = []
    const place = ({ tracePk, traceId }: LabeledTrace, spanId: string | undefined): number =>
      spanId === undefined ? -1 : wanted.push({ tracePk, traceId, spanId }) - 1
    const places = traces.map((trace) => {
      const root = roots.get(trace.tracePk)
      const [inputId, outputId] = [trace.inputSpanId ?? root, trace.outputSpanId ?? root]
      const input = place(trace, inputId)
      return { trace, input, output: outputId === inputId ? input : place(trace, outputId) }
    })
    const views: SpanContent[] = []
    for (const { at, span, logs } of readSpans(wanted)) views[at] = view(span, logs)
    return new Map(
      places.map(({ trace, ...at }) => {
        const [input, output] = [views[at.input], views[at.output]]
        const messages = asMessages ? (input?.inputMessages ?? []) : []
        const outputMessages = asMessages ? (output?.outputMessages ?? []) : []
        const content = {
          inputs: messages.length > 0 ? undefined : (input?.inputs ?? trace.inputPreview),
          outputs: outputMessages.length > 0 ? undefined : (output?.outputs ?? trace.outputPreview),
          messages,
          outputMessages,
        }
        return [trace.tracePk, content]
      }),
    )
  }
}
