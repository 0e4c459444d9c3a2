import { expect, it } from 'vitest'
import { listRunTraceIds } from '../../../../src/main/store/run-traces.ts'
import { listTraces } from '../../../../src/main/store/trace-list.ts'
import { openMlflowDesk } from './mlflow-desk.ts'
import { getInfo, makeRun, sendSpans, startTrace } from './mlflow-requests.ts'

const traceId = '0af7651916cd43dd8448eb211c80319c'
const tags = `mlflow/traces/tr-${traceId}/tags`

it.each(['2.0', '3.0'])('sets and deletes a tag with version %s', async (version) => {
  const desk = await openMlflowDesk()
  await startTrace(desk, traceId)
  const path = `/api/${version}/${tags}`
  expect(await desk.call('PATCH', path, { key: 'team', value: 'red' })).toMatchObject({ status: 200, body: {} })
  expect((await getInfo(desk, traceId)).tags.team).toBe('red')
  await desk.call('PATCH', path, { key: 'team', value: '' })
  expect((await getInfo(desk, traceId)).tags.team).toBe('')
  expect(await desk.call('DELETE', `${path}?key=team`)).toMatchObject({ status: 200, body: {} })
  expect((await getInfo(desk, traceId)).tags).not.toHaveProperty('team')
  expect(await desk.call('DELETE', path, { key: 'team' })).toMatchObject({
    status: 404,
    body: { error_code: 'RESOURCE_DOES_NOT_EXIST' },
  })
})

it('renames a trace by its name tag, and gives it back its own name', async () => {
  const desk = await openMlflowDesk()
  await sendSpans(desk, traceId, [{ spanId: 'b7ad6b7169203331', name: 'root' }])
  const path = `/api/2.0/${tags}`
  await desk.call('PATCH', path, { key: 'mlflow.traceName', value: 'renamed' })
  expect((await getInfo(desk, traceId)).tags['mlflow.traceName']).toBe('renamed')
  expect(desk.db.prepare('SELECT name FROM traces').pluck().get()).toBe('renamed')
  await desk.call('DELETE', path, { key: 'mlflow.traceName' })
  expect(desk.db.prepare('SELECT name FROM traces').pluck().get()).toBe('root')
})

it('refuses tags that say where a trace is, long keys, and traces that are not there', async () => {
  const desk = await openMlflowDesk()
  await startTrace(desk, traceId)
  const bad = { status: 400, body: { error_code: 'INVALID_PARAMETER_VALUE' } }
  const set = (key: string, path = `/api/2.0/${tags}`) => desk.call('PATCH', path, { key, value: 'x' })
  expect(await set('mlflow.trace.spansLocation')).toMatchObject(bad)
  expect(await set('k'.repeat(251))).toMatchObject(bad)
  expect(await set('a', `/api/2.0/mlflow/traces/tr-${'9'.repeat(32)}/tags`)).toMatchObject({ status: 404 })
})

it('links traces to a run, those on their way when they arrive', async () => {
  const desk = await openMlflowDesk()
  const runId = await makeRun(desk)
  const late = '2'.repeat(32)
  await startTrace(desk, traceId)
  const link = (ids: string[], run = runId) =>
    desk.call('POST', '/api/2.0/mlflow/traces/link-to-run', { trace_ids: ids, run_id: run })
  expect(await link([`tr-${traceId}`, `tr-${late}`])).toMatchObject({ status: 200, body: {} })
  expect(await link([`tr-${traceId}`])).toMatchObject({ status: 200 })
  expect(listRunTraceIds(desk.db, runId, { limit: 10 })).toEqual([traceId])
  await sendSpans(desk, late, [{ spanId: 'b7ad6b7169203331' }])
  expect(listRunTraceIds(desk.db, runId, { limit: 10 })).toEqual([traceId, late])
  expect(listRunTraceIds(desk.db, runId, { after: traceId, limit: 10 })).toEqual([late])
  expect(await link([`tr-${traceId}`], 'nothing')).toMatchObject({ status: 404 })
  const many = Array.from({ length: 101 }, (_, index) => `tr-${String(index).padStart(32, 'a')}`)
  expect(await link(many)).toMatchObject({ status: 400, body: { error_code: 'INVALID_PARAMETER_VALUE' } })
})

it('counts a trace that was logged under a run as one of the run', async () => {
  const desk = await openMlflowDesk()
  const runId = await makeRun(desk)
  const linked = '2'.repeat(32)
  await startTrace(desk, traceId, { trace_metadata: { 'mlflow.sourceRun': runId } })
  await startTrace(desk, linked)
  await startTrace(desk, '3'.repeat(32))
  await desk.call('POST', '/api/2.0/mlflow/traces/link-to-run', { trace_ids: [`tr-${linked}`], run_id: runId })
  const sort = { column: 'start', direction: 'desc' } as const
  const { rows } = listTraces(desk.db, { filter: { runId }, sort, limit: 10 })
  expect(rows.map((row) => row.traceId).sort()).toEqual([traceId, linked])
  expect(listRunTraceIds(desk.db, runId, { limit: 10 }).sort()).toEqual([traceId, linked])
})

it('remembers the prompts that a trace used', async () => {
  const desk = await openMlflowDesk()
  await startTrace(desk, traceId, { tags: { 'mlflow.linkedPrompts': '[{"name": "p", "version": "1"}]' } })
  const link = (versions: object[]) =>
    desk.call('POST', '/api/3.0/mlflow/traces/link-prompts', { trace_id: `tr-${traceId}`, prompt_versions: versions })
  expect(
    await link([
      { name: 'p', version: '1' },
      { name: 'p', version: '2' },
    ]),
  ).toMatchObject({ status: 200, body: {} })
  expect(JSON.parse((await getInfo(desk, traceId)).tags['mlflow.linkedPrompts'] ?? '')).toEqual([
    { name: 'p', version: '1' },
    { name: 'p', version: '2' },
  ])
})
