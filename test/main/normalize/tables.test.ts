import { describe, expect, it } from 'vitest'
import type { Field } from '../../../src/main/normalize/convention.ts'
import { conventions, meaningsByKey } from '../../../src/main/normalize/registry.ts'
import { summarizeSpan } from '../../../src/main/normalize/summarize.ts'
import { viewSpan } from '../../../src/main/normalize/view.ts'
import { knownSpanTypes } from '../../../src/shared/model/view.ts'
import { expectedKeys } from './expected-keys.ts'
import { type Attributes, type Plain, toEvent, toSpan } from './spans.ts'

const message = (role: string, text: string) => JSON.stringify([{ role, content: text }])

/** What to send in a field, and where it must come out again. `beside` is what the field needs to be shown. */
const probes: Record<Field, { send: Plain; beside?: Attributes; seen: (attributes: Attributes) => Plain | undefined }> =
  {
    type: { send: '', seen: () => undefined },
    inputMessages: { send: message('user', 'probe'), seen: (sent) => textsOf(sent, 'inputMessages') },
    outputMessages: { send: message('assistant', 'probe'), seen: (sent) => textsOf(sent, 'outputMessages') },
    conversation: {
      send: JSON.stringify([
        { role: 'user', content: 'ask' },
        { role: 'assistant', content: 'probe' },
      ]),
      seen: (sent) => textsOf(sent, 'outputMessages'),
    },
    systemInstructions: { send: 'probe', seen: (sent) => textsOf(sent, 'inputMessages') },
    input: { send: '{"asked":"probe"}', seen: (sent) => pick(view(sent).inputs, 'asked') },
    output: { send: '{"said":"probe"}', seen: (sent) => pick(view(sent).outputs, 'said') },
    inputMimeType: {
      send: 'text/plain',
      beside: { input: '{"kept":"as text"}' },
      seen: (sent) => (view(sent).inputs === '{"kept":"as text"}' ? 'probe' : undefined),
    },
    outputMimeType: {
      send: 'text/plain',
      beside: { output: '{"kept":"as text"}' },
      seen: (sent) => (view(sent).outputs === '{"kept":"as text"}' ? 'probe' : undefined),
    },
    outputText: { send: 'probe', seen: (sent) => textsOf(sent, 'outputMessages') },
    outputToolCalls: {
      send: '[{"toolCallId":"c","toolName":"probe","input":{}}]',
      seen: (sent) => partOf(sent, 'toolCall', 'name'),
    },
    outputReasoning: { send: 'probe', seen: (sent) => partOf(sent, 'reasoning', 'text') },
    finishReasons: {
      send: ['probe'],
      beside: { 'gen_ai.output.messages': '[{"role":"assistant","parts":[{"type":"text","content":"x"}]}]' },
      seen: (sent) => view(sent).outputMessages[0]?.finishReason,
    },
    tools: { send: '[{"name":"probe"}]', seen: (sent) => view(sent).tools[0]?.name },
    documents: { send: '[{"id":"1","content":"probe"}]', seen: (sent) => view(sent).documents[0]?.text },
    query: { send: 'probe', seen: (sent) => view(sent).query },
    toolName: { send: 'probe', beside: asTool(), seen: (sent) => view(sent).toolCall?.name },
    toolCallId: { send: 'probe', beside: asTool(), seen: (sent) => view(sent).toolCall?.id },
    toolArguments: {
      send: '{"a":"probe"}',
      beside: asTool(),
      seen: (sent) => pick(view(sent).toolCall?.arguments, 'a'),
    },
    toolResult: { send: 'probe', beside: asTool(), seen: (sent) => view(sent).toolCall?.result as Plain },
    usage: { send: '{"input_tokens":7}', seen: (sent) => probeIf(view(sent).usage?.input === 7) },
    usageExclusive: {
      send: '{"input":7,"input_cached_tokens":2}',
      seen: (sent) => probeIf(view(sent).usage?.input === 9),
    },
    'usage.input': { send: 7, seen: (sent) => probeIf(view(sent).usage?.input === 7) },
    'usage.output': { send: 7, seen: (sent) => probeIf(view(sent).usage?.output === 7) },
    'usage.total': { send: 7, seen: (sent) => probeIf(view(sent).usage?.total === 7) },
    'usage.cacheRead': { send: 7, seen: (sent) => probeIf(view(sent).usage?.cacheRead === 7) },
    'usage.cacheWrite': { send: 7, seen: (sent) => probeIf(view(sent).usage?.cacheWrite === 7) },
    'usage.reasoning': { send: 7, seen: (sent) => probeIf(view(sent).usage?.reasoning === 7) },
    cost: { send: '{"total":0.5}', seen: (sent) => probeIf(view(sent).cost?.total === 0.5) },
    'cost.input': { send: 0.5, seen: (sent) => probeIf(view(sent).cost?.input === 0.5) },
    'cost.output': { send: 0.5, seen: (sent) => probeIf(view(sent).cost?.output === 0.5) },
    'cost.total': { send: 0.5, seen: (sent) => probeIf(view(sent).cost?.total === 0.5) },
    model: { send: 'probe', seen: (sent) => view(sent).model },
    provider: { send: 'probe', seen: (sent) => view(sent).provider },
    parameters: { send: '{"top_k":"probe"}', seen: (sent) => pick(view(sent).parameters, 'top_k') },
    sessionId: { send: 'probe', seen: (sent) => view(sent).sessionId },
    userId: { send: 'probe', seen: (sent) => view(sent).userId },
    tags: { send: ['probe'], seen: (sent) => Object.keys(summary(sent).traceTags ?? {})[0] },
    pending: { send: 'pending_span', seen: (sent) => probeIf(summary(sent).isPending) },
    eventList: {
      send: '[{"event.name":"gen_ai.user.message","content":"probe"}]',
      seen: (sent) => textsOf(sent, 'inputMessages'),
    },
  }

