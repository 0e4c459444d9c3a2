import type { Database } from 'better-sqlite3'
import { describe, expect, test } from 'vitest'
import {
  createAssessment,
  deleteAssessment,
  listAssessmentNames,
  listAssessments,
  restoreAssessment,
  reviseAssessment,
} from '../../../src/main/store/assessments.ts'
import { ingestBatch } from '../../../src/main/store/ingest.ts'
import { selectTraceIds } from '../../../src/main/store/selection.ts'
import { listTraces } from '../../../src/main/store/trace-list.ts'
import { getTrace, listSession, readTree } from '../../../src/main/store/trace-read.ts'
import { deleteTraces, emptyTrash, restoreTraces, tagTraces } from '../../../src/main/store/trace-write.ts'
import { deleteView, listViews, saveView } from '../../../src/main/store/views.ts'
import type { NewAssessment } from '../../../src/shared/model/assessment.ts'
import { makeIngest, makeSpan, makeWorkspace, spanId, traceId } from './make.ts'

const nowMs = 1_750_000_000_000
const withCode = (code: string) => expect.objectContaining({ code })

function makeStore(traces = 5): Database {
  const { db } = makeWorkspace()
  const spans = Array.from({ length: traces }, (_, index) =>
    makeIngest(makeSpan(index + 1, 1), {
      sessionId: index % 2 === 0 ? 'even' : undefined,
      traceTags: { from: 'span' },
    }),
  )
  ingestBatch(db, { spans }, nowMs)
  return db
}

function listed(db: Database, deleted = false): number[] {
  const page = listTraces(db, { filter: { deleted }, sort: { column: 'start', direction: 'asc' }, limit: 500 })
  return page.rows.map((row) => Number.parseInt(row.traceId, 16))
}

describe('tags', () => {
  test('are set and removed on a selection, and stay a person’s when the span comes again', () => {
    const db = makeStore()
    const selection = { filter: { sessionIds: ['even'] }, except: [traceId(5)] }
    expect(tagTraces(db, { selection, tags: { from: 'person', __proto__x: '1' } })).toEqual({ count: 2 })
    expect(tagTraces(db, { selection, tags: { from: 'person' } })).toEqual({ count: 0 })
    expect(getTrace(db, traceId(1)).tags).toEqual({ from: 'person', __proto__x: '1' })
    expect(getTrace(db, traceId(5)).tags).toEqual({ from: 'span' })
    ingestBatch(db, { spans: [makeIngest(makeSpan(1, 2, 1), { traceTags: { from: 'late span' } })] }, nowMs)
    expect(getTrace(db, traceId(1)).tags.from).toBe('person')
    expect(tagTraces(db, { selection: { traceIds: [`tr-${traceId(1)}`, traceId(99)] }, tags: { from: null } })).toEqual(
      { count: 1 },
    )
    expect(Object.keys(getTrace(db, traceId(1)).tags)).toEqual(['__proto__x'])
  })

  test('named like a prototype are ordinary', () => {
    const db = makeStore(1)
    tagTraces(db, { selection: { traceIds: [traceId(1)] }, tags: JSON.parse('{"__proto__": "x", "constructor": "y"}') })
    const { tags } = getTrace(db, traceId(1))
    expect(Object.entries(tags)).toEqual([
      ['__proto__', 'x'],
      ['constructor', 'y'],
      ['from', 'span'],
    ])
  })
})

