/** The kinds of traces in the sample, each from its texts to spans with times. */
import type { ChatMessage, RetrievedDocument, ToolDefinition } from '../../shared/model/view.ts'
import type { AgentTask, Domain, Extras, Failure, KnowledgeItem, Language, Picture, Thought } from './sample-data.ts'
import { drawBars, drawDisplay } from './sample-image.ts'
import type { Random } from './sample-random.ts'
import type { Fault, TraceBuilder } from './sample-trace.ts'
import { type ChatWork, countMessageTokens, type SampleModel, sampleModels, textMessage } from './sample-work.ts'

/** What every scenario may use. */
export interface Scene {
  builder: TraceBuilder
  startUs: number
  lang: Language
  domain: Domain
  extras: Extras
  knowledge: Map<string, KnowledgeItem>
}

/** A chat call from its messages; usage and duration follow from the texts. */
interface ChatPlan {
  model?: SampleModel
  messages: ChatMessage[]
  answer?: ChatMessage | undefined
  tools?: ToolDefinition[]
  isStreamed?: boolean
  cachedShare?: number
}

export function chatWork({ model = sampleModels.small, messages, answer, tools = [], ...plan }: ChatPlan): ChatWork {
  const input = countMessageTokens(messages) + tools.length * 60
  const output = answer === undefined ? 0 : countMessageTokens([answer])
  const thought = answer?.parts.filter((part) => part.type === 'reasoning') ?? []
  const cacheRead = plan.cachedShare === undefined ? undefined : Math.floor(input * plan.cachedShare)
  const reasoning = thought.length === 0 ? undefined : countMessageTokens([{ role: 'assistant', parts: thought }])
  return {
    kind: 'chat',
    model,
    messages,
    answer,
    tools,
    temperature: 0.2,
    isStreamed: plan.isStreamed ?? false,
    usage:
      answer === undefined
        ? undefined
        : {
            input,
            output,
            total: input + output,
            ...(cacheRead === undefined ? {} : { cacheRead }),
            ...(reasoning === undefined ? {} : { reasoning }),
          },
  }
}

export function chatDurationUs(work: ChatWork, random: Random): number {
  const seconds =
    0.25 + random.next() * 0.6 + (work.usage?.input ?? 0) / 20_000 + (work.usage?.output ?? 0) / work.model.speed
  return Math.round(seconds * 1e6)
}

function systemPrompt({ lang, domain, extras }: Scene, documents: RetrievedDocument[]): ChatMessage {
  const rule = extras.prompts[lang][domain] ?? ''
  if (documents.length === 0) return textMessage('system', rule)
  const heading = lang === 'ja' ? '資料' : 'Documents'
  const listed = documents.map(({ text, source }, index) => `[${index + 1}] ${source ?? ''}\n${text}`).join('\n\n')
  return textMessage('system', `${rule}\n\n# ${heading}\n\n${listed}`)
}

/** The documents of the answer, with others of the same field that a search would have brought along. */
function findDocuments({ knowledge, builder }: Scene, ids: string[]): RetrievedDocument[] {
  const { random } = builder
  const [prefix] = (ids[0] ?? '').split('-')
  const others = [...knowledge.keys()].filter((id) => id.startsWith(`${prefix}-`) && !ids.includes(id))
  const extra = others.length === 0 ? [] : [random.pick(others)]
  let score = 0.94
  return [...ids, ...extra].flatMap((id) => {
    const item = knowledge.get(id)
    if (item === undefined) return []
    score -= 0.03 + random.next() * 0.12
    const metadata = { doc_uri: item.uri, title: item.title, chunk_id: `${id}#1` }
    return [{ id, text: item.text, score: Math.round(score * 1000) / 1000, source: item.uri, metadata }]
  })
}

export interface AskPlan {
  question: string
  answer: string
  documents: string[]
  history?: ChatMessage[]
  model?: SampleModel
  isStreamed?: boolean
  /** A first attempt that failed and was repeated. */
  retried?: Fault | undefined
  name?: string
}

