import { expect, test } from 'vitest'
import { listRecords } from '../../../../src/main/store/dataset-records.ts'
import { moveToSplit, sealSplit } from '../../../../src/main/store/dataset-splits.ts'
import { listVersions } from '../../../../src/main/store/dataset-versions.ts'
import { listDatasets } from '../../../../src/main/store/datasets.ts'
import { type MlflowDesk, openMlflowDesk } from './mlflow-desk.ts'

const datasets = '/api/3.0/mlflow/datasets'

interface DatasetJson {
  dataset_id: string
  name: string
  tags: string
  digest: string
  experiment_ids: string[]
  [key: string]: unknown
}

async function create(desk: MlflowDesk, name: string, fields = {}): Promise<DatasetJson> {
  const { body } = await desk.call<{ dataset: DatasetJson }>('POST', `${datasets}/create`, { name, ...fields })
  return body.dataset
}

test('a dataset is made, read, tagged, moved between experiments and deleted', async () => {
  const desk = await openMlflowDesk()
  const tags = JSON.stringify({ team: 'qa', 'mlflow.user': 'ada', n: 1 })
  const made = await create(desk, 'golden', { experiment_ids: ['0'], tags })
  expect(made).toMatchObject({ name: 'golden', experiment_ids: ['0'], created_by: 'ada', last_updated_by: 'ada' })
  expect(JSON.parse(made.tags)).toEqual({ team: 'qa', 'mlflow.user': 'ada', n: '1' })
  expect(listDatasets(desk.db)[0]).toMatchObject({ datasetId: made.dataset_id, name: 'golden', experimentIds: ['0'] })
  const path = `${datasets}/${made.dataset_id}`
  const get = async () => (await desk.call<{ dataset: DatasetJson }>('GET', path)).body.dataset
  expect(await get()).toEqual(made)
  expect((await desk.call('PATCH', `${path}/tags`, { tags: '{"team":"dev","x":"y"}' })).body).toEqual({})
  expect((await desk.call('DELETE', `${path}/tags/x`)).body).toEqual({})
  expect((await desk.call('DELETE', `${path}/tags/none`)).body).toEqual({})
  expect(JSON.parse((await get()).tags)).toEqual({ team: 'dev', 'mlflow.user': 'ada', n: '1' })
  const removed = await desk.call<{ dataset: DatasetJson }>('POST', `${path}/remove-experiments`, {
    experiment_ids: ['0', '5'],
  })
  expect(removed.body.dataset.experiment_ids).toEqual([])
  const added = await desk.call<{ dataset: DatasetJson }>('POST', `${path}/add-experiments`, { experiment_ids: ['0'] })
  expect(added.body.dataset.experiment_ids).toEqual(['0'])
  expect((await desk.call('GET', `${path}/experiment-ids`)).body).toEqual({ experiment_ids: ['0'] })
  expect(await desk.call('POST', `${path}/add-experiments`, { experiment_ids: ['5'] })).toMatchObject({
    status: 404,
    body: { error_code: 'RESOURCE_DOES_NOT_EXIST' },
  })
  expect(desk.changes).toContainEqual({ topic: 'datasets' })
  expect((await desk.call('DELETE', path)).body).toEqual({})
  expect((await desk.call('DELETE', path)).body).toEqual({})
  expect(await desk.call('GET', path)).toMatchObject({ status: 404, body: { error_code: 'RESOURCE_DOES_NOT_EXIST' } })
})

test('records are merged by their inputs and read in pages', async () => {
  const desk = await openMlflowDesk()
  const { dataset_id, digest } = await create(desk, 'golden')
  const path = `${datasets}/${dataset_id}/records`
  const upsert = async (records: unknown) => (await desk.call('POST', path, { records: JSON.stringify(records) })).body
  const source = { source_type: 'trace', source_data: { trace_id: 'tr-1', session_id: 's' } }
  expect(
    await upsert([
      { inputs: { q: 1 }, outputs: 'plain', expectations: { a: 1 }, tags: { 'mlflow.user': 'ada' }, source },
      { inputs: { q: 2 } },
      { inputs: { q: 3 }, outputs: { mlflow_wrapped: 'kept' }, source: { source_type: 'HUMAN', source_data: {} } },
    ]),
  ).toEqual({ inserted_count: 3, updated_count: 0 })
  expect(await upsert([{ inputs: { q: 1 }, expectations: { b: [2] }, tags: { x: 'y' } }])).toEqual({
    inserted_count: 0,
    updated_count: 1,
  })
  const seen: Record<string, unknown>[] = []
  let token: string | undefined
  do {
    const query = `max_results=2${token === undefined ? '' : `&page_token=${token}`}`
    const { body } = await desk.call<{ records: string; next_page_token?: string }>('GET', `${path}?${query}`)
    seen.push(...(JSON.parse(body.records) as Record<string, unknown>[]))
    token = body.next_page_token
  } while (token !== undefined)
  expect(seen).toEqual([
    expect.objectContaining({
      dataset_id,
      inputs: { q: 1 },
      outputs: 'plain',
      expectations: { a: 1, b: [2] },
      tags: { 'mlflow.user': 'ada', x: 'y' },
      source: { source_type: 'TRACE', source_data: { trace_id: 'tr-1', session_id: 's' } },
      source_id: 'tr-1',
      source_type: 'TRACE',
      created_by: 'ada',
    }),
    expect.objectContaining({ inputs: { q: 2 }, tags: {} }),
    expect.objectContaining({ inputs: { q: 3 }, outputs: { mlflow_wrapped: 'kept' }, source_type: 'HUMAN' }),
  ])
  expect(seen[1]).not.toHaveProperty('outputs')
  const { body } = await desk.call<{ dataset: DatasetJson }>('GET', `${datasets}/${dataset_id}`)
  expect(body.dataset.digest).not.toBe(digest)
  expect(body.dataset.profile).toBe('{"num_records":3}')
  const deletion = { dataset_record_ids: [seen[0]?.dataset_record_id, 'dr-none'] }
  expect((await desk.call('DELETE', path, deletion)).body).toEqual({ deleted_count: 1 })
  expect(listRecords(desk.db, { datasetId: dataset_id, limit: 9 }).records).toHaveLength(2)
})

