/** Spans that real instrumentations wrote (`../shared/corpus`, not part of the project). */
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { describe, expect, it } from 'vitest'
import { summarizeSpan } from '../../../src/main/normalize/summarize.ts'
import { viewSpan } from '../../../src/main/normalize/view.ts'
import { type ChatMessage, SpanView } from '../../../src/shared/model/view.ts'
import { type Attributes, type Plain, toSpan } from './spans.ts'

const corpus = resolve(import.meta.dirname, '../../../../shared/corpus')
const hasCorpus = existsSync(corpus)
if (!hasCorpus) process.stderr.write(`Skipping the normaliser's corpus tests: ${corpus} does not exist.\n`)

function readJson<T>(...path: string[]): T {
  return JSON.parse(readFileSync(join(corpus, ...path), 'utf8')) as T
}

describe.skipIf(!hasCorpus)('openinference corpus', () => {
  const read = (file: string) => viewSpan(toSpan('chat', readJson<Attributes>('openinference', file)), [])

  it('tells one call in four ways', () => {
    const files = [
      'otel_genai_client_span_tool_calls.json',
      'otel_genai_deprecated_client_span_tool_calls.json',
      'openinference_client_span_tool_calls.json',
      'openinference_client_span_input_output_only.json',
    ]
    const [first, ...others] = files.map((file) => {
      const { inputMessages, outputMessages, inputs, outputs, usage, model, provider } = read(file)
      return { inputMessages, outputMessages, inputs, outputs, usage, model, provider }
    })
    for (const other of others) expect(other).toEqual(first)
    expect(first?.inputMessages[2]?.parts).toEqual([
      { type: 'toolResult', id: '1234', name: 'get_weather', result: 'rainy, 57°F' },
    ])
    expect(first?.outputMessages[0]?.finishReason).toBe('stop')
  })

  it('has a tool run', () => {
    expect(read('otel_genai_tool_execution_span.json')).toMatchObject({
      type: 'TOOL',
      toolCall: { id: '1234', name: 'get_weather', arguments: { city: 'New York' }, result: { status: 'success' } },
    })
  })

  it('has every Vercel AI SDK span with messages, usage and a kind', () => {
    const spans = readJson<{ name: string; attributes: Attributes }[]>('openinference', 'vercel-v6-all-spans.json')
    for (const { name, attributes } of spans) {
      const view = viewSpan(toSpan(name, attributes), [])
      expect(view.type).not.toBe('UNKNOWN')
      expect(view.model).toMatch(/^(gpt-4o-mini|text-embedding)/)
      expect(view.usage?.input).toBeGreaterThan(0)
      if (/generate|stream/.test(name)) {
        expect(view.inputMessages.at(-1)?.role).toBe('user')
        expect(view.outputMessages).toHaveLength(1)
      }
      if (name.includes('doEmbed')) expect(view.type).toBe('EMBEDDING')
    }
  })
})

interface Observation {
  id: string
  name: string
  type: string
  input: Plain
  output: Plain
  metadata: { attributes?: Attributes } | string | null
}
interface ChatMl {
  role?: string
  content?: string | { type?: string; text?: string }[] | null
  tool_calls?: { name: string }[]
}
type Expected = Record<string, Partial<Record<'input' | 'output', { success: boolean; data?: ChatMl[] }>>>

/** The observation's own attributes, with its input and output as Langfuse's SDK writes them. */
function attributesOf(observation: Observation): Attributes {
  const { metadata, input, output } = observation
  const parsed = typeof metadata === 'string' ? (JSON.parse(metadata) as Observation['metadata']) : metadata
  const attributes: Attributes = { ...(typeof parsed === 'object' ? parsed?.attributes : undefined) }
  attributes['langfuse.observation.type'] = observation.type.toLowerCase()
  for (const [key, value] of Object.entries({ input, output })) {
    if (value === null || value === undefined) continue
    attributes[`langfuse.observation.${key}`] = typeof value === 'string' ? value : JSON.stringify(value)
  }
  return attributes
}

/** What was said and called, without who wrapped it how. */
function spokenBy(messages: ChatMessage[]): string[] {
  return messages.flatMap(({ parts }) =>
    parts.flatMap((part) => {
      if (part.type === 'text') return [part.text.trim()]
      if (part.type === 'toolCall') return [`call ${part.name}`]
      return part.type === 'toolResult' && typeof part.result === 'string' ? [part.result.trim()] : []
    }),
  )
}

function spokenIn(messages: ChatMl[]): string[] {
  return messages.flatMap(({ role, content, tool_calls: calls }) => {
    const texts = typeof content === 'string' ? [content] : (content ?? []).map((part) => part.text ?? '')
    const said = role === undefined ? [] : texts.map((text) => text.trim())
    // Langfuse keeps tool results as text where Assay reads the JSON in them.
    return [
      ...said.filter((text) => text !== '' && !/^[[{]/.test(text)),
      ...(calls ?? []).map((call) => `call ${call.name}`),
    ]
  })
}

const files = hasCorpus ? readdirSync(join(corpus, 'langfuse')).filter((file) => file.endsWith('.trace.json')) : []

describe.skipIf(!hasCorpus)('langfuse corpus', () => {
  it.each(files)('%s: says at least what Langfuse reads', (file) => {
    const expected = readJson<Expected>('langfuse', file.replace('.trace.', '.chatml.'))
    const { observations } = readJson<{ observations: Observation[] }>('langfuse', file)
    let compared = 0
    for (const observation of observations) {
      const span = toSpan(observation.name, attributesOf(observation))
      const view = viewSpan(span, [])
      expect(SpanView.safeParse(view).error).toBeUndefined()
      const summary = summarizeSpan(span)
      expect([summary.type, summary.model, summary.usage]).toEqual([view.type, view.model, view.usage])
      for (const side of ['input', 'output'] as const) {
        const theirs = expected[observation.id]?.[side]
        if (theirs?.success !== true) continue
        const want = spokenIn(theirs.data ?? [])
        const have = spokenBy([...view.inputMessages, ...view.outputMessages])
        expect({ observation: observation.name, side, have }).toMatchObject({ have: expect.arrayContaining(want) })
        compared += want.length
      }
    }
    // LlamaIndex: Langfuse reads nothing; the view is held to the text itself.
    if (file.startsWith('llamaindex')) expect(compared).toBe(0)
    else expect(compared).toBeGreaterThan(0)
  })
})
