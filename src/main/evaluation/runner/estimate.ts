/** What a run would cost, before it begins. */
import type { Database } from 'better-sqlite3'
import type { EvaluationConfig } from '../../../shared/model/evaluation.ts'
import type { Json } from '../../../shared/model/json.ts'
import { countEmptyPlaces, type EmptyPlace } from '../../../shared/model/template-places.ts'
import type { PlannedRow } from '../../store/evaluation-runs.ts'
import { getJudge } from '../../store/judges.ts'
import { type JudgePlan, planJudge } from '../judges/judge-plan.ts'
import { makeJudgeMessages } from '../judges/judge-prompt.ts'
import { renderTemplate } from '../template.ts'
import { sampleEvaluation } from './plan-rows.ts'

/** One model, asked so often. */
export interface EstimatedCalls {
  purpose: 'target' | 'judge'
  providerId: string
  model: string
  calls: number
  inputTokens: number
  outputTokens: number
}

export interface EstimatedRun {
  rows: number
  models: EstimatedCalls[]
  /** Of those that were looked at. */
  lookedRows: number
  emptyPlaces: EmptyPlace[]
}

/** Rows that are looked at; the others are taken to be like them. */
const sampleRows = 100
/** An answer of unknown length: a paragraph. */
const usualAnswerTokens = 200
/** A few sentences and a value. */
const usualRationaleTokens = 100

/** Throws as `planEvaluation`. For the reader thread. */
export function estimateEvaluation(
  db: Database,
  { source, target, scorers }: Pick<EvaluationConfig, 'source' | 'target' | 'scorers'>,
): EstimatedRun {
  const { total, rows } = sampleEvaluation(db, { source, target }, sampleRows)
  const sumOver = (tokensOf: (row: PlannedRow) => number) =>
    Math.round((rows.reduce((sum, row) => sum + tokensOf(row), 0) / rows.length) * total)
  const models: EstimatedCalls[] = []
  if (target.kind === 'chat') {
    const { providerId, model, system, user, maxTokens } = target
    models.push({
      purpose: 'target',
      providerId,
      model,
      calls: total,
      inputTokens: sumOver(({ inputs }) =>
        guessTokens(`${renderTemplate(system, { inputs })}${renderTemplate(user, { inputs })}`),
      ),
      outputTokens: sumOver((row) => Math.min(maxTokens ?? Number.POSITIVE_INFINITY, guessAnswerTokens(row))),
    })
  }
  for (const spec of scorers) {
    if (spec.kind === 'code') continue
    const plan = planJudge(spec, (judgeId, version) => getJudge(db, judgeId, version))
    const { providerId, model } = plan.definition
    // Judges of conversations are asked less often: at most once for each row.
    models.push({
      purpose: 'judge',
      providerId,
      model,
      calls: total * spec.repeats,
      inputTokens: sumOver((row) => guessJudgeTokens(plan, row)) * spec.repeats,
      outputTokens: total * spec.repeats * usualRationaleTokens,
    })
  }
  return { rows: total, models, lookedRows: rows.length, emptyPlaces: countEmptyPlaces(target, rows) }
}

/** The question as it will be asked, with an answer of the length that is to be expected. */
function guessJudgeTokens({ definition }: JudgePlan, row: PlannedRow): number {
  const { inputs, expectations = {} } = row
  const outputs = row.outputs ?? ''
  const content = { inputs, outputs, expectations, trace: { inputs, outputs }, conversation: [inputs, outputs] }
  const asked = makeJudgeMessages(definition, content).reduce((sum, message) => sum + guessTokens(message.content), 0)
  return asked + (row.outputs === undefined || row.outputs === null ? guessAnswerTokens(row) : 0)
}

/** As long as what is expected, where that is known. */
function guessAnswerTokens({ outputs, expectations }: PlannedRow): number {
  const known = outputs ?? expectations?.expected_response
  return known === undefined || known === null ? usualAnswerTokens : guessTokens(toText(known))
}

function toText(value: Json): string {
  return typeof value === 'string' ? value : JSON.stringify(value)
}

/** Chinese, Japanese and Korean characters are a token or so each; four characters of other scripts are one. */
function guessTokens(text: string): number {
  const wide = text.match(/[\u2e80-\u9fff\uac00-\ud7af\uf900-\ufaff\uff00-\uffef]/g)?.length ?? 0
  return wide + Math.ceil((text.length - wide) / 4)
}
