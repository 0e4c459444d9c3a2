/** Chat content in the shapes that providers and frameworks write. */
import { describe, expect, it } from 'vitest'
import { linkToolResults } from '../../../src/main/normalize/messages/link-tools.ts'
import { parseMessages } from '../../../src/main/normalize/messages/parse-messages.ts'
import type { Json } from '../../../src/shared/model/json.ts'
import type { ChatMessage } from '../../../src/shared/model/view.ts'

const text = (value: string) => ({ type: 'text' as const, text: value })
const user = (value: string): ChatMessage => ({ role: 'user', parts: [text(value)] })
const assistant = (value: string): ChatMessage => ({ role: 'assistant', parts: [text(value)] })

describe('whole values', () => {
  const cases: [string, Json, 'user' | 'assistant', ChatMessage[]][] = [
    ['OpenAI chat request', { model: 'm', messages: [{ role: 'user', content: 'Hi' }] }, 'user', [user('Hi')]],
    [
      'OpenAI chat response',
      { choices: [{ message: { role: 'assistant', content: 'Yes' }, finish_reason: 'length' }] },
      'assistant',
      [{ ...assistant('Yes'), finishReason: 'length' }],
    ],
    [
      'OpenAI responses request',
      { model: 'm', instructions: 'Be brief.', input: 'Hi' },
      'user',
      [{ role: 'system', parts: [text('Be brief.')] }, user('Hi')],
    ],
    [
      'OpenAI responses input items',
      {
        input: [
          { role: 'user', content: [{ type: 'input_text', text: 'Hi' }] },
          { type: 'function_call', id: 'fc_1', call_id: 'call_1', name: 'find', arguments: '{"a":1}' },
          { type: 'function_call_output', id: 'fco_1', call_id: 'call_1', output: 'none' },
        ],
      },
      'user',
      [
        user('Hi'),
        { role: 'assistant', parts: [{ type: 'toolCall', id: 'call_1', name: 'find', arguments: { a: 1 } }] },
        { role: 'tool', parts: [{ type: 'toolResult', id: 'call_1', result: 'none' }] },
      ],
    ],
    [
      'OpenAI responses output items',
      {
        output: [
          { type: 'reasoning', id: 'rs_1', summary: [{ type: 'summary_text', text: 'Thinking' }] },
          { type: 'message', role: 'assistant', content: [{ type: 'output_text', text: 'Done' }] },
        ],
      },
      'assistant',
      [{ role: 'assistant', parts: [{ type: 'reasoning', text: 'Thinking' }] }, assistant('Done')],
    ],
    [
      'Anthropic request with system',
      {
        system: [{ type: 'text', text: 'Be kind.' }],
        messages: [
          {
            role: 'user',
            content: [
              { type: 'image', source: { type: 'base64', media_type: 'image/png', data: 'iVBORw0KGgo=' } },
              { type: 'text', text: 'What is it?' },
            ],
          },
          { role: 'assistant', content: [{ type: 'tool_use', id: 't1', name: 'zoom', input: { x: 1 } }] },
          {
            role: 'user',
            content: [{ type: 'tool_result', tool_use_id: 't1', content: [{ type: 'text', text: 'a cat' }] }],
          },
        ],
      },
      'user',
      [
        { role: 'system', parts: [text('Be kind.')] },
        {
          role: 'user',
          parts: [{ type: 'image', data: 'iVBORw0KGgo=', mimeType: 'image/png' }, text('What is it?')],
        },
        { role: 'assistant', parts: [{ type: 'toolCall', id: 't1', name: 'zoom', arguments: { x: 1 } }] },
        { role: 'tool', parts: [{ type: 'toolResult', id: 't1', result: 'a cat' }] },
      ],
    ],
    [
      'Anthropic response with thinking',
      {
        id: 'msg_1',
        type: 'message',
        role: 'assistant',
        content: [
          { type: 'thinking', thinking: 'Hm.' },
          { type: 'text', text: 'A cat.' },
        ],
        stop_reason: 'end_turn',
      },
      'assistant',
      [{ role: 'assistant', parts: [{ type: 'reasoning', text: 'Hm.' }, text('A cat.')], finishReason: 'stop' }],
    ],
    [
      'Gemini request',
      {
        model: 'gemini',
        config: { system_instruction: 'Greet.' },
        contents: [
          { role: 'user', parts: [{ text: 'hi' }, { inline_data: { mime_type: 'image/png', data: 'iVBORw0KGgo=' } }] },
          { role: 'model', parts: [{ function_call: { name: 'greet', args: { who: 'you' } } }] },
          { role: 'user', parts: [{ function_response: { name: 'greet', response: { said: 'hello' } } }] },
        ],
      },
      'user',
      [
        { role: 'system', parts: [text('Greet.')] },
        { role: 'user', parts: [text('hi'), { type: 'image', data: 'iVBORw0KGgo=', mimeType: 'image/png' }] },
        { role: 'assistant', parts: [{ type: 'toolCall', name: 'greet', arguments: { who: 'you' } }] },
        { role: 'tool', parts: [{ type: 'toolResult', name: 'greet', result: { said: 'hello' } }] },
      ],
    ],
    [
      'Gemini response',
      { candidates: [{ content: { role: 'model', parts: [{ text: 'Hello' }] }, finish_reason: 'STOP' }] },
      'assistant',
      [{ ...assistant('Hello'), finishReason: 'stop' }],
    ],
    [
      'Bedrock converse',
      { messages: [{ role: 'assistant', content: [{ toolUse: { toolUseId: 't', name: 'find', input: { a: 1 } } }] }] },
      'assistant',
      [{ role: 'assistant', parts: [{ type: 'toolCall', id: 't', name: 'find', arguments: { a: 1 } }] }],
    ],
    [
      'LangChain serialised constructors in a batch',
      {
        messages: [
          [
            { lc: 1, type: 'constructor', id: ['langchain', 'schema', 'HumanMessage'], kwargs: { content: 'Hi' } },
            {
              lc: 1,
              type: 'constructor',
              id: ['langchain', 'schema', 'AIMessage'],
              kwargs: { content: '', tool_calls: [{ id: 'c', name: 'find', args: { a: 1 } }] },
            },
          ],
        ],
      },
      'user',
      [user('Hi'), { role: 'assistant', parts: [{ type: 'toolCall', id: 'c', name: 'find', arguments: { a: 1 } }] }],
    ],
    [
      'LangChain message dictionaries',
      [
        { type: 'human', data: { content: 'Hi' } },
        { type: 'ai', content: 'Hello', response_metadata: { finish_reason: 'stop' } },
      ],
      'user',
      [user('Hi'), { ...assistant('Hello'), finishReason: 'stop' }],
    ],
    [
      'LangChain generations',
      { generations: [[{ text: 'Hello', message: { type: 'ai', content: 'Hello' } }]] },
      'assistant',
      [assistant('Hello')],
    ],
    [
      'AI SDK model messages',
      [
        { role: 'user', content: [{ type: 'text', text: 'Hi' }] },
        { role: 'assistant', content: [{ type: 'tool-call', toolCallId: 'c', toolName: 'find', input: { a: 1 } }] },
        {
          role: 'tool',
          content: [
            { type: 'tool-result', toolCallId: 'c', toolName: 'find', output: { type: 'json', value: { b: 2 } } },
          ],
        },
      ],
      'user',
      [
        user('Hi'),
        { role: 'assistant', parts: [{ type: 'toolCall', id: 'c', name: 'find', arguments: { a: 1 } }] },
        { role: 'tool', parts: [{ type: 'toolResult', id: 'c', name: 'find', result: { b: 2 } }] },
      ],
    ],
    [
      'DeepSeek reasoning beside the content',
      { choices: [{ message: { role: 'assistant', content: '4', reasoning_content: '2+2' } }] },
      'assistant',
      [{ role: 'assistant', parts: [{ type: 'reasoning', text: '2+2' }, text('4')] }],
    ],
    [
      'text with a finish reason',
      { text: 'Done', finish_reason: 'stop' },
      'assistant',
      [{ ...assistant('Done'), finishReason: 'stop' }],
    ],
  ]

  it.each(cases)('%s', (_name, value, bareRole, expected) => {
    expect(parseMessages(value, bareRole)).toEqual(expected)
  })

  it.each<[string, Json]>([
    ['a question', { question: 'Why?' }],
    ['an empty list', []],
    ['a list of numbers', [0.1, 0.2]],
    ['a retrieved document', [{ page_content: 'x', metadata: {}, id: '1' }]],
    ['a row with text', { id: 7, text: 'hello', country: 'JP' }],
    ['a file search result', [{ type: 'pdf', name: 'a' }]],
  ])('%s is no chat', (_name, value) => {
    expect(parseMessages(value, 'user')).toBeUndefined()
  })
})

