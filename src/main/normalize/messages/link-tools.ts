/** Which result answers which call, across one conversation. */
import type { ChatMessage, MessagePart } from '../../../shared/model/view.ts'
import { toolResultValue } from './parse-parts.ts'

type Call = Extract<MessagePart, { type: 'toolCall' }>
type Result = Extract<MessagePart, { type: 'toolResult' }>

/**
 * Gives results the id and name of the call they answer: by id, or where ids are missing or unknown, the first
 * unanswered call (of the same name, where the result has one). Ids may be repeated: each call is answered once.
 */
export function linkToolResults(messages: ChatMessage[]): ChatMessage[] {
  const open: Call[] = []
  return messages.map((message) => {
    const own = asToolMessage(message, open)
    const parts = own.parts.map((part) => {
      if (part.type === 'toolCall') open.push(part)
      return part.type === 'toolResult' ? linked(part, open) : part
    })
    return { ...own, parts }
  })
}

/** LangChain callbacks write a tool's name as the role of its answer. */
function asToolMessage(message: ChatMessage, open: Call[]): ChatMessage {
  const call = open.find((one) => one.name === message.role)
  const [only] = message.parts
  if (call === undefined || message.parts.length !== 1 || only?.type !== 'text') return message
  const result: Result = { type: 'toolResult', name: call.name, result: toolResultValue(only.text) }
  return { ...message, role: 'tool', parts: [result] }
}

function linked(result: Result, open: Call[]): Result {
  const index = findCall(result, open)
  const call = index === -1 ? undefined : open.splice(index, 1)[0]
  if (call === undefined) return result
  const copy: Result = { ...result, name: result.name ?? call.name }
  const id = result.id ?? call.id
  if (id !== undefined) copy.id = id
  return copy
}

function findCall(result: Result, open: Call[]): number {
  const byId = result.id === undefined ? -1 : open.findIndex((call) => call.id === result.id)
  if (byId !== -1) return byId
  return open.findIndex(
    (call) =>
      (result.id === undefined || call.id === undefined) && (result.name === undefined || call.name === result.name),
  )
}
