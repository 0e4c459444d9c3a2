import type { Database } from 'better-sqlite3'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { createAssessment } from '../../../src/main/store/assessments.ts'
import { ingestBatch } from '../../../src/main/store/ingest.ts'
import { indexPending, mergeIndex } from '../../../src/main/store/search-index.ts'
import { countTraces, listTraces } from '../../../src/main/store/trace-list.ts'
import { deleteTraces, emptyTrash, tagTraces } from '../../../src/main/store/trace-write.ts'
import { extractText, makeIngest, makeMemoryStore, makeSpan, makeWorkspace, traceId } from './make.ts'

const nowMs = 1_750_000_000_000

function store(db: Database, texts: string[], first = 1): void {
  const spans = texts.map((text, index) =>
    makeIngest(
      makeSpan(first + index, 1, undefined, { name: '.', attributes: [{ key: 'text', value: { stringValue: text } }] }),
    ),
  )
  ingestBatch(db, { spans }, nowMs)
}

/** Numbers of the traces found, and whether the index answered alone. */
function find(db: Database, search: string): { found: number[]; isIndexComplete: boolean | undefined } {
  const page = listTraces(db, { filter: { search }, sort: { column: 'start', direction: 'asc' }, limit: 500 })
  return { found: page.rows.map((row) => Number.parseInt(row.traceId, 16)), isIndexComplete: page.isIndexComplete }
}

const texts = [
  '東京都庁の近くで昼食', // 1
  '京都から東京まで', // 2
  'The quick brown fox', // 3
  'quick-witted Foxes eat', // 4
  'ＡＢＣ full width ｶﾞｲﾄﾞ', // 5
  'GPT-4oモデルを使う', // 6
  '한국어 검색은 어렵다', // 7
  'ค้นหาภาษาไทย', // 8
  'Ünïcödé naïve café', // 9
  '𠮷野家で牛丼', // 10
  'a "quoted" AND OR NOT NEAR(x) col:y -z ^w *', // 11
  '请把合同总结成三行', // 12
]

const queries: [query: string, expected: number[]][] = [
  ['東京', [1, 2]],
  ['京都', [1, 2]],
  ['東京都', [1]],
  ['都庁', [1]],
  ['庁', [1]],
  ['食', [1]],
  ['から東京', [2]],
  ['京 都', [1, 2]],
  ['東京 昼食', [1]],
  ['京東', []],
  ['quick', [3, 4]],
  ['QUI', [3, 4]],
  ['uick', []],
  ['fox', [3, 4]],
  ['"fox"', [3]],
  ['"quick brown"', [3]],
  ['"brown quick"', []],
  ['brown quick', [3]],
  ['quick-wit', [4]],
  ['abc', [5]],
  ['ガイド', [5]],
  ['GPT-4oモデ', [6]],
  ['4oモ', [6]],
  ['モデル', [6]],
  ['デルを', [6]],
  ['검색', [7]],
  ['한국', [7]],
  ['ภาษา', [8]],
  ['unicode', [9]],
  ['CAFÉ', [9]],
  ['𠮷野', [10]],
  ['野家', [10]],
  ['𠮷', [10]],
  ['合同', [12]],
  ['AND', [11]],
  ['NEAR(x)', [11]],
  ['col:y', [11]],
  ['-z', [11]],
]