test('NaN, which Python writes, is kept out of the JSON', async () => {
  const desk = await openMlflowDesk()
  const { dataset_id } = await create(desk, 'golden')
  const records = '[{"inputs": {"q": NaN}, "expectations": null, "tags": null}]'
  expect((await desk.call('POST', `${datasets}/${dataset_id}/records`, { records })).status).toBe(200)
  expect(listRecords(desk.db, { datasetId: dataset_id, limit: 9 }).records[0]?.inputs).toEqual({ q: null })
})

test.each([
  ['no JSON', 'x'],
  ['no list', '{}'],
  ['a record that is no object', '[1]'],
  ['inputs that are no object', '[{"inputs": 1}]'],
  ['expectations that are no object', '[{"inputs": {}, "expectations": []}]'],
  ['an unknown source', '[{"inputs": {}, "source": {"source_type": "GUESS"}}]'],
])('records that are %s are refused whole', async (_case, records) => {
  const desk = await openMlflowDesk()
  const { dataset_id } = await create(desk, 'golden')
  const answer = await desk.call('POST', `${datasets}/${dataset_id}/records`, { records })
  expect(answer).toMatchObject({ status: 400, body: { error_code: 'INVALID_PARAMETER_VALUE' } })
  expect(listRecords(desk.db, { datasetId: dataset_id, limit: 9 }).records).toEqual([])
})

test('search finds by name and experiment, in pages', async () => {
  const desk = await openMlflowDesk()
  for (const name of ['a', 'b']) await create(desk, name, { experiment_ids: ['0'] })
  await create(desk, 'c')
  const search = async (fields: object) =>
    (await desk.call<{ datasets: DatasetJson[]; next_page_token?: string }>('POST', `${datasets}/search`, fields)).body
  const names = async (fields: object) => (await search(fields)).datasets.map((dataset) => dataset.name).sort()
  expect(await names({})).toEqual(['a', 'b', 'c'])
  expect(await names({ experiment_ids: ['0'] })).toEqual(['a', 'b'])
  expect(await names({ filter_string: "name = 'b'" })).toEqual(['b'])
  const page = await search({ max_results: 2 })
  expect(page.datasets).toHaveLength(2)
  expect((await search({ max_results: 2, page_token: page.next_page_token })).datasets).toHaveLength(1)
  expect(await desk.call('POST', `${datasets}/search`, { filter_string: 'nonsense !!' })).toMatchObject({
    status: 400,
    body: { error_code: 'INVALID_PARAMETER_VALUE' },
  })
})

test('what a client saves are versions, and what is sealed it does not read', async () => {
  const desk = await openMlflowDesk()
  const { dataset_id: datasetId } = await create(desk, 'golden')
  const path = `${datasets}/${datasetId}/records`
  const upsert = (records: unknown) => desk.call('POST', path, { records: JSON.stringify(records) })
  await upsert([{ inputs: { q: 1 }, tags: { 'mlflow.user': 'ada' } }, { inputs: { q: 2 } }])
  const [first, second] = listRecords(desk.db, { datasetId, limit: 10 }).records
  await upsert([{ inputs: { q: 1 }, outputs: 'new' }])
  moveToSplit(desk.db, { datasetId, recordIds: [second?.recordId as string], split: 'test' })
  sealSplit(desk.db, { datasetId, split: 'test' })
  const read = await desk.call<{ records: string }>('GET', path)
  expect((JSON.parse(read.body.records) as { inputs: unknown }[]).map(({ inputs }) => inputs)).toEqual([{ q: 1 }])
  expect((await desk.call('DELETE', path, { dataset_record_ids: [second?.recordId] })).status).toBeGreaterThanOrEqual(
    400,
  )
  await desk.call('DELETE', path, { dataset_record_ids: [first?.recordId] })
  expect(listVersions(desk.db, datasetId).map(({ cause, createdBy }) => [cause, createdBy])).toEqual([
    ['removed', undefined],
    ['split', undefined],
    ['merged', undefined],
    ['merged', 'ada'],
    ['made', undefined],
  ])
  expect(listRecords(desk.db, { datasetId, version: 2, limit: 10 }).records).toEqual([
    expect.objectContaining({ inputs: { q: 1 } }),
  ])
})
