import type { Database } from 'better-sqlite3'
import fc from 'fast-check'
import { beforeAll, describe, expect, test } from 'vitest'
import { searchTraces, type TraceSearch } from '../../../../../src/main/receive/mlflow/search/trace-search.ts'
import { makeMemoryStore } from '../../../store/make.ts'
import { filterArbitrary, orderArbitrary } from './filter-arbitrary.ts'
import { findNaively } from './search-model.ts'
import { fillStore, makeRawTraces, type RawTrace } from './seed-traces.ts'

let db: Database
let raws: RawTrace[]
beforeAll(() => {
  db = makeMemoryStore()
  raws = makeRawTraces(320)
  fillStore(db, raws)
})

/** All pages, by their tokens. */
function findAll(search: Omit<TraceSearch, 'pageToken'>): string[] {
  const found: string[] = []
  for (let pageToken: string | undefined; ; ) {
    const page = searchTraces(db, { ...search, pageToken })
    expect(page.traceIds.length).toBeLessThanOrEqual(search.maxResults)
    found.push(...page.traceIds)
    pageToken = page.nextPageToken
    if (pageToken === undefined) return found
  }
}

describe('search of traces', () => {
  test('finds what a naive filter over the raw data finds, in its order, page by page', () => {
    let nonEmpty = 0
    fc.assert(
      fc.property(
        filterArbitrary,
        orderArbitrary,
        fc.constantFrom(['0'], ['1'], ['0', '1'], ['1', '2'], ['0', '1', '2', '99', 'x']),
        fc.constantFrom(7, 60, 500),
        (filter, order, experimentIds, maxResults) => {
          const expected = findNaively(
            raws,
            experimentIds,
            filter.parts,
            order.map(({ parts }) => parts),
          )
          if (expected.length > 0) nonEmpty += 1
          const orderBy = order.map(({ text }) => text)
          expect(findAll({ experimentIds, filter: filter.text, orderBy, maxResults })).toEqual(expected)
        },
      ),
      { numRuns: 1_000 },
    )
    // The filters are not so narrow that nothing is left to compare.
    expect(nonEmpty).toBeGreaterThan(400)
  })
})
