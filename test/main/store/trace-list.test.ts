import type { Database } from 'better-sqlite3'
import fc from 'fast-check'
import { beforeAll, describe, expect, test } from 'vitest'
import { ingestBatch } from '../../../src/main/store/ingest.ts'
import { facetTraces } from '../../../src/main/store/trace-facets.ts'
import { countTraces, listTraces, selectTracePks } from '../../../src/main/store/trace-list.ts'
import type { IngestSpan } from '../../../src/shared/model/ingest.ts'
import type { TraceFilter, TraceRow, TraceSort } from '../../../src/shared/model/trace.ts'
import { makeIngest, makeMemoryStore, makeSpan, makeWorkspace, traceId } from './make.ts'
import {
  allPages,
  compareValues,
  fill,
  filterArbitrary,
  type Known,
  naive,
  nowMs,
  smallFilterArbitrary,
  sortArbitrary,
} from './trace-list-model.ts'

describe('pages of the trace list', () => {
  let db: Database
  let known: Known[]
  beforeAll(() => {
    db = makeMemoryStore()
    known = fill(db)
  })

  test('put together are the naive list, forward and backward, for any filter and sort', () => {
    fc.assert(
      fc.property(
        smallFilterArbitrary,
        sortArbitrary,
        fc.integer({ min: 1, max: 120 }),
        fc.boolean(),
        (filter, sort, limit, isBackward) => {
          expect(allPages(db, { filter, sort, limit }, isBackward)).toEqual(naive(known, filter, sort))
        },
      ),
      { numRuns: 600 },
    )
  })

  test('of many conditions at once are the naive list too', () => {
    fc.assert(
      fc.property(filterArbitrary, sortArbitrary, (filter, sort) => {
        expect(allPages(db, { filter, sort, limit: 50 }, false)).toEqual(naive(known, filter, sort))
      }),
      { numRuns: 150 },
    )
  })

  test('are counted and selected as they are listed', () => {
    fc.assert(
      fc.property(smallFilterArbitrary, fc.integer({ min: 1, max: 200 }), (filter, atMost) => {
        const expected = naive(known, filter, { column: 'start', direction: 'asc' }).length
        expect(countTraces(db, { filter })).toEqual({ count: expected, isExact: true })
        expect(countTraces(db, { filter, atMost })).toEqual({
          count: Math.min(expected, atMost),
          isExact: expected <= atMost,
        })
        expect(new Set(selectTracePks(db, filter)).size).toBe(expected)
      }),
      { numRuns: 150 },
    )
  })

  test('go back from where they went', () => {
    const input = { filter: {}, sort: { column: 'model', direction: 'desc' }, limit: 40 } as const
    const first = listTraces(db, input)
    expect(first.previousCursor).toBeUndefined()
    const second = listTraces(db, { ...input, cursor: first.nextCursor })
    const back = listTraces(db, { ...input, cursor: second.previousCursor, direction: 'before' })
    expect(back.rows).toEqual(first.rows)
    expect(back.previousCursor).toBeUndefined()
  })

  test('refuse a cursor of another sort, and nonsense', () => {
    const { nextCursor } = listTraces(db, { filter: {}, sort: { column: 'name', direction: 'asc' }, limit: 5 })
    for (const cursor of [nextCursor, 'nonsense', '', Buffer.from('["asc start",0]').toString('base64url')]) {
      expect(() =>
        listTraces(db, { filter: {}, sort: { column: 'start', direction: 'asc' }, limit: 5, cursor }),
      ).toThrowError(expect.objectContaining({ code: 'INVALID_INPUT' }))
    }
  })
})

