/** As metamorphic.test.ts, for retrievals, tool runs and tool calls. */
import { describe, expect, it } from 'vitest'
import { summarizeSpan } from '../../../src/main/normalize/summarize.ts'
import { expectOneView, type Telling } from './one-view.ts'
import { toSpan } from './spans.ts'

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
