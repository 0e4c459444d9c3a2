import fc from 'fast-check'
import { expect, test } from 'vitest'
import {
  findNearDuplicates,
  leastSimilarity,
  normalizeText,
} from '../../../../src/main/evaluation/datasets/near-duplicates.ts'

const groupsOf = (texts: readonly string[]) =>
  findNearDuplicates(texts.map((text, at) => ({ id: String(at), text }))).map(({ ids }) => ids)

/** Jaccard similarity of the sets of four characters, written down anew. */
function similarity(a: string, b: string): number {
  const setOf = (text: string) => {
    const normal = `   ${normalizeText(text)}   `
    return new Set(Array.from({ length: normal.length - 3 }, (_, at) => normal.slice(at, at + 4)))
  }
  const [left, right] = [setOf(a), setOf(b)]
  const shared = [...left].filter((shingle) => right.has(shingle)).length
  return shared / (left.size + right.size - shared)
}

test('case, signs, spaces and full-width letters make no difference', () => {
  expect(
    groupsOf(['How do I pay?', 'how do i pay', 'How  do I\n“pay”…', 'ＨＯＷ do I pay', 'How do I leave?']),
  ).toEqual([['0', '1', '2', '3']])
  expect(groupsOf(['返品の期限はいつまでですか？', '返品の期限はいつまでですか', '配送はいつですか？'])).toEqual([
    ['0', '1'],
  ])
})

test('a word in a long text makes a near duplicate, another question does not', () => {
  const long =
    'I bought a bicycle in your shop two weeks ago and the chain came off twice on the way to work this morning'
  const found = findNearDuplicates([
    { id: 'a', text: long },
    { id: 'b', text: `${long}, please help` },
    { id: 'c', text: 'What is the capital of France?' },
    { id: 'd', text: 'What is the capital of Spain?' },
    { id: 'e', text: 'Question 1' },
    { id: 'f', text: 'Question 10' },
  ])
  expect(found).toEqual([{ ids: ['a', 'b'], similarity: expect.closeTo(similarity(long, `${long}, please help`), 10) }])
})

test('texts without letters are the same only to the letter', () => {
  expect(groupsOf(['?', '!', '?', ''])).toEqual([['0', '2']])
})

test('every pair that is similar enough is found, and no other is put together', () => {
  const words = fc.array(
    fc.constantFrom('pay', 'bill', 'return', 'order', 'late', 'money', 'back', 'where', 'my', 'is'),
    {
      minLength: 3,
      maxLength: 14,
    },
  )
  fc.assert(
    fc.property(fc.array(words, { minLength: 2, maxLength: 12 }), (lists) => {
      const texts = lists.map((list) => list.join(' '))
      const groupOf = new Map(groupsOf(texts).flatMap((ids, group) => ids.map((id) => [Number(id), group])))
      for (const [a, first] of texts.entries()) {
        for (const [b, second] of texts.entries()) {
          // At the border itself banding may miss one in five thousand.
          if (a < b && similarity(first, second) >= leastSimilarity + 0.05) {
            expect(groupOf.get(a)).toBeDefined()
            expect(groupOf.get(a)).toBe(groupOf.get(b))
          }
        }
      }
      for (const ids of groupsOf(texts)) {
        const group = ids.map(Number)
        for (const at of group) {
          const near = group.filter((other) => other !== at)
          const best = Math.max(...near.map((other) => similarity(texts[at] as string, texts[other] as string)))
          expect(best).toBeGreaterThanOrEqual(leastSimilarity)
        }
      }
    }),
    { numRuns: 200 },
  )
})

test('thousands of texts are compared without comparing each pair, and the work can be ended', () => {
  const texts = Array.from({ length: 3_000 }, (_, at) => ({
    id: String(at),
    text: `Question number ${at * 7_919} about order ${at * 104_729} and its delivery`,
  }))
  texts.push({ id: 'copy', text: (texts[1_234] as { text: string }).text.toUpperCase() })
  expect(findNearDuplicates(texts).find(({ ids }) => ids.includes('copy'))?.ids).toContain('1234')
  const stop = () =>
    findNearDuplicates(texts, (done) => {
      if (done === 10) throw new Error('stopped')
    })
  expect(stop).toThrow('stopped')
})
