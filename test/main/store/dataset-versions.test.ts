import { expect, test } from 'vitest'
import {
  deleteRecords,
  editRecords,
  listRecords,
  type NewRecord,
  upsertRecords,
} from '../../../src/main/store/dataset-records.ts'
import { sealSplit } from '../../../src/main/store/dataset-splits.ts'
import { diffVersions, listVersions, restoreVersion, undoVersion } from '../../../src/main/store/dataset-versions.ts'
import { createDataset, deleteDataset, getDataset } from '../../../src/main/store/datasets.ts'
import { DatasetDiff, DatasetVersion } from '../../../src/shared/model/dataset.ts'
import { makeWorkspace } from './make.ts'

function makeDataset(records: readonly NewRecord[] = []) {
  const { db } = makeWorkspace()
  const { datasetId } = createDataset(db, { name: 'golden', tags: {}, experimentIds: [], createdBy: 'ada' }, 1_000)
  if (records.length > 0) upsertRecords(db, { datasetId, records }, 2_000)
  /** Inputs `q` and outputs of every record of a version. */
  const read = (version?: number) =>
    listRecords(db, { datasetId, version, limit: 500 }).records.map(({ inputs, outputs }) => [inputs.q, outputs])
  const idOf = (q: string): string => {
    const record = listRecords(db, { datasetId, limit: 500 }).records.find(({ inputs }) => inputs.q === q)
    if (record === undefined) throw new Error(`no record ${q}`)
    return record.recordId
  }
  return { db, datasetId, read, idOf }
}

const three: NewRecord[] = [
  { inputs: { q: 'a' }, outputs: 1 },
  { inputs: { q: 'b' }, outputs: 1 },
  { inputs: { q: 'c' }, outputs: 1 },
]

test('every save that changes something is a version, and a version never changes', () => {
  const { db, datasetId, read, idOf } = makeDataset(three)
  upsertRecords(db, { datasetId, records: [{ inputs: { q: 'a' }, outputs: 2, user: 'bob' }] }, 3_000)
  // Nothing new in it.
  upsertRecords(db, { datasetId, records: [{ inputs: { q: 'a' }, outputs: 2 }] }, 4_000)
  editRecords(db, { datasetId, edits: [{ recordId: idOf('b'), outputs: null }], user: 'cy' }, 5_000)
  deleteRecords(db, { datasetId, recordIds: [idOf('c'), 'dr-x'] }, 6_000)
  upsertRecords(db, { datasetId, records: [{ inputs: { q: 'd' }, outputs: 1 }] }, 7_000)
  expect(read(1)).toEqual([])
  expect(read(2)).toEqual([['a', 1], ['b', 1], ['c', 1]]) // biome-ignore format: a row each
  expect(read(3)).toEqual([['a', 2], ['b', 1], ['c', 1]]) // biome-ignore format: a row each
  expect(read(4)).toEqual([['a', 2], ['b', undefined], ['c', 1]]) // biome-ignore format: a row each
  expect(read(5)).toEqual([['a', 2], ['b', undefined]]) // biome-ignore format: a row each
  expect(read(6)).toEqual([['a', 2], ['b', undefined], ['d', 1]]) // biome-ignore format: a row each
  expect(read()).toEqual(read(6))
  const versions = listVersions(db, datasetId)
  expect(versions.map((version) => DatasetVersion.parse(version))).toEqual(versions)
  expect(versions.map(({ version, cause, recordCount }) => [version, cause, recordCount])).toEqual([
    [6, 'merged', 3],
    [5, 'removed', 2],
    [4, 'edited', 3],
    [3, 'merged', 3],
    [2, 'merged', 3],
    [1, 'made', 0],
  ])
  expect(versions.find(({ version }) => version === 4)).toMatchObject({ createdBy: 'cy', createdAtMs: 5_000 })
  expect(getDataset(db, datasetId)).toMatchObject({ version: 6, digest: versions[0]?.digest })
  expect(new Set(versions.map(({ digest }) => digest)).size).toBe(6)
  for (const version of [0, 7]) {
    expect(() => read(version)).toThrow(expect.objectContaining({ code: 'NOT_FOUND' }))
  }
  deleteDataset(db, datasetId)
  for (const table of ['dataset_versions', 'dataset_record_history']) {
    expect(db.prepare(`SELECT count(*) FROM ${table}`).pluck().get()).toBe(0)
  }
})

