/** Rules that hold across conventions: precedence, JSON in strings, inclusive usage, limits. */
import { describe, expect, it } from 'vitest'
import { maxSlots, unflatten } from '../../../src/main/normalize/flattened.ts'
import { searchTexts } from '../../../src/main/normalize/search-text.ts'
import { maxDepth, parseLayers } from '../../../src/main/normalize/values.ts'
import { viewSpan } from '../../../src/main/normalize/view.ts'
import type { AnyValue } from '../../../src/shared/model/otlp.ts'
import { type Attributes, toAnyValue, toEvent, toLog, toSpan } from './spans.ts'

const view = (attributes: Attributes, name = 'span') => viewSpan(toSpan(name, attributes), [])

describe('JSON in strings', () => {
  it.each<[string, unknown]>([
    ['{"a":1}', { a: 1 }],
    ['"{\\"a\\":1}"', { a: 1 }],
    ['"\\"{}\\""', '{}'],
    [' [1] ', [1]],
    ['"LLM"', 'LLM'],
    ['{"a":', '{"a":'],
    ['{a:1}', '{a:1}'],
    ["{'role': 'user'}", "{'role': 'user'}"],
    ['12', '12'],
    ['true', 'true'],
    ['[link](x)', '[link](x)'],
    ['[1e999,-0]', ['Infinity', 0]],
  ])('%s', (text, expected) => {
    expect(parseLayers(text)).toEqual(expected)
  })

  it('stay text where they are nested too deep', () => {
    const deep = (levels: number) => '['.repeat(levels) + ']'.repeat(levels)
    expect(parseLayers(deep(maxDepth))).toBeTypeOf('object')
    expect(parseLayers(deep(maxDepth + 2))).toBe(deep(maxDepth + 2))
    expect(parseLayers(deep(200_000))).toBe(deep(200_000))
  })
})

describe('hostile keys and values', () => {
  it('does not make a list as long as an index says', () => {
    const sent = view({ 'gen_ai.prompt.99999999.role': 'user', 'gen_ai.prompt.99999999.content': 'far' })
    expect(sent.inputMessages).toEqual([{ role: 'user', parts: [{ type: 'text', text: 'far' }] }])
  })

  it('caps the slots of flattened lists', () => {
    const entries = Array.from(
      { length: maxSlots + 500 },
      (_, index) => [`${index}.x`, toAnyValue(1)] as [string, AnyValue],
    )
    expect(unflatten(entries)).toHaveLength(maxSlots)
  })

  it('keeps prototypes out of it', () => {
    const sent = view({
      'llm.input_messages.0.message.__proto__.polluted': 'yes',
      'mlflow.spanInputs': '{"__proto__":{"polluted":"yes"},"constructor":"x"}',
      'gen_ai.operation.name': 'constructor',
      'openinference.span.kind': '__proto__',
    })
    expect(sent.type).toBe('UNKNOWN')
    expect(({} as Record<string, unknown>).polluted).toBeUndefined()
    expect(Object.getPrototypeOf(sent.inputs)).toBe(Object.prototype)
  })

  it('ends structured values that are nested too deep', () => {
    let value: AnyValue = { stringValue: 'bottom' }
    for (let level = 0; level < 5_000; level++) value = { arrayValue: { values: [value] } }
    const span = { ...toSpan('deep', {}), attributes: [{ key: 'input', value }] }
    expect(JSON.stringify(viewSpan(span, []).inputs).length).toBeLessThan(300)
  })

  it('takes the first of repeated keys', () => {
    const span = toSpan('twice', { 'gen_ai.request.model': 'first' })
    span.attributes.push({ key: 'gen_ai.request.model', value: { stringValue: 'second' } })
    expect(viewSpan(span, []).model).toBe('first')
  })
})

