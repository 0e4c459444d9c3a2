/** Judgements of the sample's traces: end users, an LLM judge, checks in code and two experts who do not always agree. */
import type { IngestAssessment } from '../../shared/model/ingest.ts'
import type { Json } from '../../shared/model/json.ts'
import type { Feedback, Quality, Rationales } from './sample-data.ts'
import type { Random } from './sample-random.ts'

export interface Judged {
  traceId: string
  endUs: number
  question: string
  /** Absent where the trace failed. */
  answer: string | undefined
  quality: Quality
  userId: string | undefined
  feedback: Feedback | undefined
  expected: string | undefined
  facts: string[] | undefined
  documents: string[]
  retrieverSpanId: string | undefined
  isJson: boolean
}

const judge = { type: 'LLM_JUDGE' as const, id: 'openai:/gpt-5.1' }
const experts = ['a.okafor', 'tanaka'] as const

export function judgeTrace(
  trace: Judged,
  random: Random,
  judgeTexts: Rationales,
  expertTexts: Rationales,
): IngestAssessment[] {
  const made = new AssessmentList(trace, random)
  const { feedback, quality, answer, expected } = trace
  if (feedback !== undefined) {
    const source = { type: 'HUMAN' as const, id: trace.userId ?? `enduser_${random.integer(1000, 9999)}` }
    made.add('user_feedback', feedback.value, source, 90, feedback.why)
  }
  if (answer === undefined) return made.list
  addJudge(made, trace, random, judgeTexts)
  addChecks(made, trace, random)
  if (expected !== undefined) {
    const source = { type: 'HUMAN' as const, id: random.pick(experts) }
    made.add('expected_response', expected, source, 86_400, undefined, 'expectation')
  }
  if (trace.facts !== undefined) {
    made.add(
      'expected_facts',
      trace.facts,
      { type: 'HUMAN', id: random.pick(experts) },
      87_000,
      undefined,
      'expectation',
    )
  }
  if (random.chance(0.22) || (quality === 'wrong' && random.chance(0.6))) addExperts(made, quality, random, expertTexts)
  return made.list
}

/** How good the judge thinks it is: mostly right, sometimes fooled. */
function addJudge(
  made: AssessmentList,
  { quality, documents, retrieverSpanId }: Judged,
  random: Random,
  texts: Rationales,
): void {
  if (!random.chance(0.7)) return
  if (random.chance(0.03)) {
    made.addError('correctness', judge, {
      code: 'RATE_LIMIT_EXCEEDED',
      message: 'The judge model answered 429 five times.',
    })
    return
  }
  const isFooled = random.chance(0.12)
  const seen = isFooled ? (quality === 'good' ? 'partial' : 'good') : quality
  const [low, high] = seen === 'wrong' ? [0, 0.3] : seen === 'partial' ? [0.4, 0.7] : [0.8, 1]
  const score = Math.round((low + random.next() * (high - low)) * 20) / 20
  const rationale = random.pick(seen === 'wrong' ? texts.low : seen === 'partial' ? texts.middle : texts.high)
  made.add('correctness', score, judge, 40, rationale)
  made.add('relevance', Math.round((0.7 + random.next() * 0.3) * 20) / 20, judge, 41)
  if (documents.length > 0)
    made.add(
      'groundedness',
      seen === 'wrong' ? 'no' : 'yes',
      judge,
      42,
      random.pick(seen === 'wrong' ? texts.low : texts.high),
    )
  if (retrieverSpanId !== undefined && random.chance(0.3)) {
    made.add(
      'chunk_relevance',
      Math.round((0.5 + random.next() * 0.5) * 10) / 10,
      judge,
      43,
      undefined,
      'feedback',
      retrieverSpanId,
    )
  }
}

function addChecks(made: AssessmentList, { answer = '', isJson }: Judged, random: Random): void {
  const check = (name: string) => ({ type: 'CODE' as const, id: name })
  if (isJson) made.add('is_valid_json', parses(answer), check('json_check'), 2)
  else if (random.chance(0.5))
    made.add('is_concise', answer.length <= 600, check('length_check'), 2, `${answer.length} characters`)
}

function parses(text: string): boolean {
  try {
    JSON.parse(text)
    return true
  } catch {
    return false
  }
}

const verdicts = { good: 'correct', refusal: 'correct', partial: 'partly correct', wrong: 'wrong' } as const

/** One expert, or two; the second differs now and then, and one verdict in ten was changed later. */
function addExperts(made: AssessmentList, quality: Quality, random: Random, texts: Rationales): void {
  const reviewers = random.chance(0.45) ? experts : [random.pick(experts)]
  for (const [index, reviewer] of reviewers.entries()) {
    const differs = index === 1 && random.chance(0.3)
    const verdict = differs ? 'partly correct' : verdicts[quality]
    const pool = verdict === 'wrong' ? texts.low : verdict === 'correct' ? texts.high : texts.middle
    const rationale = random.pick(pool) || undefined
    const source = { type: 'HUMAN' as const, id: reviewer }
    const delay = 7_200 + index * 3_600
    if (random.chance(0.1)) {
      const first = made.add('accuracy', 'correct', source, delay)
      made.supersede(first, 'accuracy', verdict, source, delay + 600, rationale)
    } else made.add('accuracy', verdict, source, delay, rationale)
  }
}

type Source = IngestAssessment['source']

class AssessmentList {
  readonly list: IngestAssessment[] = []
  private readonly trace: Judged
  private readonly random: Random

  constructor(trace: Judged, random: Random) {
    this.trace = trace
    this.random = random
  }

  add(
    name: string,
    value: Json,
    source: Source,
    delaySeconds: number,
    rationale?: string,
    kind: IngestAssessment['kind'] = 'feedback',
    spanId?: string,
  ): IngestAssessment {
    const made: IngestAssessment = { ...this.base(name, source, delaySeconds, kind), value, valid: true }
    if (rationale !== undefined) made.rationale = rationale
    if (spanId !== undefined) made.spanId = spanId
    this.list.push(made)
    return made
  }

  addError(name: string, source: Source, error: NonNullable<IngestAssessment['error']>): void {
    this.list.push({ ...this.base(name, source, 40, 'feedback'), error, valid: true })
  }

  supersede(
    old: IngestAssessment,
    name: string,
    value: Json,
    source: Source,
    delaySeconds: number,
    rationale?: string,
  ): void {
    old.valid = false
    const next = this.add(name, value, source, delaySeconds, rationale)
    if (old.assessmentId !== undefined) next.overrides = old.assessmentId
  }

  private base(name: string, source: Source, delaySeconds: number, kind: IngestAssessment['kind']) {
    const atMs = Math.floor(this.trace.endUs / 1000) + delaySeconds * 1000 + this.random.integer(0, 20_000)
    const assessmentId = `a-${this.random.hex(32)}`
    return { assessmentId, traceId: this.trace.traceId, name, kind, source, createdAtMs: atMs, updatedAtMs: atMs }
  }
}
