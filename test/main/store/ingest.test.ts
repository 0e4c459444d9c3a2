import { describe, expect, test } from 'vitest'
import { listAssessments } from '../../../src/main/store/assessments.ts'
import { ingestBatch } from '../../../src/main/store/ingest.ts'
import { getStoredSpan, iterateSpans } from '../../../src/main/store/stored-span.ts'
import { getTrace } from '../../../src/main/store/trace-read.ts'
import { deleteTraces } from '../../../src/main/store/trace-write.ts'
import type { IngestAssessment } from '../../../src/shared/model/ingest.ts'
import { makeIngest, makeSpan, makeWorkspace, resource, scope, spanId, traceId } from './make.ts'

const nowMs = 1_750_000_000_000

describe('a batch', () => {
  test('sent twice changes nothing the second time', () => {
    const { db } = makeWorkspace()
    const spans = [makeIngest(makeSpan(1, 1)), makeIngest(makeSpan(1, 2, 1)), makeIngest(makeSpan(2, 1))]
    expect(ingestBatch(db, { spans }, nowMs)).toMatchObject({ newSpans: 3, newTraces: 2, unchangedSpans: 0 })
    const before = db.serialize()
    expect(ingestBatch(db, { spans: structuredClone(spans) }, nowMs + 1)).toEqual({
      newSpans: 0,
      updatedSpans: 0,
      unchangedSpans: 3,
      newLogs: 0,
      newAssessments: 0,
      newTraces: 0,
      traceIds: [],
    })
    expect(db.serialize().equals(before)).toBe(true)
  })

  test('half of which is known stores the other half', () => {
    const { db } = makeWorkspace()
    ingestBatch(db, { spans: [makeIngest(makeSpan(1, 1))] }, nowMs)
    const result = ingestBatch(db, { spans: [makeIngest(makeSpan(1, 1)), makeIngest(makeSpan(1, 2, 1))] }, nowMs)
    expect(result).toMatchObject({ newSpans: 1, unchangedSpans: 1, newTraces: 0, traceIds: [traceId(1)] })
    expect(getTrace(db, traceId(1)).spanCount).toBe(2)
  })

  test('with a changed span updates it', () => {
    const { db } = makeWorkspace()
    ingestBatch(db, { spans: [makeIngest(makeSpan(1, 1))] }, nowMs)
    const changed = makeSpan(1, 1, undefined, { name: 'renamed', statusCode: 2 })
    expect(ingestBatch(db, { spans: [makeIngest(changed)] }, nowMs)).toMatchObject({ updatedSpans: 1, newSpans: 0 })
    expect(getTrace(db, traceId(1))).toMatchObject({ name: 'renamed', state: 'ERROR', errorCount: 1, spanCount: 1 })
    expect(getStoredSpan(db, traceId(1), spanId(1)).span.name).toBe('renamed')
  })

  test('that repeats a span as it was before it ended leaves the ended one', () => {
    const { db } = makeWorkspace()
    ingestBatch(db, { spans: [makeIngest(makeSpan(1, 1))] }, nowMs)
    const started = makeSpan(1, 1, undefined, { endNano: 0n })
    expect(ingestBatch(db, { spans: [makeIngest(started)] }, nowMs)).toMatchObject({
      updatedSpans: 0,
      unchangedSpans: 1,
    })
    expect(getTrace(db, traceId(1)).state).toBe('OK')
  })

  test('leaves out pending copies of spans', () => {
    const { db } = makeWorkspace()
    const result = ingestBatch(db, { spans: [makeIngest(makeSpan(1, 1), { isPending: true })] }, nowMs)
    expect(result).toMatchObject({ newSpans: 0, newTraces: 0, traceIds: [] })
  })

  test('keeps every field of a span', () => {
    const { db } = makeWorkspace()
    const span = makeSpan(1, 1, 2, {
      traceState: 'vendor=1',
      flags: 0xffff_ffff,
      kind: 5,
      attributes: [
        { key: '__proto__', value: { kvlistValue: { values: [{ key: 'a', value: { bytesValue: 'AAE=' } }] } } },
        { key: 'twice', value: { doubleValue: 'NaN' } },
        { key: 'twice', value: { intValue: '9223372036854775807' } },
        { key: 'empty', value: {} },
      ],
      droppedAttributesCount: 1,
      events: [{ timeUnixNano: '1700000000000000001', name: 'e', attributes: [], droppedAttributesCount: 2 }],
      droppedEventsCount: 3,
      links: [
        {
          traceId: traceId(9),
          spanId: spanId(9),
          traceState: 'x=y',
          attributes: [],
          droppedAttributesCount: 4,
          flags: 768,
        },
      ],
      droppedLinksCount: 5,
      statusCode: 2,
      statusMessage: 'no',
      resource: {
        ...resource,
        droppedAttributesCount: 6,
        entityRefs: [{ schemaUrl: 's', type: 'service', idKeys: ['service.name'], descriptionKeys: ['d'] }],
        schemaUrl: 'https://example.org/r',
      },
      scope: {
        ...scope,
        attributes: [{ key: 's', value: { boolValue: true } }],
        droppedAttributesCount: 7,
        schemaUrl: 'u',
      },
    })
    ingestBatch(db, { spans: [makeIngest(span, { type: 'TOOL' })] }, nowMs)
    expect(getStoredSpan(db, traceId(1), spanId(1))).toEqual({ span, logs: [], type: 'TOOL' })
    expect([...iterateSpans(db, traceId(1))]).toEqual([{ span, logs: [], type: 'TOOL' }])
    expect(getTrace(db, traceId(1)).flags).toEqual(['orphanSpans', 'noRoot', 'duplicateKeys'])
  })

  test('clamps a time beyond 64 bits signed and says so', () => {
    const { db } = makeWorkspace()
    const span = makeSpan(1, 1, undefined, { startNano: 5_000n, endNano: 0xffff_ffff_ffff_ffffn })
    ingestBatch(db, { spans: [makeIngest(span)] }, nowMs)
    expect(getTrace(db, traceId(1)).flags).toEqual(['timeOutOfRange'])
    expect(getStoredSpan(db, traceId(1), spanId(1)).span.endNano).toBe(0x7fff_ffff_ffff_ffffn)
  })

  test('takes a trace out of the trash again', () => {
    const { db } = makeWorkspace()
    const spans = [makeIngest(makeSpan(1, 1))]
    ingestBatch(db, { spans }, nowMs)
    deleteTraces(db, { selection: { traceIds: [traceId(1)] } })
    expect(getTrace(db, traceId(1)).deletedAtMs).toBeDefined()
    expect(ingestBatch(db, { spans }, nowMs).traceIds).toEqual([traceId(1)])
    expect(getTrace(db, traceId(1)).deletedAtMs).toBeUndefined()
  })

  test('is stored whole or not at all', () => {
    const { db } = makeWorkspace()
    db.pragma(`max_page_count = ${db.pragma('page_count', { simple: true })}`)
    const large = makeSpan(1, 2, 1, { attributes: [{ key: 'text', value: { stringValue: 'x'.repeat(2_000_000) } }] })
    expect(() => ingestBatch(db, { spans: [makeIngest(makeSpan(1, 1)), makeIngest(large)] }, nowMs)).toThrowError(
      expect.objectContaining({ code: 'STORE_FULL' }),
    )
    expect(db.inTransaction).toBe(false)
    expect(() => getTrace(db, traceId(1))).toThrowError(expect.objectContaining({ code: 'NOT_FOUND' }))
    db.pragma('max_page_count = 1000000')
    expect(ingestBatch(db, { spans: [makeIngest(makeSpan(1, 1)), makeIngest(large)] }, nowMs).newSpans).toBe(2)
  })
})

