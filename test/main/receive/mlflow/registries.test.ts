/** Logged models, scorers and issues: what clients keep beside their runs. */
import { describe, expect, test } from 'vitest'
import { createAssessment } from '../../../../src/main/store/assessments.ts'
import { ingestBatch } from '../../../../src/main/store/ingest.ts'
import { makeIngest, makeSpan, traceId } from '../../store/make.ts'
import { type MlflowDesk, openMlflowDesk } from './mlflow-desk.ts'

type Fields = Record<string, unknown>
interface ErrorBody {
  error_code: string
}

/** The body of a call that is accepted. */
async function ask<Body = Fields>(desk: MlflowDesk, method: string, path: string, body?: object): Promise<Body> {
  const answer = await desk.call<Body>(method, path, body)
  expect(answer).toMatchObject({ status: 200 })
  return answer.body
}

async function codeOf(desk: MlflowDesk, method: string, path: string, body?: object): Promise<string> {
  return (await desk.call<ErrorBody>(method, path, body)).body.error_code
}

describe('logged models', () => {
  const root = '/api/2.0/mlflow/logged-models'
  interface Model {
    model: { info: Fields & { model_id: string }; data: { params: unknown[]; metrics: Fields[] } }
  }

  test('are made, finalized, tagged, measured and deleted', async () => {
    const desk = await openMlflowDesk()
    const { model } = await ask<Model>(desk, 'POST', root, {
      experiment_id: '0',
      name: 'agent',
      model_type: 'agent',
      source_run_id: 'r',
      params: [{ key: 'p', value: '1' }],
      tags: [{ key: 'a', value: '1' }],
    })
    const modelId = model.info.model_id
    expect(modelId).toMatch(/^m-[0-9a-f]{32}$/)
    expect(model.info).toMatchObject({
      experiment_id: '0',
      name: 'agent',
      model_type: 'agent',
      source_run_id: 'r',
      status: 'LOGGED_MODEL_PENDING',
      artifact_uri: `mlflow-artifacts:/0/models/${modelId}/artifacts`,
      tags: [{ key: 'a', value: '1' }],
    })
    const done = await ask<Model>(desk, 'PATCH', `${root}/${modelId}`, {
      model_id: modelId,
      status: 'LOGGED_MODEL_READY',
    })
    expect(done.model.info.status).toBe('LOGGED_MODEL_READY')
    const byNumber = await ask<Model>(desk, 'PATCH', `${root}/${modelId}`, { status: 3 })
    expect(byNumber.model.info.status).toBe('LOGGED_MODEL_UPLOAD_FAILED')
    expect(await codeOf(desk, 'PATCH', `${root}/${modelId}`, { status: 'READY' })).toBe('INVALID_PARAMETER_VALUE')

    await ask(desk, 'PATCH', `${root}/${modelId}/tags`, { tags: [{ key: 'b', value: '2' }] })
    await ask(desk, 'DELETE', `${root}/${modelId}/tags/a`)
    expect(await codeOf(desk, 'DELETE', `${root}/${modelId}/tags/a`)).toBe('RESOURCE_DOES_NOT_EXIST')
    await ask(desk, 'POST', `${root}/${modelId}/params`, { params: [{ key: 'q', value: '2' }] })
    expect(await codeOf(desk, 'POST', `${root}/${modelId}/params`, { params: [{ key: 'q', value: '3' }] })).toBe(
      'INVALID_PARAMETER_VALUE',
    )
    const { run } = await ask<{ run: { info: { run_id: string } } }>(desk, 'POST', '/api/2.0/mlflow/runs/create', {
      experiment_id: '0',
    })
    const metric = { key: 'score', model_id: modelId, dataset_name: 'd', dataset_digest: '1' }
    for (const [step, value] of [
      [2, 0.5],
      [1, 0.9],
    ])
      await ask(desk, 'POST', '/api/2.0/mlflow/runs/log-batch', {
        run_id: run.info.run_id,
        metrics: [{ ...metric, value, step, timestamp: 1 }],
      })
    const now = await ask<Model>(desk, 'GET', `${root}/${modelId}`)
    expect(now.model.info.tags).toEqual([{ key: 'b', value: '2' }])
    expect(now.model.data.params).toEqual([
      { key: 'p', value: '1' },
      { key: 'q', value: '2' },
    ])
    expect(now.model.data.metrics).toEqual([{ ...metric, value: 0.5, step: 2, timestamp: 1, run_id: run.info.run_id }])

    await ask(
      desk,
      'PUT',
      `/api/2.0/mlflow-artifacts/artifacts/0/models/${modelId}/artifacts/code/a.py`,
      Buffer.from('x'),
    )
    const files = await ask(desk, 'GET', `${root}/${modelId}/artifacts/directories?artifact_directory_path=code`)
    expect(files).toMatchObject({ files: [{ path: 'code/a.py', is_dir: false, file_size: 1 }] })

    await ask(desk, 'DELETE', `${root}/${modelId}`)
    expect(await codeOf(desk, 'GET', `${root}/${modelId}`)).toBe('RESOURCE_DOES_NOT_EXIST')
    await ask(desk, 'GET', `${root}/${modelId}?allow_deleted=true`)
  })

  test('have names without slashes, and one is made for those without', async () => {
    const desk = await openMlflowDesk()
    expect(await codeOf(desk, 'POST', root, { experiment_id: '0', name: 'a/b' })).toBe('INVALID_PARAMETER_VALUE')
    const { model } = await ask<Model>(desk, 'POST', root, { experiment_id: '0' })
    expect(model.info.name).toMatch(/^[a-z]+-[a-z]+-\d+$/)
  })
})

