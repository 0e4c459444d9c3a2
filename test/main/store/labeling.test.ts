import { describe, expect, test } from 'vitest'
import { ingestBatch } from '../../../src/main/store/ingest.ts'
import { updateLabelSchema } from '../../../src/main/store/label-schema-changes.ts'
import {
  createLabelSchema,
  deleteLabelSchema,
  ensureDefaultLabelSchema,
  findLabelSchemaByName,
  getLabelSchema,
  listLabelSchemas,
} from '../../../src/main/store/label-schemas.ts'
import {
  createSession,
  deleteSession,
  findSession,
  findSessionByName,
  findSessionByQueue,
  getSession,
  listSessions,
  updateSession,
} from '../../../src/main/store/labeling-sessions.ts'
import { deleteRun, findRun, restoreRun, updateRun } from '../../../src/main/store/runs.ts'
import { addSelection, createFilledSession, undoAddition } from '../../../src/main/store/session-fill.ts'
import {
  addItems,
  listItemStates,
  listItems,
  removeItems,
  setItemStatus,
} from '../../../src/main/store/session-items.ts'
import { deleteTraces } from '../../../src/main/store/trace-write.ts'
import { LabelingSession, SessionItem } from '../../../src/shared/model/labeling.ts'
import { makeIngest, makeSpan, makeWorkspace, traceId } from './make.ts'

function makeStore(traces = 5) {
  const { db } = makeWorkspace()
  const spans = Array.from({ length: traces }, (_, index) => makeIngest(makeSpan(index + 1, 1)))
  ingestBatch(db, { spans }, Date.now())
  return db
}

const accuracy = {
  name: 'accuracy',
  type: 'feedback' as const,
  title: 'Is it right?',
  input: { type: 'categorical' as const, options: ['yes', 'no'], isMultiple: false },
}

describe('label schemas', () => {
  test('keep every field, are found by name and change field by field', () => {
    const db = makeStore()
    const made = createLabelSchema(db, { ...accuracy, instruction: 'Read all of it.', enableComment: true }, 1_000)
    expect(made).toMatchObject({ ...accuracy, instruction: 'Read all of it.', enableComment: true, experimentId: '0' })
    expect(made.schemaId).toMatch(/^ls-[0-9a-f]{32}$/)
    expect(findLabelSchemaByName(db, '0', 'accuracy')).toEqual(made)
    const changed = updateLabelSchema(db, { schemaId: made.schemaId, change: { title: '', name: 'correct' } }, 2_000)
    expect(changed).toEqual({ ...made, name: 'correct', title: undefined, updatedAtMs: 2_000 })
    expect(changed).not.toHaveProperty('title')
    expect(deleteLabelSchema(db, made.schemaId)).toEqual({ deleted: true })
    expect(deleteLabelSchema(db, made.schemaId)).toEqual({ deleted: false })
    expect(listLabelSchemas(db)).toEqual([])
  })

  test('refuse a taken name, a name with a dot, equal options and an unknown experiment', () => {
    const db = makeStore()
    createLabelSchema(db, accuracy)
    const other = createLabelSchema(db, { ...accuracy, name: 'other' })
    expect(() => createLabelSchema(db, accuracy)).toThrow(expect.objectContaining({ code: 'CONFLICT' }))
    const renamed = { schemaId: other.schemaId, change: { name: 'accuracy' } }
    expect(() => updateLabelSchema(db, renamed)).toThrow(expect.objectContaining({ code: 'CONFLICT' }))
    for (const wrong of [
      { name: 'a.b' },
      { name: '' },
      { input: { type: 'categorical' as const, options: ['a', 'a'], isMultiple: false } },
      { input: { type: 'numeric' as const, min: 2, max: 1 } },
    ]) {
      expect(() => createLabelSchema(db, { ...accuracy, ...wrong })).toThrow(
        expect.objectContaining({ code: 'INVALID_INPUT' }),
      )
    }
    expect(() => createLabelSchema(db, { ...accuracy, experimentId: '99' })).toThrow(
      expect.objectContaining({ code: 'NOT_FOUND' }),
    )
  })

  test("an experiment's default question is made once and is protected", () => {
    const db = makeStore()
    ensureDefaultLabelSchema(db, '0', 1_000)
    ensureDefaultLabelSchema(db, '0', 2_000)
    const [schema, ...others] = listLabelSchemas(db)
    expect(others).toEqual([])
    expect(schema).toMatchObject({ name: 'Feedback', isDefault: true, input: { type: 'text' }, createdAtMs: 1_000 })
    const schemaId = schema?.schemaId as string
    expect(() => deleteLabelSchema(db, schemaId)).toThrow(expect.objectContaining({ code: 'CONFLICT' }))
    expect(() => updateLabelSchema(db, { schemaId, change: { name: 'x' } })).toThrow(
      expect.objectContaining({ code: 'CONFLICT' }),
    )
    expect(getLabelSchema(db, schemaId)).toEqual(schema)
  })
})

