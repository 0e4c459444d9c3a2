/** What judges of traces and of conversations are shown. */
import type { Database } from 'better-sqlite3'
import type { Json } from '../../../shared/model/json.ts'
import type { ChatMessage, SpanView } from '../../../shared/model/view.ts'
import { isJsonObject } from '../../formats/json-text.ts'
import { viewSpan } from '../../normalize/view.ts'
import { getStoredSpan } from '../../store/stored-span.ts'
import { readTree } from '../../store/trace-read.ts'
import { toPlainText } from '../scorers/plain-text.ts'
import { readTraceContent } from './trace-content.ts'

export interface JudgeTrace {
  /** In the order of the tree. */
  spans: Json[]
  /** Of all spans, each once. */
  types: string[]
}

export interface JudgeConversation {
  /** Oldest first; what tools did stands where it was done, with the role `tool`. */
  messages: Json[]
  /** Of the spans of all its traces, each once. */
  types: string[]
}

/** Spans that a judge is shown of one trace, and UTF-16 units of one text. More than that no model reads well. */
const mostSpans = 200
const longestText = 8_000

/** The spans of a trace with what went in and out of each. Throws NOT_FOUND. */
export function readJudgeTrace(db: Database, traceId: string): JudgeTrace {
  const tree = readTree(db, traceId)
  const spans = tree.spanIds.slice(0, mostSpans).map((spanId, index): Json => {
    const name = tree.names[tree.nameIndexes[index] as number] ?? ''
    const isError = tree.statusCodes[index] === 2
    return toShown(readView(db, traceId, spanId), { name, depth: tree.depths[index] ?? 0, isError })
  })
  const more = tree.spanIds.length - spans.length
  return { spans: more > 0 ? [...spans, `${more} more spans are not shown.`] : spans, types: typesOf(tree) }
}

function typesOf(tree: { types: string[]; typeIndexes: number[] }): string[] {
  return [...new Set(tree.typeIndexes.map((index) => tree.types[index] ?? ''))]
}

function readView(db: Database, traceId: string, spanId: string): SpanView {
  const { span, logs } = getStoredSpan(db, traceId, spanId)
  return viewSpan(span, logs)
}

function toShown(view: SpanView, { name, depth, isError }: { name: string; depth: number; isError: boolean }): Json {
  const { toolCall, documents, inputMessages, outputMessages, tools } = view
  const inputs = toolCall?.arguments ?? (inputMessages.length > 0 ? inputMessages.map(toPlain) : view.inputs)
  const outputs = toolCall?.result ?? (outputMessages.length > 0 ? outputMessages.map(toPlain) : view.outputs)
  return {
    name: toolCall?.name ?? name,
    type: view.type,
    depth,
    ...(isError ? { status: 'error' } : {}),
    ...(tools.length === 0
      ? {}
      : { tools: tools.map((tool) => ({ name: tool.name, description: cut(tool.description ?? '') })) }),
    ...(inputs === undefined ? {} : { inputs: cut(inputs) }),
    ...(documents.length === 0
      ? outputs === undefined
        ? {}
        : { outputs: cut(outputs) }
      : {
          documents: documents.map(({ id, source, text }) => ({
            ...(id === undefined ? {} : { id }),
            ...(source === undefined ? {} : { source }),
            text: cut(text),
          })),
        }),
  }
}

function cut(value: Json): Json {
  if (typeof value === 'string') return value.length > longestText ? `${value.slice(0, longestText)}…` : value
  if (Array.isArray(value)) return value.map(cut)
  if (!isJsonObject(value)) return value
  return Object.fromEntries(Object.entries(value).map(([key, each]) => [key, cut(each)]))
}

/** Calls of tools and their results count as what a message says. */
function toPlain({ role, parts }: ChatMessage): { role: string; content: Json } {
  const contents = parts.flatMap((part): Json[] => {
    if (part.type === 'text') return [part.text]
    if (part.type === 'toolCall') return [{ call: part.name, arguments: part.arguments }]
    return part.type === 'toolResult' ? [{ result: part.result }] : []
  })
  return { role, content: contents.every((each) => typeof each === 'string') ? contents.join('') : contents }
}

/**
 * The messages of a conversation. Of several traces each is a turn: the newest question, calls of tools, the answer. A
 * trace by itself is a conversation with everything that was said in it. Throws NOT_FOUND.
 */
export function readJudgeConversation(db: Database, traceIds: readonly string[]): JudgeConversation {
  const types = new Set<string>()
  const messages = traceIds.flatMap((traceId, turn): Json[] => {
    const tree = readTree(db, traceId)
    for (const type of typesOf(tree)) types.add(type)
    const { inputs, outputs } = readTraceContent(db, traceId)
    const asked = readMessages(inputs)
    const system = asked.filter(({ role }) => role === 'system')
    const question = asked.findLast(({ role }) => role === 'user')
    const said = traceIds.length === 1 ? asked : [...(turn === 0 ? system : []), ...(question ? [question] : [])]
    const calls = tree.spanIds.flatMap((spanId, index): Json[] => {
      if (tree.types[tree.typeIndexes[index] as number] !== 'TOOL') return []
      const { toolCall, inputs: given, outputs: result } = readView(db, traceId, spanId)
      const name = toolCall?.name ?? tree.names[tree.nameIndexes[index] as number] ?? ''
      const content = {
        name,
        arguments: toolCall?.arguments ?? given ?? null,
        result: toolCall?.result ?? result ?? null,
      }
      return [{ role: 'tool', content: cut(content) }]
    })
    const answer = toAnswer(outputs).map(({ role, content }) => ({ role, content: cut(content) }))
    return [
      ...said.map(({ role, content }) => ({ role, content: cut(content) })),
      ...calls.slice(0, mostSpans),
      ...answer,
    ]
  })
  return { messages, types: [...types] }
}

/** A row without a trace, as a conversation. */
export function toConversation(inputs: Record<string, Json>, outputs: Json | undefined): Json[] {
  return [...readMessages(inputs), ...toAnswer(outputs)].map(({ role, content }) => ({ role, content: cut(content) }))
}

function toAnswer(outputs: Json | undefined): { role: string; content: string }[] {
  return outputs === undefined || outputs === null ? [] : [{ role: 'assistant', content: toPlainText(outputs) }]
}

/** A list of messages as it is; other inputs are what the user said. */
function readMessages(inputs: Record<string, Json>): { role: string; content: string }[] {
  const { messages } = inputs
  if (!Array.isArray(messages)) return [{ role: 'user', content: questionOf(inputs) }]
  return messages.flatMap((message) =>
    isJsonObject(message) && typeof message.role === 'string'
      ? [{ role: message.role, content: toPlainText(message.content ?? '') }]
      : [],
  )
}

function questionOf(inputs: Record<string, Json>): string {
  const values = Object.values(inputs)
  const [only] = values
  return values.length === 1 && typeof only === 'string' ? only : JSON.stringify(inputs)
}
