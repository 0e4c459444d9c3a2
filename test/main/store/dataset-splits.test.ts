import { describe, expect, test } from 'vitest'
import { deleteRecords, editRecords, listRecords, upsertRecords } from '../../../src/main/store/dataset-records.ts'
import {
  liftSeal,
  listOpenings,
  listSplits,
  moveToSplit,
  openSeal,
  sealSplit,
  splitDataset,
} from '../../../src/main/store/dataset-splits.ts'
import { diffVersions, undoVersion } from '../../../src/main/store/dataset-versions.ts'
import { createDataset, getDataset } from '../../../src/main/store/datasets.ts'
import { type DealtRecord, dealRecords } from '../../../src/main/store/split-dealing.ts'
import { DatasetSplit, SealOpening, type SplitRule } from '../../../src/shared/model/dataset.ts'
import { makeWorkspace } from './make.ts'

const rule: SplitRule = {
  seed: '7',
  parts: [
    { name: 'train', share: 60 },
    { name: 'dev', share: 20 },
    { name: 'test', share: 20 },
  ],
  frozen: [],
}

function makeRecords(from: number, to: number, stratumOf: (n: number) => string | undefined): DealtRecord[] {
  return Array.from({ length: to - from }, (_, index) => ({
    recordId: `r${from + index}`,
    inputsHash: `hash ${from + index}`,
    stratum: stratumOf(from + index),
    split: undefined,
  }))
}

function countBy(records: readonly DealtRecord[], dealt: Map<string, string>, stratum?: string) {
  const counts: Record<string, number> = {}
  for (const record of records) {
    if (stratum !== undefined && record.stratum !== stratum) continue
    const split = dealt.get(record.recordId) ?? record.split ?? 'none'
    counts[split] = (counts[split] ?? 0) + 1
  }
  return counts
}

describe('dealing', () => {
  test('every stratum gets its shares', () => {
    const records = makeRecords(0, 100, (n) => (n % 4 === 0 ? 'no' : 'yes'))
    const dealt = dealRecords(records, rule, new Set(), true)
    expect(countBy(records, dealt)).toEqual({ train: 60, dev: 20, test: 20 })
    expect(countBy(records, dealt, 'no')).toEqual({ train: 15, dev: 5, test: 5 })
    expect(countBy(records, dealt, 'yes')).toEqual({ train: 45, dev: 15, test: 15 })
  })

  test('many strata of one record each still give the shares as a whole', () => {
    const records = makeRecords(0, 50, (n) => `value ${n}`)
    expect(countBy(records, dealRecords(records, rule, new Set(), true))).toEqual({ train: 30, dev: 10, test: 10 })
  })

  test('seed and inputs decide, not the order in which records came', () => {
    const records = makeRecords(0, 60, (n) => (n % 3 === 0 ? undefined : 'yes'))
    const dealt = dealRecords(records, rule, new Set(), true)
    expect(new Map([...dealRecords(records.toReversed(), rule, new Set(), true)].sort())).toEqual(
      new Map([...dealt].sort()),
    )
    const other = dealRecords(records, { ...rule, seed: '8' }, new Set(), true)
    expect([...other].some(([recordId, split]) => dealt.get(recordId) !== split)).toBe(true)
    expect(countBy(records, other)).toEqual(countBy(records, dealt))
  })

  test('records that are added do not move those that were there; a frozen part gets none', () => {
    const first = makeRecords(0, 50, (n) => (n % 5 === 0 ? 'no' : 'yes'))
    const dealt = dealRecords(first, rule, new Set(), true)
    const kept = first.map((record) => ({ ...record, split: dealt.get(record.recordId) }))
    const all = [...kept, ...makeRecords(50, 102, () => 'no')]
    const more = dealRecords(all, rule, new Set(['test']), false)
    expect([...more.keys()].every((recordId) => Number(recordId.slice(1)) >= 50)).toBe(true)
    // 60 : 20 of the 92 records outside the frozen part.
    expect(countBy(all, more)).toEqual({ train: 69, dev: 23, test: 10 })
    const anew = dealRecords(all, { ...rule, seed: 'other' }, new Set(['test']), true)
    expect(countBy(all, anew).test).toBe(10)
    expect(all.filter(({ split }) => split === 'test').some(({ recordId }) => anew.has(recordId))).toBe(false)
  })
})

function makeDataset(count: number) {
  const { db } = makeWorkspace()
  const { datasetId } = createDataset(db, { name: 'golden', tags: {}, experimentIds: [] }, 1_000)
  const records = Array.from({ length: count }, (_, n) => ({
    inputs: { q: n },
    expectations: { verdict: n % 2 === 0 ? 'yes' : 'no' },
  }))
  upsertRecords(db, { datasetId, records }, 2_000)
  const read = (query: { version?: number; split?: string | null; withSealed?: boolean } = {}) =>
    listRecords(db, { datasetId, limit: 500, ...query }).records
  return { db, datasetId, read }
}