describe('precedence', () => {
  it('of kinds: Langfuse, MLflow, OpenInference, OTel, Vercel, presence, model', () => {
    const all: Attributes = {
      'langfuse.observation.type': 'retriever',
      'mlflow.spanType': '"AGENT"',
      'openinference.span.kind': 'CHAIN',
      'gen_ai.operation.name': 'embeddings',
      'ai.operationId': 'ai.streamText',
      'gen_ai.tool.name': 'x',
      'gen_ai.request.model': 'm',
    }
    const order: [string, string][] = [
      ['langfuse.observation.type', 'RETRIEVER'],
      ['mlflow.spanType', 'AGENT'],
      ['openinference.span.kind', 'CHAIN'],
      ['gen_ai.operation.name', 'EMBEDDING'],
      ['ai.operationId', 'AGENT'],
      ['gen_ai.tool.name', 'TOOL'],
      ['gen_ai.request.model', 'LLM'],
    ]
    for (const [key, type] of order) {
      expect(view(all).type).toBe(type)
      delete all[key]
    }
    expect(view(all).type).toBe('UNKNOWN')
  })

  it('keeps kinds that a user made up, ignores unknown operations', () => {
    expect(view({ 'mlflow.spanType': '"Planner"' }).type).toBe('Planner')
    expect(view({ 'gen_ai.operation.name': 'juggle', 'gen_ai.request.model': 'm' }).type).toBe('LLM')
    expect(view({ 'operation.name': 'ai.toolCall my-function' }).type).toBe('TOOL')
  })

  it('of models: response, then request; empty is absent', () => {
    expect(view({ 'gen_ai.request.model': 'asked', 'gen_ai.response.model': 'answered' }).model).toBe('answered')
    expect(view({ 'gen_ai.request.model': 'asked', 'gen_ai.response.model': '' }).model).toBe('asked')
    expect(view({ 'ai.model.id': 'id', 'ai.response.model': 'answered' }).model).toBe('answered')
    expect(view({ 'llm.model_name': 'name', 'gen_ai.request.model': 'asked' }).model).toBe('asked')
  })

  it('of sessions', () => {
    const all = { 'gen_ai.conversation.id': 'otel', 'session.id': 'plain', 'langfuse.session.id': 'langfuse' }
    expect(view(all).sessionId).toBe('langfuse')
    expect(view({ ...all, 'langfuse.session.id': '' }).sessionId).toBe('plain')
    expect(view({ 'gen_ai.conversation.id': 'otel', 'gcp.vertex.agent.session_id': 'v' }).sessionId).toBe('otel')
  })

  it('prefers structured messages to raw text and keeps the raw inputs that say more', () => {
    const sent = view({
      'openinference.span.kind': 'CHAIN',
      'input.value': '{"question":"raw","customer":7}',
      'llm.input_messages.0.message.role': 'user',
      'llm.input_messages.0.message.content': 'structured',
    })
    expect(sent.inputMessages[0]?.parts).toEqual([{ type: 'text', text: 'structured' }])
    expect(sent.inputs).toEqual({ question: 'raw', customer: 7 })
  })

  it('puts what the span says before what its events say', () => {
    const span = toSpan('chat', { 'gen_ai.input.messages': '[{"role":"user","content":"span"}]' }, [
      toEvent('gen_ai.client.inference.operation.details', {
        'gen_ai.input.messages': '[{"role":"user","content":"event"}]',
        'gen_ai.output.messages': '[{"role":"assistant","content":"answer"}]',
      }),
    ])
    const sent = viewSpan(span, [])
    expect(sent.inputMessages[0]?.parts).toEqual([{ type: 'text', text: 'span' }])
    expect(sent.outputMessages[0]?.parts).toEqual([{ type: 'text', text: 'answer' }])
  })
})

describe('usage', () => {
  it('adds back what Langfuse leaves out', () => {
    const details = { input: 16, output: 5, input_cached_tokens: 4, output_reasoning_tokens: 2 }
    expect(view({ 'langfuse.observation.usage_details': JSON.stringify(details) }).usage).toEqual({
      input: 20,
      output: 7,
      total: 27,
      cacheRead: 4,
      reasoning: 2,
    })
  })

  it('lets a dotted zero stand against a flat alias', () => {
    expect(
      view({ 'gen_ai.usage.cache_read.input_tokens': 0, 'gen_ai.usage.cache_read_input_tokens': 5 }).usage,
    ).toEqual({ cacheRead: 0 })
  })

  it('takes numbers as text, and nothing that is no count', () => {
    expect(view({ 'gen_ai.usage.input_tokens': '12', 'gen_ai.usage.output_tokens': 'many' }).usage).toEqual({
      input: 12,
    })
    expect(view({ 'gen_ai.usage.input_tokens': -3 }).usage).toBeUndefined()
  })

  it('sums costs that come in halves', () => {
    expect(view({ 'llm.cost.prompt': 0.25, 'llm.cost.completion': 0.5 }).cost).toEqual({
      input: 0.25,
      output: 0.5,
      total: 0.75,
    })
  })
})

