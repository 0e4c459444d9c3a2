import { expect, test } from 'vitest'
import { numberReviewers, placesOf } from '../../../../src/renderer/features/quality/reviewer-names.ts'

const names = ['anna', 'ben', 'chie', 'dora', 'emil']

test('numbers do not follow the list of reviewers, differ between sessions and stay', () => {
  const order = (sessionId: string, of = names) => numberReviewers(sessionId, of).map(({ reviewer }) => reviewer)
  expect(order('s1').toSorted()).toEqual(names)
  expect(order('s1')).toEqual(order('s1', names.toReversed()))
  expect(new Set(['s1', 's2', 's3', 's4', 's5', 's6'].map((id) => order(id).join())).size).toBeGreaterThan(1)
  expect(order('s1')).not.toEqual(names)
  expect(numberReviewers('s1', names).map(({ number }) => number)).toEqual([1, 2, 3, 4, 5])
  // Whoever leaves takes nobody's order along.
  expect(order('s1', names.slice(1))).toEqual(order('s1').filter((reviewer) => reviewer !== 'anna'))
})

test('only who answered has a place, at where the report has them', () => {
  const reported = [
    { reviewer: 'anna', labelled: 3 },
    { reviewer: 'ben', labelled: 0 },
    { reviewer: 'chie', labelled: 1 },
  ]
  const shown = ['chie', 'ben', 'anna', 'dora'].map((reviewer, at) => ({ reviewer, number: at + 1 }))
  expect(placesOf(shown, reported)).toEqual([
    { reviewer: 'chie', at: 2 },
    { reviewer: 'anna', at: 0 },
  ])
})
