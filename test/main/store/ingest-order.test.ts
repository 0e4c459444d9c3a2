import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { bigTraceSpans, ingestBatch } from '../../../src/main/store/ingest.ts'
import { settleTraces } from '../../../src/main/store/settle.ts'
import { getTrace, readTree } from '../../../src/main/store/trace-read.ts'
import type { IngestSpan } from '../../../src/shared/model/ingest.ts'
import { makeIngest, makeMemoryStore, makeSpan, makeWorkspace, traceId } from './make.ts'

const nowMs = 1_750_000_000_000

describe('whatever the order of arrival', () => {
  const types = ['LLM', 'AGENT', 'TOOL', 'EMBEDDING', 'CHAT_MODEL']
  const optional = <T>(value: fc.Arbitrary<T>) => fc.option(value, { nil: undefined })
  const spanArbitrary = fc.record({
    trace: fc.integer({ min: 1, max: 2 }),
    span: fc.integer({ min: 1, max: 9 }),
    // Missing parents, circles and a span that is its own parent are among these.
    parent: optional(fc.integer({ min: 1, max: 11 })),
    start: fc.integer({ min: 0, max: 4 }),
    length: fc.integer({ min: -1, max: 5 }),
    type: fc.constantFrom(...types),
    statusCode: fc.integer({ min: 0, max: 2 }),
    flags: fc.constantFrom(0, 0x100, 0x300),
    model: optional(fc.constantFrom('m1', 'm2')),
    tokens: optional(fc.integer({ min: 0, max: 100 })),
    cost: optional(fc.double({ min: 0, max: 1, noNaN: true })),
    sessionId: optional(fc.constantFrom('s1', 's2')),
    userId: optional(fc.constantFrom('u1', 'u2')),
    input: optional(fc.constantFrom('i1', 'i2', 'i3')),
    output: optional(fc.constantFrom('o1', 'o2', 'o3')),
    tag: optional(fc.constantFrom('t1', 't2')),
  })

  function toIngest(given: typeof spanArbitrary extends fc.Arbitrary<infer T> ? T : never): IngestSpan {
    const startNano = BigInt(given.start) * 1_000_001n
    const span = makeSpan(given.trace, given.span, given.parent, {
      name: `span ${given.span}`,
      startNano,
      endNano: given.length < 0 ? 0n : startNano + BigInt(given.length) * 1_000_000n,
      statusCode: given.statusCode,
      flags: given.flags,
    })
    return makeIngest(span, {
      type: given.type,
      model: given.model,
      usage: given.tokens === undefined ? undefined : { total: given.tokens, input: given.tokens },
      cost: given.cost,
      sessionId: given.sessionId,
      userId: given.userId,
      inputPreview: given.input,
      outputPreview: given.output,
      traceTags: given.tag === undefined ? undefined : { tag: given.tag },
    })
  }

  function snapshot(batches: IngestSpan[][]): unknown {
    const db = makeMemoryStore()
    for (const spans of batches) ingestBatch(db, { spans }, nowMs)
    settleTraces(db, Number.POSITIVE_INFINITY)
    const ids = new Set(batches.flat().map(({ span }) => span.traceId))
    const result = [...ids].sort().map((id) => ({ trace: getTrace(db, id), tree: readTree(db, id) }))
    db.close()
    return result
  }

  test('the same spans give the same rows and trees', () => {
    const cases = fc
      .uniqueArray(spanArbitrary, { minLength: 1, maxLength: 14, selector: (given) => `${given.trace} ${given.span}` })
      .chain((given) =>
        fc.record({
          given: fc.constant(given),
          order: fc.shuffledSubarray(given, { minLength: given.length, maxLength: given.length }),
          repeated: fc.subarray(given),
          cuts: fc.array(fc.integer({ min: 1, max: 5 }), { minLength: 20, maxLength: 20 }),
        }),
      )
    fc.assert(
      fc.property(cases, ({ given, order, repeated, cuts }) => {
        const once = snapshot([given.map(toIngest)])
        const stream = [...order, ...repeated].map(toIngest)
        const batches: IngestSpan[][] = []
        for (const cut of cuts) {
          const batch = stream.splice(0, cut)
          if (batch.length > 0) batches.push(batch)
        }
        if (stream.length > 0) batches.push(stream)
        expect(snapshot(batches)).toEqual(once)
      }),
      { numRuns: 150 },
    )
  })

  test('a big trace has the same row once settled', () => {
    const count = bigTraceSpans + 500
    const spans = Array.from({ length: count }, (_, index) =>
      makeIngest(
        makeSpan(1, index + 1, index === 0 ? undefined : Math.floor(index / 3) + 1, {
          statusCode: index % 50 === 0 ? 2 : 0,
        }),
        {
          type: index % 2 === 0 ? 'LLM' : 'AGENT',
          model: `m${index % 3}`,
          usage: { input: index, output: 1 },
          cost: index / 7,
          inputPreview: index === 0 ? undefined : `in ${index}`,
          outputPreview: `out ${index}`,
          sessionId: index === 700 ? 'late session' : undefined,
        },
      ),
    )
    const whole = makeWorkspace().db
    ingestBatch(whole, { spans }, nowMs)
    const parts = makeWorkspace().db
    const backwards = spans.toReversed()
    while (backwards.length > 0) ingestBatch(parts, { spans: backwards.splice(0, 400) }, nowMs)
    const early = getTrace(parts, traceId(1))
    expect(early).toMatchObject({
      spanCount: count,
      name: 'span 1',
      inputPreview: getTrace(whole, traceId(1)).inputPreview,
    })
    expect(settleTraces(parts, 0).remaining).toBe(0)
    expect(getTrace(parts, traceId(1))).toEqual(getTrace(whole, traceId(1)))
    expect(readTree(parts, traceId(1))).toEqual(readTree(whole, traceId(1)))
  })
})