/** Retrieval-augmented answer: embed, search, answer. Returns when it ended. */
export function addRagTrace(scene: Scene, plan: AskPlan): number {
  const { builder, startUs } = scene
  const { random } = builder
  const rootId = builder.newSpanId()
  let nowUs = startUs + random.integer(800, 4_000)
  const documents = findDocuments(scene, plan.documents)
  if (documents.length > 0) {
    const embedUs = random.integer(35_000, 120_000)
    const tokens = Math.max(4, Math.round(plan.question.length / 3))
    const embedding = { kind: 'embedding' as const, model: 'text-embedding-3-small', text: plan.question, tokens }
    builder.add({ parentId: rootId, work: embedding, startUs: nowUs, durationUs: embedUs })
    nowUs += embedUs + 500
    const searchUs = random.integer(18_000, 240_000)
    const retrieval = { kind: 'retrieval' as const, query: plan.question, documents }
    builder.add({ parentId: rootId, work: retrieval, startUs: nowUs, durationUs: searchUs })
    nowUs += searchUs + 900
  }
  const messages = [systemPrompt(scene, documents), ...(plan.history ?? []), textMessage('user', plan.question)]
  const shared = { messages, ...(plan.model === undefined ? {} : { model: plan.model }) }
  if (plan.retried !== undefined) {
    const failedUs = random.integer(150_000, 600_000)
    builder.add({ parentId: rootId, work: chatWork(shared), startUs: nowUs, durationUs: failedUs, fault: plan.retried })
    nowUs += failedUs + random.integer(500_000, 2_000_000)
  }
  const history = plan.history?.length ?? 0
  const work = chatWork({
    ...shared,
    answer: textMessage('assistant', plan.answer),
    isStreamed: plan.isStreamed ?? random.chance(0.4),
    ...(history > 2 ? { cachedShare: 0.6 } : {}),
  })
  const chatUs = chatDurationUs(work, random)
  builder.add({ parentId: rootId, work, startUs: nowUs, durationUs: chatUs })
  nowUs += chatUs + random.integer(500, 3_000)
  const root = { kind: 'chain' as const, question: plan.question, answer: plan.answer }
  builder.add({ name: plan.name ?? 'answer_question', work: root, startUs, durationUs: nowUs - startUs }, rootId)
  return nowUs
}

/** One call of a model and nothing around it. */
export function addChatTrace(scene: Scene, plan: AskPlan & { think?: string; image?: string }): number {
  const { builder, startUs } = scene
  const question: ChatMessage =
    plan.image === undefined
      ? textMessage('user', plan.question)
      : {
          role: 'user',
          parts: [
            { type: 'text', text: plan.question },
            { type: 'image', url: plan.image, mimeType: 'image/png' },
          ],
        }
  const answer = textMessage('assistant', plan.answer)
  if (plan.think !== undefined) answer.parts.unshift({ type: 'reasoning', text: plan.think })
  const work = chatWork({
    messages: [systemPrompt(scene, []), question],
    answer,
    isStreamed: builder.random.chance(0.5),
    ...(plan.model === undefined ? {} : { model: plan.model }),
  })
  const durationUs = chatDurationUs(work, builder.random)
  builder.add({ work, startUs, durationUs })
  return startUs + durationUs
}

export function addThoughtTrace(scene: Scene, { q, a, think }: Thought): number {
  return addChatTrace(scene, { question: q, answer: a, think, documents: [], model: sampleModels.claude })
}

export function addPictureTrace(scene: Scene, { q, a, draw }: Picture): number {
  const bars = [0.2, 0.32, 0.41, 0.58, 0.77, 0.95, 0.6, 0.35]
  const image = draw === 'bars' ? drawBars(bars, [58, 104, 168]) : drawDisplay(draw)
  return addChatTrace(scene, { question: q, answer: a, image, documents: [], model: sampleModels.large })
}

/** Tools as the model is told about them, from the calls that are made of them. */
function toolsOf(task: AgentTask): ToolDefinition[] {
  const tools = new Map<string, ToolDefinition>()
  for (const { tool, args } of task.steps.flatMap((step) => step.calls)) {
    const properties = Object.fromEntries(
      Object.entries(args).map(([key, value]) => [
        key,
        { type: Array.isArray(value) ? 'array' : value === null ? 'string' : typeof value },
      ]),
    )
    const parameters = { type: 'object', properties, required: Object.keys(args) }
    tools.set(tool, { name: tool, description: `${tool.replaceAll('_', ' ')} of the back office`, parameters })
  }
  return [...tools.values()]
}

