import { describe, expect, test } from 'vitest'
import { groupByTagValue, parseTag } from '../../../../src/renderer/features/traces/tag-text.ts'

describe('a typed tag', () => {
  test.each([
    ['review: mine', '', { key: 'review', value: 'mine' }],
    ['review=mine', '', { key: 'review', value: 'mine' }],
    ['url: http://a?b=c', '', { key: 'url', value: 'http://a?b=c' }],
    ['  review  ', '', { key: 'review', value: '' }],
    ['review:', '', { key: 'review', value: '' }],
    [':odd', '', { key: ':odd', value: '' }],
    ['a:b', 'c', { key: 'a:b', value: 'c' }],
    ['', '', { key: '', value: '' }],
  ])('%j with the value %j', (key, value, expected) => {
    expect(parseTag(key, value)).toEqual(expected)
  })
})

test('earlier tag values are kept apart, an empty one from none', () => {
  const rows = [
    { traceId: 'a', tags: { review: 'x' } },
    { traceId: 'b', tags: {} },
    { traceId: 'c', tags: { review: '' } },
    { traceId: 'd', tags: { review: 'x', other: 'y' } },
  ]
  expect([...groupByTagValue(rows, 'review')]).toEqual([
    ['x', ['a', 'd']],
    [null, ['b']],
    ['', ['c']],
  ])
  expect([...groupByTagValue(rows.slice(1, 2), 'toString')]).toEqual([[null, ['b']]])
})
