/** Conversations as OpenAI's files have them. */
import type { Json } from '../../../shared/model/json.ts'
import type { ChatMessage } from '../../../shared/model/view.ts'
import { toChatJson } from '../../normalize/messages/canonical.ts'
import type { LabeledItem } from './labeled-item.ts'

type JsonObject = { [key: string]: Json }

/** What was asked: the messages, or one message of the user with what went in. Undefined when nothing did. */
export function promptOf({ messages, inputs }: LabeledItem): JsonObject[] | undefined {
  if (messages.length > 0) return toOpenAiMessages(messages)
  return inputs === undefined || inputs === '' ? undefined : [{ role: 'user', content: textOf(inputs) }]
}

/** What was answered. Undefined when nothing was. */
export function answerOf({ outputMessages, outputs }: LabeledItem): JsonObject[] | undefined {
  if (outputMessages.length > 0) return toOpenAiMessages(outputMessages)
  return outputs === undefined || outputs === '' ? undefined : [toAnswer(textOf(outputs))]
}

/** The text of the answer; undefined when there is none, such as in a call of a tool. */
export function answerTextOf({ outputMessages, outputs }: LabeledItem): string | undefined {
  const text =
    outputMessages.length > 0
      ? outputMessages
          .flatMap(({ parts }) => parts.flatMap((part) => (part.type === 'text' ? [part.text] : [])))
          .join('\n\n')
      : outputs === undefined
        ? ''
        : textOf(outputs)
  return text === '' ? undefined : text
}

export function toAnswer(text: string): JsonObject {
  return { role: 'assistant', content: text }
}

/** As the fine-tuning API checks them: arguments of calls are JSON texts, results of tools are texts, reasoning is not there. */
function toOpenAiMessages(messages: ChatMessage[]): JsonObject[] {
  return (toChatJson(messages).messages as JsonObject[]).map(({ reasoning_content: _, ...message }) => {
    const calls = message.tool_calls as { function: { name: string; arguments: Json } }[] | undefined
    const isPlain = typeof message.content === 'string' || message.content === null || Array.isArray(message.content)
    return {
      ...message,
      content: isPlain && message.role !== 'tool' ? (message.content as Json) : textOf(message.content as Json, false),
      ...(calls === undefined
        ? {}
        : {
            tool_calls: calls.map((call, index) => ({
              id: `call_${index}`,
              ...call,
              function: { name: call.function.name, arguments: textOf(call.function.arguments, false) },
            })) as unknown as Json,
          }),
    }
  })
}

/** A text, or the only text of an object, such as that of `{"question": "…"}`; else JSON. */
function textOf(value: Json, opensObjects = true): string {
  if (typeof value === 'string') return value
  if (opensObjects && typeof value === 'object' && value !== null && !Array.isArray(value)) {
    const [only, ...others] = Object.values(value)
    if (typeof only === 'string' && others.length === 0) return only
  }
  return JSON.stringify(value)
}
