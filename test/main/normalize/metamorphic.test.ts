/** The same call, told by three conventions (and their older forms), is one view. */
import { describe, expect, it } from 'vitest'
import { summarizeSpan } from '../../../src/main/normalize/summarize.ts'
import { viewSpan } from '../../../src/main/normalize/view.ts'
import type { OtlpLogRecord, OtlpSpan } from '../../../src/shared/model/otlp.ts'
import { type Attributes, toEvent, toLog, toSpan } from './spans.ts'

interface Telling {
  convention: string
  span: OtlpSpan
  logs?: OtlpLogRecord[]
}

function viewOf({ span, logs }: Telling) {
  const { conventions, ...rest } = viewSpan(span, logs ?? [])
  expect(conventions.length).toBeGreaterThan(0)
  return rest
}

function expectOneView(tellings: Telling[]) {
  const [first, ...others] = tellings.map(viewOf)
  for (const [index, other] of others.entries()) {
    expect({ by: tellings[index + 1]?.convention, ...other }).toEqual({ by: tellings[index + 1]?.convention, ...first })
  }
  return first
}

const weatherTool = {
  name: 'get_weather',
  description: 'Current weather of a city',
  parameters: { type: 'object', properties: { city: { type: 'string' } }, required: ['city'] },
}
const openAiTool = { type: 'function', function: weatherTool }

