/**
 * Traces as an instrumented application would send them, in OTLP JSON, for specs that POST to the receiver. Attribute
 * names are those of the OpenTelemetry GenAI semantic conventions.
 */
import { createHash } from 'node:crypto'

export interface MadeSpan {
  name: string
  /** Stable id within the trace, such as `root`. */
  id: string
  parent?: string
  attributes?: Record<string, unknown>
  error?: string
  /** Milliseconds from the trace's start. */
  offsetMs?: number
  durationMs?: number
  events?: { name: string; attributes: Record<string, unknown> }[]
  links?: { traceId: string; spanId: string }[]
}

export interface MadeTrace {
  /** Any text; the trace id is made from it. */
  key: string
  startMs: number
  spans: MadeSpan[]
}

function hex(text: string, length: number): string {
  return createHash('sha256').update(text).digest('hex').slice(0, length)
}

/** The trace id that `key` gets. */
export function traceIdOf(key: string): string {
  return hex(`trace ${key}`, 32)
}

export function spanIdOf(key: string, id: string): string {
  return hex(`span ${key} ${id}`, 16)
}

function toAnyValue(value: unknown): Record<string, unknown> {
  if (typeof value === 'string') return { stringValue: value }
  if (typeof value === 'boolean') return { boolValue: value }
  if (typeof value === 'number') return Number.isInteger(value) ? { intValue: String(value) } : { doubleValue: value }
  if (Array.isArray(value)) return { arrayValue: { values: value.map(toAnyValue) } }
  return { stringValue: JSON.stringify(value) }
}

function toAttributes(attributes: Record<string, unknown>): { key: string; value: Record<string, unknown> }[] {
  return Object.entries(attributes).map(([key, value]) => ({ key, value: toAnyValue(value) }))
}

function toNano(ms: number): string {
  return (BigInt(Math.round(ms * 1000)) * 1000n).toString()
}

/** The body of one `/v1/traces` request. */
export function toOtlpJson(traces: readonly MadeTrace[]): string {
  const spans = traces.flatMap(({ key, startMs, spans }) =>
    spans.map((span) => {
      const start = startMs + (span.offsetMs ?? 0)
      return {
        traceId: traceIdOf(key),
        spanId: spanIdOf(key, span.id),
        ...(span.parent === undefined ? {} : { parentSpanId: spanIdOf(key, span.parent) }),
        name: span.name,
        kind: 1,
        startTimeUnixNano: toNano(start),
        endTimeUnixNano: toNano(start + (span.durationMs ?? 100)),
        attributes: toAttributes(span.attributes ?? {}),
        status: span.error === undefined ? { code: 1 } : { code: 2, message: span.error },
        events: (span.events ?? []).map((event) => ({
          name: event.name,
          timeUnixNano: toNano(start + 1),
          attributes: toAttributes(event.attributes),
        })),
        links: span.links ?? [],
      }
    }),
  )
  return JSON.stringify({
    resourceSpans: [
      {
        resource: { attributes: toAttributes({ 'service.name': 'help-desk', 'service.version': '1.4.0' }) },
        scopeSpans: [{ scope: { name: 'help-desk.tracing', version: '0.3.1' }, spans }],
      },
    ],
  })
}

export type Part =
  | { type: 'text'; content: string }
  | { type: 'reasoning'; content: string }
  | { type: 'tool_call'; id: string; name: string; arguments: unknown }
  | { type: 'tool_call_response'; id: string; response: unknown }
  | { type: 'blob'; mime_type: string; modality: 'image'; content: string }

export interface Message {
  role: string
  parts: Part[]
  finish_reason?: string
}

export function says(role: string, text: string): Message {
  return { role, parts: [{ type: 'text', content: text }] }
}

/** Attributes of a model call. */
export function chat(input: Message[], output: Message[], more: Record<string, unknown> = {}): Record<string, unknown> {
  return {
    'gen_ai.operation.name': 'chat',
    'gen_ai.provider.name': 'openai',
    'gen_ai.request.model': 'gpt-4.1-mini',
    'gen_ai.response.model': 'gpt-4.1-mini-2025-04-14',
    'gen_ai.usage.input_tokens': 412,
    'gen_ai.usage.output_tokens': 96,
    'gen_ai.input.messages': input,
    'gen_ai.output.messages': output,
    ...more,
  }
}

