/** A readable trace in the order in which an expert reads it. Pure. */
import type { ReadableToolCall, ReadableTrace } from '../../../shared/model/label-work.ts'
import { type Block, listTurns, type Turn } from '../../ui/conversation.ts'

export interface ReadableParts {
  /** Before the question, with instructions to the model. */
  earlier: Turn[]
  question: Turn | undefined
  answer: Turn[]
  tools: ReadableToolCall[]
}

function isUser({ role }: Turn): boolean {
  return role.toLowerCase() === 'user' || role.toLowerCase() === 'human'
}

function hasContent(turn: Turn): boolean {
  return turn.blocks.some((block) => block.kind === 'part')
}

/** Tool calls inside messages, for traces that have no spans of tools. */
function callsOf(turns: readonly Turn[]): ReadableToolCall[] {
  return turns.flatMap((turn) =>
    turn.blocks.flatMap((block): ReadableToolCall[] => {
      if (block.kind !== 'tool') return []
      const { call, result } = block
      return [
        {
          spanId: '',
          name: call?.name ?? result?.name ?? '',
          ...(call === undefined ? {} : { arguments: call.arguments }),
          ...(result === undefined ? {} : { result: result.result }),
          isError: false,
        },
      ]
    }),
  )
}

function withoutTools(turn: Turn): Turn {
  return { ...turn, blocks: turn.blocks.filter((block: Block) => block.kind === 'part') }
}

/** The last thing a person said is the question; where nobody is called a user, the last message. */
export function toReadableParts({ messages, outputMessages, toolCalls }: ReadableTrace): ReadableParts {
  const turns = listTurns(messages, outputMessages)
  const inputs = turns.filter(({ direction }) => direction === 'input')
  const outputs = turns.filter(({ direction }) => direction === 'output')
  const lastUser = inputs.findLastIndex(isUser)
  const at = lastUser >= 0 ? lastUser : inputs.length - 1
  const afterQuestion = [...inputs.slice(at + 1), ...outputs]
  return {
    earlier: inputs.slice(0, Math.max(0, at)).map(withoutTools).filter(hasContent),
    question: inputs[at],
    answer: outputs.map(withoutTools).filter(hasContent),
    tools: toolCalls.length > 0 ? toolCalls : callsOf(afterQuestion),
  }
}
