import { describe, expect, test } from 'vitest'
import { compareRuns, listPairs, type Pairing, pairRows } from '../../../../src/main/evaluation/report/compare-runs.ts'
import { makeComparisonPage } from '../../../../src/main/evaluation/report/html/comparison-page.ts'
import { wordsOf } from '../../../../src/main/evaluation/report/html/texts.ts'
import type { ReportedRows } from '../../../../src/main/store/report-rows.ts'
import { type MadeRow, makeRows, makeRun } from './make-rows.ts'

const pairsOf = (a: ReportedRows, b: ReportedRows): Pairing => pairRows(a.rows, b.rows, (row) => row.inputsHash)

function compare(before: readonly MadeRow[], after: readonly MadeRow[], lowerIsBetter: string[] = []) {
  const [baseline, candidate] = [makeRun('before', before), makeRun('after', after)]
  const comparison = compareRuns([baseline, candidate], lowerIsBetter, pairsOf)
  const pairs = listPairs(baseline, candidate, pairsOf(baseline, candidate).pairs, { lowerIsBetter })
  return { ...comparison.candidates[0], pairs }
}

describe('rows are paired', () => {
  test('by record, then by equal inputs in their order; the rest is counted', () => {
    const before = makeRows([
      { recordId: 'r1', inputsHash: 'one' },
      { recordId: 'r2', inputsHash: 'same' },
      { inputsHash: 'same' },
      { inputsHash: 'gone' },
    ])
    const after = makeRows([
      { inputsHash: 'same', output: 'first' },
      { inputsHash: 'new' },
      { recordId: 'r1', inputsHash: 'changed' },
      { inputsHash: 'same', output: 'second' },
      { inputsHash: 'same', output: 'third' },
    ])
    const { pairs, ...counts } = pairRows(before, after, (row) => row.inputsHash)
    expect(counts).toEqual({ byRecordCount: 1, onlyBaselineCount: 1, onlyCandidateCount: 2 })
    expect(pairs.map(({ candidate }) => candidate.output)).toEqual(['Answer 2', 'first', 'second'])
  })

  test('never with a row whose inputs nobody knows', () => {
    const rows = makeRows([{}])
    expect(pairRows(rows, makeRows([{}]), () => undefined).pairs).toEqual([])
  })
})

describe('verdicts', () => {
  test('are won and lost row by row, with McNemar’s exact test', () => {
    // 1 lost and 7 won: p = 2 (1 + 8) / 2^8.
    const row = (ok: boolean): MadeRow => ({ results: { ok } })
    const before = [...Array.from({ length: 7 }, () => row(false)), row(true), row(true), row(false)]
    const after = [...Array.from({ length: 7 }, () => row(true)), row(false), row(true), row(false)]
    const { scorers, outcomes } = compare(before, after)
    expect(scorers?.[0]).toMatchObject({
      name: 'ok',
      kind: 'verdict',
      wins: 7,
      losses: 1,
      ties: 2,
      pairCount: 10,
      baseline: 0.2,
      candidate: 0.8,
      test: { method: 'mcnemar', isExact: true },
    })
    expect(scorers?.[0]?.test?.pValue).toBeCloseTo(18 / 256, 12)
    expect(scorers?.[0]?.difference?.value).toBeCloseTo(0.6, 12)
    expect(scorers?.[0]?.difference?.low).toBeGreaterThan(0)
    expect(outcomes).toEqual({ worse: 1, unclear: 0, better: 7, same: 2 })
  })

  test('that are all equal have no interval, and the page says so rather than 0 … 0', () => {
    const rows = [true, false, true].map((ok): MadeRow => ({ results: { ok } }))
    const [baseline, candidate] = [makeRun('before', rows), makeRun('after', rows)]
    const comparison = compareRuns([baseline, candidate], [], pairsOf)
    expect(comparison.candidates[0]?.scorers[0]).toMatchObject({ ties: 3, losses: 0, difference: { value: 0 } })
    expect(comparison.candidates[0]?.scorers[0]?.difference).not.toHaveProperty('low')
    const page = makeComparisonPage(comparison, () => ({ shown: [], total: 0 }), wordsOf('en'))
    expect(page).toContain('No row differs')
    expect(page).toContain('⚠ ok')
    expect(page).toContain('Fewer than 20 pairs')
    expect(page).not.toContain('…')
  })

  test('that one of the two does not have are no tie', () => {
    const { scorers, outcomes } = compare(
      [{ results: { ok: true } }, { results: { ok: true } }, {}],
      [{ results: { ok: { code: 'TIMEOUT' } } }, { results: { ok: true } }, { results: { ok: false } }],
    )
    expect(scorers?.[0]).toMatchObject({ pairCount: 1, incompleteCount: 2, wins: 0, losses: 0, ties: 1 })
    expect(scorers?.[0]?.test).toBeUndefined()
    expect(outcomes).toEqual({ worse: 0, unclear: 0, better: 0, same: 3 })
  })
})

