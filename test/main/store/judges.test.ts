import { beforeEach, expect, test } from 'vitest'
import {
  getJudge,
  listJudges,
  listJudgeVersions,
  removeJudge,
  restoreJudge,
  saveJudge,
} from '../../../src/main/store/judges.ts'
import { JudgeDefinition } from '../../../src/shared/model/judge.ts'
import { makeMemoryStore } from './make.ts'

let db: ReturnType<typeof makeMemoryStore>
beforeEach(() => {
  db = makeMemoryStore()
})

const definition = (instructions: string) =>
  JudgeDefinition.parse({
    instructions,
    answer: { kind: 'yesNo' },
    isMultiTurn: false,
    providerId: 'p',
    model: 'm',
    temperature: 0,
    examples: [],
  })

const draft = (name: string, text = 'Is {{ outputs }} kind?') => ({
  experimentId: '0',
  name,
  definition: definition(text),
})

test('every change is a version, and the ones before stay as they were', () => {
  const { judgeId } = saveJudge(db, { ...draft('kind'), note: 'first', createdBy: 'ann' }, 1)
  expect(saveJudge(db, { ...draft('kind'), judgeId }, 2)).toMatchObject({ version: 1, createdAtMs: 1 })
  expect(saveJudge(db, { ...draft('kind', 'Is {{ outputs }} polite?'), judgeId }, 3)).toMatchObject({ version: 2 })
  expect(listJudgeVersions(db, judgeId).map(({ version, note }) => [version, note])).toEqual([
    [2, undefined],
    [1, 'first'],
  ])
  expect(getJudge(db, judgeId, 1)).toMatchObject({ createdBy: 'ann', definition: definition('Is {{ outputs }} kind?') })
  expect(listJudges(db, {})).toMatchObject([{ judgeId, version: 2 }])
  expect(() => getJudge(db, judgeId, 3)).toThrow(expect.objectContaining({ code: 'NOT_FOUND' }))
})

test('one that is removed is on no list, can be read by those who used it, and comes back', () => {
  const { judgeId } = saveJudge(db, draft('kind'), 1)
  expect(removeJudge(db, judgeId, 2)).toEqual({ removed: true })
  expect(removeJudge(db, judgeId, 2)).toEqual({ removed: false })
  expect(listJudges(db, { experimentId: '0' })).toEqual([])
  expect(getJudge(db, judgeId, 1)).toMatchObject({ name: 'kind' })
  // Its name is free meanwhile.
  const other = saveJudge(db, draft('kind'), 3)
  expect(() => restoreJudge(db, judgeId)).toThrow(expect.objectContaining({ code: 'CONFLICT' }))
  removeJudge(db, other.judgeId, 4)
  expect(restoreJudge(db, judgeId)).toMatchObject({ judgeId })
  expect(() => saveJudge(db, draft('kind'), 5)).toThrow(expect.objectContaining({ code: 'CONFLICT' }))
})
