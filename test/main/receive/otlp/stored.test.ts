/** Cases of the conformance list that are about what the store holds afterwards. */
import { describe, expect, test } from 'vitest'
import { getStoredSpan } from '../../../../src/main/store/stored-span.ts'
import { getTrace, readTree } from '../../../../src/main/store/trace-read.ts'
import { headersFor, makeBody, spanIdHex, startHarness, traceIdHex } from './harness.ts'
import { openStoreSink } from './store-sink.ts'

const json = headersFor('json')

function request(...spans: object[]): string {
  return JSON.stringify({ resourceSpans: [{ scopeSpans: [{ spans }] }] })
}

const id = (n: number) => n.toString(16).padStart(16, '0')

describe('A10: odd spans are stored and flagged', () => {
  test('parent cycles, orphans, reversed and missing times', async () => {
    const sink = openStoreSink()
    const { send } = await startHarness({ sink })
    const times = { startTimeUnixNano: '1700000000000000000', endTimeUnixNano: '1700000001000000000' }
    const body = request(
      { traceId: traceIdHex, spanId: id(1), parentSpanId: id(2), ...times },
      { traceId: traceIdHex, spanId: id(2), parentSpanId: id(1), ...times },
      { traceId: traceIdHex, spanId: id(3), parentSpanId: id(99), ...times },
      { traceId: traceIdHex, spanId: id(4), startTimeUnixNano: '2000000', endTimeUnixNano: '1000000' },
      { traceId: traceIdHex, spanId: id(5) },
    )
    expect((await send('/v1/traces', { headers: json, body })).status).toBe(200)
    expect(sink.count('spans')).toBe(5)
    const { flags } = getTrace(sink.db, traceIdHex)
    expect(flags).toEqual(expect.arrayContaining(['parentCycle', 'orphanSpans', 'endBeforeStart', 'zeroStart']))
    expect([...readTree(sink.db, traceIdHex).spanIds].sort()).toEqual([1, 2, 3, 4, 5].map(id))
  })

  test('duplicate keys are kept in order', async () => {
    const sink = openStoreSink()
    const { send } = await startHarness({ sink })
    const attributes = ['1', '2', '1'].map((text) => ({ key: 'k', value: { stringValue: text } }))
    await send('/v1/traces', { headers: json, body: request({ traceId: traceIdHex, spanId: spanIdHex, attributes }) })
    expect(getStoredSpan(sink.db, traceIdHex, spanIdHex).span.attributes).toEqual(attributes)
  })

  test('times beyond what SQLite holds, and text that is no Unicode', async () => {
    const sink = openStoreSink()
    const { send } = await startHarness({ sink })
    const span = {
      traceId: traceIdHex,
      spanId: spanIdHex,
      startTimeUnixNano: '18446744073709551615',
      flags: 4294967295,
    }
    const body = request(span).replace('"flags"', '"name":"a\\ud83d\\u0000b","flags"')
    expect((await send('/v1/traces', { headers: json, body })).status).toBe(200)
    expect(getStoredSpan(sink.db, traceIdHex, spanIdHex).span).toMatchObject({
      startNano: 2n ** 63n - 1n,
      flags: 4294967295,
    })
  })
})

describe('A11: the same spans again', () => {
  test('a replay of a whole request, and a half-new one, store each span once', async () => {
    const sink = openStoreSink()
    const { send, receivers } = await startHarness({ sink })
    const headers = headersFor('protobuf')
    for (const count of [50, 50, 100, 25]) {
      const answer = await send('/v1/traces', { headers, body: makeBody('traces', 'protobuf', count) })
      expect(answer.status).toBe(200)
    }
    expect(sink.count('spans')).toBe(100)
    expect(sink.count('traces')).toBe(1)
    expect(receivers.status().counters.spans).toBe(225)
  })

  test('the same span twice in one request, once without an id: the good rows land', async () => {
    const sink = openStoreSink()
    const { send } = await startHarness({ sink })
    const span = { traceId: traceIdHex, spanId: spanIdHex, name: 'first' }
    const body = request(span, { ...span, name: 'second' }, { ...span, spanId: '' }, { ...span, spanId: id(7) })
    expect((await send('/v1/traces', { headers: json, body })).status).toBe(200)
    expect(sink.count('spans')).toBe(2)
    expect(getStoredSpan(sink.db, traceIdHex, spanIdHex).span.name).toBe('second')
  })
})

test("A14: Logfire's pending spans do not stand beside the finished ones", async () => {
  const sink = openStoreSink()
  const { send } = await startHarness({ sink })
  const times = { startTimeUnixNano: '1700000000000000000', endTimeUnixNano: '1700000000000000000' }
  const pending = {
    traceId: traceIdHex,
    spanId: id(8),
    parentSpanId: spanIdHex,
    name: 'agent run',
    ...times,
    attributes: [
      { key: 'logfire.span_type', value: { stringValue: 'pending_span' } },
      { key: 'logfire.pending_parent_id', value: { stringValue: '0000000000000000' } },
    ],
  }
  await send('/v1/traces', { headers: json, body: request(pending) })
  const finished = {
    traceId: traceIdHex,
    spanId: spanIdHex,
    name: 'agent run',
    ...times,
    endTimeUnixNano: '1700000002000000000',
  }
  await send('/v1/traces', { headers: json, body: request(finished) })
  expect(readTree(sink.db, traceIdHex).spanIds).toEqual([spanIdHex])
})
