/** Scorers against people, on a real store: which answers count for which outputs, and what comes of the pairs. */
import type { Database } from 'better-sqlite3'
import { beforeEach, describe, expect, test } from 'vitest'
import { compareVersions } from '../../../src/main/evaluation/validation/compare-versions.ts'
import { exampleOfRow, suggestExamples } from '../../../src/main/evaluation/validation/examples.ts'
import { measureValidation } from '../../../src/main/evaluation/validation/measure.ts'
import { listScoredTraces } from '../../../src/main/evaluation/validation/pairs.ts'
import { listValidationRows } from '../../../src/main/evaluation/validation/rows.ts'
import { readValidationSetup } from '../../../src/main/evaluation/validation/setup.ts'
import { makeDataset } from '../../../src/main/store/dataset-making.ts'
import { listRecords } from '../../../src/main/store/dataset-records.ts'
import { moveToSplit, openSeal, sealSplit } from '../../../src/main/store/dataset-splits.ts'
import { createLabelSchema } from '../../../src/main/store/label-schemas.ts'
import { saveAnswer, submitItem } from '../../../src/main/store/label-work.ts'
import { createSession } from '../../../src/main/store/labeling-sessions.ts'
import { addItems } from '../../../src/main/store/session-items.ts'
import { changeSetup } from '../../../src/main/store/session-rules.ts'
import { settleLabels } from '../../../src/main/store/settled-labels.ts'
import { keepMapping } from '../../../src/main/store/validation-mappings.ts'
import type { Json } from '../../../src/shared/model/json.ts'
import type { ValidationSubject, ValueMapping } from '../../../src/shared/model/validation.ts'
import { makeMemoryStore, traceId } from '../store/make.ts'
import {
  accuracy,
  makeJudge,
  makeRun,
  makeTraces,
  nextMs,
  queryOf,
  recorded,
  say,
  verdicts,
} from './validation-desk.ts'

let db: Database
beforeEach(() => {
  db = makeMemoryStore()
})

describe('whose answer counts', () => {
  test('a settled one, else the majority of submitted labels, else feedback; a tie is none', () => {
    makeTraces(db, 5)
    const options = ['Accurate', 'Partially Accurate', 'Inaccurate']
    const { schemaId } = createLabelSchema(db, {
      name: accuracy.name,
      type: 'feedback',
      input: { type: 'categorical', options, isMultiple: false },
    })
    const { sessionId } = createSession(db, { name: 'Round', schemaIds: [schemaId], reviewers: ['Ana', 'Ben', 'Cem'] })
    addItems(db, sessionId, [1, 2, 3].map(traceId))
    changeSetup(db, { sessionId, rules: { assignment: 'all' } })
    const label = (reviewer: string, n: number, value: Json) => {
      const nowMs = nextMs()
      saveAnswer(
        db,
        { sessionId, reviewer, traceId: traceId(n), schemaId, value, rationale: `${reviewer} on ${n}` },
        nowMs,
      )
      submitItem(db, { sessionId, reviewer, traceId: traceId(n), activeMs: 1 }, nowMs)
    }
    label('Ana', 1, 'Accurate')
    label('Ben', 1, 'Accurate')
    settleLabels(db, { sessionId, traceId: traceId(1), schemaId, value: 'Inaccurate', settledBy: 'Dee' }, nextMs())
    label('Ana', 2, 'Accurate')
    label('Ben', 2, 'Accurate')
    label('Cem', 2, 'Inaccurate')
    // Feedback outside the session does not outvote its labels.
    say(db, 2, 'Inaccurate', { id: 'x' })
    say(db, 2, 'Inaccurate', { id: 'y' })
    say(db, 2, 'Inaccurate', { id: 'z' })
    label('Ana', 3, 'Accurate')
    label('Ben', 3, 'Inaccurate')
    say(db, 4, 'Accurate', { id: 'x' })
    // Of one person the newest counts.
    say(db, 4, 'Inaccurate', { id: 'x' })
    const subject = makeRun(
      db,
      [1, 2, 3, 4, 5].map((n) => recorded(n, 'yes')),
    )
    const { counts } = measureValidation(db, queryOf(subject))
    expect(counts).toMatchObject({
      judged: 5,
      compared: 3,
      tied: 1,
      unlabelled: 1,
      bySource: { settled: 1, labels: 1, feedback: 1, expectation: 0 },
    })
    const all = listValidationRows(db, { ...queryOf(subject), choice: { kind: 'disagreements' }, limit: 10 })
    expect(all.rows.map(({ traceId: id, answer }) => [Number.parseInt(id, 16), answer?.value, answer?.people])).toEqual(
      [
        [1, 'Inaccurate', ['Dee']],
        [4, 'Inaccurate', ['x']],
      ],
    )
    expect(all.rows[0]).toMatchObject({ rationale: 'judge says yes', answer: { sessionId, schemaId } })
    const tied = listValidationRows(db, { ...queryOf(subject), choice: { kind: 'leftOut', reason: 'tied' }, limit: 10 })
    expect(tied.rows.map(({ answer }) => answer)).toMatchObject([
      { source: 'labels', people: ['Ana', 'Ben'], sessionId },
    ])
    // The question's own words are offered, best first.
    const [question] = readValidationSetup(db, subject).questions
    expect(question).toMatchObject({ name: accuracy.name, labelled: 3, isKept: false, mapping: verdicts })
  })

  test('a label of the source trace counts where the row scored the same output, and is counted as left out elsewhere', () => {
    makeTraces(db, 4)
    for (const n of [1, 2]) say(db, n, 'Accurate')
    const subject = makeRun(db, [
      { scoredTrace: traceId(3), sourceTraceId: traceId(1), outputs: 'answer 1', value: 'no' },
      { scoredTrace: traceId(4), sourceTraceId: traceId(2), outputs: 'another answer', value: 'no' },
    ])
    const { counts, measures } = measureValidation(db, queryOf(subject))
    expect(counts).toMatchObject({ judged: 2, compared: 1, otherOutput: 1, unlabelled: 0 })
    expect(measures).toMatchObject({ counts: { falseNegative: 1, trueNegative: 0 } })
  })

  test('what a record expects is compared whatever was answered', () => {
    makeTraces(db, 2)
    const subject = makeRun(db, [
      { scoredTrace: traceId(1), expectations: { verdict: 'yes' }, value: 'yes' },
      { scoredTrace: traceId(2), expectations: { verdict: 'no' }, value: 'yes' },
    ])
    const mapping: ValueMapping = { kind: 'verdict', scorer: verdicts.scorer, human: verdicts.scorer }
    const { counts } = measureValidation(
      db,
      queryOf(subject, { mapping, question: { name: 'verdict', kind: 'expectation' } }),
    )
    expect(counts).toMatchObject({ compared: 2, bySource: { expectation: 2 } })
  })
})