describe('labeling sessions', () => {
  test('are a run, a queue and a session at once', () => {
    const db = makeStore()
    const schema = createLabelSchema(db, accuracy)
    const session = createSession(
      db,
      { name: 'Round 1', schemaIds: [schema.schemaId], reviewers: ['Ada', 'ada', 'bob'], createdBy: 'lead' },
      5_000,
    )
    expect(LabelingSession.parse(session)).toEqual(session)
    expect(session).toMatchObject({
      name: 'Round 1',
      queueType: 'custom',
      reviewers: ['Ada', 'bob'],
      schemas: [schema],
      createdBy: 'lead',
      itemCounts: { pending: 0, complete: 0, declined: 0 },
    })
    expect(findRun(db, session.sessionId)).toMatchObject({
      name: 'Round 1',
      status: 'FINISHED',
      userId: 'lead',
      tags: { 'assay.runKind': 'labeling_session', 'mlflow.runName': 'Round 1' },
    })
    expect(findSessionByQueue(db, session.queueId)).toEqual(session)
    expect(findSessionByName(db, '0', 'ROUND 1')).toEqual(session)
    expect(findSessionByName(db, '0', 'Round 2')).toBeUndefined()
  })

  test('follow their run: its name, its deletion and its return', () => {
    const db = makeStore()
    const { sessionId } = createSession(db, { name: 'a', schemaIds: [], reviewers: [] })
    updateRun(db, sessionId, { name: 'b' })
    expect(getSession(db, sessionId).name).toBe('b')
    updateSession(db, { sessionId, name: 'c' })
    expect(findRun(db, sessionId)?.name).toBe('c')
    deleteRun(db, sessionId, 9_000)
    expect(listSessions(db)).toEqual([])
    expect(findSession(db, sessionId)).toBeUndefined()
    restoreRun(db, sessionId)
    expect(listSessions(db)).toHaveLength(1)
    expect(deleteSession(db, sessionId)).toEqual({ deleted: true })
    expect(deleteSession(db, sessionId)).toEqual({ deleted: false })
    expect(findRun(db, sessionId)).toBeUndefined()
  })

  test('list newest first, of an experiment, a reviewer or a trace', () => {
    const db = makeStore()
    const make = (name: string, reviewers: string[], nowMs: number) =>
      createSession(db, { name, schemaIds: [], reviewers }, nowMs).sessionId
    const first = make('first', ['Ada'], 1_000)
    const second = make('second', ['bob'], 2_000)
    addItems(db, first, [traceId(1)])
    const names = (filter = {}) => listSessions(db, filter).map((session) => session.name)
    expect(names()).toEqual(['second', 'first'])
    expect(names({ reviewer: 'ADA' })).toEqual(['first'])
    expect(names({ traceId: traceId(1) })).toEqual(['first'])
    expect(names({ experimentId: '1' })).toEqual([])
    expect(second).not.toBe(first)
  })

  test('keep their questions once traces are in them, and take only those of their experiment', () => {
    const db = makeStore()
    const schema = createLabelSchema(db, accuracy)
    const { sessionId } = createSession(db, { name: 'a', schemaIds: [], reviewers: [] })
    expect(updateSession(db, { sessionId, schemaIds: [schema.schemaId] }).schemas).toEqual([schema])
    expect(() => updateSession(db, { sessionId, schemaIds: ['ls-unknown'] })).toThrow(
      expect.objectContaining({ code: 'INVALID_INPUT' }),
    )
    addItems(db, sessionId, [traceId(1)])
    expect(() => updateSession(db, { sessionId, schemaIds: [] })).toThrow(expect.objectContaining({ code: 'CONFLICT' }))
    expect(updateSession(db, { sessionId, schemaIds: [schema.schemaId], reviewers: ['x'] }).reviewers).toEqual(['x'])
  })
})

