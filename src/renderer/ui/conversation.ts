/**
 * Blocks of the conversation view: the messages of a span with every tool call beside its result, wherever the
 * sender put that result (in a later `tool` message, in the same message, or nowhere).
 */
import type { Json } from '../../shared/model/json.ts'
import type { ChatMessage, MessagePart } from '../../shared/model/view.ts'

export type ToolResultPart = MessagePart & { type: 'toolResult' }
export type ToolCallPart = MessagePart & { type: 'toolCall' }

/** A part with its place in the span's detail, so that a cut text can be fetched whole. */
export type Block =
  | { kind: 'part'; part: Exclude<MessagePart, ToolCallPart | ToolResultPart>; path: readonly (string | number)[] }
  | {
      kind: 'tool'
      call: ToolCallPart | undefined
      result: ToolResultPart | undefined
      callPath: readonly (string | number)[] | undefined
      resultPath: readonly (string | number)[] | undefined
    }

export interface Turn {
  role: string
  name: string | undefined
  finishReason: string | undefined
  /** Whether it went in or came out of this span. */
  direction: 'input' | 'output'
  blocks: readonly Block[]
}

interface Placed {
  part: MessagePart
  path: readonly (string | number)[]
}

/** Turns in order, inputs first. A message that held only results already shown beside their calls is left out. */
export function listTurns(inputs: readonly ChatMessage[], outputs: readonly ChatMessage[]): Turn[] {
  const messages = [
    ...inputs.map((message, index) => ({
      message,
      direction: 'input' as const,
      path: ['view', 'inputMessages', index],
    })),
    ...outputs.map((message, index) => ({
      message,
      direction: 'output' as const,
      path: ['view', 'outputMessages', index],
    })),
  ]
  const placed = messages.map(({ message, path }) =>
    message.parts.map((part, index): Placed => ({ part, path: [...path, 'parts', index] })),
  )
  const results = collectResults(placed)
  const used = new Set<MessagePart>()
  const turns: Turn[] = []
  for (const [at, { message, direction }] of messages.entries()) {
    const blocks: Block[] = []
    for (const { part, path } of placed[at] ?? []) {
      if (part.type === 'toolCall') {
        const match = takeResult(results, used, part)
        blocks.push({
          kind: 'tool',
          call: part,
          callPath: path,
          result: match?.part as ToolResultPart | undefined,
          resultPath: match?.path,
        })
      } else if (part.type === 'toolResult') {
        if (!used.has(part))
          blocks.push({ kind: 'tool', call: undefined, callPath: undefined, result: part, resultPath: path })
      } else blocks.push({ kind: 'part', part, path })
    }
    if (blocks.length === 0 && message.parts.length > 0) continue
    turns.push({ role: message.role, name: message.name, finishReason: message.finishReason, direction, blocks })
  }
  return turns
}

function collectResults(placed: readonly (readonly Placed[])[]): Placed[] {
  return placed.flat().filter(({ part }) => part.type === 'toolResult')
}

/** By id when the call has one; otherwise the first free result of the same name. */
function takeResult(results: readonly Placed[], used: Set<MessagePart>, call: ToolCallPart): Placed | undefined {
  const match = results.find(({ part }) => {
    if (part.type !== 'toolResult' || used.has(part)) return false
    if (call.id !== undefined && part.id !== undefined) return part.id === call.id
    return call.id === undefined && part.name !== undefined && part.name === call.name
  })
  if (match !== undefined) used.add(match.part)
  return match
}

/** Text of a tool's arguments or result when it is plain text, which reads better than a JSON string. */
export function findPlainText(value: Json | undefined): string | undefined {
  return typeof value === 'string' ? value : undefined
}

/** All text of a message, for copying. */
export function toPlainText(turn: Turn): string {
  return turn.blocks
    .map((block) => {
      if (block.kind === 'tool') return JSON.stringify({ call: block.call, result: block.result })
      return block.part.type === 'text' || block.part.type === 'reasoning'
        ? block.part.text
        : JSON.stringify(block.part)
    })
    .join('\n\n')
}

const inlineImageTypes = new Set(['image/png', 'image/jpeg', 'image/gif', 'image/webp', 'image/avif', 'image/bmp'])

/**
 * The `data:` address of an image that may be shown inside the app: raster formats carried in the trace itself.
 * Remote addresses are never loaded (that would tell their server who reads the trace), SVG is never shown inline.
 */
export function findInlineImage(part: MessagePart & { type: 'image' }): string | undefined {
  if (part.data !== undefined) {
    const mimeType = part.mimeType?.toLowerCase() ?? 'image/png'
    return inlineImageTypes.has(mimeType) ? `data:${mimeType};base64,${part.data}` : undefined
  }
  const match = /^data:([a-z0-9.+/-]+)[;,]/i.exec(part.url ?? '')
  return match?.[1] !== undefined && inlineImageTypes.has(match[1].toLowerCase()) ? part.url : undefined
}