/** An agent: model, tools side by side, model again, until it answers. Without an end the root never arrives. */
export function addAgentTrace(
  scene: Scene,
  task: AgentTask,
  options: { model?: SampleModel; isUnfinished?: boolean } = {},
): number {
  const { builder, startUs, lang } = scene
  const { random } = builder
  const rootId = builder.newSpanId()
  const tools = toolsOf(task)
  const model = options.model ?? sampleModels.large
  const rule =
    lang === 'ja'
      ? '道具を使って依頼を処理し、結果を簡潔に報告してください。'
      : 'Use the tools, then report briefly what you did.'
  const messages: ChatMessage[] = [textMessage('system', rule), textMessage('user', task.ask)]
  let nowUs = startUs + random.integer(1_000, 5_000)
  const think = (answer: ChatMessage) => {
    const cachedShare = messages.length > 3 ? 0.7 : undefined
    const work = chatWork({
      model,
      messages: [...messages],
      answer,
      tools,
      ...(cachedShare === undefined ? {} : { cachedShare }),
    })
    const durationUs = chatDurationUs(work, random)
    builder.add({ parentId: rootId, work, startUs: nowUs, durationUs })
    nowUs += durationUs + random.integer(500, 3_000)
    messages.push(answer)
  }
  for (const step of task.steps) {
    const calls = step.calls.map((call) => ({ ...call, id: `call_${random.hex(12)}` }))
    think({
      role: 'assistant',
      finishReason: 'tool_call',
      parts: [
        ...(step.think === undefined ? [] : [{ type: 'reasoning' as const, text: step.think }]),
        ...calls.map(({ id, tool, args }) => ({ type: 'toolCall' as const, id, name: tool, arguments: args })),
      ],
    })
    let endUs = nowUs
    for (const { id, tool, args, result, error } of calls) {
      const durationUs = error === undefined ? random.integer(30_000, 900_000) : random.integer(400_000, 10_000_000)
      const fault = error === undefined ? undefined : { type: 'ToolError', message: error }
      const work = { kind: 'tool' as const, callId: id, name: tool, arguments: args, result }
      builder.add({ parentId: rootId, work, startUs: nowUs + random.integer(100, 900), durationUs, fault })
      endUs = Math.max(endUs, nowUs + durationUs)
      const said = error === undefined ? (result ?? null) : `Error: ${error}`
      messages.push({ role: 'tool', parts: [{ type: 'toolResult', id, name: tool, result: said }] })
    }
    nowUs = endUs + random.integer(1_000, 4_000)
  }
  if (options.isUnfinished === true) return nowUs
  think(textMessage('assistant', task.a))
  const work = { kind: 'agent' as const, question: task.ask, answer: task.a }
  builder.add({ name: task.name, work, startUs, durationUs: nowUs - startUs }, rootId)
  return nowUs
}

/** Order enquiries: the same agent, other customers. Returns question and answer for the assessments. */
export function orderStatusTask(lang: Language, extras: Extras, random: Random): AgentTask {
  const texts = extras.orderStatus[lang]
  const id = String(random.integer(70_000, 91_000))
  const name = random.pick(texts.names)
  const state = random.pick(texts.states)
  const fill = (text: string) => text.replaceAll('{id}', id).replaceAll('{name}', name)
  const result = { order_id: id, customer: name, state: state.state, note: state.note }
  return {
    lang,
    name: 'order-agent',
    ask: fill(random.pick(texts.asks)),
    steps: [{ calls: [{ tool: 'get_order', args: { order_id: id }, result }] }],
    a: fill(state.a),
    quality: 'good',
  }
}

const failureSeconds: Record<Failure['kind'], [min: number, max: number]> = {
  timeout: [30, 60],
  rate_limit: [0.1, 0.4],
  context: [0.3, 0.9],
  retriever: [0.01, 0.05],
  parse: [0.001, 0.002],
  content_filter: [0.4, 1.2],
  auth: [0.1, 0.2],
  loop: [0.2, 1.5],
}

