/** The desk with a real store behind it, as the engine has it. */
import type { Database } from 'better-sqlite3'
import { beforeEach, describe, expect, test } from 'vitest'
import { createAssessment, listAssessments } from '../../../../src/main/store/assessments.ts'
import { ingestBatch } from '../../../../src/main/store/ingest.ts'
import { buildQueue } from '../../../../src/main/store/label-queue.ts'
import { createLabelSchema } from '../../../../src/main/store/label-schemas.ts'
import {
  annotateItem,
  getItem,
  reopenItem,
  saveAnswer,
  setAside,
  submitItem,
} from '../../../../src/main/store/label-work.ts'
import { createSession, getSession } from '../../../../src/main/store/labeling-sessions.ts'
import { addItems } from '../../../../src/main/store/session-items.ts'
import { changeSetup } from '../../../../src/main/store/session-rules.ts'
import { deleteTraces } from '../../../../src/main/store/trace-write.ts'
import type { LabelApi } from '../../../../src/renderer/features/labeling-screen/desk-state.ts'
import type { KeptDesk } from '../../../../src/renderer/features/labeling-screen/desk-storage.ts'
import { LabelDesk } from '../../../../src/renderer/features/labeling-screen/label-desk.ts'
import type { Save } from '../../../../src/renderer/features/labeling-screen/save-queue.ts'
import { AppError } from '../../../../src/shared/model/error.ts'
import type { LabelItem } from '../../../../src/shared/model/label-work.ts'
import { makeIngest, makeMemoryStore, makeSpan, traceId } from '../../../main/store/make.ts'

let db: Database
let sessionId: string
let kept: KeptDesk | undefined
let isCut: boolean
let nowMs: number

function apply(work: { sessionId: string; reviewer: string }, save: Save): LabelItem {
  switch (save.kind) {
    case 'answer':
      return saveAnswer(db, { ...work, ...save })
    case 'annotate':
      return annotateItem(db, { ...work, ...save })
    case 'submit':
      return submitItem(db, { ...work, ...save })
    case 'setAside':
      return setAside(db, { ...work, ...save })
    case 'reopen':
      return reopenItem(db, { ...work, ...save })
  }
}

/** What was asked for while the connection is cut fails; `loseAnswers` lets the request through and loses what it says. */
function makeApi(loseAnswers = { count: 0 }): LabelApi {
  const reach = async () => {
    await Promise.resolve()
    if (isCut) throw new AppError('UNAVAILABLE', 'cut')
  }
  return {
    queue: async ({ sessionId: id, reviewer }) => {
      await reach()
      return buildQueue(db, id, reviewer)
    },
    item: async (ref) => {
      await reach()
      return getItem(db, ref)
    },
    send: async (work, save) => {
      await reach()
      const item = apply(work, save)
      if (loseAnswers.count > 0) {
        loseAnswers.count--
        throw new AppError('UNAVAILABLE', 'lost')
      }
      return item
    },
    classify: (error) => {
      const { code } = error as AppError
      return { kind: code === 'UNAVAILABLE' ? 'wait' : code === 'CONFLICT' ? 'blocked' : 'refused', code }
    },
  }
}

const schemas = () => getSession(db, sessionId).schemas
const settle = () => new Promise<void>((resolve) => setTimeout(resolve, 20))

async function openDesk(api = makeApi()): Promise<LabelDesk> {
  const storage = {
    read: () => kept,
    write: (next: KeptDesk) => {
      kept = JSON.parse(JSON.stringify(next)) as KeptDesk
    },
  }
  const desk = new LabelDesk({ sessionId, reviewer: 'Ana', api, storage, now: () => nowMs })
  await desk.load(schemas())
  await settle()
  return desk
}

const currentNumber = (desk: LabelDesk) => Number.parseInt(desk.store.getState().currentId ?? '0', 16)
const choose = (desk: LabelDesk, value: string | boolean, at = 0) => {
  const schema = schemas()[at]
  if (schema !== undefined) desk.answer(schema, { value, comment: '' })
}
const stateOf = (n: number) => getItem(db, { sessionId, reviewer: 'Ana', traceId: traceId(n) })
const labels = (n: number) =>
  listAssessments(db, { traceId: traceId(n) })
    .filter(({ source }) => source.type === 'HUMAN')
    .map(({ name, value }) => [name, value])

beforeEach(() => {
  db = makeMemoryStore()
  kept = undefined
  isCut = false
  nowMs = 1_000_000
  const numbers = [1, 2, 3, 4]
  ingestBatch(db, { spans: numbers.map((n) => makeIngest(makeSpan(n, 1))) }, 1)
  const input = { type: 'categorical' as const, options: ['good', 'bad'], isMultiple: false }
  const first = createLabelSchema(db, { name: 'verdict', type: 'feedback', isRequired: true, input })
  const second = createLabelSchema(db, { name: 'note', type: 'feedback', input: { type: 'text' } })
  const schemaIds = [first.schemaId, second.schemaId]
  sessionId = createSession(db, { name: 'Round 1', schemaIds, reviewers: ['Ana'] }).sessionId
  addItems(db, sessionId, numbers.map(traceId))
})

test('answers show at once, are on disk a moment later, and submitting leads on', async () => {
  const desk = await openDesk()
  expect(currentNumber(desk)).toBe(1)
  choose(desk, 'good')
  expect(desk.item(traceId(1))).toMatchObject({ state: 'in_progress', answers: [{ value: 'good' }] })
  nowMs += 5_000
  expect(desk.submit({ documents: true })).toBe(true)
  expect(currentNumber(desk)).toBe(2)
  await settle()
  expect(stateOf(1)).toMatchObject({ state: 'complete', activeMs: 5_000 })
  expect(labels(1)).toEqual([['verdict', 'good']])
  expect(kept).toMatchObject({ saves: [], history: [traceId(1)], currentId: traceId(2) })
})

