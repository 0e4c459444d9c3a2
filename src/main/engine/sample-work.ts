/** What a sample span did, before a convention writes it down; models with their prices. */
import type { Json } from '../../shared/model/json.ts'
import type { ChatMessage, RetrievedDocument, TokenUsage, ToolDefinition } from '../../shared/model/view.ts'

export interface SampleModel {
  name: string
  provider: string
  /** US dollars for a million tokens. */
  inputPrice: number
  outputPrice: number
  /** Output tokens a second. */
  speed: number
}

export const sampleModels = {
  small: { name: 'gpt-5-mini-2026-03-17', provider: 'openai', inputPrice: 0.25, outputPrice: 2, speed: 110 },
  large: { name: 'gpt-5.1-2026-06-02', provider: 'openai', inputPrice: 1.25, outputPrice: 10, speed: 70 },
  claude: { name: 'claude-sonnet-4-6', provider: 'anthropic', inputPrice: 3, outputPrice: 15, speed: 75 },
  gemini: { name: 'gemini-2.5-flash', provider: 'gcp.gemini', inputPrice: 0.3, outputPrice: 2.5, speed: 160 },
  local: { name: 'llama-3.3-70b-instruct', provider: 'ollama', inputPrice: 0, outputPrice: 0, speed: 28 },
} as const satisfies Record<string, SampleModel>

export interface ChatWork {
  kind: 'chat'
  model: SampleModel
  messages: ChatMessage[]
  /** Absent when the call failed. */
  answer: ChatMessage | undefined
  tools: ToolDefinition[]
  temperature: number
  usage: TokenUsage | undefined
  isStreamed: boolean
}

export type SampleWork =
  | ChatWork
  | { kind: 'agent' | 'chain'; question: string; answer: string | undefined }
  | { kind: 'task'; inputs: Json; outputs: Json | undefined }
  | { kind: 'retrieval'; query: string; documents: RetrievedDocument[] | undefined }
  | { kind: 'tool'; callId: string; name: string; arguments: Json; result: Json | undefined }
  | { kind: 'embedding'; model: string; text: string; tokens: number }

/** Roughly as many tokens as a tokenizer would count: CJK takes about one a character, other text one in four. */
export function countTokens(text: string): number {
  const wide = text.match(/[\u3000-\u9fff\uff00-\uffef]/g)?.length ?? 0
  return Math.max(1, Math.round(wide * 0.9 + (text.length - wide) / 4))
}

/** The tokens of messages with the few that each message's frame costs. */
export function countMessageTokens(messages: ChatMessage[]): number {
  let count = 3
  for (const { parts } of messages) {
    for (const part of parts) count += part.type === 'image' ? 765 : countTokens(JSON.stringify(part))
  }
  return count
}

/** US dollars; cached input tokens cost a tenth. */
export function costOf(model: SampleModel, usage: TokenUsage): { input: number; output: number; total: number } {
  const cached = usage.cacheRead ?? 0
  const input = (((usage.input ?? 0) - cached * 0.9) * model.inputPrice) / 1e6
  const output = ((usage.output ?? 0) * model.outputPrice) / 1e6
  return { input, output, total: input + output }
}

export function textMessage(role: string, text: string): ChatMessage {
  return { role, parts: [{ type: 'text', text }] }
}