describe('a log record', () => {
  const record = {
    traceId: traceId(1),
    spanId: spanId(1),
    timeNano: 3n,
    observedTimeNano: 4n,
    severityNumber: 9,
    severityText: 'INFO',
    eventName: 'gen_ai.choice',
    body: { kvlistValue: { values: [{ key: 'text', value: { stringValue: 'hello' } }] } },
    attributes: [{ key: 'k', value: { stringValue: 'v' } }],
    droppedAttributesCount: 1,
    flags: 1,
    resource,
    scope,
  }

  test('is found with its span whichever came first, once', () => {
    const { db } = makeWorkspace()
    expect(ingestBatch(db, { spans: [], logs: [record] }, nowMs)).toMatchObject({ newLogs: 1, newTraces: 0 })
    ingestBatch(db, { spans: [makeIngest(makeSpan(1, 1))] }, nowMs)
    expect(ingestBatch(db, { spans: [], logs: [structuredClone(record)] }, nowMs).newLogs).toBe(0)
    expect(getStoredSpan(db, traceId(1), spanId(1)).logs).toEqual([record])
    const later = { ...record, timeNano: 9n }
    expect(ingestBatch(db, { spans: [], logs: [later] }, nowMs)).toMatchObject({ newLogs: 1, traceIds: [traceId(1)] })
    expect(getStoredSpan(db, traceId(1), spanId(1)).logs).toEqual([record, later])
  })
})