/** A question and its answer in one model call. */
export function makeChat(
  key: string,
  startMs: number,
  question: string,
  answer: string,
  more: Record<string, unknown> = {},
): MadeTrace {
  return {
    key,
    startMs,
    spans: [
      {
        id: 'root',
        name: 'answer question',
        durationMs: 1_240,
        attributes: chat(
          [says('system', 'You help customers of a bicycle shop.'), says('user', question)],
          [says('assistant', answer)],
          more,
        ),
      },
    ],
  }
}

/** An agent that calls two tools, one of which fails at first. */
export function makeAgent(key: string, startMs: number): MadeTrace {
  const question = says('user', 'Where is my order 4711, and can I still change the colour?')
  const call: Message = {
    role: 'assistant',
    parts: [
      {
        type: 'reasoning',
        content: 'The order number is given. First look it up, then check the stock of other colours.',
      },
      {
        type: 'tool_call',
        id: 'call_order',
        name: 'find_order',
        arguments: { order: 4711, fields: ['state', 'colour'] },
      },
      { type: 'tool_call', id: 'call_stock', name: 'list_colours', arguments: { model: 'Randonneur 28' } },
    ],
  }
  const results: Message = {
    role: 'tool',
    parts: [
      {
        type: 'tool_call_response',
        id: 'call_stock',
        response: [
          { colour: 'moss', stock: 3 },
          { colour: 'sand', stock: 0 },
        ],
      },
      { type: 'tool_call_response', id: 'call_order', response: { state: 'packing', colour: 'black' } },
    ],
  }
  const answer = says(
    'assistant',
    'Your order **4711** is being packed right now.\n\nYou can still change the colour:\n\n| Colour | In stock |\n|---|---|\n| moss | 3 |\n| sand | 0 |\n\nShall I switch it to *moss*?',
  )
  return {
    key,
    startMs,
    spans: [
      {
        id: 'root',
        name: 'invoke_agent order-desk',
        durationMs: 4_810,
        attributes: {
          'gen_ai.operation.name': 'invoke_agent',
          'gen_ai.agent.name': 'order-desk',
          'gen_ai.conversation.id': 'session-4711',
          'user.id': 'customer-88',
          'gen_ai.input.messages': [question],
          'gen_ai.output.messages': [answer],
        },
      },
      {
        id: 'plan',
        parent: 'root',
        name: 'chat gpt-4.1-mini',
        offsetMs: 12,
        durationMs: 1_420,
        attributes: chat([question], [{ ...call, finish_reason: 'tool_calls' }]),
      },
      {
        id: 'order',
        parent: 'root',
        name: 'execute_tool find_order',
        offsetMs: 1_450,
        durationMs: 320,
        error: 'The order service did not answer within 300 ms.',
        attributes: {
          'gen_ai.operation.name': 'execute_tool',
          'gen_ai.tool.name': 'find_order',
          'gen_ai.tool.call.id': 'call_order',
          'gen_ai.tool.call.arguments': { order: 4711, fields: ['state', 'colour'] },
        },
        events: [
          {
            name: 'exception',
            attributes: {
              'exception.type': 'TimeoutError',
              'exception.message': 'no answer after 300 ms',
              'exception.stacktrace':
                'TimeoutError: no answer after 300 ms\n    at OrderService.find (orders.ts:88:11)\n    at runTool (agent.ts:41:5)',
            },
          },
        ],
      },
      {
        id: 'retry',
        parent: 'root',
        name: 'execute_tool find_order',
        offsetMs: 1_800,
        durationMs: 240,
        attributes: {
          'gen_ai.operation.name': 'execute_tool',
          'gen_ai.tool.name': 'find_order',
          'gen_ai.tool.call.id': 'call_order',
          'gen_ai.tool.call.arguments': { order: 4711, fields: ['state', 'colour'] },
          'gen_ai.tool.call.result': { state: 'packing', colour: 'black' },
        },
      },
      {
        id: 'stock',
        parent: 'root',
        name: 'execute_tool list_colours',
        offsetMs: 1_460,
        durationMs: 510,
        attributes: {
          'gen_ai.operation.name': 'execute_tool',
          'gen_ai.tool.name': 'list_colours',
          'gen_ai.tool.call.id': 'call_stock',
          'gen_ai.tool.call.arguments': { model: 'Randonneur 28' },
          'gen_ai.tool.call.result': [
            { colour: 'moss', stock: 3 },
            { colour: 'sand', stock: 0 },
          ],
        },
      },
      {
        id: 'answer',
        parent: 'root',
        name: 'chat gpt-4.1-mini',
        offsetMs: 2_100,
        durationMs: 2_690,
        attributes: chat([question, call, results], [{ ...answer, finish_reason: 'stop' }]),
      },
    ],
  }
}