describe('measures', () => {
  /** The table of Cohen's kappa in Sim and Wright 2005 style: 20 yes/yes, 5 yes/no, 10 no/yes, 15 no/no gives kappa 0.4. */
  const table = [
    [20, 'Accurate', 'yes'],
    [5, 'Accurate', 'no'],
    [10, 'Inaccurate', 'yes'],
    [15, 'Partially Accurate', 'no'],
  ] as const

  function makeTable(unlabelled = 0): ValidationSubject {
    const pairs = table.flatMap(([count, answer, value]) => Array.from({ length: count }, () => ({ answer, value })))
    makeTraces(db, pairs.length + unlabelled)
    for (const [at, { answer }] of pairs.entries()) say(db, at + 1, answer)
    const rows = pairs.map(({ value }, at) => recorded(at + 1, value))
    const others = Array.from({ length: unlabelled }, (_, at) => recorded(pairs.length + at + 1, 'yes'))
    return makeRun(db, [...rows, ...others])
  }

  test('of verdicts, from two kinds of values', () => {
    const { measures } = measureValidation(db, queryOf(makeTable(50)))
    if (measures.kind !== 'verdict') throw new Error('not a verdict')
    expect(measures.counts).toEqual({ truePositive: 20, falseNegative: 5, falsePositive: 10, trueNegative: 15 })
    expect(measures.kappa.value).toBeCloseTo(0.4, 10)
    expect(measures.truePositiveRate).toMatchObject({ value: 0.8, total: 25 })
    expect(measures.trueNegativeRate.value).toBeCloseTo(0.6, 10)
    expect(measures.rates.raw).toMatchObject({ value: 0.8, total: 100 })
    expect(measures.rates.people).toMatchObject({ value: 0.5, total: 50 })
    // Rogan and Gladen: (0.8 + 0.6 - 1) / (0.8 + 0.6 - 1) = 1.
    expect(measures.rates.corrected?.value).toBeCloseTo(1, 10)
    expect(measures.rates.judgedOnly).toBe(50)
    expect(measures.rates.powered?.value).toBeGreaterThan(0.5)
  })

  test('cells hold their rows, page by page', () => {
    const query = queryOf(makeTable())
    const cell = { kind: 'cell' as const, answered: 'fail', scored: 'pass' }
    const first = listValidationRows(db, { ...query, choice: cell, limit: 6 })
    const second = listValidationRows(db, { ...query, choice: cell, limit: 6, cursor: first.nextCursor })
    expect([first.total, first.rows.length, second.rows.length, second.nextCursor]).toEqual([10, 6, 4, undefined])
    expect(new Set([...first.rows, ...second.rows].map(({ traceId: id }) => id)).size).toBe(10)
  })

  test('options that the mapping leaves out are no pairs', () => {
    const mapping: ValueMapping = {
      ...verdicts,
      human: { kind: 'values', pass: ['Accurate'], ignored: ['Partially Accurate'] },
    }
    const { counts, measures } = measureValidation(db, queryOf(makeTable(), { mapping }))
    expect(counts).toMatchObject({ judged: 50, compared: 35, ignored: 15 })
    expect(measures).toMatchObject({ counts: { trueNegative: 0 } })
  })

  test('of classes and of numbers', () => {
    makeTraces(db, 5)
    const scored = ['good', 'bad', 'odd', 'good', 'bad']
    const said = ['Good', 'bad', 'bad', 'Good', 'odd']
    for (const [at, value] of said.entries()) say(db, at + 1, value)
    const classes: ValueMapping = { kind: 'classes', human: [{ from: 'Good', to: 'good' }] }
    const subject = makeRun(
      db,
      scored.map((value, at) => recorded(at + 1, value)),
    )
    expect(measureValidation(db, queryOf(subject, { mapping: classes })).measures).toMatchObject({
      classes: ['bad', 'good', 'odd'],
      matrix: [
        [1, 0, 1],
        [0, 2, 0],
        [1, 0, 0],
      ],
      accuracy: { value: 0.6 },
      perClass: [
        { recall: { value: 0.5 }, precision: { value: 0.5 } },
        { recall: { value: 1 } },
        { recall: { value: 0 } },
      ],
    })
    for (const value of [1, 2, 3, 4, 5]) say(db, value, value, { name: 'stars' })
    const numbers = makeRun(
      db,
      [2, 1, 4, 3, 5].map((value, at) => recorded(at + 1, value)),
    )
    const { measures } = measureValidation(
      db,
      queryOf(numbers, { mapping: { kind: 'numbers' }, question: { name: 'stars', kind: 'feedback' } }),
    )
    // 1 - 6 Σd² / n(n² - 1) = 1 - 24/120; two of ten pairs are in the other order.
    expect(measures).toMatchObject({
      spearman: { value: 0.8 },
      meanAbsoluteDifference: { value: 0.8, total: 5 },
      meanDifference: { value: 0 },
    })
    if (measures.kind === 'numbers') expect(measures.kendall.value).toBeCloseTo(0.6, 10)
  })

  test('how a question is compared is kept for the next time', () => {
    const subject = makeTable()
    const mapping: ValueMapping = {
      ...verdicts,
      human: { kind: 'values', pass: ['Accurate', 'Partially Accurate'], ignored: [] },
    }
    keepMapping(db, { experimentId: '0', scorer: 'correct', question: accuracy, mapping }, 5)
    expect(readValidationSetup(db, subject).questions[0]).toMatchObject({ isKept: true, mapping })
  })
})