describe('the trash', () => {
  test('takes a selection and gives back exactly one deletion', () => {
    const db = makeStore()
    const first = deleteTraces(db, { selection: { traceIds: [traceId(1), traceId(2)] } })
    const second = deleteTraces(db, { selection: { filter: { sessionIds: ['even'] } } })
    expect([first.count, second.count]).toEqual([2, 2])
    expect([listed(db), listed(db, true)]).toEqual([[4], [1, 2, 3, 5]])
    expect(restoreTraces(db, { deletionId: first.deletionId })).toEqual({ count: 2 })
    expect([listed(db), listed(db, true)]).toEqual([
      [1, 2, 4],
      [3, 5],
    ])
    expect(restoreTraces(db, { selection: { filter: { deleted: true } } })).toEqual({ count: 2 })
    expect(listed(db)).toEqual([1, 2, 3, 4, 5])
  })

  test('is emptied without a rest, in slices', () => {
    const db = makeStore()
    const spans = Array.from({ length: 1_200 }, (_, index) =>
      makeIngest(makeSpan(9, index + 1, index === 0 ? undefined : 1)),
    )
    const record = {
      traceId: traceId(9),
      spanId: spanId(1),
      timeNano: 1n,
      observedTimeNano: 1n,
      severityNumber: 0,
      severityText: '',
      eventName: '',
      body: undefined,
      attributes: [],
      droppedAttributesCount: 0,
      flags: 0,
      resource: makeSpan(9, 1).resource,
      scope: makeSpan(9, 1).scope,
    }
    ingestBatch(db, { spans, logs: [record] }, nowMs)
    createAssessment(db, {
      traceId: traceId(9),
      name: 'a',
      kind: 'feedback',
      value: 1,
      source: { type: 'HUMAN', id: 'x' },
    })
    deleteTraces(db, { selection: { traceIds: [traceId(9)] } })
    const counts = (): number[] =>
      ['traces', 'spans', 'span_payloads', 'logs', 'assessments', 'assessment_cells', 'search_pending'].map(
        (table) => db.prepare(`SELECT count(*) FROM ${table}`).pluck().get() as number,
      )
    expect(emptyTrash(db, 0)).toEqual({ count: 0, remaining: 1 })
    // Half removed: out of reach of a restore, and its id is free for new spans.
    expect(restoreTraces(db, { selection: { filter: { deleted: true } } })).toEqual({ count: 0 })
    ingestBatch(db, { spans: [makeIngest(makeSpan(9, 7))] }, nowMs)
    expect(getTrace(db, traceId(9)).spanCount).toBe(1)
    let rest = 1
    while (rest > 0) rest = emptyTrash(db, 0).remaining
    expect(counts()).toEqual([6, 6, 6, 0, 0, 0, 6])
    expect(emptyTrash(db, 0)).toEqual({ count: 0, remaining: 0 })
  })

  test('is left out of selections by filter', () => {
    const db = makeStore()
    deleteTraces(db, { selection: { traceIds: [traceId(1)] } })
    expect(selectTraceIds(db, { filter: {} }).sort()).toEqual([2, 3, 4, 5].map(traceId))
    expect(selectTraceIds(db, { traceIds: [traceId(1), traceId(1), 'x'] })).toEqual([traceId(1)])
  })
})

describe('a session', () => {
  test('lists its traces oldest first, with the total', () => {
    const db = makeStore()
    const { rows, total } = listSession(db, 'even', 2)
    expect([rows.map((row) => row.traceId), total]).toEqual([[traceId(1), traceId(3)], 3])
  })
})