/** A trace that ends in an error. */
export function addFailureTrace(scene: Scene, failure: Failure): number {
  const { builder, startUs } = scene
  const { random } = builder
  const rootId = builder.newSpanId()
  const fault = failure.error
  const [min, max] = failureSeconds[failure.kind]
  const span = () => Math.round((min + random.next() * (max - min)) * 1e6)
  let nowUs = startUs + 2_000
  const messages = [systemPrompt(scene, []), textMessage('user', failure.q)]
  const attempt = (attemptFault: Fault | undefined, answer?: ChatMessage) => {
    const work = chatWork({ messages, answer })
    const durationUs = answer === undefined ? span() : chatDurationUs(work, random)
    builder.add({ parentId: rootId, work, startUs: nowUs, durationUs, fault: attemptFault })
    nowUs += durationUs + 1_000
  }
  if (failure.kind === 'retriever') {
    const work = { kind: 'retrieval' as const, query: failure.q, documents: undefined }
    builder.add({ parentId: rootId, work, startUs: nowUs, durationUs: span(), fault })
    nowUs += 60_000
  } else if (failure.kind === 'rate_limit') {
    for (let count = 0; count < 3; count++) {
      attempt(fault)
      nowUs += 2 ** count * 1_000_000
    }
  } else if (failure.kind === 'parse') {
    attempt(undefined, textMessage('assistant', failure.a ?? ''))
    const work = { kind: 'task' as const, inputs: { text: failure.a ?? '' }, outputs: undefined }
    builder.add({ parentId: rootId, name: 'parse_answer', work, startUs: nowUs, durationUs: span(), fault })
    nowUs += 3_000
  } else if (failure.kind === 'loop') {
    for (let step = 1; step <= 12; step++) {
      const args = { query: 'brake disc 160 mm', page: step }
      const work = {
        kind: 'tool' as const,
        callId: `call_${step}`,
        name: 'search_suppliers',
        arguments: args,
        result: { items: [] },
      }
      const durationUs = span()
      builder.add({ parentId: rootId, work, startUs: nowUs, durationUs })
      nowUs += durationUs + 900_000
    }
  } else attempt(fault)
  const work = {
    kind: failure.kind === 'loop' ? ('agent' as const) : ('chain' as const),
    question: failure.q,
    answer: undefined,
  }
  const name = failure.kind === 'loop' ? 'purchasing-agent' : 'answer_question'
  builder.add({ name, work, startUs, durationUs: nowUs - startUs, fault }, rootId)
  return nowUs
}

/** A nightly job over many contracts: about 400 spans in three levels. */
export function addContractReview(scene: Scene): { question: string; answer: string; endUs: number } {
  const { builder, startUs, extras } = scene
  const { random } = builder
  const { parties, clauses } = extras.contracts
  const rootId = builder.newSpanId()
  let nowUs = startUs + 5_000
  const high: string[] = []
  for (let index = 0; index < 66; index++) {
    const party = `${random.pick(parties)} (CT-${String(400 + index).padStart(4, '0')})`
    const clause = random.pick(clauses)
    const taskId = builder.newSpanId()
    const taskStartUs = nowUs
    const fetchUs = random.integer(20_000, 90_000)
    const fetched = {
      kind: 'tool' as const,
      callId: `fetch_${index}`,
      name: 'fetch_contract',
      arguments: { party },
      result: { pages: random.integer(4, 48) },
    }
    builder.add({ parentId: taskId, work: fetched, startUs: nowUs, durationUs: fetchUs })
    nowUs += fetchUs
    for (const pass of ['read', 'check', 'compare']) {
      const question = `${pass}: clause "${clause.name}" of ${party}`
      const messages = [
        textMessage('system', 'You review supply contracts. One sentence.'),
        textMessage('user', question),
      ]
      const work = chatWork({ model: sampleModels.local, messages, answer: textMessage('assistant', clause.finding) })
      const durationUs = chatDurationUs(work, random)
      builder.add({ parentId: taskId, work, startUs: nowUs, durationUs })
      nowUs += durationUs + 200
    }
    const stored = {
      kind: 'tool' as const,
      callId: `store_${index}`,
      name: 'store_finding',
      arguments: { party, risk: clause.risk },
      result: { ok: true },
    }
    builder.add({ parentId: taskId, work: stored, startUs: nowUs, durationUs: 8_000 })
    nowUs += 8_500
    const task = {
      kind: 'task' as const,
      inputs: { contract: party },
      outputs: { risk: clause.risk, finding: clause.finding },
    }
    const plan = {
      parentId: rootId,
      name: 'review_contract',
      work: task,
      startUs: taskStartUs,
      durationUs: nowUs - taskStartUs,
    }
    builder.add(plan, taskId)
    if (clause.risk === 'high') high.push(party)
  }
  const question = 'Nightly review of all supply contracts that were changed this quarter.'
  const answer = `Reviewed 66 contracts. High risk: ${high.length}.\n\n${high.map((party) => `- ${party}: no cap on liability`).join('\n')}`
  const root = { kind: 'agent' as const, question, answer }
  builder.add({ name: 'contract-review', work: root, startUs, durationUs: nowUs - startUs }, rootId)
  return { question, answer, endUs: nowUs }
}