test('a required question stands in the way, and so does no answer at all', async () => {
  const desk = await openDesk()
  choose(desk, 'only a note', 1)
  expect(desk.submit({})).toBe(false)
  expect(desk.store.getState()).toMatchObject({ questionAt: 0, obstacle: { reason: 'required' } })
  await settle()
  expect(stateOf(1).state).toBe('in_progress')
})

test('undo goes back through everything that was ended, and through a reload', async () => {
  let desk = await openDesk()
  choose(desk, 'good')
  desk.submit({})
  desk.setAside('skipped', ' not mine ')
  desk.setAside('flagged', '')
  await settle()
  expect(stateOf(2)).toMatchObject({ state: 'skipped', reason: 'not mine' })
  desk = await openDesk()
  expect(currentNumber(desk)).toBe(4)
  for (const n of [3, 2, 1]) {
    desk.undo()
    expect(currentNumber(desk)).toBe(n)
  }
  expect(desk.undo()).toBeUndefined()
  await settle()
  expect([1, 2, 3].map((n) => stateOf(n).state)).toEqual(['in_progress', 'in_progress', 'in_progress'])
  expect(labels(1)).toEqual([])
  expect(desk.item(traceId(1))?.answers).toMatchObject([{ value: 'good' }])
})

test('the end of the queue is the end; what was added meanwhile goes on', async () => {
  const desk = await openDesk()
  desk.goTo(2)
  for (let at = 0; at < 4; at++) desk.setAside('skipped', '')
  expect(desk.store.getState().isFinished).toBe(true)
  await settle()
  ingestBatch(db, { spans: [makeIngest(makeSpan(5, 1))] }, 2)
  addItems(db, sessionId, [traceId(5)])
  await desk.load(schemas())
  expect(desk.store.getState().isFinished).toBe(false)
  expect(currentNumber(desk)).toBe(5)
})

describe('a connection that is cut', () => {
  test('what is done without it survives a reload and arrives when it is back', async () => {
    const first = await openDesk()
    isCut = true
    choose(first, 'bad')
    first.submit({})
    choose(first, 'good')
    await settle()
    expect(first.store.getState().save).toMatchObject({ problem: { kind: 'wait' } })
    first.stop()
    expect(labels(1)).toEqual([])
    isCut = false
    const second = await openDesk()
    // The queue shows what was done, sent or not.
    expect(second.store.getState().states.slice(0, 2)).toEqual(['complete', 'in_progress'])
    expect(currentNumber(second)).toBe(2)
    await settle()
    expect(labels(1)).toEqual([['verdict', 'bad']])
    expect(stateOf(2)).toMatchObject({ state: 'in_progress', answers: [{ value: 'good' }] })
    expect(second.item(traceId(2))?.answers).toMatchObject([{ value: 'good' }])
  })

  test('a submission whose answer was lost counts its time once', async () => {
    const lost = { count: 0 }
    const desk = await openDesk(makeApi(lost))
    choose(desk, 'good')
    await settle()
    lost.count = 1
    nowMs += 7_000
    desk.submit({})
    await settle()
    desk.retrySaves()
    await settle()
    expect(desk.store.getState().save.pending).toEqual([])
    expect(stateOf(1)).toMatchObject({ state: 'complete', activeMs: 7_000 })
    expect(labels(1)).toEqual([['verdict', 'good']])
  })
})

test('a paused session keeps what waits until it is open again', async () => {
  const desk = await openDesk()
  changeSetup(db, { sessionId, state: 'paused' })
  choose(desk, 'good')
  desk.submit({})
  await settle()
  expect(desk.store.getState().save.problem?.kind).toBe('blocked')
  changeSetup(db, { sessionId, state: 'open' })
  desk.retrySaves()
  await settle()
  expect(labels(1)).toEqual([['verdict', 'good']])
})

test('a suggestion counts when the reviewer submits, not before, and not when they took it away', async () => {
  changeSetup(db, { sessionId, rules: { hasSuggestions: true } })
  const source = { type: 'LLM_JUDGE' as const, id: 'judge' }
  for (const n of [1, 2]) {
    createAssessment(db, { traceId: traceId(n), name: 'verdict', kind: 'feedback', value: 'bad', source }, 1)
  }
  const desk = await openDesk()
  expect(stateOf(1).answers).toEqual([])
  expect(desk.submit({})).toBe(true)
  await settle()
  expect(labels(1)).toEqual([['verdict', 'bad']])
  const [schema] = schemas()
  if (schema !== undefined) desk.answer(schema, { value: undefined, comment: '' })
  expect(desk.submit({})).toBe(false)
})

test('deleted traces leave the queue, the one on screen when the reviewer has seen why', async () => {
  const desk = await openDesk()
  deleteTraces(db, { selection: { traceIds: [traceId(1), traceId(3)] } })
  await desk.recheck()
  expect(desk.store.getState().traceIds).toEqual([1, 2, 4].map(traceId))
  expect([...desk.store.getState().goneIds]).toEqual([traceId(1)])
  desk.drop(traceId(1))
  expect(desk.store.getState().traceIds).toEqual([2, 4].map(traceId))
  expect(currentNumber(desk)).toBe(2)
})

test('time on an item is kept while others are looked at, and saved once it is begun', async () => {
  const desk = await openDesk()
  nowMs += 10_000
  desk.step(1)
  nowMs += 3_000
  desk.step(-1)
  nowMs += 2_000
  choose(desk, 'good')
  desk.submit({})
  await settle()
  expect(stateOf(1).activeMs).toBe(12_000)
  expect(stateOf(2)).toMatchObject({ state: 'pending', activeMs: 0 })
})