function asTool(): Attributes {
  return { 'gen_ai.operation.name': 'execute_tool' }
}

function view(attributes: Attributes) {
  return viewSpan(toSpan('span', attributes), [])
}

function summary(attributes: Attributes) {
  return summarizeSpan(toSpan('span', attributes))
}

function textsOf(attributes: Attributes, side: 'inputMessages' | 'outputMessages'): string {
  return view(attributes)
    [side].flatMap(({ parts }) => parts.map((part) => (part.type === 'text' ? part.text : part.type)))
    .join()
}

function partOf(attributes: Attributes, type: string, field: string): Plain | undefined {
  const part = view(attributes).outputMessages[0]?.parts.find((one) => one.type === type)
  return part === undefined ? undefined : (Object.entries(part).find(([key]) => key === field)?.[1] as Plain)
}

function pick(value: unknown, key: string): Plain | undefined {
  return typeof value === 'object' && value !== null ? (value as Record<string, Plain>)[key] : undefined
}

function probeIf(holds: boolean | undefined): string | undefined {
  return holds === true ? 'probe' : undefined
}

describe.each(conventions)('$name', (convention) => {
  const keys = Object.entries(convention.keys).flatMap(([field, ranks]) =>
    Object.keys(ranks).map((key) => [field as Field, key] as const),
  )

  it.each(keys.filter(([field]) => field !== 'type'))('reads %s from %s', (field, key) => {
    const { send, beside, seen } = probes[field]
    expect(seen({ ...beside, [key]: send })).toEqual('probe')
    expect(seen({ ...beside })).not.toEqual('probe')
  })

  const typeKeys = keys.filter(([field]) => field === 'type').map(([, key]) => key)
  const types = typeKeys.flatMap((key) =>
    Object.entries(convention.types ?? {}).map(([word, type]) => [key, word, type]),
  )
  it.each(types)('%s %s is a span of type %s', (key, word, type) => {
    for (const spelling of [word as string, (word as string).toUpperCase()]) {
      expect(view({ [key as string]: spelling }).type).toBe(type)
      expect(summary({ [key as string]: spelling }).type).toBe(type)
    }
    expect([...knownSpanTypes, 'PROMPT']).toContain(type)
  })

  it.each(Object.entries(convention.parameters ?? {}))('reads the parameter %s as %s', (key, name) => {
    expect(view({ [key]: 0.25 }).parameters).toEqual({ [name]: 0.25 })
  })

  it.each(Object.entries(convention.presence ?? {}))('takes a type from the presence of %s', (key, { type }) => {
    expect(view({ [key]: 'x' }).type).toBe(type)
    expect(view({ [key]: ' ' }).type).toBe('UNKNOWN')
  })

  it.each(convention.tagPrefixes ?? [])('reads tags under %s', (prefix) => {
    expect(summary({ [`${prefix}team`]: 'red' }).traceTags).toEqual({ team: 'red' })
  })

  it.each(Object.entries(convention.providers ?? {}))('renames the provider %s to %s', (old, current) => {
    expect(view({ 'gen_ai.system': old }).provider).toBe(current)
  })

  it.each(Object.entries(convention.flattened ?? {}))('reads the flattened family %s', (prefix, { field }) => {
    const group = `${prefix}.0`
    if (field === 'inputMessages' || field === 'outputMessages') {
      expect(textsOf({ [`${group}.role`]: 'user', [`${group}.content`]: 'probe' }, field)).toBe('probe')
    } else if (field === 'tools') expect(view({ [`${group}.name`]: 'probe' }).tools).toEqual([{ name: 'probe' }])
    else if (field === 'documents') {
      expect(view({ [`${group}.document.content`]: 'probe' }).documents).toEqual([{ text: 'probe' }])
    } else {
      const raw = view({ [`${group}.prompt.text`]: 'probe' })[field === 'input' ? 'inputs' : 'outputs']
      expect(raw).toEqual([{ prompt: { text: 'probe' } }])
    }
  })

  it.each(Object.entries(convention.events ?? {}))('reads the event %s', (name, rule) => {
    const attributes: Record<string, Attributes> = {
      message: { content: 'probe' },
      choice: { content: 'probe' },
      document: { id: '1', document: 'probe' },
      attributes: { 'gen_ai.input.messages': message('user', 'probe') },
    }
    const seen = viewSpan(toSpan('span', {}, [toEvent(name, attributes[rule.as] as Attributes)]), [])
    const texts = [...seen.inputMessages, ...seen.outputMessages].flatMap(({ parts }) =>
      parts.map((part) => (part.type === 'text' ? part.text : part.type === 'toolResult' ? part.result : '')),
    )
    expect([...texts, ...seen.documents.map((document) => document.text)]).toEqual(['probe'])
    expect(seen.conventions).toContain(convention.name)
  })

  it('is named by its own keys only', () => {
    for (const [field, key] of keys) {
      const isOwn = convention.marks.some((mark) => key.startsWith(mark))
      const names = view({ [key]: field === 'type' ? 'x' : 'y' }).conventions
      expect(names.includes(convention.name)).toBe(isOwn)
    }
  })
})

describe('all tables together', () => {
  it('hold exactly the keys that the reference names', () => {
    const listed = Object.values(expectedKeys).flat().sort()
    const known = [...meaningsByKey]
      .filter(([, meanings]) => meanings.some((meaning) => meaning.is === 'field'))
      .map(([key]) => key)
    expect(known.sort()).toEqual([...new Set(listed)])
  })

  it('never give two keys of one field the same rank in one convention', () => {
    for (const convention of conventions) {
      for (const [field, ranks] of Object.entries(convention.keys)) {
        const values = Object.values(ranks)
        expect([convention.name, field, new Set(values).size]).toEqual([convention.name, field, values.length])
      }
    }
  })
})
