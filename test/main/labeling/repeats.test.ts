import { describe, expect, test } from 'vitest'
import { checkReviewers } from '../../../src/main/labeling/checks.ts'
import { assessQuality } from '../../../src/main/labeling/quality.ts'
import { listAssessments } from '../../../src/main/store/assessments.ts'
import { buildQueue } from '../../../src/main/store/label-queue.ts'
import {
  annotateRepeat,
  getRepeat,
  listRepeats,
  reopenRepeat,
  saveRepeatAnswer,
  setRepeatAside,
  submitRepeat,
} from '../../../src/main/store/label-repeats.ts'
import { getItem } from '../../../src/main/store/label-work.ts'
import { addItems } from '../../../src/main/store/session-items.ts'
import { readProgress } from '../../../src/main/store/session-progress.ts'
import { changeSetup } from '../../../src/main/store/session-rules.ts'
import { isRepeatId, toRepeatId, traceIdOfItem } from '../../../src/shared/model/repeat-id.ts'
import { traceId } from '../store/make.ts'
import { type CheckSession, makeCheckSession } from './check-session.ts'

const second = ({ ref }: CheckSession, reviewer: string, n: number) => ({
  ...ref(reviewer, n),
  traceId: toRepeatId(traceId(n)),
})
const labelAgain = (session: CheckSession, reviewer: string, n: number, value: string) => {
  const item = second(session, reviewer, n)
  saveRepeatAnswer(session.db, { ...item, schemaId: session.schemaId, value })
  submitRepeat(session.db, { ...item, activeMs: 10 })
}

describe('the queue', () => {
  test('the wanted share comes again, after as many others at least, the same every time and others for each reviewer', () => {
    const { db, sessionId } = makeCheckSession(60, { repeatPercent: 20, repeatGap: 7 })
    const queue = (reviewer: string) => buildQueue(db, sessionId, reviewer).traceIds
    const ana = queue('Ana')
    const again = ana.filter(isRepeatId)
    expect(again).toHaveLength(12)
    expect(new Set(again).size).toBe(12)
    for (const id of again) {
      const between = ana.slice(ana.indexOf(traceIdOfItem(id)) + 1, ana.indexOf(id))
      expect(between.filter((each) => !isRepeatId(each)).length).toBeGreaterThanOrEqual(7)
    }
    expect(queue('Ana')).toEqual(ana)
    expect(queue('Ben').filter(isRepeatId)).not.toEqual(again)
    expect(ana.filter((id) => !isRepeatId(id))).toEqual(Array.from({ length: 60 }, (_, at) => traceId(at + 1)))
  })

  test('another seed chooses others; a session too short for the distance has none; rules turned off keep what was begun', () => {
    const session = makeCheckSession(30, { repeatPercent: 20, repeatGap: 3 })
    const { db, sessionId } = session
    const again = () => buildQueue(db, sessionId, 'Ana').traceIds.filter(isRepeatId)
    const before = again()
    changeSetup(db, { sessionId, rules: { seed: 'other' } })
    expect(again()).not.toEqual(before)
    changeSetup(db, { sessionId, rules: { repeatGap: 30 } })
    expect(again()).toEqual([])
    labelAgain(session, 'Ana', 5, 'a')
    changeSetup(db, { sessionId, rules: { repeatPercent: 0 } })
    expect(again()).toEqual([toRepeatId(traceId(5))])
    expect(again().length).toBe(1)
    addItems(db, sessionId, [traceId(1)])
    expect(again()).toEqual([toRepeatId(traceId(5))])
  })
})