test('an older version is read page by page', () => {
  const { db, datasetId, idOf } = makeDataset(Array.from({ length: 9 }, (_, n) => ({ inputs: { q: `q${n}` } })))
  editRecords(db, { datasetId, edits: [{ recordId: idOf('q3'), outputs: 'new' }] })
  deleteRecords(db, { datasetId, recordIds: [idOf('q5'), idOf('q8')] })
  const seen: unknown[] = []
  let cursor: string | undefined
  do {
    const page = listRecords(db, { datasetId, version: 2, limit: 2, cursor })
    expect(page.records.length).toBeLessThanOrEqual(2)
    seen.push(...page.records.map(({ inputs }) => inputs.q))
    cursor = page.nextCursor
  } while (cursor !== undefined)
  expect(seen).toEqual(Array.from({ length: 9 }, (_, n) => `q${n}`))
})

test('two versions are compared, in either direction', () => {
  const { db, datasetId, idOf } = makeDataset(three)
  editRecords(db, { datasetId, edits: [{ recordId: idOf('a'), outputs: 2 }] })
  editRecords(db, { datasetId, edits: [{ recordId: idOf('b'), outputs: 2 }] })
  editRecords(db, { datasetId, edits: [{ recordId: idOf('b'), outputs: 1 }] })
  deleteRecords(db, { datasetId, recordIds: [idOf('c')] })
  upsertRecords(db, { datasetId, records: [{ inputs: { q: 'd' } }] })
  const diff = diffVersions(db, { datasetId, from: 2, to: 7 })
  expect(DatasetDiff.parse(diff)).toEqual(diff)
  // b was changed and changed back.
  expect(diff.counts).toEqual({ added: 1, removed: 1, changed: 1 })
  expect(diff.changes.map(({ kind, before, after }) => [kind, before?.inputs.q, after?.inputs.q])).toEqual([
    ['changed', 'a', 'a'],
    ['removed', 'c', undefined],
    ['added', undefined, 'd'],
  ])
  expect(diff.changes[0]).toMatchObject({ before: { outputs: 1 }, after: { outputs: 2 } })
  expect(diffVersions(db, { datasetId, from: 7, to: 2 }).counts).toEqual({ added: 1, removed: 1, changed: 1 })
  expect(() => diffVersions(db, { datasetId, from: 2, to: 8 })).toThrow(expect.objectContaining({ code: 'NOT_FOUND' }))
})

test('going back to a version gives its content, order and digest again, as a new version', () => {
  const { db, datasetId, read, idOf } = makeDataset(three)
  const [a, b] = [idOf('a'), idOf('b')]
  // Two records swap their inputs, by way of a third text.
  editRecords(db, { datasetId, edits: [{ recordId: a, inputs: { q: 'x' } }] })
  editRecords(db, { datasetId, edits: [{ recordId: b, inputs: { q: 'a' } }] })
  editRecords(db, { datasetId, edits: [{ recordId: a, inputs: { q: 'b' } }] })
  deleteRecords(db, { datasetId, recordIds: [idOf('c')] })
  upsertRecords(db, { datasetId, records: [{ inputs: { q: 'c' }, outputs: 'another' }] })
  const before = read()
  expect(restoreVersion(db, { datasetId, version: 2, user: 'ada' })).toEqual({ version: 8 })
  expect(read()).toEqual(read(2))
  expect(idOf('a')).toBe(a)
  const [newest] = listVersions(db, datasetId)
  expect(newest).toMatchObject({ cause: 'restored', note: 'v2', createdBy: 'ada' })
  expect(newest?.digest).toBe(listVersions(db, datasetId).find(({ version }) => version === 2)?.digest)
  expect(read(7)).toEqual(before)
  restoreVersion(db, { datasetId, version: 7 })
  expect(read()).toEqual(before)
  // To what it is: nothing is saved.
  restoreVersion(db, { datasetId, version: 9 })
  expect(getDataset(db, datasetId).version).toBe(9)
})

