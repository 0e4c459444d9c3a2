/** Answers compared by hand with those of the real server, 3.17.2. */
import { expect, it } from 'vitest'
import { findExperimentByName } from '../../../../src/main/store/experiments.ts'
import { createRun, getRun } from '../../../../src/main/store/runs.ts'
import { type MlflowDesk, openMlflowDesk } from './mlflow-desk.ts'

const base = '/api/2.0/mlflow/experiments'

async function create(desk: MlflowDesk, name: string, tags: { key: string; value: string }[] = []): Promise<string> {
  const { status, body } = await desk.call<{ experiment_id: string }>('POST', `${base}/create`, { name, tags })
  expect(status).toBe(200)
  return body.experiment_id
}

const post = (desk: MlflowDesk, name: string, body: object) => desk.call('POST', `${base}/${name}`, body)
const get = async (desk: MlflowDesk, id: string) =>
  (await desk.call<{ experiment: Record<string, unknown> }>('GET', `${base}/get?experiment_id=${id}`)).body.experiment

it('is there from the start with the default experiment', async () => {
  const desk = await openMlflowDesk()
  expect(await get(desk, '0')).toMatchObject({
    experiment_id: '0',
    name: 'Default',
    artifact_location: 'mlflow-artifacts:/0',
    lifecycle_stage: 'active',
  })
})

it('makes one that is found by name and by id, keeping its artifacts here whatever was asked for', async () => {
  const desk = await openMlflowDesk()
  const name = 'Küche / 料理 & "more"'
  const id = await create(desk, name, [{ key: 'team', value: 'a' }])
  await post(desk, 'create', { name: 'bucket', artifact_location: 's3://elsewhere/x' })
  const wanted = {
    experiment_id: id,
    name,
    artifact_location: `mlflow-artifacts:/${id}`,
    lifecycle_stage: 'active',
    creation_time: expect.any(Number),
    last_update_time: expect.any(Number),
    tags: [{ key: 'team', value: 'a' }],
  }
  expect(await get(desk, id)).toEqual(wanted)
  const found = await desk.call('GET', `${base}/get-by-name?experiment_name=${encodeURIComponent(name)}`)
  expect(found).toMatchObject({ status: 200, body: { experiment: wanted } })
  expect((await desk.call('GET', `${base}/get-by-name`, undefined)).status).toBe(400)
  const bucket = findExperimentByName(desk.db, 'bucket')?.experimentId ?? ''
  expect(await get(desk, bucket)).toMatchObject({ artifact_location: `mlflow-artifacts:/${bucket}` })
  expect(desk.changes).toEqual([{ topic: 'experiments' }, { topic: 'experiments' }])
})

it('says in the code that clients go by that there is none, or that there is one already', async () => {
  const desk = await openMlflowDesk()
  expect(await desk.call('GET', `${base}/get-by-name?experiment_name=none`)).toMatchObject({
    status: 404,
    body: { error_code: 'RESOURCE_DOES_NOT_EXIST' },
  })
  expect(await desk.call('GET', `${base}/get?experiment_id=99`)).toMatchObject({
    status: 404,
    body: { error_code: 'RESOURCE_DOES_NOT_EXIST', message: 'No Experiment with id=99 exists' },
  })
  for (const id of ['abc', '-1', '1.5', '9'.repeat(30)]) {
    expect(await desk.call('GET', `${base}/get?experiment_id=${id}`)).toMatchObject({
      status: 400,
      body: { error_code: 'INVALID_PARAMETER_VALUE' },
    })
  }
  await create(desk, 'a')
  expect(await post(desk, 'create', { name: 'a' })).toMatchObject({
    status: 400,
    body: {
      error_code: 'RESOURCE_ALREADY_EXISTS',
      message: expect.stringContaining('Experiment(name=a) already exists'),
    },
  })
})

