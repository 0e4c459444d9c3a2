/** The texts of the sample workspace (`resources/sample`), checked when read. */
import * as z from 'zod'
import agentsJson from '../../../resources/sample/agents.json' with { type: 'json' }
import conversationsJson from '../../../resources/sample/conversations.json' with { type: 'json' }
import extrasJson from '../../../resources/sample/extras.json' with { type: 'json' }
import failuresJson from '../../../resources/sample/failures.json' with { type: 'json' }
import knowledgeJson from '../../../resources/sample/knowledge.json' with { type: 'json' }
import questionsJson from '../../../resources/sample/questions.json' with { type: 'json' }
import questionsJaJson from '../../../resources/sample/questions-ja.json' with { type: 'json' }
import { Json } from '../../shared/model/json.ts'

const Domain = z.enum(['support', 'medical', 'legal', 'writing'])
export type Domain = z.infer<typeof Domain>

const Language = z.enum(['en', 'ja'])
export type Language = z.infer<typeof Language>

/** How good an answer is, as a careful expert would say. */
const Quality = z.enum(['good', 'partial', 'wrong', 'refusal'])
export type Quality = z.infer<typeof Quality>

const Feedback = z.object({ value: z.boolean(), why: z.string().optional() })
export type Feedback = z.infer<typeof Feedback>

export const KnowledgeItem = z.object({ id: z.string(), title: z.string(), uri: z.string(), text: z.string() })
export type KnowledgeItem = z.infer<typeof KnowledgeItem>

const judged = {
  feedback: Feedback.optional(),
  /** What a good answer would have said. */
  expected: z.string().optional(),
}

const Question = z.object({
  domain: Domain,
  q: z.string(),
  a: z.string(),
  docs: z.array(z.string()),
  /** What an answer must contain. */
  facts: z.array(z.string()).optional(),
  quality: Quality,
  /** The answer was asked for as JSON. */
  json: z.boolean().optional(),
  ...judged,
})
export type Question = z.infer<typeof Question>

const Turn = z.object({
  q: z.string(),
  a: z.string(),
  docs: z.array(z.string()).optional(),
  quality: Quality.optional(),
  ...judged,
})
export type Turn = z.infer<typeof Turn>

const Conversation = z.object({ lang: Language, domain: Domain, user: z.string(), turns: z.array(Turn) })
export type Conversation = z.infer<typeof Conversation>

const ToolUse = z.object({
  tool: z.string(),
  args: z.record(z.string(), Json),
  result: Json.optional(),
  error: z.string().optional(),
})
export type ToolUse = z.infer<typeof ToolUse>

const AgentTask = z.object({
  lang: Language,
  name: z.string(),
  ask: z.string(),
  steps: z.array(z.object({ think: z.string().optional(), calls: z.array(ToolUse) })),
  a: z.string(),
  quality: Quality,
  ...judged,
})
export type AgentTask = z.infer<typeof AgentTask>

const Failure = z.object({
  kind: z.enum(['timeout', 'rate_limit', 'context', 'retriever', 'parse', 'content_filter', 'auth', 'loop']),
  lang: Language,
  q: z.string(),
  a: z.string().optional(),
  error: z.object({ type: z.string(), message: z.string() }),
})
export type Failure = z.infer<typeof Failure>

const Thought = z.object({
  lang: Language,
  domain: Domain,
  q: z.string(),
  think: z.string(),
  a: z.string(),
  quality: Quality,
  ...judged,
})
export type Thought = z.infer<typeof Thought>

const Picture = z.object({
  lang: Language,
  domain: Domain,
  draw: z.string(),
  q: z.string(),
  a: z.string(),
  quality: Quality,
  ...judged,
})
export type Picture = z.infer<typeof Picture>

/** Texts with the slots `{id}` and `{name}`. */
const OrderTexts = z.object({
  asks: z.array(z.string()),
  names: z.array(z.string()),
  states: z.array(z.object({ state: z.string(), note: z.string(), a: z.string() })),
})

const Prompts = z.record(Domain, z.string())
const Rationales = z.object({ high: z.array(z.string()), middle: z.array(z.string()), low: z.array(z.string()) })
export type Rationales = z.infer<typeof Rationales>

const Extras = z.object({
  reasoning: z.array(Thought),
  images: z.array(Picture),
  orderStatus: z.object({ en: OrderTexts, ja: OrderTexts }),
  contracts: z.object({
    parties: z.array(z.string()),
    clauses: z.array(z.object({ name: z.string(), risk: z.string(), finding: z.string() })),
  }),
  prompts: z.object({ en: Prompts, ja: Prompts }),
  judge: Rationales,
  expert: Rationales,
})
export type Extras = z.infer<typeof Extras>

export interface SampleData {
  extras: Extras
  knowledge: Map<string, KnowledgeItem>
  questions: (Question & { lang: Language })[]
  conversations: Conversation[]
  agents: AgentTask[]
  failures: Failure[]
}

export function readSampleData(): SampleData {
  const english = z.array(Question).parse(questionsJson)
  const japanese = z.array(Question).parse(questionsJaJson)
  return {
    extras: Extras.parse(extrasJson),
    knowledge: new Map(
      z
        .array(KnowledgeItem)
        .parse(knowledgeJson)
        .map((item) => [item.id, item]),
    ),
    questions: [
      ...english.map((question) => ({ ...question, lang: 'en' as const })),
      ...japanese.map((question) => ({ ...question, lang: 'ja' as const })),
    ],
    conversations: z.array(Conversation).parse(conversationsJson),
    agents: z.array(AgentTask).parse(agentsJson),
    failures: z.array(Failure).parse(failuresJson),
  }
}
