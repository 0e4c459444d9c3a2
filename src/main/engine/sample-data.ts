/** The texts of the sample workspace (`resources/sample`), checked when read. */
import * as z from 'zod'
import agentsJson from '../../../resources/sample/agents.json' with { type: 'json' }
import conversationsJson from '../../../resources/sample/conversations.json' with { type: 'json' }
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

export interface SampleData {
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