test('one change is taken back; what was changed again since stays', () => {
  const { db, datasetId, read, idOf } = makeDataset(three)
  const edits = ['a', 'b'].map((q) => ({ recordId: idOf(q), outputs: 2 }))
  editRecords(db, { datasetId, edits })
  editRecords(db, { datasetId, edits: [{ recordId: idOf('a'), outputs: 3 }] })
  expect(undoVersion(db, { datasetId, version: 3 })).toEqual({ version: 5, undone: 1, skipped: 1 })
  expect(read()).toEqual([['a', 3], ['b', 1], ['c', 1]]) // biome-ignore format: a row each
  // What took it back can be taken back.
  undoVersion(db, { datasetId, version: 5 })
  expect(read()).toEqual([['a', 3], ['b', 2], ['c', 1]]) // biome-ignore format: a row each
  deleteRecords(db, { datasetId, recordIds: [idOf('c'), idOf('b')] })
  upsertRecords(db, { datasetId, records: [{ inputs: { q: 'c' }, outputs: 'its successor' }] })
  expect(undoVersion(db, { datasetId, version: 7 })).toEqual({ version: 9, undone: 1, skipped: 1 })
  expect(read()).toEqual([['a', 3], ['b', 2], ['c', 'its successor']]) // biome-ignore format: a row each
  expect(() => undoVersion(db, { datasetId, version: 1 })).toThrow(expect.objectContaining({ code: 'INVALID_INPUT' }))
})

test('an edit that cannot be done leaves everything as it was', () => {
  const { db, datasetId, read, idOf } = makeDataset(three)
  const before = read()
  const edits = [
    { recordId: idOf('a'), outputs: 9 },
    { recordId: idOf('b'), inputs: { q: 'c' } },
  ]
  expect(() => editRecords(db, { datasetId, edits })).toThrow(expect.objectContaining({ code: 'CONFLICT' }))
  expect(() => editRecords(db, { datasetId, edits: [{ recordId: 'dr-x', outputs: 1 }] })).toThrow(
    expect.objectContaining({ code: 'NOT_FOUND' }),
  )
  expect(read()).toEqual(before)
  expect(getDataset(db, datasetId).version).toBe(2)
})

test('expectations that were sealed stay what they are, whatever version one goes back to', () => {
  const { db, datasetId, read, idOf } = makeDataset(three)
  const recordId = idOf('a')
  editRecords(db, { datasetId, edits: [{ recordId, outputs: 'final' }] })
  db.prepare("UPDATE dataset_records SET split = 'test' WHERE record_id = ?").run(recordId)
  sealSplit(db, { datasetId, split: 'test' })
  restoreVersion(db, { datasetId, version: 2 })
  restoreVersion(db, { datasetId, version: 1 })
  expect(read()).toEqual([])
  const all = listRecords(db, { datasetId, withSealed: true, limit: 10 }).records
  expect(all).toMatchObject([{ recordId, outputs: 'final', split: 'test' }])
})

test('an edit of what somebody else changed meanwhile is refused, with a reason the interface knows', () => {
  const { db, datasetId, read, idOf } = makeDataset(three)
  const recordId = idOf('a')
  const { sinceVersion } = listRecords(db, { datasetId, limit: 1 }).records[0] as { sinceVersion: number }
  editRecords(db, { datasetId, edits: [{ recordId, sinceVersion, outputs: 2 }] })
  const refusal = (reason: string) => expect.objectContaining({ code: 'CONFLICT', details: { reason } })
  expect(() => editRecords(db, { datasetId, edits: [{ recordId, sinceVersion, outputs: 3 }] })).toThrow(
    refusal('recordChanged'),
  )
  expect(() => editRecords(db, { datasetId, edits: [{ recordId, inputs: { q: 'b' } }] })).toThrow(
    refusal('inputsTaken'),
  )
  expect(read()[0]).toEqual(['a', 2])
})