describe('splits', () => {
  /** Traces 1 to 8, labelled and scored alike; 1 to 4 in `dev`, 5 and 6 in the sealed `test`, 7 and 8 in `train`. */
  function makeSplits() {
    makeTraces(db, 9)
    for (let n = 1; n <= 9; n++)
      say(db, n, n % 2 === 0 ? 'Accurate' : 'Inaccurate', n % 4 === 0 ? { rationale: 'why' } : {})
    const { datasetId } = makeDataset(
      db,
      {
        name: 'golden',
        tags: {},
        experimentIds: [],
        records: [1, 2, 3, 4, 5, 6, 7, 8].map((n) => ({
          inputs: { q: n },
          sourceType: 'TRACE' as const,
          sourceId: `tr-${traceId(n)}`,
        })),
      },
      1,
    )
    const { records } = listRecords(db, { datasetId, limit: 100 })
    const idOf = (n: number) => records.find(({ inputs }) => inputs.q === n)?.recordId as string
    const put = (split: string, numbers: number[]) =>
      moveToSplit(db, { datasetId, recordIds: numbers.map(idOf), split }, 2)
    put('dev', [1, 2, 3, 4])
    put('test', [5, 6])
    put('train', [7, 8])
    sealSplit(db, { datasetId, split: 'test' }, 3)
    return {
      datasetId,
      rowOf: (n: number, value: Json) => ({ ...recorded(n, value), recordId: idOf(n), inputs: { q: n } }),
    }
  }

  test('a sealed one is read with an opening of it alone, and is in no other figure', () => {
    const { datasetId } = makeSplits()
    // Also where the run took the traces themselves.
    const subject = makeRun(
      db,
      [1, 2, 3, 4, 5, 6].map((n) => recorded(n, 'yes')),
    )
    expect(measureValidation(db, queryOf(subject)).counts).toMatchObject({ judged: 4, compared: 4, sealed: 2 })
    const sealed = queryOf(subject, { split: { datasetId, name: 'test' } })
    expect(() => measureValidation(db, sealed)).toThrow(expect.objectContaining({ code: 'CONFLICT' }))
    const { openingId } = openSeal(db, { datasetId, split: 'test', purpose: 'The last check' }, 9)
    expect(measureValidation(db, { ...sealed, openingId }).counts).toMatchObject({ compared: 2, sealed: 0 })
    expect(readValidationSetup(db, subject).splits).toMatchObject([
      { name: 'dev', rows: 4, isSealed: false, openings: [] },
      { name: 'test', rows: 2, isSealed: true, openings: [{ purpose: 'The last check' }] },
    ])
    expect(readValidationSetup(db, subject).questions[0]?.labelled).toBe(4)
  })

  test('examples come from neither what is compared nor the test, and what a judge was shown is not counted', () => {
    const { datasetId, rowOf } = makeSplits()
    makeJudge(db, 1)
    const subject = makeRun(
      db,
      [1, 2, 3, 4, 5, 6, 7, 8].map((n) => rowOf(n, 'yes')),
    )
    const query = queryOf(subject, { split: { datasetId, name: 'dev' } })
    const { candidates, held } = suggestExamples(db, { ...query, count: 2 })
    expect(candidates.map(({ traceId: id }) => Number.parseInt(id, 16)).sort()).toEqual([7, 8, 9])
    expect(held).toBe(6)
    expect(
      candidates
        .filter(({ isSuggested }) => isSuggested)
        .map(({ value }) => value)
        .sort(),
    ).toEqual(['no', 'yes'])
    expect(candidates.find(({ value }) => value === 'yes')).toMatchObject({
      rationale: 'why',
      example: { inputs: { q: 8 }, outputs: 'answer 8', value: 'yes', rationale: 'why' },
    })
    const wrong = { subject, question: accuracy, mapping: verdicts }
    expect(exampleOfRow(db, { ...wrong, traceId: traceId(5) })).toBeUndefined()
    const example = exampleOfRow(db, { ...wrong, traceId: traceId(1) })
    expect(example).toMatchObject({ inputs: { q: 1 }, value: 'no' })
    makeJudge(db, 2, [example as NonNullable<typeof example>])
    const later = makeRun(
      db,
      [1, 2, 3, 4].map((n) => rowOf(n, n % 2 === 0 ? 'yes' : 'no')),
      { judgeId: 'j1', version: 2 },
    )
    expect(measureValidation(db, { ...query, subject: later }).counts).toMatchObject({ compared: 3, example: 1 })
    // The versions as subjects: all runs of each.
    const version = (number: number): ValidationSubject => ({ kind: 'judge', judgeId: 'j1', version: number })
    const comparison = compareVersions(db, { ...query, before: version(1), after: version(2) })
    expect(comparison).toMatchObject({
      count: 3,
      agreeing: { both: 2, onlyBefore: 0, onlyAfter: 1, neither: 0, pValue: 1 },
      change: { total: 3 },
      changed: [{ before: 'pass', isBetter: true, row: { traceId: traceId(3), scored: 'fail' } }],
    })
    expect(comparison.change.value).toBeCloseTo(1 / 3, 10)
    // Nothing sealed is sent to a model again.
    const again = listScoredTraces(db, { subject }).map((id) => Number.parseInt(id, 16))
    expect(again).toEqual([1, 2, 3, 4, 7, 8])
  })

  test('outputs that an evaluation made are the same rows when they are scored again where they stand', () => {
    const { datasetId, rowOf } = makeSplits()
    makeTraces(db, 2, 21)
    const made = [1, 2].map((n) => ({
      ...rowOf(n, 'yes'),
      scoredTrace: traceId(20 + n),
      outputs: `answer ${n}`,
    }))
    const before = makeRun(db, made)
    const after = makeRun(db, [recorded(21, 'no'), recorded(22, 'yes')], { judgeId: 'j1', version: 2 })
    const comparison = compareVersions(db, {
      before,
      after,
      question: accuracy,
      mapping: verdicts,
      split: { datasetId, name: 'dev' },
    })
    expect(comparison).toMatchObject({ count: 2, agreeing: { both: 1, onlyAfter: 1, onlyBefore: 0, neither: 0 } })
  })
})