describe('a list too long to be collected', () => {
  // More rows than the planner takes for few, so that it walks, gives up walking, and merges ranges.
  const count = 7_000
  let db: Database
  let known: Known[]
  beforeAll(() => {
    db = makeMemoryStore()
    const spans: IngestSpan[] = []
    for (let n = 1; n <= count; n++) {
      const startNano = BigInt(n % 50) * 1_000_000n + 1_000_000n
      spans.push(
        makeIngest(
          makeSpan(n, 1, undefined, {
            name: n % 2 === 0 ? 'even' : 'odd',
            startNano,
            endNano: startNano + BigInt(n) * 1000n,
            statusCode: n > 3_500 ? 2 : 1,
          }),
          {
            type: 'LLM',
            model: `m${n % 3}`,
            usage: { total: n },
            traceTags: { half: n <= 3_500 ? 'first' : 'second', ...(n % 1_000 === 0 ? { rare: 'yes' } : {}) },
          },
        ),
      )
    }
    ingestBatch(db, { spans }, nowMs)
    known = spans.map((_span, index) => {
      const n = index + 1
      const row: TraceRow = {
        traceId: traceId(n),
        experimentId: '0',
        name: n % 2 === 0 ? 'even' : 'odd',
        state: n > 3_500 ? 'ERROR' : 'OK',
        startUs: (n % 50) * 1_000 + 1_000,
        durationUs: n,
        model: `m${n % 3}`,
        totalTokens: n,
        spanCount: 1,
        errorCount: n > 3_500 ? 1 : 0,
        tags: { half: n <= 3_500 ? 'first' : 'second', ...(n % 1_000 === 0 ? { rare: 'yes' } : {}) },
        assessments: {},
      }
      return { row, key: n, assessments: [], isDeleted: false }
    })
  })

  const filters: [string, TraceFilter][] = [
    ['one value', { models: ['m1'] }],
    ['two values', { models: ['m0', 'm2'] }],
    ['two values and a tag', { models: ['m0', 'm2'], tags: [{ key: 'half', value: 'first' }] }],
    ['conditions that exclude each other', { states: ['ERROR'], tags: [{ key: 'half', value: 'first' }] }],
    ['conditions that exclude each other, both ranges', { durationUs: { max: 3_500 }, totalTokens: { min: 3_501 } }],
    ['a range at the far end', { totalTokens: { max: 3_000 } }],
    ['a part of the time', { startUs: { min: 11_000, max: 20_000 }, hasErrors: true }],
    [
      'a part of the time, two names and a range',
      { startUs: { min: 11_000 }, names: ['even', 'odd'], durationUs: { max: 5_000 } },
    ],
    ['a rare tag', { tags: [{ key: 'rare' }], models: ['m1'] }],
  ]
  const sorts: TraceSort[] = [
    { column: 'start', direction: 'desc' },
    { column: 'start', direction: 'asc' },
    { column: 'duration', direction: 'desc' },
    { column: 'model', direction: 'asc' },
  ]
  for (const [name, filter] of filters) {
    test(`is cut into the right pages by ${name}`, () => {
      for (const sort of sorts) {
        const expected = naive(known, filter, sort)
        expect(allPages(db, { filter, sort, limit: 500 }, false)).toEqual(expected)
        expect(allPages(db, { filter, sort, limit: 500 }, true)).toEqual(expected)
        const page = listTraces(db, { filter, sort, limit: 3 })
        expect(page.rows.map((row) => row.traceId)).toEqual(expected.slice(0, 3))
      }
    })
  }
})

describe('facets', () => {
  test('count values without the trash, most frequent first', () => {
    const { db } = makeWorkspace()
    const known = fill(db).filter((one) => !one.isDeleted)
    const counted = (values: (string | undefined)[]): { value: string; count: number }[] => {
      const counts = new Map<string, number>()
      for (const value of values) if (value !== undefined) counts.set(value, (counts.get(value) ?? 0) + 1)
      return [...counts]
        .map(([value, count]) => ({ value, count }))
        .sort((a, b) => b.count - a.count || compareValues(a.value, b.value))
    }
    expect(facetTraces(db, { column: 'name', limit: 10 })).toEqual(counted(known.map((one) => one.row.name)))
    expect(facetTraces(db, { column: 'model', limit: 10 })).toEqual(counted(known.map((one) => one.row.model)))
    expect(facetTraces(db, { column: 'tagKey', limit: 10 })).toEqual(
      counted(known.flatMap((one) => Object.keys(one.row.tags))),
    )
    expect(facetTraces(db, { column: 'tagValue', tagKey: 'env', limit: 10 })).toEqual(
      counted(known.map((one) => one.row.tags.env)),
    )
    expect(
      facetTraces(db, { column: 'name', prefix: 'CH', limit: 10 })
        .map((one) => one.value)
        .sort(),
    ).toEqual(['Chat', 'chat'])
    expect(facetTraces(db, { column: 'name', prefix: '%', limit: 10 })).toEqual([])
    const sources = known.flatMap((one) => [...new Set(one.assessments.map((each) => each.source.id))])
    expect(facetTraces(db, { column: 'sourceId', limit: 10 })).toEqual(counted(sources))
  })
})