/** A question answered from documents, in Japanese. */
export function makeJapaneseRag(key: string, startMs: number): MadeTrace {
  const question = says('user', '自転車の防水カバーは洗濯機で洗えますか？')
  const answer = says(
    'assistant',
    'いいえ、洗濯機の使用は避けてください。ぬるま湯で手洗いし、陰干しするのがおすすめです。',
  )
  return {
    key,
    startMs,
    spans: [
      {
        id: 'root',
        name: '質問応答',
        durationMs: 2_030,
        attributes: {
          'openinference.span.kind': 'CHAIN',
          'input.value': '自転車の防水カバーは洗濯機で洗えますか？',
          'output.value': 'いいえ、洗濯機の使用は避けてください。ぬるま湯で手洗いし、陰干しするのがおすすめです。',
        },
      },
      {
        id: 'search',
        parent: 'root',
        name: '社内文書の検索',
        offsetMs: 20,
        durationMs: 340,
        attributes: {
          'openinference.span.kind': 'RETRIEVER',
          'input.value': '防水カバー 洗濯',
          'retrieval.documents.0.document.id': 'care-12',
          'retrieval.documents.0.document.score': 0.91,
          'retrieval.documents.0.document.content':
            '防水カバーのお手入れ：洗濯機や乾燥機は使わず、ぬるま湯と中性洗剤で手洗いしてください。',
          'retrieval.documents.0.document.metadata': '{"source":"お手入れガイド.pdf","page":12}',
          'retrieval.documents.1.document.id': 'care-13',
          'retrieval.documents.1.document.score': 0.74,
          'retrieval.documents.1.document.content': '撥水加工は洗うたびに少しずつ弱くなります。',
        },
      },
      {
        id: 'answer',
        parent: 'root',
        name: 'chat gpt-4.1-mini',
        offsetMs: 380,
        durationMs: 1_630,
        attributes: chat([question], [answer]),
      },
    ],
  }
}

/** What someone who means harm would put into a trace. `globalThis.__ran` must stay undefined. */
export function makeHostile(key: string, startMs: number): MadeTrace {
  const attack = [
    '<script>globalThis.__ran = "script"</script>',
    '<img src=x onerror="globalThis.__ran = \'onerror\'">',
    '<svg onload="globalThis.__ran = \'svg\'"></svg>',
    '<iframe srcdoc="<script>parent.__ran = 1</script>"></iframe>',
    '[click me](javascript:globalThis.__ran=1)',
    '[data](data:text/html,<script>globalThis.__ran=1</script>)',
    '![pixel](https://tracker.example/pixel.png)',
    '<a href="javascript:globalThis.__ran=1">link</a>',
    '{{constructor.constructor("globalThis.__ran=1")()}}',
  ].join('\n\n')
  return {
    key,
    startMs,
    spans: [
      {
        id: 'root',
        name: '<img src=x onerror="globalThis.__ran=1">',
        durationMs: 500,
        error: attack,
        attributes: {
          ...chat([says('user', attack)], [says('assistant', attack)]),
          '"><script>globalThis.__ran=1</script>': attack,
          'gen_ai.conversation.id': '<b onmouseover="globalThis.__ran=1">x</b>',
          'user.id': '"><img src=x onerror=globalThis.__ran=1>',
        },
        events: [{ name: '<script>globalThis.__ran=1</script>', attributes: { 'exception.stacktrace': attack } }],
      },
      {
        id: 'long',
        parent: 'root',
        name: 'n'.repeat(5_000),
        attributes: chat(
          [says('user', 'start '.concat('long text '.repeat(60_000), 'THE END'))],
          [{ role: 'assistant', parts: [{ type: 'text', content: `${'界'.repeat(300_000)}終` }] }],
        ),
      },
    ],
  }
}
