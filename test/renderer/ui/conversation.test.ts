import { describe, expect, test } from 'vitest'
import { findInlineImage, listTurns, toPlainText } from '../../../src/renderer/ui/conversation.ts'
import type { ChatMessage } from '../../../src/shared/model/view.ts'

const call = (id: string | undefined, name: string): ChatMessage => ({
  role: 'assistant',
  parts: [{ type: 'toolCall', name, arguments: { q: 1 }, ...(id === undefined ? {} : { id }) }],
})
const result = (id: string | undefined, name: string | undefined, text: string): ChatMessage => ({
  role: 'tool',
  parts: [
    { type: 'toolResult', result: text, ...(id === undefined ? {} : { id }), ...(name === undefined ? {} : { name }) },
  ],
})
const shown = (turns: ReturnType<typeof listTurns>) =>
  turns.map((turn) =>
    turn.blocks.map((block) => (block.kind === 'tool' ? [block.call?.name, block.result?.result] : block.part.type)),
  )

describe('tool calls', () => {
  test('stand beside their results by id, whatever the order of the results', () => {
    const turns = listTurns(
      [call('1', 'search'), call('2', 'search'), result('2', 'search', 'b'), result('1', 'search', 'a')],
      [],
    )
    expect(shown(turns)).toEqual([[['search', 'a']], [['search', 'b']]])
  })

  test('without ids pair with the first free result of the name', () => {
    expect(shown(listTurns([call(undefined, 'sum'), result(undefined, 'sum', '3')], []))).toEqual([[['sum', '3']]])
  })

  test('never take a result that names another call', () => {
    expect(shown(listTurns([call('1', 'search'), result('9', 'search', 'x')], []))).toEqual([
      [['search', undefined]],
      [[undefined, 'x']],
    ])
  })

  test('of the output pair with nothing yet', () => {
    const turns = listTurns([{ role: 'user', parts: [{ type: 'text', text: 'hi' }] }], [call('1', 'search')])
    expect(shown(turns)).toEqual([['text'], [['search', undefined]]])
    expect(turns.map((turn) => turn.direction)).toEqual(['input', 'output'])
  })
})

test('each part knows where its whole text lies', () => {
  const [turn] = listTurns([{ role: 'user', parts: [{ type: 'text', text: 'hi' }] }], [])
  const [block] = turn?.blocks ?? []
  expect(block?.kind === 'part' ? block.path : undefined).toEqual(['view', 'inputMessages', 0, 'parts', 0])
})

test('a message with no parts still shows that its role spoke', () => {
  expect(listTurns([], [{ role: 'assistant', parts: [] }])).toHaveLength(1)
})

test('copies a turn as plain text', () => {
  const [turn] = listTurns(
    [
      {
        role: 'user',
        parts: [
          { type: 'text', text: 'a' },
          { type: 'reasoning', text: 'b' },
        ],
      },
    ],
    [],
  )
  expect(turn === undefined ? '' : toPlainText(turn)).toBe('a\n\nb')
})

describe('an inline image', () => {
  test('is shown when the trace itself carries a raster picture', () => {
    expect(findInlineImage({ type: 'image', data: 'AAAA', mimeType: 'image/PNG' })).toBe('data:image/png;base64,AAAA')
    expect(findInlineImage({ type: 'image', url: 'data:image/webp;base64,AA' })).toBe('data:image/webp;base64,AA')
  })

  test('is never fetched from elsewhere and never a document', () => {
    for (const url of [
      'https://example.org/a.png',
      'javascript:alert(1)',
      'data:text/html,<b>',
      'data:image/svg+xml,<svg/>',
      '',
    ]) {
      expect(findInlineImage({ type: 'image', url })).toBeUndefined()
    }
    expect(findInlineImage({ type: 'image', data: 'AAAA', mimeType: 'image/svg+xml' })).toBeUndefined()
  })
})
