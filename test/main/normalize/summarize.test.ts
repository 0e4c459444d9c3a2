import { describe, expect, it } from 'vitest'
import { parseBounded } from '../../../src/main/normalize/bounded-json.ts'
import { previewText } from '../../../src/main/normalize/preview.ts'
import { summarizeSpan } from '../../../src/main/normalize/summarize.ts'
import { previewLength } from '../../../src/shared/model/view.ts'
import { type Attributes, toEvent, toSpan } from './spans.ts'

const summarize = (attributes: Attributes, name = 'span') => summarizeSpan(toSpan(name, attributes))

describe('previews', () => {
  it('show the last question of a long conversation and the answer', () => {
    const turns = Array.from({ length: 200 }, (_, index) => [
      { role: 'user', content: `question ${index} "quoted" \\ ${'x'.repeat(200)}` },
      { role: 'assistant', content: `answer ${index}\n\n- point` },
    ]).flat()
    const asked = [...turns, { role: 'user', content: 'And the last one?\nPlease.' }]
    const answered = [{ role: 'assistant', content: `It is\n\n${'long '.repeat(200)}` }]
    const otel = summarize({
      'gen_ai.operation.name': 'chat',
      'gen_ai.input.messages': JSON.stringify(asked),
      'gen_ai.output.messages': JSON.stringify(answered),
    })
    expect(otel.inputPreview).toBe('And the last one? Please.')
    expect(otel.outputPreview).toMatch(/^It is long long .*…$/)
    const spaced = JSON.stringify({ messages: asked }, null, 1).replaceAll('\n', ' ')
    expect(summarize({ 'mlflow.spanType': '"CHAIN"', 'mlflow.spanInputs': spaced }).inputPreview).toBe(
      'And the last one? Please.',
    )
  })

  it('are not fooled by the words of a message', () => {
    const messages = [
      { role: 'user', content: 'real question' },
      {
        role: 'assistant',
        content: `Write {"role":"user","content":"fake"} ${'…'.repeat(600)}`,
        tool_calls: [{ id: 'c', function: { name: 'add_user', arguments: { role: 'user' } } }],
      },
    ]
    const summary = summarize({ 'gen_ai.operation.name': 'chat', 'gen_ai.input.messages': JSON.stringify(messages) })
    expect(summary.inputPreview).toBe('real question')
  })

  it('read flattened messages only as far as needed', () => {
    const attributes: Attributes = { 'openinference.span.kind': 'LLM' }
    for (let index = 0; index < 30; index++) {
      attributes[`llm.input_messages.${index}.message.role`] = index % 2 === 0 ? 'user' : 'assistant'
      attributes[`llm.input_messages.${index}.message.content`] = `text ${index}`
    }
    expect(summarize(attributes).inputPreview).toBe('text 28')
  })

  it('show the telling text of plain inputs, else compact JSON', () => {
    const inputs = (value: string) => summarize({ 'mlflow.spanInputs': value }).inputPreview
    expect(inputs('{"question":"Why  is\\n it?"}')).toBe('Why is it?')
    expect(inputs('{"k":3,"query":"refund"}')).toBe('refund')
    expect(inputs('{"a":1,"b":[1,2]}')).toBe('{"a":1,"b":[1,2]}')
    expect(inputs('"just text"')).toBe('just text')
    expect(inputs('null')).toBeUndefined()
    expect(inputs('{}')).toBeUndefined()
  })

  it('read events of the span', () => {
    const events = [
      toEvent('gen_ai.user.message', { content: 'ask' }),
      toEvent('gen_ai.choice', { message: '{"role":"assistant","content":"say"}', finish_reason: 'stop' }),
    ]
    const summary = summarizeSpan(toSpan('chat', { 'gen_ai.request.model': 'm' }, events))
    expect(summary).toMatchObject({ type: 'CHAT_MODEL', inputPreview: 'ask', outputPreview: 'say' })
  })

  it('give something for JSON that was cut off by the sender', () => {
    const whole = JSON.stringify([
      { role: 'user', content: 'What is it?' },
      { role: 'assistant', content: 'x'.repeat(900) },
    ])
    const summary = summarize({ 'gen_ai.operation.name': 'chat', 'gen_ai.input.messages': whole.slice(0, 700) })
    expect(summary.inputPreview).toBe('What is it?')
  })
})

describe('preview text', () => {
  it('collapses whitespace and keeps short text whole', () => {
    expect(previewText('  a\n\tb  c ')).toBe('a b c')
    expect(previewText(' \n ')).toBeUndefined()
    expect(previewText('x'.repeat(previewLength))).toBe('x'.repeat(previewLength))
  })

  it('never splits a surrogate pair', () => {
    for (let lead = 490; lead < 510; lead++) {
      const preview = previewText(`${'x'.repeat(lead)}${'👋'.repeat(20)}`) ?? ''
      expect(preview.length).toBeLessThanOrEqual(previewLength)
      expect(preview.isWellFormed()).toBe(true)
    }
  })

  it('finds text behind a lot of space', () => {
    expect(previewText(`a${' '.repeat(900)}b`)).toBe('a b')
  })
})

