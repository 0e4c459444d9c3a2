/** Scorers in code: the same row always gets the same score. */

import { AppError } from '../../../shared/model/error.ts'
import type { CodeCheck } from '../../../shared/model/evaluation.ts'
import type { Json } from '../../../shared/model/json.ts'
import { toPlainText } from './plain-text.ts'
import { createSchemaCheck } from './schema-check.ts'
import { type Score, type ScoredRow, scoreError } from './scored-row.ts'
import { levenshteinSimilarity, rougeL, tokenF1 } from './similarity.ts'
import { createTimedRegex } from './timed-regex.ts'

export type CodeScorer = (row: ScoredRow) => Score

/**
 * Makes the scorer of a check. It never throws: what goes wrong with a row becomes the error of its score, as in
 * MLflow, where the row survives.
 *
 * @throws AppError INVALID_INPUT for a pattern or schema that is none
 */
export function createCodeScorer(check: CodeCheck): CodeScorer {
  const score = toScorer(check)
  return (row) => {
    try {
      return score(row)
    } catch (error) {
      return scoreError('SCORER_ERROR', error instanceof Error ? error.message : String(error))
    }
  }
}

function toScorer(check: CodeCheck): CodeScorer {
  switch (check.kind) {
    case 'exact':
      return (row) =>
        withExpectation(row, check.expectation, (expected) => ({
          value: folded(row.outputs, check) === folded(expected, check),
        }))
    case 'contains':
      return (row) => scoreContains(row, check)
    case 'regex': {
      const regex = valid('pattern', () => createTimedRegex(check.pattern, check.flags))
      return (row) => ({ value: regex.test(toPlainText(row.outputs)) })
    }
    case 'jsonSchema': {
      const validate = valid('JSON schema', () => createSchemaCheck(check.schema))
      return (row) => validate(row.outputs)
    }
    case 'similarity': {
      const measure = { levenshtein: levenshteinSimilarity, tokenF1, rougeL }[check.measure]
      return (row) =>
        withExpectation(row, check.expectation, (expected) => ({
          value: measure(toPlainText(row.outputs), toPlainText(expected)),
        }))
    }
    case 'latency':
      return ({ durationMs }) => scoreMeasure(durationMs, check.maxMs, 'ms', 'how long the answer took')
    case 'tokens':
      return ({ inputTokens, outputTokens }) => {
        const total =
          inputTokens === undefined && outputTokens === undefined ? undefined : (inputTokens ?? 0) + (outputTokens ?? 0)
        return scoreMeasure(total, check.max, 'tokens', 'how many tokens the answer took')
      }
    case 'cost':
      return ({ costUsd }) => scoreMeasure(costUsd, check.maxUsd, 'US dollars', 'what the answer cost')
  }
}

type ContainsCheck = Extract<CodeCheck, { kind: 'contains' }>

function scoreContains(row: ScoredRow, check: ContainsCheck): Score {
  if (check.texts !== undefined) return judgeTexts(row, check.texts, check)
  if (check.expectation === undefined) {
    return scoreError('SCORER_ERROR', 'The scorer names neither texts nor an expectation to look for.')
  }
  return withExpectation(row, check.expectation, (expected) =>
    judgeTexts(row, Array.isArray(expected) ? expected.map(toPlainText) : [toPlainText(expected)], check),
  )
}

function judgeTexts(row: ScoredRow, texts: readonly string[], { needs, ignoresCase }: ContainsCheck): Score {
  const fold = (text: string) => (ignoresCase ? text.toLowerCase() : text)
  const output = fold(toPlainText(row.outputs))
  const found = texts.filter((text) => output.includes(fold(text)))
  const value =
    needs === 'all' ? found.length === texts.length : needs === 'any' ? found.length > 0 : found.length === 0
  if (value) return { value }
  if (needs === 'none') return { value, rationale: `Found: ${found.join('; ')}` }
  return { value, rationale: `Not found: ${texts.filter((text) => !found.includes(text)).join('; ')}` }
}

/** The measure itself, or whether it is within the limit where there is one. */
function scoreMeasure(measure: number | undefined, limit: number | undefined, unit: string, what: string): Score {
  if (measure === undefined) return scoreError('MISSING_MEASURE', `Nothing says ${what}.`)
  if (limit === undefined) return { value: measure }
  return { value: measure <= limit, rationale: `${Number(measure.toPrecision(6))} ${unit}, at most ${limit}` }
}

function withExpectation(row: ScoredRow, name: string, score: (expected: Json) => Score): Score {
  const expected = Object.hasOwn(row.expectations, name) ? row.expectations[name] : undefined
  if (expected === undefined || expected === null) {
    return scoreError(
      'MISSING_EXPECTATION',
      `The row has no expectation "${name}". Add it to the dataset, or choose another one in the scorer.`,
    )
  }
  return score(expected)
}

function folded(value: Json, check: { ignoresCase: boolean; ignoresSpace: boolean }): string {
  let text = toPlainText(value)
  if (check.ignoresSpace) text = text.replace(/\s+/g, ' ').trim()
  return check.ignoresCase ? text.toLowerCase() : text
}

function valid<T>(what: string, make: () => T): T {
  try {
    return make()
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error)
    throw new AppError('INVALID_INPUT', `The ${what} of the scorer cannot be used: ${reason}`, { cause: error })
  }
}
