/** Outputs as the text that a person would read. */
import type { Json } from '../../../shared/model/json.ts'

/** Members that applications put their answer under, where it is the only text beside them. */
const answerKeys = ['response', 'answer', 'output', 'content', 'text', 'result']

/**
 * A text as it is; of a chat completion or a list of messages, the last message's content; of an object the answer
 * in it, when it says where that is; of everything else its JSON.
 */
export function toPlainText(value: Json): string {
  if (typeof value === 'string') return value
  return findText(value) ?? JSON.stringify(value)
}

function findText(value: Json): string | undefined {
  if (typeof value === 'string') return value
  if (Array.isArray(value)) return findMessageText(value.at(-1))
  if (typeof value !== 'object' || value === null) return undefined
  if (Array.isArray(value.choices)) return findMessageText(member(value.choices[0], 'message'))
  if (Array.isArray(value.messages)) return findMessageText(value.messages.at(-1))
  if (typeof value.role === 'string') return findMessageText(value)
  const texts = answerKeys.filter((key) => typeof value[key] === 'string')
  return texts.length === 1 ? (value[texts[0] as string] as string) : undefined
}

function findMessageText(message: Json | undefined): string | undefined {
  const content = member(message, 'content')
  if (typeof content === 'string') return content
  if (!Array.isArray(content)) return undefined
  const texts = content.map((part) => member(part, 'text')).filter((text) => typeof text === 'string')
  return texts.length === 0 ? undefined : texts.join('')
}

function member(value: Json | undefined, key: string): Json | undefined {
  return typeof value === 'object' && value !== null && !Array.isArray(value) && Object.hasOwn(value, key)
    ? value[key]
    : undefined
}
