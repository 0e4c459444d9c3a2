import { describe, expect, test } from 'vitest'
import { toScore } from '../../../../src/main/evaluation/runner/judge-scorer.ts'
import type { CallResult } from '../../../../src/shared/model/call-result.ts'

const said = (value: string | number, rationale = ''): CallResult => ({
  value,
  rationale,
  model: 'small-2026',
  inputTokens: 10,
  outputTokens: 2,
  costUsd: 0.5,
  durationMs: 1,
})
const failed: CallResult = { error: { code: 'serverError', message: 'Down.' }, durationMs: 1 }
const yesNo = { kind: 'yesNo' } as const

describe('of several answers', () => {
  test('the most frequent counts, with its first rationale; steadiness is its share of all repeats', () => {
    const score = toScore([said('no', 'a'), said('yes', 'b'), said('yes', 'c'), failed], yesNo, 'safety@1')
    expect(score).toEqual({
      value: 'yes',
      rationale: 'b',
      metadata: {
        'assay.judge': 'safety@1',
        'assay.judgeModel': 'small-2026',
        'assay.judgeSteadiness': '0.5',
        'assay.judgeAnswers': '["no","yes","yes",null]',
        'mlflow.assessment.judgeInputTokens': '30',
        'mlflow.assessment.judgeOutputTokens': '6',
        'mlflow.assessment.judgeCost': '1.5',
      },
    })
  })

  test('the earliest wins a tie, and numbers have their median, of an even count the lower one', () => {
    expect(toScore([said('no'), said('yes')], yesNo, 'j@1')).toMatchObject({ value: 'no' })
    const number = { kind: 'number' } as const
    expect(toScore([said(9), said(1), said(2)], number, 'j@1')).toMatchObject({ value: 2 })
    expect(toScore([said(10), said(9)], number, 'j@1')).toMatchObject({ value: 9 })
  })

  test('a judge that never answered is an error with the reason; one answer alone says nothing of steadiness', () => {
    expect(toScore([failed, failed], yesNo, 'j@1')).toMatchObject({
      error: { code: 'SCORER_ERROR', message: 'Down.' },
    })
    expect(toScore([said('yes')], yesNo, 'j@1').metadata).not.toHaveProperty('assay.judgeSteadiness')
  })
})