describe('parts', () => {
  const partsOf = (content: Json) => parseMessages([{ role: 'user', content }], 'user')?.[0]?.parts

  it('take OTel blob, uri, file and generic parts', () => {
    const parts = [
      { type: 'blob', modality: 'image', mime_type: 'image/png', content: 'iVBORw0KGgo=' },
      { type: 'blob', modality: 'audio', mime_type: 'audio/wav', content: 'UklGRiQ=' },
      { type: 'uri', modality: 'image', uri: 'https://example.com/a.png' },
      { type: 'uri', modality: 'video', mime_type: 'video/mp4', uri: 'gs://bucket/a.mp4' },
      { type: 'file', modality: 'image', file_id: 'file-1' },
      { type: 'compaction', summary: 'short' },
    ]
    expect(parseMessages([{ role: 'user', parts }], 'user')?.[0]?.parts).toEqual([
      { type: 'image', data: 'iVBORw0KGgo=', mimeType: 'image/png' },
      { type: 'file', data: 'UklGRiQ=', mimeType: 'audio/wav' },
      { type: 'image', url: 'https://example.com/a.png' },
      { type: 'file', url: 'gs://bucket/a.mp4', mimeType: 'video/mp4' },
      { type: 'file', fileId: 'file-1' },
      { type: 'other', kind: 'compaction', value: { type: 'compaction', summary: 'short' } },
    ])
  })

  it('never make a picture or a link of a script', () => {
    for (const place of ['javascript:alert(1)', 'JaVaScRiPt:alert(1)', 'vbscript:x', 'data:text/html,<script>']) {
      const parts = partsOf([
        { type: 'image_url', image_url: { url: place } },
        { type: 'uri', modality: 'image', uri: place },
      ])
      expect(parts?.map((part) => part.type)).not.toContain('image')
      for (const part of parts ?? []) {
        if (part.type === 'file') expect(part.url ?? '').not.toMatch(/^(javascript|vbscript):/i)
      }
    }
  })

  it('read OpenAI files and audio', () => {
    expect(
      partsOf([
        { type: 'file', file: { filename: 'a.pdf', file_data: 'data:application/pdf;base64,JVBE' } },
        { type: 'input_audio', input_audio: { data: 'UklGRiQ=', format: 'wav' } },
      ]),
    ).toEqual([
      { type: 'file', name: 'a.pdf', url: 'data:application/pdf;base64,JVBE' },
      { type: 'file', data: 'UklGRiQ=', mimeType: 'audio/wav' },
    ])
  })

  it('keep arguments that are no JSON as they are', () => {
    const calls = [{ id: 'c', function: { name: 'run', arguments: '{"broken":' } }]
    expect(parseMessages([{ role: 'assistant', tool_calls: calls }], 'user')?.[0]?.parts).toEqual([
      { type: 'toolCall', id: 'c', name: 'run', arguments: '{"broken":' },
    ])
  })
})

