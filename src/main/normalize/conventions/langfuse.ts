/**
 * Langfuse SDKs 3 and later. Their usage details are exclusive: `input` leaves the cached tokens out, `output` the
 * reasoning ones. Source: langfuse `packages/shared/src/server/otel` and the attributes of `@langfuse/tracing`.
 */
import type { Convention } from '../convention.ts'

export const langfuse: Convention = {
  name: 'langfuse',
  marks: ['langfuse.'],
  keys: {
    type: { 'langfuse.observation.type': 5 },
    input: { 'langfuse.observation.input': 50, 'langfuse.trace.input': 90 },
    output: { 'langfuse.observation.output': 50, 'langfuse.trace.output': 90 },
    usageExclusive: { 'langfuse.observation.usage_details': 12 },
    cost: { 'langfuse.observation.cost_details': 12 },
    model: { 'langfuse.observation.model.name': 11 },
    parameters: { 'langfuse.observation.model.parameters': 20 },
    sessionId: { 'langfuse.session.id': 10, 'session.id': 20, 'langfuse.observation.metadata.langfuse_session_id': 60 },
    userId: { 'langfuse.user.id': 10, 'user.id': 20, 'langfuse.observation.metadata.langfuse_user_id': 60 },
    tags: { 'langfuse.trace.tags': 20 },
  },
  types: {
    generation: 'LLM',
    embedding: 'EMBEDDING',
    agent: 'AGENT',
    tool: 'TOOL',
    chain: 'CHAIN',
    retriever: 'RETRIEVER',
    guardrail: 'GUARDRAIL',
    evaluator: 'EVALUATOR',
  },
  hasOnlyLlm: true,
}