describe('the second time', () => {
  test('begins empty, and leaves the first answer, the assessments, the progress and the agreement as they are', () => {
    const session = makeCheckSession(3, { repeatPercent: 100, repeatGap: 1 })
    const { db, sessionId, schemaId, ref, label } = session
    for (const n of [1, 2, 3]) {
      label('Ana', n, 'a')
      label('Ben', n, n === 1 ? 'b' : 'a')
    }
    const before = [
      listAssessments(db, { traceId: traceId(1) }),
      getItem(db, ref('Ana', 1)),
      readProgress(db, sessionId),
      assessQuality(db, sessionId),
    ]
    expect(getRepeat(db, second(session, 'Ana', 1))).toMatchObject({ state: 'pending', answers: [] })
    labelAgain(session, 'Ana', 1, 'c')
    expect(getRepeat(db, second(session, 'Ana', 1))).toMatchObject({
      state: 'complete',
      activeMs: 10,
      answers: [{ schemaId, value: 'c' }],
    })
    expect([
      listAssessments(db, { traceId: traceId(1) }),
      getItem(db, ref('Ana', 1)),
      readProgress(db, sessionId),
      assessQuality(db, sessionId),
    ]).toEqual(before)
  })

  test('can be noted, set aside, taken up again and submitted only with an answer', () => {
    const session = makeCheckSession(3, { repeatPercent: 100, repeatGap: 1 })
    const { db, schemaId } = session
    const item = second(session, 'Ana', 1)
    expect(annotateRepeat(db, { ...item, activeMs: 5 })).toMatchObject({ state: 'pending' })
    expect(() => submitRepeat(db, { ...item, activeMs: 1 })).toThrow('Answer at least one question')
    expect(() => saveRepeatAnswer(db, { ...item, schemaId, value: 'z' })).toThrow('does not fit')
    expect(annotateRepeat(db, { ...item, note: 'odd', isUnsure: true })).toMatchObject({ note: 'odd', isUnsure: true })
    expect(setRepeatAside(db, { ...item, state: 'skipped', reason: 'unclear', activeMs: 3 })).toMatchObject({
      state: 'skipped',
      reason: 'unclear',
      activeMs: 3,
    })
    expect(reopenRepeat(db, item)).toMatchObject({ state: 'in_progress', note: 'odd' })
    expect(reopenRepeat(db, item).reason).toBeUndefined()
    changeSetup(db, { sessionId: session.sessionId, state: 'paused' })
    expect(() => saveRepeatAnswer(db, { ...item, schemaId, value: 'a' })).toThrow('paused or closed')
  })

  test('self-agreement by reviewer: share and kappa of the pairs that are complete, with intervals', () => {
    const session = makeCheckSession(12)
    // Cohen 1960 by hand: 10 pairs, 8 equal; a first 6, second 6, b first 4, second 4; expected 0.52.
    const pairs = [...'aaaaabbbab'].map((first, at) => [first, 'aaaaabbbba'[at] as string] as const)
    for (const [at, [first, again]] of pairs.entries()) {
      session.label('Ana', at + 1, first)
      labelAgain(session, 'Ana', at + 1, again)
    }
    labelAgain(session, 'Ana', 12, 'a')
    session.label('Ana', 11, 'a')
    saveRepeatAnswer(session.db, { ...second(session, 'Ana', 11), schemaId: session.schemaId, value: 'b' })
    const { selfAgreement } = checkReviewers(session.db, session.sessionId)
    expect(selfAgreement).toHaveLength(1)
    const [percent, kappa] = selfAgreement[0]?.figures ?? []
    expect(percent).toMatchObject({ kind: 'percent', value: 0.8, unitCount: 10 })
    expect(percent?.low).toBeCloseTo(0.4902, 4)
    expect(percent?.high).toBeCloseTo(0.9433, 4)
    expect(kappa?.value).toBeCloseTo((0.8 - 0.52) / 0.48, 12)
    expect(kappa?.low).toBeLessThan(kappa?.value ?? 0)
    expect(listRepeats(session.db, session.sessionId)).toHaveLength(12)
    expect(checkReviewers(session.db, session.sessionId).selfAgreement).toEqual(selfAgreement)
  })
})
