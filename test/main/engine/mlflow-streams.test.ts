/** What many threads of a client send at once shares commits, and fails alone. */
import { join } from 'node:path'
import { createRouterClient } from '@orpc/server'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { runWrites } from '../../../src/main/engine/commands/mlflow-calls.ts'
import type { Change } from '../../../src/main/receive/mlflow/write-context.ts'
import { startTestEngine, type TestEngine } from '../../contract/fixtures.ts'
import { makeMemoryStore } from '../store/make.ts'

const idOf = (index: number) => String(index + 1).padStart(32, '0')
const infoOf = (index: number, experimentId = '0') => ({
  trace_id: `tr-${idOf(index)}`,
  trace_location: { type: 'MLFLOW_EXPERIMENT', mlflow_experiment: { experiment_id: experimentId } },
  request_time: '2026-09-21T13:46:40.123Z',
  state: 'OK',
})

let running: TestEngine

beforeEach(() => {
  running = startTestEngine()
})

afterEach(async () => {
  await running.close()
})

test('records and spans of many traces at once are all there, each once', async () => {
  const client = createRouterClient(running.engine.router)
  await client.workspaces.create({ path: join(running.folder, 'a') })
  const { endpoints } = await client.receivers.status()
  const url = endpoints.find((endpoint) => endpoint.protocol === 'mlflow' && endpoint.isListening)?.url ?? ''
  const post = (path: string, body: object, headers: Record<string, string> = {}) =>
    fetch(`${url}${path}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...headers },
      body: JSON.stringify(body),
    })
  const count = 60
  const answers = await Promise.all(
    Array.from({ length: count }, async (_, index) => {
      const span = { traceId: idOf(index), spanId: '1'.repeat(16), name: 'x', startTimeUnixNano: '1790000000123456789' }
      const spans = post(
        '/v1/traces',
        { resourceSpans: [{ scopeSpans: [{ spans: [span] }] }] },
        { 'x-mlflow-experiment-id': '0' },
      )
      // Every tenth names an experiment that is not there.
      const info = infoOf(index, index % 10 === 9 ? '77' : '0')
      const started = post('/api/3.0/mlflow/traces', { trace: { trace_info: info } })
      return [(await spans).status, (await started).status]
    }),
  )
  expect(answers.map(([spans]) => spans)).toEqual(new Array(count).fill(200))
  expect(answers.map(([, started]) => started)).toEqual(
    Array.from({ length: count }, (_, index) => (index % 10 === 9 ? 404 : 200)),
  )
  const { rows } = await client.traces.list({ filter: {}, sort: { column: 'start', direction: 'asc' }, limit: 200 })
  expect(rows.map((row) => row.traceId).toSorted()).toEqual(Array.from({ length: count }, (_, index) => idOf(index)))
  expect(rows.every((row) => row.spanCount === 1)).toBe(true)
})

test('a call that fails in the midst takes nothing of the others with it, and nothing of its own stays', () => {
  const db = makeMemoryStore()
  const changes: Change[] = []
  const call = (info: object) => ({ name: 'startTrace' as const, input: { info } })
  const results = runWrites(db, [call(infoOf(0)), call(infoOf(1, '77')), call({}), call(infoOf(2))], (touched) =>
    changes.push(...touched),
  )
  expect(results).toMatchObject([
    { value: { value: { state: 'OK' } } },
    { error: { code: 'NOT_FOUND' } },
    { value: { failure: { code: 'INVALID_PARAMETER_VALUE' } } },
    { value: { value: { state: 'OK' } } },
  ])
  expect(db.inTransaction).toBe(false)
  expect(db.prepare('SELECT trace_id FROM traces ORDER BY trace_id').pluck().all()).toEqual([idOf(0), idOf(2)])
  expect(changes.flatMap((change) => ('traceIds' in change ? change.traceIds : []))).toEqual([idOf(0), idOf(2)])
})
