/** One line of plain text that stands for an input or output in a list. */
import type { Json } from '../../shared/model/json.ts'
import { type ChatMessage, previewLength } from '../../shared/model/view.ts'
import { isObject } from './values.ts'

/** Runs of whitespace and whitespace other than a single space: the few places that collapsing changes. */
const looseSpace = /[^\S ]\s*|\s{2,}/g

/**
 * Text with whitespace collapsed, at most `previewLength` UTF-16 units, ending in an ellipsis where it was cut and
 * never inside a surrogate pair. Undefined when nothing visible is left. Reads only the beginning of long texts.
 */
export function previewText(text: string): string | undefined {
  let read = previewLength + 100
  let line = collapsed(text.slice(0, read))
  if (line.length <= previewLength && read < text.length) {
    read = previewLength * 8
    line = collapsed(text.slice(0, read))
  }
  if (line === '') return undefined
  if (line.length <= previewLength && read >= text.length) return line
  let end = Math.min(line.length, previewLength - 1)
  const last = line.charCodeAt(end - 1)
  if (last >= 0xd800 && last <= 0xdbff) end--
  return `${line.slice(0, end)}…`
}

function collapsed(text: string): string {
  return text.replace(looseSpace, ' ').trim()
}

/** The last question of a conversation: the newest user text, or the newest text of anybody. */
export function inputMessagesPreview(messages: ChatMessage[]): string | undefined {
  const fromUser = messages.findLast((message) => message.role === 'user' && messageText(message) !== '')
  const any = fromUser ?? messages.findLast((message) => messageText(message) !== '')
  return any === undefined ? undefined : previewText(messageText(any))
}

/** The answer: the last text, or the names of the tools that were called. */
export function outputMessagesPreview(messages: ChatMessage[]): string | undefined {
  const spoken = messages.findLast((message) => messageText(message) !== '')
  if (spoken !== undefined) return previewText(messageText(spoken))
  const calls = messages.flatMap((message) =>
    message.parts.flatMap((part) => (part.type === 'toolCall' ? [part.name] : [])),
  )
  return calls.length === 0 ? undefined : previewText(calls.join(', '))
}

/** A message's spoken text; long ones only as far as a preview needs. */
export function messageText(message: ChatMessage): string {
  let text = ''
  for (const part of message.parts) {
    if (part.type === 'text') text += text === '' ? part.text : ` ${part.text}`
    if (text.length > previewLength * 4) break
  }
  return text.trim()
}

const telling = [
  'question',
  'query',
  'input',
  'text',
  'prompt',
  'message',
  'content',
  'answer',
  'output',
  'result',
  'response',
  'final_output',
]

/** A value that is no chat: its one telling text, else compact JSON. */
export function valuePreview(value: Json): string | undefined {
  if (typeof value === 'string') return previewText(value)
  if (isObject(value)) {
    const keys = Object.keys(value)
    for (const key of keys.length === 1 ? keys : telling) {
      const text = Object.hasOwn(value, key) ? value[key] : undefined
      if (typeof text === 'string' && text.trim() !== '') return previewText(text)
    }
    if (keys.length === 0) return undefined
  }
  if (Array.isArray(value) && value.length === 0) return undefined
  return previewText(compact(value))
}

/** JSON of at most a few times the preview's length: later entries are dropped before writing. */
function compact(value: Json): string {
  let room = previewLength * 3
  const cut = (item: Json): Json | undefined => {
    if (room <= 0) return undefined
    room -= 4
    if (typeof item === 'string') {
      const text = item.slice(0, previewLength)
      room -= text.length
      return text
    }
    if (typeof item !== 'object' || item === null) return item
    if (Array.isArray(item)) {
      const copy: Json[] = []
      for (const entry of item) {
        const part = cut(entry)
        if (part === undefined) break
        copy.push(part)
      }
      return copy
    }
    const copy: [string, Json][] = []
    for (const key of Object.keys(item)) {
      room -= key.length
      const part = cut(item[key] as Json)
      if (part === undefined) break
      copy.push([key, part])
    }
    return Object.fromEntries(copy)
  }
  return JSON.stringify(cut(value) ?? null)
}