describe('a chat call with tools, history and an image', () => {
  const url = 'data:image/png;base64,iVBORw0KGgo='
  const question = 'Is it raining in Paris, as on this picture? 傘は必要ですか'
  const openAiMessages = [
    { role: 'system', content: 'You are a weather assistant.' },
    {
      role: 'user',
      content: [
        { type: 'text', text: question },
        { type: 'image_url', image_url: { url } },
      ],
    },
    {
      role: 'assistant',
      content: 'Let me look.',
      tool_calls: [
        { id: 'call_1', type: 'function', function: { name: 'get_weather', arguments: '{"city":"Paris"}' } },
        { id: 'call_2', type: 'function', function: { name: 'get_weather', arguments: '{"city":"Lyon"}' } },
      ],
    },
    { role: 'tool', tool_call_id: 'call_2', content: '{"sky":"clear"}' },
    { role: 'tool', tool_call_id: 'call_1', content: 'rain, 57°F' },
  ]
  const answer = 'Yes, it rains in Paris: 傘を持って行ってください。'
  const otelInput = [
    {
      role: 'user',
      parts: [
        { type: 'text', content: question },
        { type: 'uri', modality: 'image', uri: url },
      ],
    },
    {
      role: 'assistant',
      parts: [
        { type: 'text', content: 'Let me look.' },
        { type: 'tool_call', id: 'call_1', name: 'get_weather', arguments: { city: 'Paris' } },
        { type: 'tool_call', id: 'call_2', name: 'get_weather', arguments: '{"city":"Lyon"}' },
      ],
    },
    { role: 'tool', parts: [{ type: 'tool_call_response', id: 'call_2', response: { sky: 'clear' } }] },
    { role: 'tool', parts: [{ type: 'tool_call_response', id: 'call_1', result: 'rain, 57°F' }] },
  ]
  const otelOutput = [{ role: 'assistant', parts: [{ type: 'text', content: answer }], finish_reason: 'stop' }]
  const otelFacts: Attributes = {
    'gen_ai.operation.name': 'chat',
    'gen_ai.provider.name': 'openai',
    'gen_ai.request.model': 'gpt-5',
    'gen_ai.response.model': 'gpt-5-2026-05-01',
    'gen_ai.request.temperature': 0.5,
    'gen_ai.request.max_tokens': 200,
    'gen_ai.usage.input_tokens': 97,
    'gen_ai.usage.output_tokens': 52,
    'gen_ai.usage.cache_read.input_tokens': 40,
    'gen_ai.usage.reasoning.output_tokens': 12,
    'gen_ai.conversation.id': 'session-7',
    'user.id': 'user-3',
  }
  const otelContent: Attributes = {
    'gen_ai.system_instructions': JSON.stringify([{ type: 'text', content: 'You are a weather assistant.' }]),
    'gen_ai.input.messages': JSON.stringify(otelInput),
    'gen_ai.output.messages': JSON.stringify(otelOutput),
    'gen_ai.tool.definitions': JSON.stringify([{ type: 'function', ...weatherTool }]),
  }
  const request = { model: 'gpt-5', temperature: 0.5, max_tokens: 200, messages: openAiMessages, tools: [openAiTool] }
  const response = {
    id: 'chatcmpl-1',
    object: 'chat.completion',
    model: 'gpt-5-2026-05-01',
    choices: [{ index: 0, message: { role: 'assistant', content: answer }, finish_reason: 'stop' }],
    usage: { prompt_tokens: 97, completion_tokens: 52, total_tokens: 149 },
  }
  const contents = 'llm.input_messages.1.message.contents'
  const calls = 'llm.input_messages.2.message.tool_calls'
  const openInference: Attributes = {
    'openinference.span.kind': 'LLM',
    'llm.provider': 'openai',
    'llm.model_name': 'gpt-5-2026-05-01',
    'llm.invocation_parameters': '{"model":"gpt-5","temperature":0.5,"max_tokens":200}',
    'input.value': JSON.stringify(request),
    'input.mime_type': 'application/json',
    'output.value': JSON.stringify(response),
    'output.mime_type': 'application/json',
    'llm.input_messages.0.message.role': 'system',
    'llm.input_messages.0.message.content': 'You are a weather assistant.',
    'llm.input_messages.1.message.role': 'user',
    [`${contents}.0.message_content.type`]: 'text',
    [`${contents}.0.message_content.text`]: question,
    [`${contents}.1.message_content.type`]: 'image',
    [`${contents}.1.message_content.image.image.url`]: url,
    'llm.input_messages.2.message.role': 'assistant',
    'llm.input_messages.2.message.content': 'Let me look.',
    [`${calls}.0.tool_call.id`]: 'call_1',
    [`${calls}.0.tool_call.function.name`]: 'get_weather',
    [`${calls}.0.tool_call.function.arguments`]: '{"city":"Paris"}',
    [`${calls}.1.tool_call.id`]: 'call_2',
    [`${calls}.1.tool_call.function.name`]: 'get_weather',
    [`${calls}.1.tool_call.function.arguments`]: '{"city":"Lyon"}',
    'llm.input_messages.3.message.role': 'tool',
    'llm.input_messages.3.message.tool_call_id': 'call_2',
    'llm.input_messages.3.message.content': '{"sky":"clear"}',
    'llm.input_messages.4.message.role': 'tool',
    'llm.input_messages.4.message.tool_call_id': 'call_1',
    'llm.input_messages.4.message.content': 'rain, 57°F',
    'llm.output_messages.0.message.role': 'assistant',
    'llm.output_messages.0.message.content': answer,
    'llm.tools.0.tool.json_schema': JSON.stringify(openAiTool),
    'llm.token_count.prompt': 97,
    'llm.token_count.completion': 52,
    'llm.token_count.total': 149,
    'llm.token_count.prompt_details.cache_read': 40,
    'llm.token_count.completion_details.reasoning': 12,
    'session.id': 'session-7',
    'user.id': 'user-3',
  }
  const mlflow: Attributes = {
    'mlflow.traceRequestId': '"tr-0af7651916cd43dd8448eb211c80319c"',
    'mlflow.spanType': '"CHAT_MODEL"',
    'mlflow.message.format': '"openai"',
    'mlflow.spanInputs': JSON.stringify(request),
    'mlflow.spanOutputs': JSON.stringify(response),
    'mlflow.chat.tools': JSON.stringify([openAiTool]),
    'mlflow.chat.tokenUsage': JSON.stringify({
      input_tokens: 97,
      output_tokens: 52,
      total_tokens: 149,
      cache_read_input_tokens: 40,
      output_tokens_details: { reasoning_tokens: 12 },
    }),
    'mlflow.llm.provider': '"openai"',
    'session.id': 'session-7',
    'user.id': '"user-3"',
  }
  const eventBodies: [string, Attributes][] = [
    ['gen_ai.system.message', { content: 'You are a weather assistant.' }],
    ['gen_ai.user.message', openAiMessages[1] as Attributes],
    ['gen_ai.assistant.message', openAiMessages[2] as Attributes],
    ['gen_ai.tool.message', { id: 'call_2', content: '{"sky":"clear"}' }],
    ['gen_ai.tool.message', { id: 'call_1', content: 'rain, 57°F' }],
    ['gen_ai.choice', { index: 0, finish_reason: 'stop', message: { role: 'assistant', content: answer } }],
  ]
  const tools: Attributes = { 'gen_ai.tool.definitions': JSON.stringify([weatherTool]) }
  const structured: Attributes = {
    'gen_ai.system_instructions': [{ type: 'text', content: 'You are a weather assistant.' }],
    'gen_ai.input.messages': otelInput as Attributes[],
    'gen_ai.output.messages': otelOutput as Attributes[],
    'gen_ai.tool.definitions': [{ type: 'function', ...weatherTool }],
  }
  const tellings: Telling[] = [
    { convention: 'otel-genai', span: toSpan('chat gpt-5', { ...otelFacts, ...otelContent }) },
    { convention: 'otel-genai, structured', span: toSpan('chat gpt-5', { ...otelFacts, ...structured }) },
    {
      convention: 'otel-genai, content in a log record',
      span: toSpan('chat gpt-5', otelFacts),
      logs: [toLog('gen_ai.client.inference.operation.details', null, structured)],
    },
    {
      convention: 'otel-genai, content in a log body',
      span: toSpan('chat gpt-5', otelFacts),
      logs: [toLog('gen_ai.client.inference.operation.details', structured)],
    },
    {
      convention: 'otel-genai, content in a span event',
      span: toSpan('chat gpt-5', otelFacts, [toEvent('gen_ai.client.inference.operation.details', otelContent)]),
    },
    {
      convention: 'otel-genai-deprecated, log records',
      span: toSpan('chat gpt-5', { ...otelFacts, ...tools }),
      logs: eventBodies.map(([name, body]) => toLog(name, body, { 'gen_ai.system': 'openai' })),
    },
    {
      convention: 'otel-genai-deprecated, JSON log bodies',
      span: toSpan('chat gpt-5', { ...otelFacts, ...tools }),
      logs: eventBodies.map(([name, body]) => toLog(name, JSON.stringify(body))),
    },
    {
      convention: 'otel-genai-deprecated, span events',
      span: toSpan(
        'chat gpt-5',
        { ...otelFacts, ...tools },
        eventBodies.map(([name, body]) => toEvent(name, { 'gen_ai.event.content': JSON.stringify(body) })),
      ),
    },
    {
      convention: 'otel-genai-deprecated, whole prompt and completion',
      span: toSpan('chat gpt-5', {
        ...otelFacts,
        ...tools,
        'gen_ai.prompt': JSON.stringify(openAiMessages),
        'gen_ai.completion': JSON.stringify([{ role: 'assistant', content: answer, finish_reason: 'stop' }]),
      }),
    },
    { convention: 'openinference', span: toSpan('ChatCompletion', openInference) },
    { convention: 'mlflow', span: toSpan('Completions', mlflow) },
  ]

  it('is one view', () => {
    expect(expectOneView(tellings)).toMatchObject({
      type: 'CHAT_MODEL',
      model: 'gpt-5-2026-05-01',
      provider: 'openai',
      sessionId: 'session-7',
      userId: 'user-3',
      usage: { input: 97, output: 52, total: 149, cacheRead: 40, reasoning: 12 },
      parameters: { temperature: 0.5, max_tokens: 200 },
      tools: [weatherTool],
      outputMessages: [{ role: 'assistant', parts: [{ type: 'text', text: answer }], finishReason: 'stop' }],
    })
  })

  it('keeps every message, with results linked to their calls', () => {
    expect(viewOf(tellings[0] as Telling).inputMessages).toEqual([
      { role: 'system', parts: [{ type: 'text', text: 'You are a weather assistant.' }] },
      {
        role: 'user',
        parts: [
          { type: 'text', text: question },
          { type: 'image', url },
        ],
      },
      {
        role: 'assistant',
        parts: [
          { type: 'text', text: 'Let me look.' },
          { type: 'toolCall', id: 'call_1', name: 'get_weather', arguments: { city: 'Paris' } },
          { type: 'toolCall', id: 'call_2', name: 'get_weather', arguments: { city: 'Lyon' } },
        ],
      },
      { role: 'tool', parts: [{ type: 'toolResult', id: 'call_2', name: 'get_weather', result: { sky: 'clear' } }] },
      { role: 'tool', parts: [{ type: 'toolResult', id: 'call_1', name: 'get_weather', result: 'rain, 57°F' }] },
    ])
  })

  it('has one summary, which agrees with the view', () => {
    for (const { convention, span, logs } of tellings) {
      const summary = summarizeSpan(span)
      expect({ convention, ...summary }).toMatchObject({
        convention,
        type: 'CHAT_MODEL',
        model: 'gpt-5-2026-05-01',
        usage: { input: 97, output: 52, total: 149 },
        sessionId: 'session-7',
        userId: 'user-3',
        isPending: false,
      })
      if (logs === undefined) {
        expect([convention, summary.inputPreview, summary.outputPreview]).toEqual([convention, question, answer])
      }
    }
  })
})