describe('bounded reading', () => {
  const nodes = (value: unknown): number =>
    typeof value === 'object' && value !== null ? Object.values(value).reduce((sum: number, v) => sum + nodes(v), 1) : 1

  it('stops at the budget, however much there is', () => {
    const list = JSON.stringify(Array.from({ length: 100_000 }, (_, index) => ({ index })))
    const read = parseBounded(list, { stringLength: 100, steps: 50 })
    expect(nodes(read)).toBeLessThanOrEqual(51)
    expect(Array.isArray(read)).toBe(true)
  })

  it('cuts strings, also within escapes, and reads on behind them', () => {
    const text = JSON.stringify({ a: '\\"\u0001é👋'.repeat(50), b: 'after' })
    for (let length = 1; length < 40; length++) {
      const read = parseBounded(text, { stringLength: length, steps: 500 }) as { a: string; b: string }
      expect(read.b).toBe('after'.slice(0, length))
      expect('\\"\u0001é👋'.repeat(50).replaceAll('\u0001', ' ').startsWith(read.a.replaceAll('\u0001', ' '))).toBe(
        true,
      )
    }
  })

  it('reads whole JSON as JSON.parse does', () => {
    const values = [null, true, -1.5e3, 'x\\u00e9', [], {}, [1, [2, { a: 'b"c\\', d: null }]], { '': [{}] }]
    for (const value of values) {
      for (const text of [JSON.stringify(value), JSON.stringify(value, null, 2)]) {
        expect(parseBounded(text, { stringLength: 1000, steps: 1000 })).toEqual(value)
      }
    }
  })
})

describe('columns', () => {
  it('come from MLflow, whose values are JSON texts', () => {
    expect(
      summarize({
        'mlflow.spanType': '"CHAT_MODEL"',
        'mlflow.traceRequestId': '"tr-1"',
        'mlflow.spanInputs': '{"messages":[{"role":"user","content":"Hi"}]}',
        'mlflow.spanOutputs': '"Hello"',
        'mlflow.chat.tokenUsage': '{"input_tokens":3,"output_tokens":1,"total_tokens":4}',
        'mlflow.llm.cost': '{"input_cost":0.01,"output_cost":0.02,"total_cost":0.03}',
        'mlflow.llm.model': '"gpt-5"',
        'mlflow.traceTag.team': 'red',
        'mlflow.traceTag.stage': '"prod"',
      }),
    ).toEqual({
      type: 'CHAT_MODEL',
      model: 'gpt-5',
      usage: { input: 3, output: 1, total: 4 },
      cost: 0.03,
      sessionId: undefined,
      userId: undefined,
      inputPreview: 'Hi',
      outputPreview: 'Hello',
      traceTags: { team: 'red', stage: 'prod' },
      isPending: false,
    })
  })

  it('take model and usage from a raw response where no attribute says them', () => {
    const response = { model: 'gpt-5-mini', choices: [], usage: { prompt_tokens: 5, completion_tokens: 2 } }
    expect(summarize({ 'mlflow.spanType': '"LLM"', 'mlflow.spanOutputs': JSON.stringify(response) })).toMatchObject({
      model: 'gpt-5-mini',
      usage: { input: 5, output: 2, total: 7 },
    })
  })

  it('mark early copies', () => {
    expect(summarize({ 'logfire.span_type': 'pending_span' }).isPending).toBe(true)
    expect(summarize({ 'logfire.span_type': 'span' }).isPending).toBe(false)
  })

  it('read tags as lists and as words', () => {
    expect(summarize({ 'langfuse.trace.tags': ['a', 'b'] }).traceTags).toEqual({ a: '', b: '' })
    expect(summarize({ 'langsmith.span.tags': 'a, b' }).traceTags).toEqual({ a: '', b: '' })
    expect(summarize({ 'tag.tags': '["a"]' }).traceTags).toEqual({ a: '' })
  })

  it('say nothing about spans that are no GenAI', () => {
    expect(summarize({ 'http.request.method': 'GET', 'url.full': 'https://example.com' }, 'GET /')).toEqual({
      type: 'UNKNOWN',
      model: undefined,
      usage: undefined,
      cost: undefined,
      sessionId: undefined,
      userId: undefined,
      inputPreview: undefined,
      outputPreview: undefined,
      traceTags: undefined,
      isPending: false,
    })
  })
})