describe('search', () => {
  test('finds words, beginnings, phrases, and any substring of unspaced scripts', () => {
    const { db } = makeWorkspace()
    store(db, texts)
    expect(indexPending(db, extractText, 10_000)).toEqual({ indexed: texts.length, pending: 0 })
    for (const [query, found] of queries)
      expect([query, find(db, query)]).toEqual([query, { found, isIndexComplete: true }])
  })

  test('finds the same before anything is indexed, and says that the index is not complete', () => {
    const { db } = makeWorkspace()
    store(db, texts)
    for (const [query, found] of queries) {
      // Folding of accents is the tokenizer's; the scan compares as written.
      const expected = query === 'unicode' ? [] : found
      expect([query, find(db, query)]).toEqual([query, { found: expected, isIndexComplete: false }])
    }
  })

  test('puts what is indexed and what is not into one list', () => {
    const { db } = makeWorkspace()
    store(db, ['apple one', 'pear', 'apple two'])
    indexPending(db, extractText, 10_000)
    store(db, ['apple three', 'plum'], 4)
    expect(find(db, 'apple')).toEqual({ found: [1, 3, 4], isIndexComplete: false })
    ingestBatch(
      db,
      {
        spans: [
          makeIngest(makeSpan(1, 1, undefined, { attributes: [{ key: 'text', value: { stringValue: 'melon' } }] })),
        ],
      },
      nowMs,
    )
    expect(find(db, 'apple').found).toEqual([3, 4])
    indexPending(db, extractText, 10_000)
    expect(find(db, 'apple')).toEqual({ found: [3, 4], isIndexComplete: true })
    expect(find(db, 'melon').found).toEqual([1])
  })

  test('finds names, tags, ids, rationales and values of assessments', () => {
    const { db } = makeWorkspace()
    ingestBatch(
      db,
      { spans: [makeIngest(makeSpan(1, 1, undefined, { name: 'refund_flow' }), { sessionId: 'sess-77' })] },
      nowMs,
    )
    tagTraces(db, { selection: { traceIds: [traceId(1)] }, tags: { team: 'billing' } })
    createAssessment(db, {
      traceId: traceId(1),
      name: 'tone',
      kind: 'feedback',
      value: '丁寧すぎる',
      rationale: 'reads like a brochure',
      source: { type: 'HUMAN', id: 'ann' },
    })
    for (const isIndexed of [false, true]) {
      if (isIndexed) indexPending(db, extractText, 10_000)
      for (const query of [
        'refund',
        'billing',
        'sess-77',
        'brochure',
        '丁寧',
        traceId(1).slice(0, 20),
        `tr-${traceId(1)}`,
      ]) {
        expect([query, find(db, query)]).toEqual([query, { found: [1], isIndexComplete: isIndexed }])
      }
    }
  })

  test('joins with filters, counts and pages', () => {
    const { db } = makeWorkspace()
    store(
      db,
      Array.from(
        { length: 3_000 },
        (_, index) => `common ${index % 2 === 0 ? 'even' : 'odd'} ${index % 700 === 0 ? 'rare' : ''}`,
      ),
    )
    indexPending(db, extractText, 60_000)
    expect(find(db, 'rare').found).toEqual([1, 701, 1401, 2101, 2801])
    expect(countTraces(db, { filter: { search: 'common even' } })).toEqual({ count: 1_500, isExact: true })
    const filter = { search: 'even', startUs: { min: 0 } }
    const sort = { column: 'start', direction: 'desc' } as const
    const first = listTraces(db, { filter, sort, limit: 100 })
    const second = listTraces(db, { filter, sort, limit: 100, cursor: first.nextCursor })
    const numbers = [...first.rows, ...second.rows].map((row) => Number.parseInt(row.traceId, 16))
    expect(numbers).toEqual(Array.from({ length: 200 }, (_, index) => 2_999 - 2 * index))
  })

  test('no longer finds what was removed for good', () => {
    const { db } = makeWorkspace()
    store(db, ['apple', 'apple'])
    indexPending(db, extractText, 10_000)
    deleteTraces(db, { selection: { traceIds: [traceId(1)] } })
    expect(find(db, 'apple').found).toEqual([2])
    expect(emptyTrash(db, 1_000)).toEqual({ count: 1, remaining: 0 })
    expect(db.prepare("SELECT rowid FROM search_index WHERE search_index MATCH 'apple'").pluck().all()).toEqual([2])
    while (mergeIndex(db, 100));
    expect(find(db, 'apple').found).toEqual([2])
  })

  test('takes any query for text', () => {
    const db = makeMemoryStore()
    store(db, texts)
    indexPending(db, extractText, 10_000)
    store(db, texts, 100)
    fc.assert(
      fc.property(
        fc.oneof(fc.string(), fc.string({ unit: 'binary' }), fc.stringMatching(/^["*()^:+\-{}\w ]{0,12}$/)),
        (query) => {
          expect(() => find(db, query)).not.toThrow()
        },
      ),
      { numRuns: 500 },
    )
  })

  test('finds every substring of unspaced text, indexed or not', () => {
    const unspaced = fc.string({
      unit: fc.constantFrom(...'東京都庁のカタカナー漢字한글'),
      minLength: 1,
      maxLength: 12,
    })
    fc.assert(
      fc.property(
        fc.array(unspaced, { minLength: 1, maxLength: 4 }),
        unspaced,
        fc.boolean(),
        (documents, query, isIndexed) => {
          const db = makeMemoryStore()
          store(db, documents)
          if (isIndexed) indexPending(db, extractText, 10_000)
          const expected = documents.flatMap((text, index) => (text.includes(query) ? [index + 1] : []))
          expect(find(db, query).found).toEqual(expected)
          const part = documents[0]?.slice(1, 4) ?? ''
          if (part !== '') expect(find(db, part).found).toContain(1)
          db.close()
        },
      ),
      { numRuns: 120 },
    )
  })
})