describe('a retrieval', () => {
  const documents = [
    { id: 'kb-12', text: 'Refunds take 5 days.', score: 0.91, metadata: { doc_uri: 'refunds.md' } },
    { id: 'kb-40', text: '返金には5日かかります。', score: 0.84, metadata: { doc_uri: 'refunds-ja.md' } },
  ]
  const flattened = documents.flatMap(({ id, text, score, metadata }, index) => [
    [`retrieval.documents.${index}.document.id`, id],
    [`retrieval.documents.${index}.document.content`, text],
    [`retrieval.documents.${index}.document.score`, score],
    [`retrieval.documents.${index}.document.metadata`, JSON.stringify(metadata)],
  ])

  it('is one view', () => {
    const view = expectOneView([
      {
        convention: 'otel-genai',
        span: toSpan('retrieval kb', {
          'gen_ai.operation.name': 'retrieval',
          'gen_ai.retrieval.query.text': 'How long do refunds take?',
          'gen_ai.retrieval.documents': JSON.stringify(
            documents.map(({ text, ...rest }) => ({ ...rest, content: text })),
          ),
        }),
      },
      {
        convention: 'openinference',
        span: toSpan('retrieve', {
          'openinference.span.kind': 'RETRIEVER',
          'input.value': 'How long do refunds take?',
          ...Object.fromEntries(flattened),
        }),
      },
      {
        convention: 'mlflow',
        span: toSpan('search', {
          'mlflow.spanType': '"RETRIEVER"',
          'mlflow.spanInputs': '{"query":"How long do refunds take?"}',
          'mlflow.spanOutputs': JSON.stringify(
            documents.map(({ id, text, score, metadata }) => ({ page_content: text, score, metadata, id })),
          ),
        }),
      },
    ])
    expect(view).toMatchObject({
      type: 'RETRIEVER',
      query: 'How long do refunds take?',
      inputs: { query: 'How long do refunds take?' },
      documents: documents.map((document) => ({ ...document, source: document.metadata.doc_uri })),
    })
  })
})

