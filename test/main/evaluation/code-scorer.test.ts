import { describe, expect, test } from 'vitest'
import { createCodeScorer } from '../../../src/main/evaluation/scorers/code-scorer.ts'
import { toPlainText } from '../../../src/main/evaluation/scorers/plain-text.ts'
import type { ScoredRow } from '../../../src/main/evaluation/scorers/scored-row.ts'
import { levenshteinSimilarity, rougeL, tokenF1 } from '../../../src/main/evaluation/scorers/similarity.ts'
import type { CodeCheck } from '../../../src/shared/model/evaluation.ts'
import type { Json } from '../../../src/shared/model/json.ts'

function score(check: CodeCheck, outputs: Json, change: Partial<ScoredRow> = {}) {
  const measures = { durationMs: undefined, inputTokens: undefined, outputTokens: undefined, costUsd: undefined }
  return createCodeScorer(check)({ inputs: {}, outputs, expectations: {}, ...measures, ...change })
}

const expecting = (expected: Json) => ({ expectations: { expected_response: expected } })

describe('measures of likeness', () => {
  test('edit distance: kitten to sitting takes 3 of 7 (the textbook example)', () => {
    expect(levenshteinSimilarity('kitten', 'sitting')).toBeCloseTo(1 - 3 / 7, 12)
    expect(levenshteinSimilarity('flaw', 'lawn')).toBeCloseTo(1 - 2 / 4, 12)
    expect(levenshteinSimilarity('', '')).toBe(1)
    expect(levenshteinSimilarity('', 'abc')).toBe(0)
    expect(levenshteinSimilarity('日本語', '日本')).toBeCloseTo(2 / 3, 12)
    expect(() => levenshteinSimilarity('a'.repeat(6_000), 'b'.repeat(6_000))).toThrow(RangeError)
  })

  // Lin (2004), "ROUGE: A Package for Automatic Evaluation of Summaries", section 3.1: S1, S2 and S3.
  test('ROUGE-L: the examples of the paper', () => {
    const reference = 'police killed the gunman'
    expect(rougeL('police kill the gunman', reference)).toBeCloseTo(3 / 4, 12)
    expect(rougeL('the gunman kill police', reference)).toBeCloseTo(2 / 4, 12)
    expect(rougeL('the gunman police killed', reference)).toBeCloseTo(2 / 4, 12)
  })

  test('token F1: words in common, without case, punctuation and articles', () => {
    // Given {saint, bernadette, soubirous}, wanted {bernadette, soubirous}: P = 2/3, R = 1.
    expect(tokenF1('Saint Bernadette Soubirous.', 'the Bernadette Soubirous')).toBeCloseTo(0.8, 12)
    expect(tokenF1('to be to', 'to be')).toBeCloseTo(0.8, 12)
    expect(tokenF1('東京です', '東京')).toBeCloseTo((2 * 2) / (4 + 2), 12)
    expect(tokenF1('', 'x')).toBe(0)
    expect(tokenF1('x', 'y')).toBe(0)
  })
})

describe('text of outputs', () => {
  test.each([
    ['plain', 'plain'],
    [{ choices: [{ message: { role: 'assistant', content: 'Hi' } }] }, 'Hi'],
    [
      {
        messages: [
          { role: 'user', content: 'Q' },
          { role: 'assistant', content: [{ type: 'text', text: 'A' }] },
        ],
      },
      'A',
    ],
    [
      [
        { role: 'user', content: 'Q' },
        { role: 'assistant', content: 'A' },
      ],
      'A',
    ],
    [{ answer: 'B', score: 3 }, 'B'],
    [{ answer: 'B', text: 'C' }, '{"answer":"B","text":"C"}'],
    [42, '42'],
  ] satisfies [Json, string][])('%j', (value, text) => expect(toPlainText(value)).toBe(text))
})

