/**
 * The sample workspace: about 200 traces of four invented assistants over the last two weeks, in English and Japanese,
 * written in three conventions, with judgements by end users, a judge model, checks and experts. All texts are in
 * `resources/sample`; ids, times and numbers come from a seed, so that the same moment gives the same sample.
 */
import type { IngestAssessment, IngestBatch, IngestTrace } from '../../shared/model/ingest.ts'
import type { ChatMessage } from '../../shared/model/view.ts'
import { type Judged, judgeTrace } from './sample-assessments.ts'
import {
  type AgentTask,
  type Conversation,
  type Domain,
  type Failure,
  type Feedback,
  type Language,
  type Quality,
  type Question,
  readSampleData,
  type SampleData,
} from './sample-data.ts'
import type { SampleEncoder } from './sample-encode.ts'
import { mlflowEncoder } from './sample-encode-mlflow.ts'
import { openInferenceEncoder } from './sample-encode-openinference.ts'
import { otelEncoder, otelLogEncoder } from './sample-encode-otel.ts'
import { createRandom, type Random } from './sample-random.ts'
import {
  addAgentTrace,
  addChatTrace,
  addContractReview,
  addFailureTrace,
  addPictureTrace,
  addRagTrace,
  addThoughtTrace,
  orderStatusTask,
  type Scene,
} from './sample-scenarios.ts'
import { TraceBuilder } from './sample-trace.ts'
import { type SampleModel, sampleModels, textMessage } from './sample-work.ts'

const tracesPerBatch = 40
const dayMs = 86_400_000
const encoders: readonly SampleEncoder[] = [
  otelEncoder,
  openInferenceEncoder,
  mlflowEncoder,
  otelEncoder,
  openInferenceEncoder,
  mlflowEncoder,
  otelLogEncoder,
]
const services: Record<Domain, string> = {
  support: 'lumen-support',
  medical: 'harbour-clinic-desk',
  legal: 'rights-guide',
  writing: 'writing-desk',
}

/** What a plan leaves behind: its spans in the builder, and what can be judged. */
interface Outcome {
  endUs: number
  question: string
  answer?: string | undefined
  quality?: Quality | undefined
  feedback?: Feedback | undefined
  expected?: string | undefined
  facts?: string[] | undefined
  documents?: string[]
  isJson?: boolean
}

/** One trace to be: turns of a conversation follow each other, everything else has a time of its own. */
interface Plan {
  lang: Language
  domain: Domain
  service?: string
  sessionId?: string
  userId?: string
  /** Seconds after the end of the plan before it; absent for a time of its own. */
  followsSeconds?: number
  /** Hour of the night before, for jobs. */
  nightHour?: number
  /** A lone model call: content in log records alone would leave its row in the list without any text. */
  isSingleSpan?: boolean
  run(scene: Scene): Outcome
}

/** The whole sample as batches ready for `ingestBatch`. `nowMs` is the moment right after the newest trace. */
export function buildSample({ nowMs }: { nowMs: number }): IngestBatch[] {
  const data = readSampleData()
  const batches: IngestBatch[] = []
  let previousEndMs = 0
  for (const [index, plan] of plansOf(data).entries()) {
    const random = createRandom(7_919 * (index + 1))
    const startMs = startOf(plan, previousEndMs, nowMs, random)
    const { batch, endMs } = buildTrace(plan, index, startMs, nowMs, data, random)
    previousEndMs = endMs
    const last = batches.at(-1)
    if (last === undefined || (last.traces?.length ?? 0) >= tracesPerBatch) batches.push(batch)
    else append(last, batch)
  }
  return batches
}

function append(batch: IngestBatch, more: IngestBatch): void {
  batch.spans.push(...more.spans)
  batch.logs?.push(...(more.logs ?? []))
  batch.traces?.push(...(more.traces ?? []))
  batch.assessments?.push(...(more.assessments ?? []))
}

/** Two weeks back at most, mostly by day; the long conversations need room before now. */
function startOf(plan: Plan, previousEndMs: number, nowMs: number, random: Random): number {
  if (plan.followsSeconds !== undefined) return previousEndMs + plan.followsSeconds * 1000
  if (plan.nightHour !== undefined) return Math.floor(nowMs / dayMs - 1) * dayMs + plan.nightHour * 3_600_000
  for (;;) {
    const startMs = Math.floor(nowMs - 3_600_000 - random.next() ** 1.4 * 14 * dayMs)
    const hour = new Date(startMs).getUTCHours()
    if ((hour >= 6 && hour <= 21) || random.chance(0.15)) return startMs
  }
}