describe('the trace row', () => {
  test('counts the tokens of leaf calls, not what agents repeat', () => {
    const { db } = makeWorkspace()
    const spans = [
      makeIngest(makeSpan(1, 1), { type: 'AGENT', usage: { input: 20, output: 10, total: 30 }, cost: 3 }),
      makeIngest(makeSpan(1, 2, 1), { type: 'LLM', model: 'wrapper', usage: { input: 20, output: 10, total: 30 } }),
      makeIngest(makeSpan(1, 3, 2), { type: 'CHAT_MODEL', model: 'inner', usage: { input: 10, output: 5 }, cost: 1 }),
      makeIngest(makeSpan(1, 4, 2), {
        type: 'LLM',
        model: 'inner',
        usage: { input: 10, output: 5, cacheRead: 4 },
        cost: 0.5,
      }),
    ]
    ingestBatch(db, { spans }, nowMs)
    const trace = getTrace(db, traceId(1))
    expect(trace).toMatchObject({ inputTokens: 20, outputTokens: 10, totalTokens: 30, cost: 1.5, model: 'inner' })
    expect(trace.usage).toEqual({ input: 20, output: 10, total: 30, cacheRead: 4 })
  })

  test('takes the tokens of the root when no call tells its own', () => {
    const { db } = makeWorkspace()
    const spans = [
      makeIngest(makeSpan(1, 1), { type: 'AGENT', usage: { total: 7 }, cost: 2 }),
      makeIngest(makeSpan(1, 2, 1), { type: 'LLM' }),
    ]
    ingestBatch(db, { spans }, nowMs)
    expect(getTrace(db, traceId(1))).toMatchObject({ totalTokens: 7, cost: 2 })
  })

  test('is in progress until a root arrives, then takes name, state and previews from it', () => {
    const { db } = makeWorkspace()
    ingestBatch(
      db,
      { spans: [makeIngest(makeSpan(1, 2, 1), { type: 'LLM', inputPreview: 'in 2', outputPreview: 'out 2' })] },
      nowMs,
    )
    const early = getTrace(db, traceId(1))
    expect(early).toMatchObject({
      state: 'IN_PROGRESS',
      name: 'span 2',
      inputPreview: 'in 2',
      flags: ['orphanSpans', 'noRoot'],
    })
    expect(early.durationUs).toBeUndefined()
    ingestBatch(db, { spans: [makeIngest(makeSpan(1, 1), { inputPreview: 'in 1' })] }, nowMs)
    expect(getTrace(db, traceId(1))).toMatchObject({
      state: 'OK',
      name: 'span 1',
      inputPreview: 'in 1',
      outputPreview: 'out 2',
      durationUs: 1500,
      flags: [],
    })
  })

  test('takes a span with a remote parent as root', () => {
    const { db } = makeWorkspace()
    ingestBatch(db, { spans: [makeIngest(makeSpan(1, 2, 1, { flags: 0x300, statusCode: 2 }))] }, nowMs)
    expect(getTrace(db, traceId(1))).toMatchObject({ state: 'ERROR', durationUs: 500 })
  })

  test('keeps what the source stated about the trace', () => {
    const { db } = makeWorkspace()
    const facts = {
      traceId: traceId(1),
      name: 'stated',
      state: 'ERROR',
      inputPreview: 'asked',
      sessionId: 's',
      tags: { a: '1' },
    } as const
    ingestBatch(db, { spans: [makeIngest(makeSpan(1, 1))], traces: [facts] }, nowMs)
    ingestBatch(db, { spans: [makeIngest(makeSpan(1, 2, 1))] }, nowMs)
    expect(getTrace(db, traceId(1))).toMatchObject({
      name: 'stated',
      state: 'ERROR',
      inputPreview: 'asked',
      sessionId: 's',
      tags: { a: '1' },
    })
    expect(ingestBatch(db, { spans: [], traces: [facts] }, nowMs).traceIds).toEqual([])
  })
})

describe('an assessment that comes with a batch', () => {
  const given: IngestAssessment = {
    traceId: traceId(5),
    name: 'correct',
    kind: 'feedback',
    value: true,
    source: { type: 'HUMAN', id: 'ann' },
  }

  test('is stored once, with a row for its trace until spans arrive', () => {
    const { db } = makeWorkspace()
    expect(ingestBatch(db, { spans: [], assessments: [given] }, nowMs)).toMatchObject({
      newAssessments: 1,
      newTraces: 1,
    })
    expect(ingestBatch(db, { spans: [], assessments: [given] }, nowMs + 5)).toMatchObject({
      newAssessments: 0,
      traceIds: [],
    })
    expect(getTrace(db, traceId(5))).toMatchObject({ spanCount: 0, state: 'IN_PROGRESS', startUs: nowMs * 1000 })
    ingestBatch(db, { spans: [makeIngest(makeSpan(5, 1))] }, nowMs)
    expect(getTrace(db, traceId(5))).toMatchObject({
      spanCount: 1,
      state: 'OK',
      assessments: { correct: { value: true, count: 1, kind: 'feedback', hasError: false, sourceType: 'HUMAN' } },
    })
  })

  test('supersedes the one it overrides, whichever is read first', () => {
    for (const order of [
      [0, 1],
      [1, 0],
    ]) {
      const { db } = makeWorkspace()
      const both: IngestAssessment[] = [
        { ...given, assessmentId: 'a-1' },
        { ...given, assessmentId: 'a-2', value: false, overrides: 'a-1' },
      ]
      for (const index of order) ingestBatch(db, { spans: [], assessments: [both[index] as IngestAssessment] }, nowMs)
      expect(listAssessments(db, { traceId: traceId(5) }).map((one) => one.assessmentId)).toEqual(['a-2'])
      expect(getTrace(db, traceId(5)).assessments.correct).toMatchObject({ value: false, count: 1 })
    }
  })
})