describe('a tool run', () => {
  it('is one view', () => {
    const view = expectOneView([
      {
        convention: 'otel-genai',
        span: toSpan('execute_tool get_weather', {
          'gen_ai.operation.name': 'execute_tool',
          'gen_ai.tool.name': 'get_weather',
          'gen_ai.tool.call.arguments': '{"city":"Paris"}',
          'gen_ai.tool.call.result': '{"sky":"rain"}',
        }),
      },
      {
        convention: 'openinference',
        span: toSpan('get_weather', {
          'openinference.span.kind': 'TOOL',
          'tool.name': 'get_weather',
          'input.value': '{"city":"Paris"}',
          'output.value': '{"sky":"rain"}',
        }),
      },
      {
        convention: 'mlflow',
        span: toSpan('get_weather', {
          'mlflow.spanType': '"TOOL"',
          'mlflow.spanInputs': '{"city":"Paris"}',
          'mlflow.spanOutputs': '{"sky":"rain"}',
        }),
      },
      {
        convention: 'vercel-ai',
        span: toSpan('ai.toolCall', {
          'ai.operationId': 'ai.toolCall',
          'ai.toolCall.name': 'get_weather',
          'ai.toolCall.args': '{"city":"Paris"}',
          'ai.toolCall.result': '{"sky":"rain"}',
        }),
      },
    ])
    expect(view).toMatchObject({
      type: 'TOOL',
      toolCall: { name: 'get_weather', arguments: { city: 'Paris' }, result: { sky: 'rain' } },
      inputs: { city: 'Paris' },
      outputs: { sky: 'rain' },
      inputMessages: [],
    })
  })
})

