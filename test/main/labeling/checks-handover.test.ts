/** What checks of reviewers leave in a package, and bring home. */
import { join } from 'node:path'
import type { Database } from 'better-sqlite3'
import { beforeEach, expect, test } from 'vitest'
import { readReadableTrace } from '../../../src/main/engine/commands/readable-trace.ts'
import { checkReviewers } from '../../../src/main/labeling/checks.ts'
import { mergeItems } from '../../../src/main/labeling/merge.ts'
import { writePackage } from '../../../src/main/labeling/package.ts'
import { makeQualityFile } from '../../../src/main/labeling/quality-file.ts'
import { readReturnedFile } from '../../../src/main/labeling/returned-file.ts'
import { createAssessment, listAssessments } from '../../../src/main/store/assessments.ts'
import { ingestBatch } from '../../../src/main/store/ingest.ts'
import { bulkAnswer } from '../../../src/main/store/label-bulk.ts'
import { listGold, setGold } from '../../../src/main/store/label-gold.ts'
import { buildQueue } from '../../../src/main/store/label-queue.ts'
import { listRepeats, saveRepeatAnswer, submitRepeat } from '../../../src/main/store/label-repeats.ts'
import { createLabelSchema } from '../../../src/main/store/label-schemas.ts'
import { saveAnswer, submitItem } from '../../../src/main/store/label-work.ts'
import { createSession } from '../../../src/main/store/labeling-sessions.ts'
import { openWorkspace } from '../../../src/main/store/open-store.ts'
import { addItems } from '../../../src/main/store/session-items.ts'
import { changeSetup } from '../../../src/main/store/session-rules.ts'
import { noRedaction } from '../../../src/shared/model/handover.ts'
import { isRepeatId, toRepeatId } from '../../../src/shared/model/repeat-id.ts'
import { makeFolder, makeIngest, makeSpan, makeWorkspace, traceId } from '../store/make.ts'

const secret = 'zz-known-answer'
const count = 12
let db: Database
let sessionId: string
let schemaId: string

beforeEach(() => {
  db = makeWorkspace().db
  const traces = Array.from({ length: count }, (_, at) => at + 1)
  ingestBatch(db, { spans: traces.map((n) => makeIngest(makeSpan(n, 1))) }, 1)
  const input = { type: 'categorical' as const, options: ['a', 'b', secret], isMultiple: false }
  schemaId = createLabelSchema(db, { name: 'accuracy', type: 'feedback', input }).schemaId
  sessionId = createSession(db, { name: 'Round', schemaIds: [schemaId], reviewers: ['Ana'] }).sessionId
  addItems(db, sessionId, traces.map(traceId))
  changeSetup(db, { sessionId, rules: { assignment: 'all', repeatPercent: 25, repeatGap: 2 } })
  setGold(db, { sessionId, traceId: traceId(3), answers: [{ schemaId, value: secret }], markedBy: 'Lead' })
  const source = { type: 'HUMAN' as const, id: 'Lead' }
  createAssessment(db, { traceId: traceId(3), name: 'accuracy', kind: 'expectation', value: secret, source }, 1)
})

function pack(): string {
  const path = join(makeFolder(), 'p.assay')
  writePackage({
    db,
    path,
    packageId: 'p',
    sessionId,
    reviewer: 'Ana',
    content: 'everything',
    redaction: noRedaction,
    withAssessments: true,
    read: readReadableTrace,
    signal: new AbortController().signal,
    onProgress: () => undefined,
    nowMs: Date.now(),
  })
  return path
}

/** Works in the package as its reviewer does. */
function inPackage<T>(path: string, work: (packed: Database) => T): T {
  const { db: packed, close } = openWorkspace(path, { mode: 'open' })
  try {
    return work(packed)
  } finally {
    close()
  }
}

const bringHome = (path: string) => {
  const { items, ...header } = readReturnedFile(path, () => true)
  return mergeItems(db, { header, items, isPreview: false })
}

test('known answers stay at home, with the expectation they came from; with feedback they go along', () => {
  const seen = (packed: Database) => [
    listGold(packed, sessionId),
    listAssessments(packed, { traceId: traceId(3) }).map(({ value }) => value),
  ]
  expect(inPackage(pack(), seen)).toEqual([[], []])
  changeSetup(db, { sessionId, rules: { hasGoldFeedback: true } })
  const [gold] = inPackage(pack(), seen)
  expect(gold).toEqual([{ traceId: traceId(3), answers: [{ schemaId, value: secret }] }])
  changeSetup(db, { sessionId, rules: { isBlind: true } })
  expect(inPackage(pack(), seen)).toEqual([[], []])
})

