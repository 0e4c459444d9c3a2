import { expect, test } from 'vitest'
import { deleteRecords, listRecords, upsertRecords } from '../../../src/main/store/dataset-records.ts'
import {
  addDatasetExperiments,
  createDataset,
  deleteDataset,
  findDataset,
  getDataset,
  listDatasets,
  readDatasets,
  removeDatasetExperiments,
  setDatasetTags,
} from '../../../src/main/store/datasets.ts'
import { Dataset, DatasetRecord } from '../../../src/shared/model/dataset.ts'
import { makeWorkspace } from './make.ts'

const given = { name: 'golden', tags: { team: 'qa' }, experimentIds: ['0'], createdBy: 'ada' }

test('a dataset keeps its facts; tags and experiments change', () => {
  const { db } = makeWorkspace()
  const made = createDataset(db, given, 1_000)
  expect(Dataset.parse(made)).toEqual(made)
  expect(made).toMatchObject({ name: 'golden', tags: { team: 'qa' }, experimentIds: ['0'], recordCount: 0 })
  expect(made.datasetId).toMatch(/^d-[0-9a-f]{32}$/)
  const tagged = setDatasetTags(db, { datasetId: made.datasetId, tags: { team: null, __proto__x: '1', a: 'b' } }, 2_000)
  expect(tagged.tags).toEqual({ __proto__x: '1', a: 'b' })
  expect(removeDatasetExperiments(db, { datasetId: made.datasetId, experimentIds: ['0', '7'] }).experimentIds).toEqual(
    [],
  )
  expect(addDatasetExperiments(db, { datasetId: made.datasetId, experimentIds: ['0'] }).experimentIds).toEqual(['0'])
  expect(() => addDatasetExperiments(db, { datasetId: made.datasetId, experimentIds: ['7'] })).toThrow(
    expect.objectContaining({ code: 'NOT_FOUND' }),
  )
  const later = createDataset(db, { ...given, name: 'later' }, Date.now() + 60_000)
  expect(listDatasets(db).map((dataset) => dataset.name)).toEqual(['later', 'golden'])
  expect(readDatasets(db, [made.datasetId, 'd-x', later.datasetId])).toHaveLength(2)
  expect(deleteDataset(db, made.datasetId)).toEqual({ deleted: true })
  expect(findDataset(db, made.datasetId)).toBeUndefined()
})

test('a record with known inputs is merged, whatever the order of its keys', () => {
  const { db } = makeWorkspace()
  const { datasetId, digest } = createDataset(db, given, 1_000)
  const first = {
    inputs: { question: 'q', options: { b: 1, a: [2] } },
    outputs: 'old',
    expectations: { expected_response: 'r' },
    tags: { a: '1' },
    sourceType: 'TRACE' as const,
    sourceId: 'tr-1',
    source: { source_type: 'TRACE', source_data: { trace_id: 'tr-1' } },
    user: 'ada',
  }
  expect(upsertRecords(db, { datasetId, records: [first, { inputs: { question: 'p' } }] }, 2_000)).toEqual({
    inserted: 2,
    updated: 0,
  })
  const afterInsert = getDataset(db, datasetId)
  expect(afterInsert.digest).not.toBe(digest)
  const again = {
    inputs: { options: { a: [2], b: 1 }, question: 'q' },
    outputs: { text: 'new' },
    expectations: { expected_facts: ['f'] },
    tags: { b: '2' },
    sourceType: 'HUMAN' as const,
    user: 'bob',
  }
  expect(upsertRecords(db, { datasetId, records: [again] }, 3_000)).toEqual({ inserted: 0, updated: 1 })
  const { records } = listRecords(db, { datasetId, limit: 10 })
  expect(records).toHaveLength(2)
  expect(DatasetRecord.parse(records[0])).toEqual(records[0])
  expect(records[0]).toMatchObject({
    inputs: first.inputs,
    outputs: { text: 'new' },
    expectations: { expected_response: 'r', expected_facts: ['f'] },
    tags: { a: '1', b: '2' },
    sourceType: 'TRACE',
    sourceId: 'tr-1',
    createdBy: 'ada',
    updatedBy: 'bob',
    createdAtMs: 2_000,
    updatedAtMs: 3_000,
  })
  const dataset = getDataset(db, datasetId)
  expect(dataset).toMatchObject({ recordCount: 2, updatedBy: 'bob', updatedAtMs: 3_000 })
  expect(dataset.digest).not.toBe(afterInsert.digest)
  expect(JSON.parse(dataset.profile ?? '')).toEqual({ num_records: 2 })
  expect(JSON.parse(dataset.schema ?? '')).toEqual({
    inputs: { question: 'string', options: 'object' },
    outputs: 'string',
    expectations: { expected_response: 'string', expected_facts: 'array' },
    version: '1.0',
  })
})

test('records come in pages and can be deleted', () => {
  const { db } = makeWorkspace()
  const { datasetId } = createDataset(db, given)
  const records = Array.from({ length: 7 }, (_, n) => ({ inputs: { n } }))
  upsertRecords(db, { datasetId, records }, 1_000)
  const seen: unknown[] = []
  let cursor: string | undefined
  do {
    const page = listRecords(db, { datasetId, limit: 3, cursor })
    seen.push(...page.records.map((record) => record.inputs))
    cursor = page.nextCursor
  } while (cursor !== undefined)
  expect(seen).toEqual(records.map((record) => record.inputs))
  const [first] = listRecords(db, { datasetId, limit: 1 }).records
  const before = getDataset(db, datasetId).digest
  expect(deleteRecords(db, { datasetId, recordIds: [first?.recordId as string, 'dr-x'] })).toEqual({
    count: 1,
    version: 3,
  })
  expect(getDataset(db, datasetId)).toMatchObject({ recordCount: 6, profile: '{"num_records":6}' })
  expect(getDataset(db, datasetId).digest).not.toBe(before)
  expect(() => listRecords(db, { datasetId: 'd-x', limit: 1 })).toThrow(expect.objectContaining({ code: 'NOT_FOUND' }))
})
