import type { Database } from 'better-sqlite3'
import type { SessionTurn, TraceRow } from '../../../shared/model/trace.ts'
import type { ChatMessage, SpanView } from '../../../shared/model/view.ts'
import { viewSpan } from '../../normalize/view.ts'
import { getStoredSpan } from '../../store/stored-span.ts'
import { findTextSpans } from '../../store/text-spans.ts'
import { listSession } from '../../store/trace-read.ts'

/** Longest text of one turn, UTF-16 units; the trace page has the rest. */
const maxTurnText = 20_000

/** The turns of a conversation with the whole question and answer, where the row has a one-line preview. */
export function listSessionTurns(
  db: Database,
  { sessionId, limit }: { sessionId: string; limit: number },
): { turns: SessionTurn[]; total: number } {
  const { rows, total } = listSession(db, sessionId, limit)
  return { turns: rows.map((row) => toTurn(db, row)), total }
}

function toTurn(db: Database, row: TraceRow): SessionTurn {
  const { inputSpanId, outputSpanId } = findTextSpans(db, row.traceId)
  const inputView = inputSpanId === undefined ? undefined : readView(db, row.traceId, inputSpanId)
  const outputView = outputSpanId === inputSpanId ? inputView : outputSpanId && readView(db, row.traceId, outputSpanId)
  const input = (inputView && findQuestion(inputView)) ?? row.inputPreview
  const output = (outputView && findAnswer(outputView)) ?? row.outputPreview
  return {
    row,
    ...(input === undefined ? {} : { input: input.slice(0, maxTurnText) }),
    ...(output === undefined ? {} : { output: output.slice(0, maxTurnText) }),
  }
}

function readView(db: Database, traceId: string, spanId: string): SpanView {
  const { span, logs } = getStoredSpan(db, traceId, spanId)
  return viewSpan(span, logs)
}

/** The newest text by the user, as the preview of a trace has it (see `normalize/preview.ts`). */
function findQuestion(view: SpanView): string | undefined {
  const withText = view.inputMessages.filter((message) => textOf(message) !== '')
  const message = withText.findLast(({ role }) => role === 'user') ?? withText.at(-1)
  return message === undefined ? plainText(view.inputs) : textOf(message)
}

function findAnswer(view: SpanView): string | undefined {
  const message = view.outputMessages.findLast((candidate) => textOf(candidate) !== '')
  return message === undefined ? plainText(view.outputs) : textOf(message)
}

function textOf(message: ChatMessage): string {
  return message.parts.flatMap((part) => (part.type === 'text' ? [part.text] : [])).join('\n')
}

/** A value that is no chat stands for itself only when it is a text; otherwise the preview says it better. */
function plainText(value: SpanView['inputs']): string | undefined {
  return typeof value === 'string' && value !== '' ? value : undefined
}