test('a package asks the same items again; second answers and bulk come home as such, once, and are checked there', () => {
  const path = pack()
  const again = buildQueue(db, sessionId, 'Ana').traceIds
  expect(again.filter(isRepeatId)).toHaveLength(3)
  inPackage(path, (packed) => {
    expect(buildQueue(packed, sessionId, 'Ana').traceIds).toEqual(again)
    const bulk = { sessionId, reviewer: 'Ana', schemaId, replaces: false }
    bulkAnswer(packed, { ...bulk, traceIds: [traceId(1), traceId(2)], value: 'b' })
    const ref = { sessionId, reviewer: 'Ana', traceId: traceId(3) }
    saveAnswer(packed, { ...ref, schemaId, value: 'a' })
    submitItem(packed, { ...ref, activeMs: 1 })
    const item = { ...ref, traceId: toRepeatId(traceId(3)) }
    saveRepeatAnswer(packed, { ...item, schemaId, value: 'b', rationale: 'on second thought' })
    submitRepeat(packed, { ...item, activeMs: 7 })
  })
  expect(bringHome(path)).toMatchObject({ itemCount: 3, answers: { new: 3 } })
  expect(bringHome(path)).toMatchObject({ stateCount: 0, answers: { new: 0, updated: 0, conflicting: 0 } })
  expect(listRepeats(db, sessionId)).toMatchObject([
    { traceId: traceId(3), reviewer: 'Ana', record: { state: 'complete', activeMs: 7 } },
  ])
  const bulkOf = (n: number) =>
    listAssessments(db, { traceId: traceId(n) }).flatMap(({ value, metadata, kind }) =>
      kind === 'feedback' ? [[value, metadata['assay.bulk']]] : [],
    )
  expect([1, 2, 3].map(bulkOf)).toEqual([[['b', 'true']], [['b', 'true']], [['a', undefined]]])
  const { misses, selfAgreement } = checkReviewers(db, sessionId)
  expect(misses).toMatchObject([{ reviewer: 'Ana', traceId: traceId(3), known: secret, given: 'a' }])
  expect(selfAgreement[0]?.figures[0]).toMatchObject({ kind: 'percent', value: 0, unitCount: 1 })
})

test('what is known of second times goes out with the next package, and an older one does not take its place', () => {
  const first = pack()
  const ref = { sessionId, reviewer: 'Ana', traceId: traceId(3) }
  const item = { ...ref, traceId: toRepeatId(traceId(3)) }
  for (const store of [first, db]) {
    const work = (at: Database) => {
      saveAnswer(at, { ...ref, schemaId, value: 'a' })
      submitItem(at, { ...ref, activeMs: 1 })
      saveRepeatAnswer(
        at,
        { ...item, schemaId, value: store === db ? 'a' : 'b' },
        Date.now() + (store === db ? 5_000 : 0),
      )
      submitRepeat(at, { ...item, activeMs: 1 }, Date.now() + (store === db ? 5_000 : 0))
    }
    if (typeof store === 'string') inPackage(store, work)
    else work(store)
  }
  bringHome(first)
  const saidAgain = (at: Database) => listRepeats(at, sessionId).map(({ record }) => record.answers[schemaId]?.value)
  expect(saidAgain(db)).toEqual(['a'])
  expect(inPackage(pack(), saidAgain)).toEqual(['a'])
})

test('the quality as files: a row an answer with what is known and said again, a row a figure, and all of it as JSON', () => {
  for (const [n, value] of [
    [1, 'a'],
    [3, 'b'],
  ] as const) {
    saveAnswer(db, {
      sessionId,
      reviewer: 'Ana',
      traceId: traceId(n),
      schemaId,
      value,
      rationale: n === 1 ? '=1+1' : '',
    })
    submitItem(db, { sessionId, reviewer: 'Ana', traceId: traceId(n), activeMs: 40 })
  }
  const item = { sessionId, reviewer: 'Ana', traceId: toRepeatId(traceId(1)) }
  saveRepeatAnswer(db, { ...item, schemaId, value: 'b' })
  submitRepeat(db, { ...item, activeMs: 1 })
  const lines = (kind: 'answers' | 'agreement') =>
    makeQualityFile(db, sessionId, kind, 1).text.replace('\uFEFF', '').trim().split('\r\n')
  expect(lines('answers')).toEqual([
    'trace_id,question,reviewer,answer,rationale,settled_answer,known_answer,second_answer,is_unsure,active_ms',
    `tr-${traceId(1)},accuracy,Ana,a,'=1+1,,,b,false,40`,
    `tr-${traceId(3)},accuracy,Ana,b,,,${secret},,false,40`,
  ])
  const figures = lines('agreement')
  expect(figures[0]).toBe('question,about,reviewer,figure,value,low,high,n_items,n_answers,seed')
  expect(figures).toContainEqual(expect.stringMatching(/^accuracy,second answers,Ana,percent,0,0,0\.79\d+,1,2,assay$/))
  expect(figures).toContainEqual(expect.stringMatching(/^accuracy,known answers,Ana,accuracy,0,0,0\.79\d+,1,1,assay$/))
  const report = JSON.parse(makeQualityFile(db, sessionId, 'json', 1).text)
  expect(report).toMatchObject({
    format: 'assay.quality',
    session: { sessionId, seed: 'assay' },
    questions: [{ name: 'accuracy' }],
    checks: { goldCount: 1, missCount: 1 },
    answers: [{ reviewer: 'Ana', value: 'a', second: 'b' }, { known: secret }],
  })
})
