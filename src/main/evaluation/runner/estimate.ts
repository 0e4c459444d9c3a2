/** What a run would cost, before it begins. */
import type { Database } from 'better-sqlite3'
import type { EvaluationConfig } from '../../../shared/model/evaluation.ts'
import type { Json } from '../../../shared/model/json.ts'
import type { PlannedRow } from '../../store/evaluation-runs.ts'
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
}

/** Rows that are looked at; the others are taken to be like them. */
const sampleRows = 100
/** An answer of unknown length: a paragraph. */
const usualAnswerTokens = 200

/** Throws as `planEvaluation`. For the reader thread. */
export function estimateEvaluation(
  db: Database,
  { source, target }: Pick<EvaluationConfig, 'source' | 'target'>,
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
  return { rows: total, models }
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