describe('numbers', () => {
  // Wilcoxon's signed ranks on differences 1, 2, 3, 4, 5, 6, 7, -8: W- = 8, P(W <= 8) = 25/256 doubled.
  const after = [1, 2, 3, 4, 5, 6, 7, -8]
  const beforeRows = after.map((): MadeRow => ({ results: { score: 10 } }))
  const afterRows = after.map((change): MadeRow => ({ results: { score: 10 + change } }))

  test('are compared by signed ranks, and more is better', () => {
    const { scorers } = compare(beforeRows, afterRows)
    expect(scorers?.[0]).toMatchObject({ kind: 'number', wins: 7, losses: 1, isLowerBetter: false })
    expect(scorers?.[0]?.test?.pValue).toBeCloseTo(50 / 256, 12)
    expect(scorers?.[0]?.difference?.value).toBe(2.5)
  })

  test('may be better when they are less', () => {
    const { scorers, outcomes } = compare(beforeRows, afterRows, ['score'])
    expect(scorers?.[0]).toMatchObject({ wins: 1, losses: 7, isLowerBetter: true })
    expect(outcomes).toMatchObject({ worse: 7, better: 1 })
  })

  test('that only rounding tells apart are equal', () => {
    const { scorers } = compare([{ results: { score: 0.1 + 0.2 } }], [{ results: { score: 0.3 } }])
    expect(scorers?.[0]).toMatchObject({ ties: 1, wins: 0, losses: 0 })
  })
})

test('what rows took is compared, but decides no outcome', () => {
  const { scorers, outcomes } = compare(
    [{ durationMs: 100, results: { ok: true } }],
    [{ durationMs: 300, results: { ok: true } }],
  )
  expect(scorers?.[1]).toMatchObject({ name: 'durationMs', isMeasure: true, isLowerBetter: true, losses: 1 })
  expect(outcomes).toMatchObject({ same: 1, worse: 0 })
})

test('categories change or stay, and nobody wins', () => {
  const { scorers, pairs } = compare(
    [{ results: { tone: 'cold' } }, { results: { tone: 'warm' } }],
    [{ results: { tone: 'warm' } }, { results: { tone: 'warm' } }],
  )
  expect(scorers?.[0]).toMatchObject({ kind: 'category', pairCount: 2, ties: 1, wins: 0, losses: 0 })
  expect(scorers?.[0]?.baseline).toBeUndefined()
  expect(pairs[0]?.changes).toEqual({ tone: 'changed' })
})

test('what got worse comes first, by how many scorers say so', () => {
  const { pairs } = compare(
    [
      { results: { a: false, b: false } },
      { results: { a: true, b: true } },
      { results: { a: true, b: true } },
      { results: { a: true, b: false } },
      { results: { a: true, b: true } },
    ],
    [
      { results: { a: true, b: false } },
      { results: { a: true, b: true } },
      { results: { a: false, b: true } },
      { results: { a: false, b: true } },
      { results: { a: false, b: false } },
    ],
  )
  expect(pairs.map(({ outcome, input }) => [outcome, input])).toEqual([
    ['worse', 'Question 4'],
    ['worse', 'Question 2'],
    ['unclear', 'Question 3'],
    ['better', 'Question 0'],
    ['same', 'Question 1'],
  ])
})
