import { expect, test } from 'vitest'
import { toReadableParts } from '../../../../src/renderer/features/labeling-screen/readable-parts.ts'
import type { ReadableTrace } from '../../../../src/shared/model/label-work.ts'
import type { ChatMessage } from '../../../../src/shared/model/view.ts'

const says = (role: string, text: string): ChatMessage => ({ role, parts: [{ type: 'text', text }] })
const call: ChatMessage = {
  role: 'assistant',
  parts: [{ type: 'toolCall', id: 'c1', name: 'find', arguments: { order: 7 } }],
}
const result: ChatMessage = { role: 'tool', parts: [{ type: 'toolResult', id: 'c1', result: 'sent' }] }

function read(change: Partial<ReadableTrace>) {
  const empty = { messages: [], outputMessages: [], documents: [], toolCalls: [], isTruncated: false }
  return toReadableParts({ traceId: 'a', name: 'n', ...empty, ...change })
}
const texts = (turns: ReturnType<typeof read>['earlier']) =>
  turns.map(({ role, blocks }) => [role, ...blocks.map((block) => block.kind === 'part' && block.part)])
const text = (words: string) => ({ type: 'text', text: words })

test('the last thing a person said is the question, what came before is earlier, tools stand apart', () => {
  const messages = [says('system', 's'), says('user', 'hello'), says('user', 'where is it?'), call, result]
  const parts = read({ messages, outputMessages: [says('assistant', 'sent')] })
  expect(texts(parts.earlier)).toEqual([
    ['system', text('s')],
    ['user', text('hello')],
  ])
  expect(texts(parts.question === undefined ? [] : [parts.question])).toEqual([['user', text('where is it?')]])
  expect(texts(parts.answer)).toEqual([['assistant', text('sent')]])
  expect(parts.tools).toEqual([{ spanId: '', name: 'find', arguments: { order: 7 }, result: 'sent', isError: false }])
})

test('tools that have spans are shown from these, once', () => {
  const tool = { spanId: 's1', name: 'find', isError: true }
  const { tools } = read({ messages: [says('user', 'q'), call, result], toolCalls: [tool] })
  expect(tools).toEqual([tool])
})

test('where nobody is called a user the last message is the question; without messages there is none', () => {
  expect(read({ messages: [says('caller', 'a'), says('caller', 'b')] }).question?.role).toBe('caller')
  expect(read({ messages: [says('caller', 'a'), says('caller', 'b')] }).earlier).toHaveLength(1)
  expect(read({ input: 'q', output: 'a' })).toEqual({ earlier: [], question: undefined, answer: [], tools: [] })
})

test('an answer that is only a tool call leaves no empty answer', () => {
  const { answer, tools } = read({ messages: [says('user', 'q')], outputMessages: [call] })
  expect(answer).toEqual([])
  expect(tools).toMatchObject([{ name: 'find' }])
})