describe('items', () => {
  test('are added once, in order, in pages, and an addition can be taken back alone', () => {
    const db = makeStore()
    const { sessionId } = createSession(db, { name: 'a', schemaIds: [], reviewers: [] })
    const first = addItems(db, sessionId, [traceId(3), traceId(1)], 1_000)
    expect(first).toEqual({ count: 2, addedAtMs: 1_000 })
    const second = addSelection(db, { sessionId, selection: { filter: {} } }, 1_000)
    expect(second).toEqual({ count: 3, addedAtMs: 1_001 })
    const seen: string[] = []
    let cursor: string | undefined
    do {
      const page = listItems(db, { sessionId, limit: 2, cursor })
      for (const item of page.items) seen.push(SessionItem.parse(item).trace.traceId)
      cursor = page.nextCursor
    } while (cursor !== undefined)
    expect(seen).toEqual([1, 3, 2, 4, 5].map(traceId))
    const newest = listItemStates(db, { sessionId, limit: 2, newestFirst: true })
    expect(newest.items.map((item) => item.traceId)).toEqual([2, 4].map(traceId))
    expect(undoAddition(db, { sessionId, addedAtMs: second.addedAtMs })).toEqual({ count: 3 })
    expect(listItems(db, { sessionId, limit: 9 }).items.map((item) => item.trace.traceId)).toEqual([1, 3].map(traceId))
    expect(removeItems(db, sessionId, [traceId(1), traceId(2)])).toEqual({ count: 1 })
    expect(() => listItems(db, { sessionId, limit: 9, cursor: 'x' })).toThrow(
      expect.objectContaining({ code: 'INVALID_INPUT' }),
    )
  })

  test('an unknown trace is refused and nothing is added', () => {
    const db = makeStore()
    const { sessionId } = createSession(db, { name: 'a', schemaIds: [], reviewers: [] })
    expect(() => addItems(db, sessionId, [traceId(1), traceId(99)])).toThrow(
      expect.objectContaining({ code: 'NOT_FOUND' }),
    )
    expect(listItems(db, { sessionId, limit: 9 }).items).toEqual([])
  })

  test('the first to finish keeps the credit; counts leave out what is in the trash', () => {
    const db = makeStore()
    const selection = { traceIds: [1, 2, 3].map(traceId) }
    const { sessionId, itemCounts } = createFilledSession(db, { name: 'a', schemaIds: [], reviewers: [], selection })
    expect(itemCounts).toEqual({ pending: 3, complete: 0, declined: 0 })
    const one = { sessionId, traceId: traceId(1) }
    const done = setItemStatus(db, { ...one, status: 'COMPLETE', completedBy: 'ada' }, 8_000)
    expect(done).toMatchObject({ status: 'COMPLETE', completedBy: 'ada', completedAtMs: 8_000 })
    expect(setItemStatus(db, { ...one, status: 'COMPLETE', completedBy: 'bob' }, 9_000)).toEqual(done)
    setItemStatus(db, { sessionId, traceId: traceId(2), status: 'DECLINED', completedBy: 'bob' })
    expect(getSession(db, sessionId).itemCounts).toEqual({ pending: 1, complete: 1, declined: 1 })
    expect(listItems(db, { sessionId, status: 'COMPLETE', limit: 9 }).items).toHaveLength(1)
    expect(() => setItemStatus(db, { ...one, status: 'PENDING', completedBy: 'ada' })).toThrow(
      expect.objectContaining({ code: 'INVALID_INPUT' }),
    )
    expect(() => setItemStatus(db, { ...one, status: 'DECLINED' })).toThrow(
      expect.objectContaining({ code: 'INVALID_INPUT' }),
    )
    const reopened = setItemStatus(db, { ...one, status: 'PENDING' }, 10_000)
    expect(reopened).toMatchObject({ status: 'PENDING', completedBy: undefined, completedAtMs: undefined })
    deleteTraces(db, { selection: { traceIds: [traceId(2)] } })
    expect(getSession(db, sessionId).itemCounts).toEqual({ pending: 2, complete: 0, declined: 0 })
    expect(() => setItemStatus(db, { sessionId, traceId: traceId(5), status: 'PENDING' })).toThrow(
      expect.objectContaining({ code: 'NOT_FOUND' }),
    )
  })
})
