import { expect, test } from 'vitest'
import { publishDraft, updateLabelSchema } from '../../../src/main/store/label-schema-changes.ts'
import { getItem } from '../../../src/main/store/label-work.ts'
import { moveSession } from '../../../src/main/store/session-versions.ts'
import { traceId } from '../store/make.ts'
import { act, deliver, dumpOf, exportFrom, makeHome, makePlace } from './places.ts'

test('answers to an older version come back as the session was moved; what it asks again is left out, and told', () => {
  const home = makeHome()
  const place = makePlace(home, 'package')
  const { db, sessionId, accuracy: schemaId } = home
  const label = (trace: number, value: string) =>
    act(place, { kind: 'label', reviewer: 'Ana', trace, value, text: undefined }, 10 + trace)
  label(1, 'a')
  const early = exportFrom(place)
  deliver(home, early, 20)
  label(2, 'b')
  label(3, 'c')
  const input = { type: 'categorical', options: ['a', 'B'], isMultiple: false } as const
  updateLabelSchema(db, { schemaId, change: { input: { ...input, options: [...input.options] } } }, 30)
  publishDraft(db, schemaId, 31)
  moveSession(db, { sessionId, questions: [{ schemaId, toVersion: 2, rules: [{ from: 'b', to: 'B' }] }] }, 32)

  const report = deliver(home, exportFrom(place), 40)
  expect(report.notices).toMatchObject({ olderVersion: 2, unfitting: 1 })
  expect(report.answers).toMatchObject({ same: 1, new: 1, conflicting: 0 })
  const answerTo = (trace: number) => getItem(db, { sessionId, reviewer: 'Ana', traceId: traceId(trace) }).answers[0]
  expect(answerTo(1)).toMatchObject({ value: 'a', version: 1 })
  expect(answerTo(2)).toMatchObject({ value: 'B', version: 2 })
  expect(answerTo(3)?.value).toBeUndefined()

  const before = dumpOf(home)
  const again = deliver(home, exportFrom(place), 50)
  expect(again.answers).toMatchObject({ new: 0, updated: 0, conflicting: 0 })
  deliver(home, early, 51)
  expect(dumpOf(home)).toEqual(before)
})
