/** Sample spans as MLflow's SDK has them: every value a JSON text, chats in the provider's shape. */
import type { Json } from '../../shared/model/json.ts'
import type { ChatMessage, MessagePart } from '../../shared/model/view.ts'
import { type EncodeContext, type SampleEncoder, toKeyValues } from './sample-encode.ts'
import { type ChatWork, costOf, type SampleWork } from './sample-work.ts'

export const mlflowEncoder: SampleEncoder = {
  convention: 'mlflow',
  scopeName: 'mlflow',
  scopeVersion: '3.16.0',
  encode(work, context) {
    const { name, values } = encode(work, context)
    const all: Record<string, Json | undefined> = {
      'mlflow.traceRequestId': `tr-${context.traceId}`,
      'mlflow.experimentId': '0',
      ...values,
      ...(context.isRoot ? { 'session.id': context.sessionId, 'user.id': context.userId } : {}),
    }
    const texts = Object.entries(all).map(([key, value]) => [
      key,
      value === undefined ? undefined : JSON.stringify(value),
    ])
    return { name, attributes: toKeyValues(Object.fromEntries(texts)), logs: [] }
  },
}

function encode(work: SampleWork, context: EncodeContext): { name: string; values: Record<string, Json | undefined> } {
  switch (work.kind) {
    case 'chat':
      return { name: work.model.provider === 'anthropic' ? 'Messages.create' : 'Completions', values: encodeChat(work) }
    case 'agent':
    case 'chain':
      return {
        name: context.name,
        values: {
          'mlflow.spanType': work.kind === 'agent' ? 'AGENT' : 'CHAIN',
          'mlflow.spanInputs': { question: work.question },
          'mlflow.spanOutputs': work.answer,
        },
      }
    case 'task':
      return {
        name: context.name,
        values: { 'mlflow.spanType': 'TASK', 'mlflow.spanInputs': work.inputs, 'mlflow.spanOutputs': work.outputs },
      }
    case 'retrieval':
      return {
        name: 'search_knowledge_base',
        values: {
          'mlflow.spanType': 'RETRIEVER',
          'mlflow.spanInputs': { query: work.query },
          'mlflow.spanOutputs': work.documents?.map(({ id, text, metadata }) => ({
            page_content: text,
            metadata: metadata ?? {},
            id: id ?? null,
          })),
        },
      }
    case 'tool':
      return {
        name: work.name,
        values: { 'mlflow.spanType': 'TOOL', 'mlflow.spanInputs': work.arguments, 'mlflow.spanOutputs': work.result },
      }
    case 'embedding':
      return {
        name: 'Embeddings.create',
        values: {
          'mlflow.spanType': 'EMBEDDING',
          'mlflow.spanInputs': { model: work.model, input: work.text },
          'mlflow.llm.model': work.model,
          'mlflow.chat.tokenUsage': { input_tokens: work.tokens, total_tokens: work.tokens },
        },
      }
  }
}

function encodeChat(work: ChatWork): Record<string, Json | undefined> {
  const { model, usage } = work
  const isAnthropic = model.provider === 'anthropic'
  const cost = usage === undefined ? undefined : costOf(model, usage)
  const tools: Json[] = work.tools.map((tool) => ({ type: 'function', function: tool as unknown as Json }))
  return {
    'mlflow.spanType': 'CHAT_MODEL',
    'mlflow.message.format': isAnthropic ? 'anthropic' : 'openai',
    'mlflow.spanInputs': isAnthropic ? anthropicRequest(work) : openAiRequest(work, tools),
    'mlflow.spanOutputs': isAnthropic ? anthropicResponse(work) : openAiResponse(work),
    'mlflow.chat.tools': tools.length === 0 ? undefined : tools,
    'mlflow.chat.tokenUsage':
      usage === undefined
        ? undefined
        : {
            input_tokens: usage.input ?? 0,
            output_tokens: usage.output ?? 0,
            total_tokens: usage.total ?? 0,
            ...(usage.cacheRead === undefined ? {} : { cache_read_input_tokens: usage.cacheRead }),
          },
    'mlflow.llm.model': model.name,
    'mlflow.llm.provider': model.provider,
    'mlflow.llm.cost':
      cost === undefined ? undefined : { input_cost: cost.input, output_cost: cost.output, total_cost: cost.total },
  }
}