describe('scorers', () => {
  const root = '/api/3.0/mlflow/scorers'
  const register = (desk: MlflowDesk, name: string, text: string, experiment_id = '0') =>
    ask<{ version: number; scorer_id: string }>(desk, 'POST', `${root}/register`, {
      experiment_id,
      name,
      serialized_scorer: JSON.stringify({ text }),
    })
  interface Listed {
    scorers: { scorer_name: string; scorer_version: number; serialized_scorer: string; experiment_id: number }[]
  }

  test('have versions that count up; lists show the newest', async () => {
    const desk = await openMlflowDesk()
    const first = await register(desk, 'tone', 'one')
    const second = await register(desk, 'tone', 'two')
    await register(desk, 'accuracy', 'x')
    expect([first.version, second.version]).toEqual([1, 2])
    expect(second.scorer_id).toBe(first.scorer_id)
    const list = await ask<Listed>(desk, 'GET', `${root}/list?experiment_id=0`)
    expect(list.scorers.map((scorer) => [scorer.scorer_name, scorer.scorer_version])).toEqual([
      ['accuracy', 1],
      ['tone', 2],
    ])
    expect(list.scorers[1]).toMatchObject({ experiment_id: 0, serialized_scorer: '{"text":"two"}' })
    const versions = await ask<Listed>(desk, 'GET', `${root}/versions?experiment_id=0&name=tone`)
    expect(versions.scorers.map((scorer) => scorer.scorer_version)).toEqual([1, 2])
    const get = (query: string) =>
      ask<{ scorer: { scorer_version: number } }>(desk, 'GET', `${root}/get?experiment_id=0&name=tone${query}`)
    expect((await get('')).scorer.scorer_version).toBe(2)
    expect((await get('&version=1')).scorer.scorer_version).toBe(1)
    expect(await codeOf(desk, 'GET', `${root}/get?experiment_id=0&name=tone&version=3`)).toBe('RESOURCE_DOES_NOT_EXIST')
  })

  test('lists may be of several experiments or of all', async () => {
    const desk = await openMlflowDesk()
    const { experiment_id } = await ask<{ experiment_id: string }>(desk, 'POST', '/api/2.0/mlflow/experiments/create', {
      name: 'other',
    })
    await register(desk, 'a', 'x')
    await register(desk, 'b', 'x', experiment_id)
    const names = async (query: string) =>
      (await ask<Listed>(desk, 'GET', `${root}/list${query}`)).scorers.map((scorer) => scorer.scorer_name)
    expect(await names('')).toEqual(['a', 'b'])
    expect(await names(`?experiment_ids=${experiment_id}&experiment_ids=999`)).toEqual(['b'])
    expect(await codeOf(desk, 'GET', `${root}/list?experiment_id=999`)).toBe('RESOURCE_DOES_NOT_EXIST')
  })

  test('are deleted by version or whole', async () => {
    const desk = await openMlflowDesk()
    for (const text of ['1', '2', '3']) await register(desk, 'tone', text)
    const where = { experiment_id: '0', name: 'tone' }
    await ask(desk, 'DELETE', `${root}/delete`, { ...where, version: 2 })
    const versions = await ask<Listed>(desk, 'GET', `${root}/versions?experiment_id=0&name=tone`)
    expect(versions.scorers.map((scorer) => scorer.scorer_version)).toEqual([1, 3])
    await ask(desk, 'DELETE', `${root}/delete`, where)
    expect(await codeOf(desk, 'DELETE', `${root}/delete`, where)).toBe('RESOURCE_DOES_NOT_EXIST')
    expect((await ask<Listed>(desk, 'GET', `${root}/list?experiment_id=0`)).scorers).toEqual([])
  })

  test('are never run here, and that is said', async () => {
    const desk = await openMlflowDesk()
    expect(await ask(desk, 'GET', `${root}/online-configs?scorer_ids=x`)).toEqual({ configs: [] })
    const config = { experiment_id: '0', name: 'tone', sample_rate: 0.5 }
    expect(await codeOf(desk, 'PUT', `${root}/online-config`, config)).toBe('NOT_IMPLEMENTED')
    const code = { ensemble_scorer_data: { scorers: [{ call_source: 'return True' }] } }
    const coded = { experiment_id: '0', name: 'tone', serialized_scorer: JSON.stringify(code) }
    expect(await codeOf(desk, 'POST', `${root}/register`, coded)).toBe('INVALID_PARAMETER_VALUE')
    const broken = { experiment_id: '0', name: 'tone', serialized_scorer: 'no json' }
    expect(await codeOf(desk, 'POST', `${root}/register`, broken)).toBe('INVALID_PARAMETER_VALUE')
  })
})

