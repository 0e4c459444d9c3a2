import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { ingestBatch } from '../../../src/main/store/ingest.ts'
import { readTree } from '../../../src/main/store/trace-read.ts'
import type { SpanTree } from '../../../src/shared/model/trace.ts'
import { makeIngest, makeMemoryStore, makeSpan, makeWorkspace, spanId, traceId } from './make.ts'

interface Given {
  id: number
  parent: number | undefined
  startMs: number
}

function treeOf(given: Given[]): SpanTree {
  const db = makeMemoryStore()
  const spans = given.map(({ id, parent, startMs }) => {
    const startNano = BigInt(startMs) * 1_000_000n
    return makeIngest(makeSpan(1, id, parent, { startNano, endNano: startNano + 2_500_999n }), { type: `T${id % 2}` })
  })
  ingestBatch(db, { spans }, 1)
  const tree = readTree(db, traceId(1))
  db.close()
  return tree
}

const idsOf = (tree: SpanTree): number[] => tree.spanIds.map((id) => Number.parseInt(id, 16))

describe('the span tree', () => {
  test('comes depth first, siblings by start, with names and types as indexes', () => {
    const tree = treeOf([
      { id: 4, parent: 2, startMs: 30 },
      { id: 3, parent: 1, startMs: 15 },
      { id: 2, parent: 1, startMs: 20 },
      { id: 1, parent: undefined, startMs: 10 },
      { id: 5, parent: 2, startMs: 25 },
    ])
    expect(tree).toEqual({
      traceId: traceId(1),
      originUs: 10_000,
      extentUs: 22_500,
      spanIds: [1, 3, 2, 5, 4].map(spanId),
      parents: [-1, 0, 0, 2, 2],
      depths: [0, 1, 1, 2, 2],
      nameIndexes: [0, 1, 2, 3, 4],
      names: ['span 1', 'span 3', 'span 2', 'span 5', 'span 4'],
      typeIndexes: [0, 0, 1, 0, 1],
      types: ['T1', 'T0'],
      offsetsUs: [0, 5_000, 10_000, 15_000, 20_000],
      durationsUs: [2_500, 2_500, 2_500, 2_500, 2_500],
      statusCodes: [0, 0, 0, 0, 0],
      tokens: [0, 0, 0, 0, 0],
      assessed: [],
      orphans: [],
    })
  })

  test('keeps orphans as roots and cuts circles above their earliest span', () => {
    const tree = treeOf([
      { id: 1, parent: undefined, startMs: 10 },
      { id: 2, parent: 99, startMs: 5 },
      { id: 3, parent: 4, startMs: 8 },
      { id: 4, parent: 3, startMs: 7 },
      { id: 5, parent: 3, startMs: 1 },
      { id: 6, parent: 6, startMs: 20 },
    ])
    expect(idsOf(tree)).toEqual([2, 4, 3, 5, 1, 6])
    expect(tree.parents).toEqual([-1, -1, 1, 2, -1, -1])
    expect(tree.orphans).toEqual([0])
  })

  test('starts a span without a start time at the origin', () => {
    const tree = treeOf([
      { id: 1, parent: undefined, startMs: 0 },
      { id: 2, parent: 1, startMs: 50 },
    ])
    expect([tree.originUs, tree.offsetsUs]).toEqual([50_000, [0, 0]])
  })

  test('of a trace that is not there is NOT_FOUND', () => {
    const { db } = makeWorkspace()
    expect(() => readTree(db, traceId(1))).toThrowError(expect.objectContaining({ code: 'NOT_FOUND' }))
  })

  test('has every span once, after its parent, at its depth', () => {
    const spans = fc.uniqueArray(
      fc.record({
        id: fc.integer({ min: 1, max: 40 }),
        parent: fc.option(fc.integer({ min: 1, max: 45 }), { nil: undefined }),
        startMs: fc.integer({ min: 1, max: 9 }),
      }),
      { minLength: 1, maxLength: 40, selector: (given) => given.id },
    )
    fc.assert(
      fc.property(spans, (given) => {
        const tree = treeOf(given)
        expect(idsOf(tree).sort((a, b) => a - b)).toEqual(given.map((one) => one.id).sort((a, b) => a - b))
        const parentOf = new Map(given.map((one) => [one.id, one.parent]))
        for (const [index, id] of idsOf(tree).entries()) {
          const parentIndex = tree.parents[index] as number
          expect(parentIndex).toBeLessThan(index)
          expect(tree.depths[index]).toBe(parentIndex === -1 ? 0 : (tree.depths[parentIndex] as number) + 1)
          if (parentIndex !== -1) expect(idsOf(tree)[parentIndex]).toBe(parentOf.get(id))
          // Depth first: the span before is the parent, or inside a sibling that ends here.
          if (parentIndex !== -1)
            expect((tree.depths[index - 1] as number) + 1).toBeGreaterThanOrEqual(tree.depths[index] as number)
          const isMissing = parentOf.get(id) !== undefined && !parentOf.has(parentOf.get(id) as number)
          expect(tree.orphans.includes(index)).toBe(isMissing)
        }
      }),
      { numRuns: 200 },
    )
  })

  test('is made in time that grows with the number of spans, circles or not', () => {
    // Thirty thousand spans in ten thousand circles: minutes if each circle looked through all spans.
    const given = Array.from({ length: 30_000 }, (_, index) => ({
      id: index + 1,
      parent: index % 3 === 2 ? index - 1 : index + 2,
      startMs: 30_000 - index,
    }))
    const tree = treeOf(given)
    expect(tree.parents.filter((parent) => parent === -1)).toHaveLength(10_000)
  })
})