function openAiRequest(work: ChatWork, tools: Json[]): Json {
  return {
    model: work.model.name,
    messages: work.messages.map(openAiMessage),
    temperature: work.temperature,
    ...(tools.length === 0 ? {} : { tools }),
    ...(work.isStreamed ? { stream: true } : {}),
  }
}

function openAiResponse({ answer, model }: ChatWork): Json | undefined {
  if (answer === undefined) return undefined
  const hasCalls = answer.parts.some((part) => part.type === 'toolCall')
  const choice = { index: 0, message: openAiMessage(answer), finish_reason: hasCalls ? 'tool_calls' : 'stop' }
  return { object: 'chat.completion', model: model.name, choices: [choice] }
}

function openAiMessage({ role, parts }: ChatMessage): Json {
  const calls = parts.flatMap((part): Json[] =>
    part.type === 'toolCall'
      ? [
          {
            id: part.id ?? '',
            type: 'function',
            function: { name: part.name, arguments: JSON.stringify(part.arguments) },
          },
        ]
      : [],
  )
  const result = parts.find((part) => part.type === 'toolResult')
  if (result !== undefined) {
    const content = typeof result.result === 'string' ? result.result : JSON.stringify(result.result)
    return { role, tool_call_id: result.id ?? '', content }
  }
  const thought = parts.find((part) => part.type === 'reasoning')
  return {
    role,
    ...(thought === undefined ? {} : { reasoning_content: thought.text }),
    content: openAiContent(parts.filter((part) => part.type !== 'toolCall' && part.type !== 'reasoning')),
    ...(calls.length === 0 ? {} : { tool_calls: calls }),
  }
}

function openAiContent(parts: MessagePart[]): Json {
  const [only] = parts
  if (only === undefined) return null
  if (parts.length === 1 && only.type === 'text') return only.text
  return parts.map((part): Json => {
    if (part.type === 'image') return { type: 'image_url', image_url: { url: part.url ?? '' } }
    return { type: 'text', text: part.type === 'text' ? part.text : '' }
  })
}

function anthropicRequest(work: ChatWork): Json {
  const [first, ...rest] = work.messages
  const hasSystem = first?.role === 'system'
  const system = hasSystem ? first.parts.flatMap((part) => (part.type === 'text' ? [part.text] : [])).join('\n') : ''
  return {
    model: work.model.name,
    max_tokens: 4096,
    temperature: work.temperature,
    ...(system === '' ? {} : { system }),
    messages: (hasSystem ? rest : work.messages).map(({ role, parts }) => ({
      role: role === 'tool' ? 'user' : role,
      content: parts.map(anthropicBlock),
    })),
  }
}

function anthropicResponse({ answer, model }: ChatWork): Json | undefined {
  if (answer === undefined) return undefined
  const hasCalls = answer.parts.some((part) => part.type === 'toolCall')
  return {
    type: 'message',
    role: 'assistant',
    model: model.name,
    content: answer.parts.map(anthropicBlock),
    stop_reason: hasCalls ? 'tool_use' : 'end_turn',
  }
}

function anthropicBlock(part: MessagePart): Json {
  if (part.type === 'reasoning') return { type: 'thinking', thinking: part.text }
  if (part.type === 'toolCall') return { type: 'tool_use', id: part.id ?? '', name: part.name, input: part.arguments }
  if (part.type === 'toolResult') {
    const content = typeof part.result === 'string' ? part.result : JSON.stringify(part.result)
    return { type: 'tool_result', tool_use_id: part.id ?? '', content }
  }
  if (part.type === 'image') {
    const [, mediaType, data] = /^data:([^;]+);base64,(.*)$/.exec(part.url ?? '') ?? []
    return { type: 'image', source: { type: 'base64', media_type: mediaType ?? 'image/png', data: data ?? '' } }
  }
  return { type: 'text', text: part.type === 'text' ? part.text : '' }
}
