/**
 * LangSmith's OpenTelemetry export: the run's whole inputs and outputs as JSON in `gen_ai.prompt` and
 * `gen_ai.completion`. `langsmith.trace.session_id` names the project, so it is not read as a session.
 * Source: langsmith-sdk `_otel_exporter.py`, js `experimental/otel/constants.ts`.
 */
import type { Convention } from '../convention.ts'

export const langsmith: Convention = {
  name: 'langsmith',
  marks: ['langsmith.'],
  keys: {
    type: { 'langsmith.span.kind': 25 },
    usage: { 'langsmith.usage_metadata': 50 },
    model: { 'langsmith.metadata.ls_model_name': 70 },
    provider: { 'langsmith.metadata.ls_provider': 70 },
    sessionId: {
      'langsmith.metadata.thread_id': 40,
      'langsmith.metadata.session_id': 41,
      'langsmith.metadata.conversation_id': 42,
    },
    userId: { 'langsmith.metadata.user_id': 40 },
    tags: { 'langsmith.span.tags': 40 },
  },
  types: {
    llm: 'LLM',
    chain: 'CHAIN',
    tool: 'TOOL',
    retriever: 'RETRIEVER',
    embedding: 'EMBEDDING',
    prompt: 'PROMPT',
    parser: 'PARSER',
  },
  hasOnlyLlm: true,
}