it('keeps a deleted one, its name and its runs until it is restored', async () => {
  const desk = await openMlflowDesk()
  const id = await create(desk, 'a')
  const { runId } = createRun(desk.db, { experimentId: id, startMs: 1, tags: {} })
  expect((await post(desk, 'delete', { experiment_id: id })).status).toBe(200)
  const found = await desk.call('GET', `${base}/get-by-name?experiment_name=a`)
  expect(found).toMatchObject({ status: 200, body: { experiment: { lifecycle_stage: 'deleted' } } })
  expect(getRun(desk.db, runId).lifecycleStage).toBe('deleted')
  expect(await post(desk, 'create', { name: 'a' })).toMatchObject({
    body: { error_code: 'RESOURCE_ALREADY_EXISTS', message: expect.stringContaining(`restore_experiment("${id}")`) },
  })
  expect(await post(desk, 'delete', { experiment_id: id })).toMatchObject({ status: 404 })
  expect(await post(desk, 'update', { experiment_id: id, new_name: 'b' })).toMatchObject({
    body: { error_code: 'INVALID_STATE' },
  })
  expect(await post(desk, 'set-experiment-tag', { experiment_id: id, key: 'k', value: 'v' })).toMatchObject({
    status: 400,
    body: { error_code: 'INVALID_PARAMETER_VALUE', message: expect.stringContaining("must be in the 'active' state") },
  })
  expect((await post(desk, 'restore', { experiment_id: id })).status).toBe(200)
  expect(getRun(desk.db, runId).lifecycleStage).toBe('active')
  expect(await get(desk, id)).toMatchObject({ lifecycle_stage: 'active' })
  expect(await post(desk, 'restore', { experiment_id: id })).toMatchObject({ status: 404 })
})

it('renames, unless the name is taken', async () => {
  const desk = await openMlflowDesk()
  const id = await create(desk, 'a')
  await create(desk, 'b')
  expect(await post(desk, 'update', { experiment_id: id, new_name: 'b' })).toMatchObject({
    status: 400,
    body: { error_code: 'RESOURCE_ALREADY_EXISTS' },
  })
  expect(await post(desk, 'update', { experiment_id: id })).toMatchObject({ status: 400 })
  for (const name of ['a', 'c']) {
    expect((await post(desk, 'update', { experiment_id: id, new_name: name })).status).toBe(200)
    expect(await get(desk, id)).toMatchObject({ name })
  }
  expect(await post(desk, 'update', { experiment_id: '99', new_name: 'd' })).toMatchObject({ status: 404 })
})

it('sets, overwrites and deletes tags', async () => {
  const desk = await openMlflowDesk()
  const id = await create(desk, 'a', [{ key: 'kept', value: '1' }])
  for (const value of ['x', 'y', '']) await post(desk, 'set-experiment-tag', { experiment_id: id, key: 'a:b', value })
  expect((await get(desk, id)).tags).toEqual([
    { key: 'a:b', value: '' },
    { key: 'kept', value: '1' },
  ])
  expect((await post(desk, 'delete-experiment-tag', { experiment_id: id, key: 'a:b' })).status).toBe(200)
  expect((await get(desk, id)).tags).toEqual([{ key: 'kept', value: '1' }])
  expect(await post(desk, 'delete-experiment-tag', { experiment_id: id, key: 'a:b' })).toMatchObject({
    status: 404,
    body: { error_code: 'RESOURCE_DOES_NOT_EXIST' },
  })
})

it('refuses names and tags that MLflow refuses', async () => {
  const desk = await openMlflowDesk()
  const cases: [string, object][] = [
    ['create', {}],
    ['create', { name: '' }],
    ['create', { name: 'x'.repeat(501) }],
    ['create', { name: 'a', tags: [{ key: '../x', value: '' }] }],
    ['create', { name: 'a', tags: 'k=v' }],
    ['update', { experiment_id: '0', new_name: 'x'.repeat(501) }],
    ['set-experiment-tag', { experiment_id: '0', key: '', value: 'v' }],
    ['set-experiment-tag', { experiment_id: '0', key: 'x'.repeat(251), value: 'v' }],
    ['set-experiment-tag', { experiment_id: '0', key: 'k', value: 'x'.repeat(20_001) }],
  ]
  for (const [name, body] of cases) {
    expect(await post(desk, name, body)).toMatchObject({ status: 400, body: { error_code: 'INVALID_PARAMETER_VALUE' } })
  }
  expect((await post(desk, 'create', { name: '😀'.repeat(500) })).status).toBe(200)
})