describe('linking results to calls', () => {
  const call = (name: string, id?: string): ChatMessage => ({
    role: 'assistant',
    parts: [{ type: 'toolCall', name, arguments: {}, ...(id === undefined ? {} : { id }) }],
  })
  const result = (value: string, id?: string, name?: string): ChatMessage => ({
    role: 'tool',
    parts: [
      {
        type: 'toolResult',
        result: value,
        ...(id === undefined ? {} : { id }),
        ...(name === undefined ? {} : { name }),
      },
    ],
  })
  const linked = (...messages: ChatMessage[]) =>
    linkToolResults(messages).flatMap(({ parts }) =>
      parts.flatMap((part) => (part.type === 'toolResult' ? [[part.result, part.id, part.name]] : [])),
    )

  it('goes by id, in any order', () => {
    expect(linked(call('a', '1'), call('b', '2'), result('y', '2'), result('x', '1'))).toEqual([
      ['y', '2', 'b'],
      ['x', '1', 'a'],
    ])
  })

  it('goes by order where ids are missing', () => {
    expect(linked(call('a', '1'), call('b', '2'), result('x'), result('y'))).toEqual([
      ['x', '1', 'a'],
      ['y', '2', 'b'],
    ])
    expect(linked(call('a'), call('b'), result('y', undefined, 'b'), result('x', '7'))).toEqual([
      ['y', undefined, 'b'],
      ['x', '7', 'a'],
    ])
  })

  it('answers each call once where ids repeat', () => {
    expect(linked(call('a', '1'), result('x', '1'), call('b', '1'), result('y', '1'))).toEqual([
      ['x', '1', 'a'],
      ['y', '1', 'b'],
    ])
  })

  it('takes a role that names an open tool for its answer', () => {
    expect(linked(call('find', '1'), { role: 'find', parts: [text('found')] })).toEqual([['found', '1', 'find']])
  })
})