test('a dataset is split by a rule, as a version that can be taken back', () => {
  const { db, datasetId, read } = makeDataset(20)
  const stratified: SplitRule = { ...rule, stratum: { of: 'expectation', key: 'verdict' } }
  expect(splitDataset(db, { datasetId, rule: stratified, isAnew: false, user: 'ada' })).toEqual({
    version: 3,
    dealt: 20,
  })
  const splits = listSplits(db, datasetId)
  expect(splits.map((split) => DatasetSplit.parse(split))).toEqual(splits)
  expect(splits).toEqual([
    { name: 'dev', recordCount: 4 },
    { name: 'test', recordCount: 4 },
    { name: 'train', recordCount: 12 },
  ])
  expect(read({ split: 'test' }).filter(({ expectations }) => expectations?.verdict === 'yes')).toHaveLength(2)
  expect(getDataset(db, datasetId)).toMatchObject({ version: 3, splitRule: stratified })
  upsertRecords(db, { datasetId, records: [{ inputs: { q: 'late' } }] })
  expect(listSplits(db, datasetId).at(-1)).toEqual({ recordCount: 1 })
  expect(read({ split: null }).map(({ inputs }) => inputs.q)).toEqual(['late'])
  expect(splitDataset(db, { datasetId, rule: stratified, isAnew: false }).dealt).toBe(1)
  undoVersion(db, { datasetId, version: 5 })
  undoVersion(db, { datasetId, version: 3 })
  expect(listSplits(db, datasetId)).toEqual([{ recordCount: 21 }])
  moveToSplit(db, {
    datasetId,
    recordIds: read()
      .map(({ recordId }) => recordId)
      .slice(0, 2),
    split: 'dev',
  })
  expect(listSplits(db, datasetId)).toEqual([{ name: 'dev', recordCount: 2 }, { recordCount: 19 }])
})

test('rules that cannot be followed are refused', () => {
  const { db, datasetId } = makeDataset(4)
  const twice = { ...rule, parts: [...rule.parts, { name: 'dev', share: 1 }] }
  const frozen = { ...rule, frozen: ['train', 'dev', 'test'] }
  for (const bad of [twice, frozen]) {
    expect(() => splitDataset(db, { datasetId, rule: bad, isAnew: true })).toThrow(
      expect.objectContaining({ code: 'INVALID_INPUT' }),
    )
  }
  expect(getDataset(db, datasetId).splitRule).toBeUndefined()
})

test('a sealed split shows nothing, in no version, until someone says what for', () => {
  const { db, datasetId, read } = makeDataset(20)
  splitDataset(db, { datasetId, rule, isAnew: false })
  const test = read({ split: 'test' })
  const [sealed] = test as [(typeof test)[0]]
  sealSplit(db, { datasetId, split: 'test', user: 'ada' }, 5_000)
  expect(listSplits(db, datasetId)).toContainEqual({
    name: 'test',
    recordCount: 4,
    sealedBy: 'ada',
    sealedAtMs: 5_000,
  })
  expect(read()).toHaveLength(16)
  expect(read({ split: 'test' })).toEqual([])
  // Version 2 was before there were splits: its records are those of today.
  expect(read({ version: 2 })).toHaveLength(16)
  expect(read({ withSealed: true })).toHaveLength(20)
  const diff = diffVersions(db, { datasetId, from: 2, to: 3 })
  expect(diff).toMatchObject({ counts: { changed: 20 }, sealedCount: 4 })
  expect(diff.changes).toHaveLength(16)
  const conflict = expect.objectContaining({ code: 'CONFLICT' })
  const { recordId } = sealed
  expect(() => editRecords(db, { datasetId, edits: [{ recordId, outputs: 1 }] })).toThrow(conflict)
  expect(() => deleteRecords(db, { datasetId, recordIds: [recordId] })).toThrow(conflict)
  expect(() => moveToSplit(db, { datasetId, recordIds: [recordId] })).toThrow(conflict)
  expect(() => moveToSplit(db, { datasetId, recordIds: [read()[0]?.recordId as string], split: 'test' })).toThrow(
    conflict,
  )
  // Dealt anew, the sealed part stays what it is.
  splitDataset(db, { datasetId, rule: { ...rule, seed: 'another' }, isAnew: true })
  const ids = (records: readonly { recordId: string }[]) => records.map((record) => record.recordId)
  expect(ids(read({ split: 'test', withSealed: true }))).toEqual(ids(test))

  expect(() => openSeal(db, { datasetId, split: 'test', purpose: ' ' })).toThrow(
    expect.objectContaining({ code: 'INVALID_INPUT' }),
  )
  expect(() => openSeal(db, { datasetId, split: 'dev', purpose: 'p' })).toThrow(
    expect.objectContaining({ code: 'NOT_FOUND' }),
  )
  const opening = openSeal(db, { datasetId, split: 'test', purpose: 'Final check', runId: 'r1', user: 'bob' }, 6_000)
  expect(SealOpening.parse(opening)).toEqual(opening)
  expect(opening).toMatchObject({ split: 'test', purpose: 'Final check', runId: 'r1', openedBy: 'bob' })
  expect(read()).toHaveLength(16)
  liftSeal(db, { datasetId, split: 'test', purpose: 'The study is over' }, 7_000)
  expect(read()).toHaveLength(20)
  expect(listOpenings(db, datasetId).map(({ purpose }) => purpose)).toEqual(['The study is over', 'Final check'])
})
