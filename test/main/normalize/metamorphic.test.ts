/** The same call, told by three conventions (and their older forms), is one view. */
import { describe, expect, it } from 'vitest'
import { summarizeSpan } from '../../../src/main/normalize/summarize.ts'
import { expectOneView, type Telling, viewOf } from './one-view.ts'
import { type Attributes, toEvent, toLog, toSpan } from './spans.ts'

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
