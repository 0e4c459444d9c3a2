/**
 * Traceloop OpenLLMetry: workflow spans with whole inputs and outputs; its model spans write `gen_ai.prompt.N.*`
 * (read by the deprecated OTel table) or, since 0.27, the current OTel attributes.
 * Source: traceloop/openllmetry `opentelemetry-semantic-conventions-ai`.
 */
import type { Convention } from '../convention.ts'

export const traceloop: Convention = {
  name: 'traceloop',
  marks: ['traceloop.', 'llm.request.', 'llm.usage.', 'llm.is_streaming'],
  keys: {
    type: { 'traceloop.span.kind': 50, 'llm.request.type': 51 },
    input: { 'traceloop.entity.input': 64 },
    output: { 'traceloop.entity.output': 64 },
    'usage.total': { 'llm.usage.total_tokens': 40 },
    'usage.cacheRead': { 'llm.usage.cache_read_input_tokens': 45 },
    'usage.cacheWrite': { 'llm.usage.cache_creation_input_tokens': 45 },
    'usage.reasoning': { 'llm.usage.reasoning_tokens': 45 },
    toolName: { 'traceloop.entity.name': 70 },
    sessionId: {
      'traceloop.association.properties.session_id': 40,
      'traceloop.association.properties.conversation_id': 41,
      'traceloop.association.properties.thread_id': 42,
    },
    userId: { 'traceloop.association.properties.user_id': 40 },
  },
  flattened: {
    'llm.request.functions': { field: 'tools', rank: 40 },
  },
  types: {
    workflow: 'WORKFLOW',
    task: 'TASK',
    agent: 'AGENT',
    tool: 'TOOL',
    chat: 'CHAT_MODEL',
    completion: 'LLM',
    embedding: 'EMBEDDING',
    rerank: 'RERANKER',
  },
  events: {
    'db.query.result': { as: 'document' },
  },
}
