/** Sample spans as OpenInference has them: lists flattened into keys. */
import type { ChatMessage } from '../../shared/model/view.ts'
import { type EncodeContext, type SampleEncoder, toKeyValues } from './sample-encode.ts'
import { type ChatWork, costOf, type SampleWork } from './sample-work.ts'

type Values = Parameters<typeof toKeyValues>[0]

export const openInferenceEncoder: SampleEncoder = {
  convention: 'openinference',
  scopeName: 'openinference.instrumentation.langchain',
  scopeVersion: '0.1.58',
  encode(work, context) {
    const { name, values } = encode(work, context)
    const about = { 'session.id': context.sessionId, 'user.id': context.userId }
    return { name, attributes: toKeyValues({ ...values, ...about }), logs: [] }
  },
}

function encode(work: SampleWork, context: EncodeContext): { name: string; values: Values } {
  switch (work.kind) {
    case 'chat':
      return { name: 'ChatCompletion', values: encodeChat(work) }
    case 'agent':
    case 'chain':
      return {
        name: context.name,
        values: {
          'openinference.span.kind': work.kind === 'agent' ? 'AGENT' : 'CHAIN',
          ...io(work.question, work.answer, 'text/plain'),
        },
      }
    case 'task': {
      const outputs = work.outputs === undefined ? undefined : JSON.stringify(work.outputs)
      const values = {
        'openinference.span.kind': 'CHAIN',
        ...io(JSON.stringify(work.inputs), outputs, 'application/json'),
      }
      return { name: context.name, values }
    }
    case 'retrieval': {
      const values: Values = { 'openinference.span.kind': 'RETRIEVER', ...io(work.query, undefined, 'text/plain') }
      for (const [index, document] of (work.documents ?? []).entries()) {
        const key = `retrieval.documents.${index}.document`
        values[`${key}.id`] = document.id
        values[`${key}.content`] = document.text
        values[`${key}.score`] = document.score
        values[`${key}.metadata`] = JSON.stringify(document.metadata)
      }
      return { name: 'VectorStoreRetriever', values }
    }
    case 'tool':
      return {
        name: work.name,
        values: {
          'openinference.span.kind': 'TOOL',
          'tool.name': work.name,
          'tool_call.id': work.callId,
          ...io(
            JSON.stringify(work.arguments),
            work.result === undefined ? undefined : JSON.stringify(work.result),
            'application/json',
          ),
        },
      }
    case 'embedding':
      return {
        name: 'Embeddings',
        values: {
          'openinference.span.kind': 'EMBEDDING',
          'embedding.model_name': work.model,
          'embedding.embeddings.0.embedding.text': work.text,
          'llm.token_count.prompt': work.tokens,
          ...io(work.text, undefined, 'text/plain'),
        },
      }
  }
}

function io(input: string, output: string | undefined, mimeType: string): Values {
  return {
    'input.value': input,
    'input.mime_type': mimeType,
    'output.value': output,
    'output.mime_type': output === undefined ? undefined : mimeType,
  }
}

function encodeChat(work: ChatWork): Values {
  const { model, usage, answer } = work
  const cost = usage === undefined ? undefined : costOf(model, usage)
  const values: Values = {
    'openinference.span.kind': 'LLM',
    'llm.provider': model.provider,
    'llm.model_name': model.name,
    'llm.invocation_parameters': JSON.stringify({
      temperature: work.temperature,
      ...(work.isStreamed ? { stream: true } : {}),
    }),
    'llm.token_count.prompt': usage?.input,
    'llm.token_count.completion': usage?.output,
    'llm.token_count.total': usage?.total,
    'llm.token_count.prompt_details.cache_read': usage?.cacheRead,
    'llm.token_count.completion_details.reasoning': usage?.reasoning,
    'llm.cost.prompt': cost?.input,
    'llm.cost.completion': cost?.output,
    'llm.cost.total': cost?.total,
    'llm.finish_reason': answer === undefined ? undefined : (answer.finishReason ?? 'stop'),
  }
  for (const [index, message] of work.messages.entries())
    flatten(values, `llm.input_messages.${index}.message`, message)
  if (answer !== undefined) flatten(values, 'llm.output_messages.0.message', answer)
  for (const [index, tool] of work.tools.entries()) {
    values[`llm.tools.${index}.tool.json_schema`] = JSON.stringify({ type: 'function', function: tool })
  }
  return values
}

function flatten(values: Values, key: string, message: ChatMessage): void {
  values[`${key}.role`] = message.role
  const contents = message.parts.filter((part) => part.type !== 'toolCall' && part.type !== 'toolResult')
  const calls = message.parts.filter((part) => part.type === 'toolCall')
  const [only] = contents
  if (contents.length === 1 && only?.type === 'text') values[`${key}.content`] = only.text
  else {
    for (const [index, part] of contents.entries()) {
      const place = `${key}.contents.${index}.message_content`
      values[`${place}.type`] = part.type
      if (part.type === 'text' || part.type === 'reasoning') values[`${place}.text`] = part.text
      if (part.type === 'image') values[`${place}.image.image.url`] = part.url
    }
  }
  for (const [index, call] of calls.entries()) {
    const place = `${key}.tool_calls.${index}.tool_call`
    values[`${place}.id`] = call.id
    values[`${place}.function.name`] = call.name
    values[`${place}.function.arguments`] = JSON.stringify(call.arguments)
  }
  for (const part of message.parts) {
    if (part.type !== 'toolResult') continue
    values[`${key}.tool_call_id`] = part.id
    values[`${key}.content`] = typeof part.result === 'string' ? part.result : JSON.stringify(part.result)
  }
}
