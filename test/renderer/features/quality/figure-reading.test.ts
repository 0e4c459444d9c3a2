import { describe, expect, test } from 'vitest'
import {
  findPrevalence,
  groupByStanding,
  mainFigure,
  notesOf,
  readFigure,
  standingOf,
} from '../../../../src/renderer/features/quality/figure-reading.ts'
import type { AgreementFigure, QuestionAgreement } from '../../../../src/shared/model/label-quality.ts'

function makeFigure(change: Partial<AgreementFigure>): AgreementFigure {
  return { kind: 'krippendorff', unitCount: 40, ratingCount: 80, ...change }
}

function makeQuestion(name: string, change: Partial<QuestionAgreement> = {}): QuestionAgreement {
  return {
    schemaId: name,
    name,
    scale: 'nominal',
    figures: [],
    matrix: [],
    distribution: [],
    disagreementCount: 0,
    ...change,
  }
}

describe('a figure is read by its interval, never by a label', () => {
  const cases: [Partial<AgreementFigure>, string][] = [
    [{ value: 0.8, low: 0.4, high: 0.95 }, 'wellAbove'],
    [{ value: 0.8, low: 0.39, high: 0.95 }, 'above'],
    [{ value: 0.3, low: 0.01, high: 0.6 }, 'above'],
    [{ value: 0.3, low: 0, high: 0.6 }, 'unclear'],
    [{ value: -0.1, low: -0.3, high: 0.1 }, 'unclear'],
    [{ value: -0.1, low: -0.3, high: 0 }, 'unclear'],
    [{ value: -0.2, low: -0.4, high: -0.01 }, 'below'],
    [{ value: 1, low: 1, high: 1 }, 'perfect'],
    [{ value: 0.8 }, 'noInterval'],
    [{ reason: 'noPairs' }, 'noPairs'],
    [{ reason: 'oneCategory' }, 'oneCategory'],
    [{ kind: 'fleiss', reason: 'unequalRaters' }, 'unequalRaters'],
    [{ kind: 'percent', value: 0.9, low: 0.8, high: 1 }, 'share'],
    [{ kind: 'percent', value: 1, low: 1, high: 1 }, 'share'],
    [{ kind: 'percent', value: 0.9 }, 'shareAlone'],
  ]
  test.each(cases)('%o is %s', (change, expected) => {
    expect(readFigure(makeFigure(change))).toBe(expected)
  })

  test('where nearly all answers are the same, a low kappa is no sign of misunderstanding; a low AC1 still is', () => {
    const low = { value: -0.05, low: -0.1, high: -0.01 }
    expect(readFigure(makeFigure({ kind: 'fleiss', ...low }), true)).toBe('prevalent')
    expect(readFigure(makeFigure({ kind: 'gwet', ...low }), true)).toBe('below')
    expect(readFigure(makeFigure({ kind: 'fleiss', value: 0.5, low: 0.2, high: 0.7 }), true)).toBe('above')
  })
})

const figures = (percent: number, alpha: number, low: number, high: number): AgreementFigure[] => [
  makeFigure({ kind: 'percent', value: percent, low: percent - 0.05, high: percent + 0.05 }),
  makeFigure({ value: alpha, low, high }),
]
const skewed = [
  { answer: true, counts: [38, 39] },
  { answer: false, counts: [2, 1] },
]
const balanced = [
  { answer: true, counts: [20, 21] },
  { answer: false, counts: [20, 19] },
]

test('prevalence is told only where answers are lopsided and the figures lie apart', () => {
  const lopsided = makeQuestion('polite', { figures: figures(0.92, -0.03, -0.1, 0.1), distribution: skewed })
  expect(findPrevalence(lopsided)).toEqual({ answer: true, share: 77 / 80 })
  expect(notesOf(lopsided)).toEqual([{ code: 'prevalence', answer: true, share: 77 / 80 }])
  expect(standingOf(lopsided)).toBe('prevalent')
  const even = makeQuestion('even', { figures: figures(0.55, 0.1, -0.1, 0.25), distribution: balanced })
  expect(notesOf(even)).toEqual([])
  expect(standingOf(even)).toBe('unclear')
  const agreeing = makeQuestion('agreeing', { figures: figures(0.95, 0.8, 0.7, 0.9), distribution: skewed })
  expect(findPrevalence(agreeing)).toBeUndefined()
})

test('few items and wide intervals are said, one of them at a time', () => {
  const wide = makeQuestion('wide', { figures: figures(0.8, 0.6, 0.3, 0.8) })
  expect(notesOf(wide)).toEqual([{ code: 'wide' }])
  const few = makeQuestion('few', { figures: wide.figures.map((figure) => ({ ...figure, unitCount: 19 })) })
  expect(notesOf(few)).toEqual([{ code: 'few' }])
})

test('one answer throughout and free text have notes of their own', () => {
  const one = makeQuestion('one', {
    figures: [makeFigure({ kind: 'percent', value: 1, low: 1, high: 1 }), makeFigure({ reason: 'oneCategory' })],
    distribution: [{ answer: true, counts: [40, 40] }],
  })
  expect(notesOf(one)).toEqual([{ code: 'oneAnswer' }])
  expect(standingOf(one)).toBe('unknown')
  const text = makeQuestion('text', { scale: 'none', figures: [makeFigure({ kind: 'percent', value: 0.1 })] })
  expect(notesOf(text)).toEqual([{ code: 'freeText' }])
  expect(mainFigure(text)?.kind).toBe('percent')
  expect(standingOf(text)).toBe('unknown')
})

test('questions that ask for something to be done come first, and no standing is empty', () => {
  const questions = [
    makeQuestion('good', { figures: figures(0.9, 0.8, 0.7, 0.9) }),
    makeQuestion('bad', { figures: figures(0.2, -0.4, -0.6, -0.2) }),
    makeQuestion('also good', { figures: figures(0.9, 0.5, 0.1, 0.7) }),
  ]
  expect(
    groupByStanding(questions).map(({ standing, questions: these }) => [standing, these.map((q) => q.name)]),
  ).toEqual([
    ['below', ['bad']],
    ['above', ['good', 'also good']],
  ])
})