describe('assessments', () => {
  const given: NewAssessment = {
    traceId: traceId(1),
    name: 'quality',
    kind: 'feedback',
    value: 'good',
    rationale: 'clear',
    source: { type: 'HUMAN', id: 'ann' },
  }

  test('that are revised supersede each other and keep their history', () => {
    const db = makeStore()
    const first = createAssessment(db, given, 1)
    expect(first.assessmentId).toMatch(/^a-[0-9a-f]{32}$/)
    const second = reviseAssessment(db, { assessmentId: first.assessmentId, change: { value: 'bad' } }, 2)
    expect(second).toMatchObject({
      value: 'bad',
      rationale: 'clear',
      overrides: first.assessmentId,
      valid: true,
      createdAtMs: 2,
    })
    expect(listAssessments(db, { traceId: traceId(1) })).toEqual([second])
    expect(listAssessments(db, { traceId: traceId(1), withHistory: true })).toEqual([
      { ...first, valid: false },
      second,
    ])
    expect(getTrace(db, traceId(1)).assessments.quality).toMatchObject({ value: 'bad', count: 1 })
    expect(() => reviseAssessment(db, { assessmentId: first.assessmentId, change: { value: 'x' } })).toThrowError(
      withCode('CONFLICT'),
    )
  })

  test('that are deleted bring back the one they overrode, and the other way round', () => {
    const db = makeStore()
    const first = createAssessment(db, given, 1)
    const second = reviseAssessment(db, { assessmentId: first.assessmentId, change: { value: 'bad' } }, 2)
    expect(deleteAssessment(db, { assessmentId: second.assessmentId }, 3).deletedAtMs).toBe(3)
    expect(listAssessments(db, { traceId: traceId(1) })).toEqual([first])
    expect(getTrace(db, traceId(1)).assessments.quality?.value).toBe('good')
    expect(restoreAssessment(db, { assessmentId: second.assessmentId })).toEqual(second)
    expect(listAssessments(db, { traceId: traceId(1) })).toEqual([second])
    deleteAssessment(db, { assessmentId: second.assessmentId }, 4)
    const third = reviseAssessment(db, { assessmentId: first.assessmentId, change: { value: 'fair' } }, 5)
    expect(() => restoreAssessment(db, { assessmentId: second.assessmentId })).toThrowError(withCode('CONFLICT'))
    expect(listAssessments(db, { traceId: traceId(1) })).toEqual([third])
  })

  test('show the newest of the trace in its cell, else of its spans, and count both', () => {
    const db = makeStore()
    createAssessment(db, { ...given, spanId: spanId(1), value: 'span' }, 9)
    expect(getTrace(db, traceId(1)).assessments.quality).toMatchObject({ value: 'span', count: 1 })
    createAssessment(db, { ...given, value: 'old' }, 1)
    createAssessment(db, { ...given, value: 'new' }, 2)
    expect(getTrace(db, traceId(1)).assessments.quality).toMatchObject({ value: 'new', count: 3 })
    expect(readTree(db, traceId(1)).assessed).toEqual([0])
  })

  test('refuse what makes no sense', () => {
    const db = makeStore()
    expect(() => createAssessment(db, { ...given, traceId: traceId(77) })).toThrowError(withCode('NOT_FOUND'))
    expect(() => createAssessment(db, { ...given, spanId: spanId(77) })).toThrowError(withCode('NOT_FOUND'))
    expect(() => createAssessment(db, { ...given, name: 'a.b' })).toThrowError(withCode('INVALID_INPUT'))
    expect(() => createAssessment(db, { ...given, value: undefined })).toThrowError(withCode('INVALID_INPUT'))
    expect(() => deleteAssessment(db, { assessmentId: 'a-none' })).toThrowError(withCode('NOT_FOUND'))
  })

  test('make columns: names with types and choices, the most used first', () => {
    const db = makeStore()
    createAssessment(db, { ...given, name: 'accuracy_score', value: 0.75 })
    for (const n of [1, 2, 3]) createAssessment(db, { ...given, traceId: traceId(n), value: n === 3 ? 'bad' : 'good' })
    createAssessment(db, { ...given, name: 'long', value: 'x'.repeat(500) })
    expect(listAssessmentNames(db)).toEqual([
      { name: 'quality', kind: 'feedback', traceCount: 3, valueTypes: ['string'], choices: ['good', 'bad'] },
      { name: 'accuracy_score', kind: 'feedback', traceCount: 1, valueTypes: ['number'], choices: [] },
      { name: 'long', kind: 'feedback', traceCount: 1, valueTypes: ['string'], choices: [] },
    ])
    const page = listTraces(db, {
      filter: {},
      sort: { column: { assessment: 'accuracy_score' }, direction: 'asc' },
      limit: 1,
    })
    expect(page.rows[0]?.assessments.accuracy_score?.value).toBe(0.75)
    const long = { assessments: [{ name: 'long', value: 'x'.repeat(500) }] }
    expect(listTraces(db, { filter: long, sort: { column: 'start', direction: 'asc' }, limit: 5 }).rows).toHaveLength(1)
  })

  test('are on disk before the call returns', () => {
    const db = makeStore()
    const levels: unknown[] = []
    const original = db.exec.bind(db)
    db.exec = (source: string) => {
      if (source === 'COMMIT') levels.push(db.pragma('synchronous', { simple: true }))
      return original(source)
    }
    createAssessment(db, given)
    ingestBatch(db, { spans: [makeIngest(makeSpan(50, 1))] }, nowMs)
    expect(levels).toEqual([2, 1])
  })
})

describe('saved views', () => {
  const view = { name: 'Errors', filter: { hasErrors: true }, sort: { column: 'start', direction: 'desc' } } as const

  test('are created, replaced, listed by name and deleted', () => {
    const db = makeStore(1)
    const saved = saveView(db, view)
    const other = saveView(db, { ...view, name: 'All', filter: {}, columns: ['name'] })
    expect(listViews(db)).toEqual([other, saved])
    expect(saveView(db, { ...saved, name: 'Failures' })).toEqual({ ...saved, name: 'Failures' })
    expect(() => saveView(db, { ...view, name: 'All' })).toThrowError(withCode('CONFLICT'))
    expect(() => saveView(db, { ...view, viewId: 'none' })).toThrowError(withCode('NOT_FOUND'))
    expect(deleteView(db, other.viewId)).toEqual({ deleted: true })
    expect(deleteView(db, other.viewId)).toEqual({ deleted: false })
    expect(listViews(db).map((one) => one.name)).toEqual(['Failures'])
  })
})