describe('other conventions', () => {
  it('reads Pydantic AI events, splitting off the answer', () => {
    const events = [
      { 'event.name': 'gen_ai.system.message', content: 'Be brief.', role: 'system' },
      { 'event.name': 'gen_ai.user.message', content: 'Why?', role: 'user' },
      { 'event.name': 'gen_ai.choice', index: 0, message: { role: 'assistant', content: 'Because.' } },
    ]
    const sent = view({ 'gen_ai.operation.name': 'chat', events: JSON.stringify(events) })
    expect(sent.inputMessages.map(({ role }) => role)).toEqual(['system', 'user'])
    expect(sent.outputMessages).toEqual([{ role: 'assistant', parts: [{ type: 'text', text: 'Because.' }] }])
    const history = events
      .slice(0, 2)
      .concat({ 'event.name': 'gen_ai.assistant.message', content: 'So.', role: 'assistant' })
    const agent = view({ agent_name: 'qa', all_messages_events: JSON.stringify(history) })
    expect(agent).toMatchObject({ type: 'AGENT', outputMessages: [{ parts: [{ text: 'So.' }] }] })
  })

  it('reads documents from Traceloop events', () => {
    const span = toSpan('query', { 'db.system': 'chroma' }, [
      toEvent('db.query.result', { id: 'd1', score: 0.5, document: 'text', metadata: '{"source":"a.md"}' }),
    ])
    expect(viewSpan(span, []).documents).toEqual([
      { id: 'd1', text: 'text', score: 0.5, source: 'a.md', metadata: { source: 'a.md' } },
    ])
  })

  it('drops from an answer what the input already said', () => {
    const history = [{ role: 'user', content: 'Hi' }]
    const sent = view({
      'mlflow.spanType': '"AGENT"',
      'mlflow.spanInputs': JSON.stringify({ messages: history }),
      'mlflow.spanOutputs': JSON.stringify({ messages: [...history, { role: 'assistant', content: 'Hello' }] }),
    })
    expect(sent.outputMessages).toEqual([{ role: 'assistant', parts: [{ type: 'text', text: 'Hello' }] }])
  })

  it('knows content that is text by its mime type', () => {
    expect(view({ 'input.value': '{"a":1}', 'input.mime_type': 'text/plain' }).inputs).toBe('{"a":1}')
    expect(view({ 'input.value': '{"a":1}' }).inputs).toEqual({ a: 1 })
  })
})

describe('search texts', () => {
  it('hold what a person would look for, each once, and no encoded pictures', () => {
    const picture = `data:image/png;base64,${'A'.repeat(5_000)}`
    const span = toSpan(
      'chat m',
      {
        'gen_ai.operation.name': 'chat',
        'gen_ai.input.messages': JSON.stringify([
          {
            role: 'user',
            parts: [
              { type: 'text', content: '返金について' },
              { type: 'uri', modality: 'image', uri: picture },
            ],
          },
          { role: 'assistant', parts: [{ type: 'tool_call', id: 'c', name: 'lookup', arguments: { order: 'A-17' } }] },
          { role: 'tool', parts: [{ type: 'tool_call_response', id: 'c', response: { status: 'shipped' } }] },
        ]),
      },
      [toEvent('exception', { 'exception.type': 'TimeoutError', 'exception.message': 'took too long' })],
    )
    const logs = [toLog('gen_ai.choice', { message: { content: 'On its way' } })]
    const texts = searchTexts(span, logs)
    expect(texts).toEqual(
      expect.arrayContaining(['chat m', '返金について', 'lookup', 'A-17', 'shipped', 'On its way', 'took too long']),
    )
    expect(new Set(texts).size).toBe(texts.length)
    expect(texts.join('').length).toBeLessThan(200)
  })
})
