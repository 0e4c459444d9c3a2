/** A judge as a scorer of a run. */
import type { CallResult } from '../../../shared/model/call-result.ts'
import type { Json } from '../../../shared/model/json.ts'
import { type JudgeAnswer, judgeMetadata } from '../../../shared/model/judge.ts'
import { type Shown, showConversation, showRow } from '../judges/judge-content.ts'
import { type JudgeSetting, openJudgeModel } from '../judges/judge-model.ts'
import type { JudgePlan } from '../judges/judge-plan.ts'
import { makeJudgeMessages } from '../judges/judge-prompt.ts'
import { type Score, scoreError } from '../scorers/scored-row.ts'
import type { Asking, ConversationScorer, Scorer } from './scorer.ts'

interface JudgeScorerOptions {
  name: string
  plan: JudgePlan
  repeats: number
}

/** Asked about every row. Throws NOT_FOUND (provider). */
export function createJudgeScorer(options: JudgeScorerOptions, setting: JudgeSetting): Scorer {
  const { source, judge } = openJudge(options, setting)
  return {
    name: options.name,
    source,
    score: async (row, asking) => judge(await showRow(options.plan, row, asking.readTrace), asking),
  }
}

/** Asked about every conversation. Throws NOT_FOUND (provider). */
export function createConversationScorer(options: JudgeScorerOptions, setting: JudgeSetting): ConversationScorer {
  const { source, judge } = openJudge(options, setting)
  return {
    name: options.name,
    source,
    score: async (conversation, asking) => judge(showConversation(options.plan, conversation), asking),
  }
}

function openJudge({ name, plan, repeats }: JudgeScorerOptions, setting: JudgeSetting) {
  const { definition, ref } = plan
  const model = openJudgeModel(definition, setting)

  async function judge(shown: Shown, { desk, position }: Pick<Asking, 'desk' | 'position'>): Promise<Score> {
    if ('missing' in shown) return shown.missing
    const messages = makeJudgeMessages(definition, shown.content)
    const callKey = model.keyOf(messages)
    const answers: CallResult[] = []
    for (let repeat = 0; repeat < repeats; repeat++) {
      const attempt = (signal: AbortSignal) => model.ask(messages, signal)
      answers.push(await desk.ask({ position, purpose: `scorer:${name}`, repeat, callKey, attempt }))
    }
    return toScore(answers, definition.answer, ref)
  }

  // As MLflow does: the source of a judgement is the model.
  return { source: { type: 'LLM_JUDGE' as const, id: definition.model }, judge }
}

/**
 * Of several answers to the same question the one that counts: for numbers the median (the lower one of two), else the
 * most frequent, of equally frequent ones the earliest. Its steadiness is the share of all repeats that gave it.
 */
export function toScore(answers: readonly CallResult[], answer: JudgeAnswer, ref: string): Score {
  const valued = answers.filter((each): each is CallResult & { value: Json } => each.value !== undefined)
  const metadata: Record<string, string> = { [judgeMetadata.judge]: ref, ...toUsage(answers) }
  const values = valued.map(({ value }) => value)
  const value = answer.kind === 'number' ? median(values as number[]) : mostFrequent(values)
  if (value === undefined) {
    const error = answers.find((each) => each.error !== undefined)?.error
    return { ...scoreError('SCORER_ERROR', error?.message ?? 'The judge gave no answer.'), metadata }
  }
  const counting = valued.filter((each) => each.value === value)
  if (answers.length > 1) {
    metadata[judgeMetadata.steadiness] = String(counting.length / answers.length)
    metadata[judgeMetadata.answers] = JSON.stringify(answers.map((each) => each.value ?? null))
  }
  return { value, rationale: counting[0]?.rationale, metadata }
}

function median(values: readonly number[]): number | undefined {
  return values.toSorted((a, b) => a - b)[(values.length - 1) >> 1]
}

function mostFrequent(values: readonly Json[]): Json | undefined {
  const counts = new Map<Json, number>()
  for (const value of values) counts.set(value, (counts.get(value) ?? 0) + 1)
  // A stable sort: the earliest stays in front.
  return [...counts].sort(([, a], [, b]) => b - a)[0]?.[0]
}

function toUsage(answers: readonly CallResult[]): Record<string, string> {
  const sum = (key: 'inputTokens' | 'outputTokens' | 'costUsd') => {
    const given = answers.flatMap((each) => each[key] ?? [])
    return given.length === 0 ? undefined : given.reduce((a, b) => a + b, 0)
  }
  const model = answers.find((each) => each.model !== undefined)?.model
  const entries = [
    [judgeMetadata.inputTokens, sum('inputTokens')],
    [judgeMetadata.outputTokens, sum('outputTokens')],
    [judgeMetadata.cost, sum('costUsd')],
    [judgeMetadata.model, model],
  ] as const
  return Object.fromEntries(entries.flatMap(([key, value]) => (value === undefined ? [] : [[key, String(value)]])))
}
