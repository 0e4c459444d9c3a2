/**
 * The one view model that every tracing convention is normalised to (design, section 6).
 * Produced by `src/main/normalize`, shown by the trace page, searched by the index.
 */
import * as z from 'zod'
import { Json } from './json.ts'

/**
 * Span types, MLflow's names. A sender may use any other string, which is kept.
 * Source: MLflow `SpanType` and the types its evaluation harness writes.
 */
export const knownSpanTypes = [
  'LLM',
  'CHAT_MODEL',
  'CHAIN',
  'AGENT',
  'TOOL',
  'RETRIEVER',
  'RERANKER',
  'EMBEDDING',
  'PARSER',
  'MEMORY',
  'WORKFLOW',
  'TASK',
  'GUARDRAIL',
  'EVALUATOR',
  'UNKNOWN',
] as const

export const SpanType = z.string()
export type SpanType = (typeof knownSpanTypes)[number] | (string & {})

/** Tokens, inclusive as in OTel GenAI: `input` contains the cached ones, `output` the reasoning ones. */
export const TokenUsage = z.object({
  input: z.number().optional(),
  output: z.number().optional(),
  total: z.number().optional(),
  cacheRead: z.number().optional(),
  cacheWrite: z.number().optional(),
  reasoning: z.number().optional(),
})
export type TokenUsage = z.infer<typeof TokenUsage>

/** US dollars. */
export const Cost = z.object({
  input: z.number().optional(),
  output: z.number().optional(),
  total: z.number().optional(),
})
export type Cost = z.infer<typeof Cost>

export const MessagePart = z.discriminatedUnion('type', [
  z.object({ type: z.literal('text'), text: z.string() }),
  z.object({ type: z.literal('reasoning'), text: z.string() }),
  z.object({ type: z.literal('toolCall'), id: z.string().optional(), name: z.string(), arguments: Json }),
  z.object({ type: z.literal('toolResult'), id: z.string().optional(), name: z.string().optional(), result: Json }),
  /** `url` is an https:, http: or data: URL; `data` is base64 without a prefix. Exactly one of them is set. */
  z.object({
    type: z.literal('image'),
    url: z.string().optional(),
    data: z.string().optional(),
    mimeType: z.string().optional(),
  }),
  z.object({
    type: z.literal('file'),
    name: z.string().optional(),
    url: z.string().optional(),
    data: z.string().optional(),
    mimeType: z.string().optional(),
    fileId: z.string().optional(),
  }),
  /** A part of a kind Assay has no rendering for; shown as JSON. */
  z.object({ type: z.literal('other'), kind: z.string(), value: Json }),
])
export type MessagePart = z.infer<typeof MessagePart>

export const ChatMessage = z.object({
  /** `system`, `user`, `assistant`, `tool`, or what the sender wrote. */
  role: z.string(),
  name: z.string().optional(),
  parts: z.array(MessagePart),
  finishReason: z.string().optional(),
})
export type ChatMessage = z.infer<typeof ChatMessage>

export const ToolDefinition = z.object({
  name: z.string(),
  description: z.string().optional(),
  parameters: Json.optional(),
})
export type ToolDefinition = z.infer<typeof ToolDefinition>

export const RetrievedDocument = z.object({
  id: z.string().optional(),
  text: z.string(),
  score: z.number().optional(),
  /** A title, file name or URI where the sender gave one. */
  source: z.string().optional(),
  metadata: Json.optional(),
})
export type RetrievedDocument = z.infer<typeof RetrievedDocument>

/** What one span says, whichever convention wrote it. */
export const SpanView = z.object({
  type: SpanType,
  /** Conventions that contributed, most specific first, such as `otel-genai`, `openinference`, `mlflow`. */
  conventions: z.array(z.string()),
  inputs: Json.optional(),
  outputs: Json.optional(),
  inputMessages: z.array(ChatMessage),
  outputMessages: z.array(ChatMessage),
  tools: z.array(ToolDefinition),
  documents: z.array(RetrievedDocument),
  query: z.string().optional(),
  toolCall: z
    .object({ id: z.string().optional(), name: z.string(), arguments: Json.optional(), result: Json.optional() })
    .optional(),
  usage: TokenUsage.optional(),
  cost: Cost.optional(),
  model: z.string().optional(),
  provider: z.string().optional(),
  parameters: Json.optional(),
  sessionId: z.string().optional(),
  userId: z.string().optional(),
})
export type SpanView = z.infer<typeof SpanView>

/**
 * What ingest needs of a span: the narrow columns of `spans` and this span's contribution to its trace's row.
 * Previews are plain text, at most `previewLength` UTF-16 units, never cut inside a surrogate pair.
 */
export interface SpanSummary {
  type: SpanType
  model: string | undefined
  usage: TokenUsage | undefined
  /** US dollars. */
  cost: number | undefined
  sessionId: string | undefined
  userId: string | undefined
  inputPreview: string | undefined
  outputPreview: string | undefined
  /** Trace tags that the convention carries on spans (`mlflow.traceTag.*`, `langfuse.trace.tags`). */
  traceTags: Record<string, string> | undefined
  /** True for early copies that a later span replaces (Logfire's `pending_span`): not stored. */
  isPending: boolean
}

export const previewLength = 500