function buildTrace(plan: Plan, index: number, startMs: number, nowMs: number, data: SampleData, random: Random) {
  const turn = encoders[index % encoders.length] as SampleEncoder
  const encoder = plan.isSingleSpan && turn === otelLogEncoder ? otelEncoder : turn
  const { lang, domain, sessionId } = plan
  const userId = plan.userId ?? `enduser_${random.integer(1000, 9999)}`
  const builder = new TraceBuilder(random, { encoder, service: plan.service ?? services[domain], sessionId, userId })
  const startUs = startMs * 1000 + random.integer(0, 999)
  const { extras, knowledge } = data
  const outcome = plan.run({ builder, startUs, lang, domain, extras, knowledge })
  const judged: Judged = {
    traceId: builder.traceId,
    endUs: outcome.endUs,
    question: outcome.question,
    answer: outcome.answer,
    quality: outcome.quality ?? 'good',
    userId,
    feedback: outcome.feedback,
    expected: outcome.expected,
    facts: outcome.facts,
    documents: outcome.documents ?? [],
    retrieverSpanId: builder.spans.find(({ summary }) => summary.type === 'RETRIEVER')?.span.spanId,
    isJson: outcome.isJson ?? false,
  }
  const trace: IngestTrace = {
    traceId: builder.traceId,
    tags: {
      domain,
      language: lang,
      channel: random.pick(['web', 'web', 'app', 'e-mail']),
      release: startMs > nowMs - 5 * dayMs ? '2026.11.2' : '2026.11.1',
    },
    ...(encoder.convention === 'mlflow' ? { clientRequestId: `req-${random.hex(10)}` } : {}),
  }
  const assessments = judgeTrace(judged, random, extras.judge, extras.expert).map((made) => notAfter(made, nowMs))
  const batch: IngestBatch = { spans: builder.spans, logs: builder.logs, traces: [trace], assessments }
  return { batch, endMs: Math.ceil(outcome.endUs / 1000) }
}

/** What was to be judged tomorrow was judged just now. */
function notAfter(made: IngestAssessment, nowMs: number): IngestAssessment {
  const atMs = Math.min(made.createdAtMs ?? nowMs, nowMs - (made.valid === false ? 2_000 : 1_000))
  return { ...made, createdAtMs: atMs, updatedAtMs: atMs }
}

function plansOf(data: SampleData): Plan[] {
  return [
    ...data.questions.map(questionPlan),
    ...data.conversations.flatMap(conversationPlans),
    ...data.agents.map((task) => agentPlan(task)),
    ...data.failures.map(failurePlan),
    ...orderStatusPlans(data),
    ...data.extras.reasoning.map(
      (text): Plan => ({
        ...text,
        isSingleSpan: true,
        run: (scene) => ({ ...text, endUs: addThoughtTrace(scene, text), question: text.q, answer: text.a }),
      }),
    ),
    ...data.extras.images.map(
      (text): Plan => ({
        ...text,
        isSingleSpan: true,
        run: (scene) => ({ ...text, endUs: addPictureTrace(scene, text), question: text.q, answer: text.a }),
      }),
    ),
    { lang: 'en', domain: 'legal', service: 'contract-review', nightHour: 2, run: addContractReview },
  ]
}

const models: readonly SampleModel[] = [
  sampleModels.small,
  sampleModels.small,
  sampleModels.claude,
  sampleModels.gemini,
  sampleModels.large,
]
const busy = { type: 'openai.RateLimitError', message: 'Error code: 429 - Please try again in 1.2 s.' }

function questionPlan(text: Question & { lang: Language }, index: number): Plan {
  return {
    lang: text.lang,
    domain: text.domain,
    isSingleSpan: text.docs.length === 0,
    run(scene) {
      const model = models[index % models.length] as SampleModel
      const ask = { question: text.q, answer: text.a, documents: text.docs, model }
      const retried = index % 24 === 7 ? busy : undefined
      const endUs = text.docs.length === 0 ? addChatTrace(scene, ask) : addRagTrace(scene, { ...ask, retried })
      const { quality, feedback, expected, facts, docs: documents, json: isJson = false } = text
      return { endUs, question: text.q, answer: text.a, quality, feedback, expected, facts, documents, isJson }
    },
  }
}

function conversationPlans(conversation: Conversation, number: number): Plan[] {
  const { lang, domain, user, turns } = conversation
  const history: ChatMessage[] = []
  return turns.map((turn, index) => ({
    lang,
    domain,
    sessionId: `session-${lang}-${String(number + 1).padStart(3, '0')}`,
    userId: user,
    ...(index === 0 ? {} : { followsSeconds: 25 + ((number * 37 + index * 53) % 140) }),
    run(scene) {
      const { q: question, a: answer, docs: documents = [], quality, feedback, expected } = turn
      const plan = { question, answer, documents, history: [...history], name: 'chat_turn' }
      const endUs = addRagTrace(scene, plan)
      history.push(textMessage('user', question), textMessage('assistant', answer))
      return { endUs, question, answer, quality, feedback, expected, documents }
    },
  }))
}

function agentPlan(task: AgentTask, options: { isUnfinished?: boolean } = {}): Plan {
  return {
    lang: task.lang,
    domain: 'support',
    service: task.name,
    run(scene) {
      const model =
        task.name === 'research-agent' || task.name === 'contract-reviewer' ? sampleModels.claude : sampleModels.large
      const endUs = addAgentTrace(scene, task, { model, ...options })
      const { quality, feedback, expected } = task
      return {
        endUs,
        question: task.ask,
        answer: options.isUnfinished ? undefined : task.a,
        quality,
        feedback,
        expected,
      }
    },
  }
}

function failurePlan(failure: Failure): Plan {
  return {
    lang: failure.lang,
    domain: failure.kind === 'retriever' || failure.kind === 'parse' ? 'support' : 'writing',
    run: (scene) => ({ endUs: addFailureTrace(scene, failure), question: failure.q }),
  }
}

/** Everyday enquiries; the process of one agent died, so that its root never came. */
function orderStatusPlans({ extras }: SampleData): Plan[] {
  const random = createRandom(20_261)
  return Array.from({ length: 19 }, (_, index) => {
    const task = orderStatusTask(index < 15 ? 'en' : 'ja', extras, random)
    return agentPlan(task, { isUnfinished: index === 11 })
  })
}