describe('exact and contains', () => {
  test('exact minds case and space unless told not to', () => {
    const check = { kind: 'exact', expectation: 'expected_response', ignoresCase: false, ignoresSpace: false } as const
    expect(score(check, 'Paris', expecting('Paris'))).toEqual({ value: true })
    expect(score(check, ' paris', expecting('Paris'))).toEqual({ value: false })
    expect(score({ ...check, ignoresCase: true, ignoresSpace: true }, ' paris\n', expecting('Paris'))).toEqual({
      value: true,
    })
  })

  test('a row without the expectation has an error that names it', () => {
    const check = { kind: 'exact', expectation: 'expected_response', ignoresCase: false, ignoresSpace: false } as const
    expect(score(check, 'Paris')).toMatchObject({
      error: { code: 'MISSING_EXPECTATION', message: expect.stringContaining('"expected_response"') },
    })
  })

  test('contains: all, any or none of texts, given or expected', () => {
    const check = { kind: 'contains', texts: ['Seine', 'Paris'], ignoresCase: true } satisfies Partial<CodeCheck>
    expect(score({ ...check, needs: 'all' }, 'paris on the seine')).toEqual({ value: true })
    expect(score({ ...check, needs: 'all' }, 'paris')).toEqual({ value: false, rationale: 'Not found: Seine' })
    expect(score({ ...check, needs: 'any' }, 'paris')).toEqual({ value: true })
    expect(score({ ...check, needs: 'none' }, 'paris')).toEqual({ value: false, rationale: 'Found: Paris' })
    const expected = { kind: 'contains', expectation: 'expected_facts', needs: 'all', ignoresCase: false } as const
    expect(score(expected, 'a b', { expectations: { expected_facts: ['a', 'b'] } })).toEqual({ value: true })
    expect(score(expected, 'a B', { expectations: { expected_facts: ['a', 'b'] } })).toMatchObject({ value: false })
  })
})

describe('regular expressions', () => {
  test('match anywhere, by their flags', () => {
    expect(score({ kind: 'regex', pattern: '^b', flags: 'm' }, 'a\nb')).toEqual({ value: true })
    expect(score({ kind: 'regex', pattern: '^b', flags: '' }, 'a\nb')).toEqual({ value: false })
  })

  test('that would take years are stopped, and the scorer works on', () => {
    const scorer = createCodeScorer({ kind: 'regex', pattern: '^(a+)+$', flags: '' })
    const row = { inputs: {}, expectations: {}, durationMs: 1, inputTokens: 1, outputTokens: 1, costUsd: 0 }
    expect(scorer({ ...row, outputs: `${'a'.repeat(50)}b` })).toMatchObject({ error: { code: 'SCORER_ERROR' } })
    expect(scorer({ ...row, outputs: 'aaa' })).toEqual({ value: true })
  })

  test('that are none are refused at once', () => {
    expect(() => createCodeScorer({ kind: 'regex', pattern: '(', flags: '' })).toThrow(
      expect.objectContaining({ code: 'INVALID_INPUT' }),
    )
  })
})

describe('JSON schema', () => {
  const schema = { type: 'object', required: ['city'], properties: { city: { type: 'string' } } }

  test('outputs as text or as JSON; what is wrong is said', () => {
    expect(score({ kind: 'jsonSchema', schema }, '{"city":"Paris"}')).toEqual({ value: true })
    expect(score({ kind: 'jsonSchema', schema }, { city: 'Paris' })).toEqual({ value: true })
    expect(score({ kind: 'jsonSchema', schema }, { city: 1 })).toEqual({
      value: false,
      rationale: '/city must be string',
    })
    expect(score({ kind: 'jsonSchema', schema }, 'Paris')).toEqual({
      value: false,
      rationale: 'The output is not JSON.',
    })
  })

  test('of both drafts: tuples are written differently in them', () => {
    const draft7 = { $schema: 'http://json-schema.org/draft-07/schema#', items: [{ type: 'string' }] }
    const draft2020 = { prefixItems: [{ type: 'string' }] }
    for (const each of [draft7, draft2020]) {
      expect(score({ kind: 'jsonSchema', schema: each }, [1])).toMatchObject({ value: false })
      expect(score({ kind: 'jsonSchema', schema: each }, ['a'])).toEqual({ value: true })
    }
    expect(() => createCodeScorer({ kind: 'jsonSchema', schema: { type: 'colour' } })).toThrow(
      expect.objectContaining({ code: 'INVALID_INPUT' }),
    )
  })
})

describe('measures of the call', () => {
  test('are values without a limit, and verdicts with one', () => {
    const row = { durationMs: 120, inputTokens: 30, outputTokens: 12, costUsd: 0.002 }
    expect(score({ kind: 'latency' }, 'x', row)).toEqual({ value: 120 })
    expect(score({ kind: 'latency', maxMs: 100 }, 'x', row)).toEqual({ value: false, rationale: '120 ms, at most 100' })
    expect(score({ kind: 'tokens' }, 'x', row)).toEqual({ value: 42 })
    expect(score({ kind: 'tokens', max: 42 }, 'x', row)).toMatchObject({ value: true })
    expect(score({ kind: 'cost', maxUsd: 0.01 }, 'x', row)).toMatchObject({ value: true })
    expect(score({ kind: 'cost' }, 'x')).toMatchObject({ error: { code: 'MISSING_MEASURE' } })
  })
})