describe('a tool call as answer', () => {
  const call = { id: 'c1', name: 'search', arguments: { q: '医療費' } }
  const openAi = { id: 'c1', type: 'function', function: { name: 'search', arguments: '{"q":"医療費"}' } }
  const key = 'llm.output_messages.0.message'
  const tellings: Telling[] = [
    {
      convention: 'otel-genai',
      span: toSpan('chat m', {
        'gen_ai.operation.name': 'chat',
        'gen_ai.input.messages': '[{"role":"user","parts":[{"type":"text","content":"検索して"}]}]',
        'gen_ai.output.messages': JSON.stringify([
          { role: 'assistant', parts: [{ type: 'tool_call', ...call }], finish_reason: 'tool_call' },
        ]),
      }),
    },
    {
      convention: 'openinference',
      span: toSpan('llm', {
        'openinference.span.kind': 'LLM',
        'llm.input_messages.0.message.role': 'user',
        'llm.input_messages.0.message.content': '検索して',
        [`${key}.role`]: 'assistant',
        [`${key}.tool_calls.0.tool_call.id`]: 'c1',
        [`${key}.tool_calls.0.tool_call.function.name`]: 'search',
        [`${key}.tool_calls.0.tool_call.function.arguments`]: '{"q":"医療費"}',
        'llm.finish_reason': 'tool_calls',
      }),
    },
    {
      convention: 'mlflow',
      span: toSpan('llm', {
        'mlflow.spanType': '"CHAT_MODEL"',
        'mlflow.spanInputs': JSON.stringify({ messages: [{ role: 'user', content: '検索して' }] }),
        'mlflow.spanOutputs': JSON.stringify({
          choices: [
            { message: { role: 'assistant', content: null, tool_calls: [openAi] }, finish_reason: 'tool_calls' },
          ],
        }),
      }),
    },
    {
      convention: 'traceloop',
      span: toSpan('openai.chat', {
        'llm.request.type': 'chat',
        'gen_ai.prompt.0.role': 'user',
        'gen_ai.prompt.0.content': '検索して',
        'gen_ai.completion.0.role': 'assistant',
        'gen_ai.completion.0.finish_reason': 'tool_calls',
        'gen_ai.completion.0.tool_calls.0.id': 'c1',
        'gen_ai.completion.0.tool_calls.0.name': 'search',
        'gen_ai.completion.0.tool_calls.0.arguments': '{"q":"医療費"}',
      }),
    },
    {
      convention: 'vercel-ai',
      span: toSpan('ai.generateText.doGenerate', {
        'ai.operationId': 'ai.generateText.doGenerate',
        'ai.prompt.messages': '[{"role":"user","content":[{"type":"text","text":"検索して"}]}]',
        'ai.response.toolCalls': '[{"toolCallId":"c1","toolName":"search","input":"{\\"q\\":\\"医療費\\"}"}]',
        'ai.response.finishReason': 'tool-calls',
      }),
    },
  ]

  it('is one view and shows the tool in the preview', () => {
    expect(expectOneView(tellings)).toMatchObject({
      outputMessages: [{ role: 'assistant', parts: [{ type: 'toolCall', ...call }], finishReason: 'tool_call' }],
    })
    for (const { span } of tellings) expect(summarizeSpan(span)).toMatchObject({ outputPreview: 'search' })
  })
})
