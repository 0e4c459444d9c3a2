/** The texts of a span that a person would look for. */
import type { Json } from '../../shared/model/json.ts'
import type { OtlpLogRecord, OtlpSpan } from '../../shared/model/otlp.ts'
import type { ChatMessage, SpanView } from '../../shared/model/view.ts'
import { isObject, toText } from './values.ts'
import { viewSpan } from './view.ts'

/** UTF-16 units of text that one span contributes at most. */
export const maxSearchLength = 500_000

/**
 * Texts worth searching, each once: inputs, outputs, messages, tool calls and results, documents, query, errors, and
 * the span's name. Encoded media is left out.
 */
export function searchTexts(span: OtlpSpan, logs: OtlpLogRecord[]): string[] {
  const texts = new TextSet()
  texts.add(span.name)
  texts.add(span.statusMessage)
  addView(texts, viewSpan(span, logs))
  for (const event of span.events) {
    if (event.name !== 'exception') continue
    for (const { key, value } of event.attributes) {
      if (key === 'exception.message' || key === 'exception.type') texts.add(toText(value))
    }
  }
  return texts.list
}

class TextSet {
  readonly list: string[] = []
  private readonly seen = new Set<string>()
  private room = maxSearchLength

  add(text: string | undefined): void {
    if (text === undefined || this.room <= 0 || isEncoded(text)) return
    const part = text.trim().slice(0, this.room)
    if (part === '' || this.seen.has(part)) return
    this.seen.add(part)
    this.list.push(part)
    this.room -= part.length
  }

  get isFull(): boolean {
    return this.room <= 0
  }
}

/** Data URLs and long base64. */
function isEncoded(text: string): boolean {
  if (text.startsWith('data:') && text.slice(0, 100).includes(',')) return true
  return text.length > 1_000 && /^[\w+/=-]+$/.test(text.slice(0, 1_000))
}

function addView(texts: TextSet, view: SpanView): void {
  addMessages(texts, view.inputMessages)
  addMessages(texts, view.outputMessages)
  texts.add(view.query)
  for (const document of view.documents) {
    texts.add(document.text)
    texts.add(document.source)
  }
  texts.add(view.toolCall?.name)
  addJson(texts, view.toolCall?.arguments)
  addJson(texts, view.toolCall?.result)
  if (!tellsMessages(view.inputs)) addJson(texts, view.inputs)
  if (!tellsMessages(view.outputs)) addJson(texts, view.outputs)
}

/** Inputs that were written from the messages say nothing more, and `assistant` is no word to find. */
function tellsMessages(value: Json | undefined): boolean {
  return isObject(value) && Array.isArray(value.messages) && Object.keys(value).length === 1
}

function addMessages(texts: TextSet, messages: ChatMessage[]): void {
  for (const message of messages) {
    for (const part of message.parts) {
      if (part.type === 'text' || part.type === 'reasoning') texts.add(part.text)
      else if (part.type === 'toolCall') {
        texts.add(part.name)
        addJson(texts, part.arguments)
      } else if (part.type === 'toolResult') addJson(texts, part.result)
      else if (part.type === 'file') texts.add(part.name)
      else if (part.type === 'other') addJson(texts, part.value)
    }
  }
}

/** The texts and numbers inside a value. Keys are the program's words, not content. */
function addJson(texts: TextSet, value: Json | undefined): void {
  if (value === undefined || value === null || texts.isFull) return
  if (typeof value === 'string') texts.add(value)
  else if (typeof value === 'number') texts.add(String(value))
  else if (typeof value === 'object') {
    for (const item of Object.values(value)) addJson(texts, item)
  }
}
