import { expect, it } from 'vitest'
import { openMlflowDesk } from './mlflow-desk.ts'

it('says which MLflow it is compatible with, and that it is well', async () => {
  const desk = await openMlflowDesk()
  expect(await desk.call('GET', '/version')).toMatchObject({
    status: 200,
    body: expect.stringMatching(/^3\.\d+\.\d+$/),
  })
  expect(await desk.call('GET', '/health')).toMatchObject({ status: 200, body: 'OK' })
  for (const root of ['/api', '/ajax-api']) {
    const { status, body } = await desk.call('GET', `${root}/3.0/mlflow/server-info`)
    expect({ status, body }).toMatchObject({ status: 200, body: { store_type: 'SqlStore', workspaces_enabled: false } })
  }
})

it('answers a path that it does not have at once, with the code that clients fall back on', async () => {
  const desk = await openMlflowDesk()
  const answer = await desk.call('POST', '/api/2.0/mlflow/registered-models/create', { name: 'x' })
  expect(answer).toMatchObject({ status: 404, body: { error_code: 'ENDPOINT_NOT_FOUND' } })
})
