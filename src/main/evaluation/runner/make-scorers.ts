/** The scorers of a configuration, ready for a run. */
import { AppError } from '../../../shared/model/error.ts'
import type { ScorerSpec } from '../../../shared/model/evaluation.ts'
import type { Judge } from '../../../shared/model/judge.ts'
import type { JudgeSetting } from '../judges/judge-model.ts'
import { planJudge } from '../judges/judge-plan.ts'
import { createCodeScorer } from '../scorers/code-scorer.ts'
import { createConversationScorer, createJudgeScorer } from './judge-scorer.ts'
import type { Scorers } from './scorer.ts'

export interface ScorerSetting extends JudgeSetting {
  /** Throws NOT_FOUND. */
  getJudge(judgeId: string, version: number): Judge
}

/**
 * @throws AppError INVALID_INPUT for a scorer that cannot work, and for two of one name; NOT_FOUND for a judge or provider
 *   that is not there
 */
export function makeScorers(specs: readonly ScorerSpec[], setting: ScorerSetting): Scorers {
  const names = new Set<string>()
  const scorers: Scorers = { rows: [], conversations: [] }
  for (const spec of specs) {
    const { name } = spec
    if (names.has(name)) {
      throw new AppError('INVALID_INPUT', `Two scorers are named "${name}". Give one of them another name.`)
    }
    names.add(name)
    if (spec.kind === 'code') {
      const score = createCodeScorer(spec.check)
      scorers.rows.push({ name, source: { type: 'CODE', id: `assay/${spec.check.kind}` }, score: (row) => score(row) })
      continue
    }
    const plan = planJudge(spec, setting.getJudge)
    const options = { name, plan, repeats: spec.repeats }
    if (plan.definition.isMultiTurn) scorers.conversations.push(createConversationScorer(options, setting))
    else scorers.rows.push(createJudgeScorer(options, setting))
  }
  return scorers
}
