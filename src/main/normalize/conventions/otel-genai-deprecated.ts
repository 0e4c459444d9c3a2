/**
 * OpenTelemetry GenAI up to 1.36 and the forms before it: content in `gen_ai.*.message` and `gen_ai.choice` events
 * (log records, or span events in some SDKs), in `gen_ai.prompt` / `gen_ai.completion`, or flattened by index.
 * Source: semantic-conventions `docs/gen-ai/gen-ai-events.md` before 1.37; OpenLLMetry semantic conventions.
 */
import type { Convention } from '../convention.ts'

export const otelGenAiDeprecated: Convention = {
  name: 'otel-genai-deprecated',
  marks: ['gen_ai.'],
  keys: {
    input: { 'gen_ai.prompt': 74 },
    output: { 'gen_ai.completion': 74 },
    'usage.input': { 'gen_ai.usage.prompt_tokens': 40 },
    'usage.output': { 'gen_ai.usage.completion_tokens': 40 },
    'usage.cacheRead': { 'gen_ai.usage.cache_read_input_tokens': 40 },
    'usage.cacheWrite': { 'gen_ai.usage.cache_creation_input_tokens': 40 },
    'usage.reasoning': { 'gen_ai.usage.reasoning_tokens': 40 },
    provider: { 'gen_ai.system': 40 },
  },
  flattened: {
    'gen_ai.prompt': { field: 'inputMessages', rank: 40 },
    'gen_ai.completion': { field: 'outputMessages', rank: 40 },
  },
  parameters: {
    'gen_ai.openai.request.seed': 'seed',
    'gen_ai.openai.request.response_format': 'response_format',
  },
  providers: {
    vertex_ai: 'gcp.vertex_ai',
    gemini: 'gcp.gemini',
    'az.ai.openai': 'azure.ai.openai',
    'az.ai.inference': 'azure.ai.inference',
    xai: 'x_ai',
  },
  events: {
    'gen_ai.system.message': { as: 'message', role: 'system' },
    'gen_ai.user.message': { as: 'message', role: 'user' },
    'gen_ai.assistant.message': { as: 'message', role: 'assistant' },
    'gen_ai.tool.message': { as: 'message', role: 'tool' },
    'gen_ai.choice': { as: 'choice' },
    'gen_ai.content.prompt': { as: 'attributes' },
    'gen_ai.content.completion': { as: 'attributes' },
  },
}