describe('issues', () => {
  const root = '/api/3.0/mlflow/issues'
  interface One {
    issue: Fields & { issue_id: string }
  }
  interface Found {
    issues: (Fields & { name: string })[]
    next_page_token?: string
  }
  const create = (desk: MlflowDesk, name: string, fields: object = {}) =>
    ask<One>(desk, 'POST', root, { experiment_id: '0', name, description: 'd', ...fields })
  const search = (desk: MlflowDesk, fields: object = {}) => ask<Found>(desk, 'POST', `${root}/search`, fields)
  const names = (found: Found) => found.issues.map((issue) => issue.name)

  test('are made and changed; what is not given stays', async () => {
    const desk = await openMlflowDesk()
    const { issue } = await create(desk, 'slow', { severity: 'low', root_causes: ['disk'], categories: ['latency'] })
    expect(issue.issue_id).toMatch(/^iss-[0-9a-f]{32}$/)
    expect(issue).toMatchObject({ status: 'pending', severity: 'low', root_causes: ['disk'], categories: ['latency'] })
    const path = `${root}/${issue.issue_id}`
    await ask(desk, 'PATCH', path, { status: 'resolved' })
    expect((await ask<One>(desk, 'GET', path)).issue).toMatchObject({
      name: 'slow',
      description: 'd',
      status: 'resolved',
      severity: 'low',
    })
    expect(await codeOf(desk, 'PATCH', path, { status: 'done' })).toBe('INVALID_PARAMETER_VALUE')
    expect(await codeOf(desk, 'PATCH', `${root}/iss-0`, { status: 'resolved' })).toBe('RESOURCE_DOES_NOT_EXIST')
    expect(await codeOf(desk, 'POST', root, { experiment_id: '0', name: 'n' })).toBe('INVALID_PARAMETER_VALUE')
  })

  test('are found the most severe first, by status and source, in pages', async () => {
    const desk = await openMlflowDesk()
    await create(desk, 'none')
    await create(desk, 'high', { severity: 'high', source_run_id: 'r1' })
    await create(desk, 'harmless', { severity: 'not_an_issue', status: 'rejected', source_run_id: 'r2' })
    expect(names(await search(desk))).toEqual(['high', 'harmless', 'none'])
    expect(names(await search(desk, { filter_string: "status != 'rejected'" }))).toEqual(['high', 'none'])
    expect(names(await search(desk, { filter_string: 'status = \'pending\' and source_run_id = "r1"' }))).toEqual([
      'high',
    ])
    expect(names(await search(desk, { filter_string: "source_run_id != 'r1'" }))).toEqual(['harmless'])
    expect(names(await search(desk, { experiment_id: '1' }))).toEqual([])
    const first = await search(desk, { max_results: 2 })
    expect(names(first)).toEqual(['high', 'harmless'])
    expect(names(await search(desk, { max_results: 2, page_token: first.next_page_token }))).toEqual(['none'])
    for (const filter_string of [
      "name = 'x'",
      'status',
      "status > 'a'",
      "status = 'a' OR status = 'b'",
      "status = 'a' AND",
    ])
      expect(await codeOf(desk, 'POST', `${root}/search`, { filter_string })).toBe('INVALID_PARAMETER_VALUE')
  })

  test('count the traces that name them, each once', async () => {
    const desk = await openMlflowDesk()
    const { issue } = await create(desk, 'rare')
    const often = (await create(desk, 'often')).issue
    ingestBatch(desk.db, { spans: [1, 2].map((n) => makeIngest(makeSpan(n, 1))) }, 1)
    const judge = (n: number, name: string) =>
      createAssessment(
        desk.db,
        { traceId: traceId(n), name, kind: 'issue', value: true, source: { type: 'CODE', id: 'finder' } },
        1,
      )
    judge(1, issue.issue_id)
    for (const n of [1, 1, 2]) judge(n, often.issue_id)
    const found = await search(desk, { include_trace_count: true })
    expect(found.issues.map(({ name, trace_count }) => [name, trace_count])).toEqual([
      ['often', 2],
      ['rare', 1],
    ])
    expect((await search(desk)).issues[0]).not.toHaveProperty('trace_count')
  })
})
