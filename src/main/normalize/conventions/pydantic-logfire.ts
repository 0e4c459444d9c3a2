/**
 * Pydantic AI and Logfire. Logfire sends every span twice: first a `pending_span` with an id of its own, which the
 * finished span replaces. Source: pydantic/logfire `_internal/tracer.py`; pydantic-ai `models/instrumented.py`.
 */
import type { Convention } from '../convention.ts'

export const pydanticLogfire: Convention = {
  name: 'pydantic-logfire',
  marks: ['pydantic_ai.', 'logfire.', 'all_messages_events', 'model_request_parameters'],
  keys: {
    conversation: { 'pydantic_ai.all_messages': 46, all_messages: 47 },
    eventList: { events: 60, all_messages_events: 61 },
    input: { request_data: 78 },
    output: { final_result: 62, response_data: 78 },
    toolArguments: { tool_arguments: 50 },
    toolResult: { tool_response: 50 },
    'usage.cacheRead': { 'gen_ai.usage.details.cache_read_tokens': 55 },
    'usage.cacheWrite': { 'gen_ai.usage.details.cache_write_tokens': 55 },
    'usage.reasoning': { 'gen_ai.usage.details.reasoning_tokens': 55 },
    'cost.total': { 'operation.cost': 60 },
    model: { model_name: 80 },
    pending: { 'logfire.span_type': 10 },
  },
  presence: {
    agent_name: { type: 'AGENT', rank: 65 },
  },
}
