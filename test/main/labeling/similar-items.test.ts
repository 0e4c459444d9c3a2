import { expect, test } from 'vitest'
import { findSimilarItems, shareOf, wordsOf } from '../../../src/main/labeling/similar-items.ts'
import { ingestBatch } from '../../../src/main/store/ingest.ts'
import { createSession } from '../../../src/main/store/labeling-sessions.ts'
import { addItems } from '../../../src/main/store/session-items.ts'
import { makeIngest, makeMemoryStore, makeSpan, traceId } from '../store/make.ts'

test('words are compared without case, width and punctuation; Japanese by pairs of characters', () => {
  expect([...wordsOf('  Which OIL, for the ｃｈａｉｎ? Which?')]).toEqual(['which', 'oil', 'for', 'the', 'chain'])
  expect([...wordsOf('東京の店 OK')]).toEqual(['東京', '京の', 'の店', 'ok'])
  expect(shareOf(wordsOf('a b c d'), wordsOf('a b c e'))).toBe(0.6)
  expect(shareOf(wordsOf(''), wordsOf('?'))).toBe(0)
})

test('like an item: the same input, and near ones of the same name, in the order of the session', () => {
  const db = makeMemoryStore()
  const asked = [
    'Which oil do I take for the chain of my old road bike in winter',
    'which OIL do I take for the chain of my old road bike in winter?!',
    'Which oil do I take for the chain of my new road bike in winter',
    'Where is your shop',
    'Which oil do I take for the chain of my old road bike in summer',
  ]
  ingestBatch(
    db,
    {
      spans: asked.map((input, at) => ({
        ...makeIngest(makeSpan(at + 1, 1, undefined, { name: at === 4 ? 'other' : 'ask' })),
        summary: { ...makeIngest(makeSpan(at + 1, 1)).summary, inputPreview: input },
      })),
    },
    1,
  )
  const { sessionId } = createSession(db, { name: 'Round', schemaIds: [], reviewers: [] })
  addItems(
    db,
    sessionId,
    asked.map((_, at) => traceId(at + 1)),
  )
  const like = (n: number) => findSimilarItems(db, { sessionId, traceId: traceId(n) }).traceIds
  expect(like(1)).toEqual([1, 2, 3].map(traceId))
  expect(like(4)).toEqual([traceId(4)])
  expect(like(5)).toEqual([traceId(5)])
})
