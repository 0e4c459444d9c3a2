import { describe, expect, test } from 'vitest'
import { ingestBatch } from '../../../../src/main/store/ingest.ts'
import { getLabelSchema, listLabelSchemas } from '../../../../src/main/store/label-schemas.ts'
import { createSession, getSession } from '../../../../src/main/store/labeling-sessions.ts'
import { listReviewLinks } from '../../../../src/main/store/review-links.ts'
import { createFilledSession } from '../../../../src/main/store/session-fill.ts'
import { makeIngest, makeSpan, traceId } from '../../store/make.ts'
import { type MlflowDesk, openMlflowDesk } from './mlflow-desk.ts'

const base = '/api/3.0/assay'
const hostile = `</dd><script>alert(1)</script><img src=x onerror=alert(1)> " ' & {{x}}`

async function openDesk(): Promise<MlflowDesk> {
  const desk = await openMlflowDesk()
  const spans = [1, 2, 3].map((n) => makeIngest(makeSpan(n, 1), { inputPreview: `in ${n}`, outputPreview: hostile }))
  ingestBatch(desk.db, { spans }, Date.now())
  return desk
}

interface SessionJson {
  run_id: string
  label_schemas: string[]
  assigned_users: string[]
  items: object
  [key: string]: unknown
}

describe('calls of the Python helper', () => {
  const facts = {
    experiment_id: '0',
    name: 'expected_facts',
    type: 'expectation',
    title: 'Which facts?',
    input: { type: 'textList', maxLengthEach: 1000, maxCount: 5 },
    enable_comment: true,
  }

  test('a schema keeps its title and list of texts, and is overwritten on request', async () => {
    const desk = await openDesk()
    const create = (fields: object) =>
      desk.call<object>('POST', `${base}/label-schemas/create`, { ...facts, ...fields })
    const made = await create({})
    expect(made.body).toMatchObject({
      label_schema: { title: 'Which facts?', input: facts.input, enable_comment: true },
    })
    expect(await create({})).toMatchObject({ status: 400, body: { error_code: 'RESOURCE_ALREADY_EXISTS' } })
    const change = { title: 'Facts', input: { type: 'text' }, enable_comment: false, overwrite: true }
    const changed = await create(change)
    expect(changed.body).toMatchObject({
      label_schema: { title: 'Facts', input: { type: 'text' }, enable_comment: false },
    })
    expect(listLabelSchemas(desk.db)).toHaveLength(1)
    expect(await create({ ...change, type: 'feedback' })).toMatchObject({
      status: 400,
      body: { error_code: 'INVALID_PARAMETER_VALUE' },
    })
    const [schema] = listLabelSchemas(desk.db)
    expect(getLabelSchema(desk.db, schema?.schemaId as string).type).toBe('expectation')
    const ref = { experiment_id: '0', name: 'expected_facts' }
    expect((await desk.call('POST', `${base}/label-schemas/delete`, ref)).body).toEqual({ deleted: true })
    expect(await desk.call('POST', `${base}/label-schemas/delete`, ref)).toMatchObject({ status: 404 })
  })

  test('a session is made of names, takes traces of its experiment only, and is the one of the interface', async () => {
    const desk = await openDesk()
    await desk.call('POST', `${base}/label-schemas/create`, facts)
    const post = (call: string, fields: object) =>
      desk.call<{ labeling_session: SessionJson }>('POST', `${base}/labeling-sessions/${call}`, fields)
    const made = await post('create', {
      experiment_id: '0',
      name: ' Round 1 ',
      assigned_users: ['Ada'],
      label_schemas: ['expected_facts'],
    })
    const { run_id } = made.body.labeling_session
    expect(made.body.labeling_session).toMatchObject({
      name: 'Round 1',
      assigned_users: ['Ada'],
      label_schemas: ['expected_facts'],
    })
    const added = await post('add-traces', { run_id, trace_ids: [`tr-${traceId(1)}`, traceId(1), `tr-${traceId(2)}`] })
    expect(added.body.labeling_session.items).toEqual({ pending: 2, complete: 0, declined: 0 })
    expect(getSession(desk.db, run_id).itemCounts.pending).toBe(2)
    const users = await post('set-assigned-users', { run_id, assigned_users: ['bob'] })
    expect(users.body.labeling_session.assigned_users).toEqual(['bob'])
    const got = await desk.call('GET', `${base}/labeling-sessions/get?run_id=${run_id}`)
    expect(got.body).toEqual(users.body)
    const list = await desk.call('GET', `${base}/labeling-sessions/list?experiment_id=0`)
    expect(list.body).toEqual({ labeling_sessions: [users.body.labeling_session] })
    const missing = { run_id, trace_ids: [traceId(3), traceId(9)] }
    expect(await post('add-traces', missing)).toMatchObject({
      status: 404,
      body: { error_code: 'RESOURCE_DOES_NOT_EXIST' },
    })
    expect(getSession(desk.db, run_id).itemCounts.pending).toBe(2)
    expect(await post('create', { experiment_id: '0', name: 'x', label_schemas: ['none'] })).toMatchObject({
      status: 404,
    })
    const ref = { experiment_id: '0', name: 'expected_facts' }
    expect(await desk.call('POST', `${base}/label-schemas/delete`, ref)).toMatchObject({
      status: 400,
      body: { error_code: 'INVALID_STATE', message: expect.stringContaining('force=True') },
    })
    expect(getSession(desk.db, run_id).schemas).toHaveLength(1)
    const forced = await desk.call('POST', `${base}/label-schemas/delete`, { ...ref, force: true })
    expect(forced.body).toEqual({ deleted: true })
    expect(getSession(desk.db, run_id).schemas).toEqual([])
    expect((await post('delete', { run_id })).body).toEqual({ deleted: true })
    expect(await post('delete', { run_id })).toMatchObject({
      status: 404,
      body: { error_code: 'RESOURCE_DOES_NOT_EXIST' },
    })
    expect(await desk.call('GET', `${base}/labeling-sessions/get?run_id=${run_id}`)).toMatchObject({ status: 404 })
  })

  test('the helper itself can be fetched, without a token too', async () => {
    const desk = await openMlflowDesk({ token: () => 'secret' })
    const { status, body, headers } = await desk.call<string>('GET', '/assay_mlflow.py')
    expect(status).toBe(200)
    expect(headers.get('content-type')).toBe('text/x-python; charset=utf-8')
    for (const name of ['create_label_schema', 'create_labeling_session', 'get_review_app']) {
      expect(body).toContain(`\ndef ${name}(`)
    }
  })
})

describe('the review page', () => {
  async function openPage(language?: string) {
    const desk = await openDesk()
    const { schemaId } = await createHostileSchema(desk)
    const session = createFilledSession(desk.db, {
      name: hostile,
      schemaIds: [schemaId],
      reviewers: [hostile],
      selection: { filter: {} },
    })
    const answer = await desk.call<string>('GET', `/review/${session.sessionId}`, undefined, {
      ...(language === undefined ? {} : { 'accept-language': language }),
    })
    return { ...answer, desk, session }
  }

  async function createHostileSchema(desk: MlflowDesk): Promise<{ schemaId: string }> {
    await desk.call('POST', `${base}/label-schemas/create`, {
      experiment_id: '0',
      name: 'q',
      type: 'feedback',
      title: hostile,
      instruction: hostile,
      input: { type: 'categorical', options: ['<b>yes</b>', 'no'], isMultiple: false },
    })
    return listLabelSchemas(desk.db)[0] as { schemaId: string }
  }

  test('shows questions and traces, and nothing that came with them is markup', async () => {
    const { status, body, headers } = await openPage()
    expect(status).toBe(200)
    expect(headers.get('content-type')).toBe('text/html; charset=utf-8')
    expect(body).toContain('0 of 3 complete')
    expect(body).toContain('in 2')
    expect(body).toContain(`tr-${traceId(3)}`)
    expect(body).toContain('&lt;b&gt;yes&lt;/b&gt;')
    // Name (twice: title and heading), reviewer (three times, of which two in a button), title and instruction of the question, three outputs.
    expect(body.split('&lt;/dd&gt;&lt;script&gt;alert(1)&lt;/script&gt;')).toHaveLength(11)
    expect(body).not.toMatch(/<script|<img|<b>|javascript:/i)
    const tags = new Set([...body.matchAll(/<([a-z0-9]+)/gi)].map((match) => match[1]))
    const own =
      'body button code dd dl dt form h1 h2 h3 head header html li main meta ol p progress section span style title'
    expect([...tags].sort()).toEqual(own.split(' '))
  })

  test('its policy allows its own style and nothing else', async () => {
    const { body, headers } = await openPage()
    const policy = headers.get('content-security-policy') ?? ''
    expect(policy).toContain("default-src 'none'")
    expect(policy).toContain("frame-ancestors 'none'")
    expect(policy).not.toContain('unsafe')
    expect(policy).not.toContain('script-src')
    const style = /<style>([\s\S]*)<\/style>/.exec(body)?.[1] ?? ''
    const digest = await crypto.subtle.digest('SHA-256', new TextEncoder().encode(style))
    expect(policy).toContain(`'sha256-${Buffer.from(digest).toString('base64')}'`)
    expect(body).not.toContain('style="')
  })

  test.each([
    ['ja', 'ラベリングセッション'],
    ['en-GB,ja;q=0.5', 'Labeling session'],
    ['de, ja;q=0.8, en;q=0.3', 'ラベリングセッション'],
    ['fr', 'Labeling session'],
  ])('speaks the language that %s asks for', async (language, text) => {
    expect((await openPage(language)).body).toContain(text)
  })

  const linkPattern = /^http:\/\/127\.0\.0\.1:\d+\/review\/[\w-]{43}$/

  test('leads a reviewer of the session to a link of their own, and nobody else', async () => {
    const { desk, session } = await openPage()
    const start = (body: string, headers: Record<string, string> = {}) =>
      fetch(`${desk.url}/review/${session.sessionId}/label`, {
        method: 'POST',
        redirect: 'manual',
        headers: { 'content-type': 'application/x-www-form-urlencoded', ...headers },
        body,
      })
    const mine = new URLSearchParams({ reviewer: hostile }).toString()
    const begun = await start(mine, { origin: desk.url })
    expect(begun.status).toBe(303)
    expect(begun.headers.get('location')).toMatch(linkPattern)
    expect(listReviewLinks(desk.db, session.sessionId)).toMatchObject([{ reviewer: hostile }])
    for (const body of ['reviewer=mallory', 'reviewer=', '']) {
      const refused = await start(body)
      expect([refused.status, refused.headers.get('location')]).toEqual([303, `/review/${session.sessionId}`])
    }
    expect((await start(mine, { origin: 'http://localhost:3000' })).status).toBe(403)
    expect((await start(mine, { origin: 'https://example.com' })).status).toBe(403)
    expect(listReviewLinks(desk.db, session.sessionId)).toHaveLength(1)
  })

  test('a link is made for Python too, for those who are assigned', async () => {
    const { desk, session } = await openPage()
    const path = `${base}/labeling-sessions/create-link`
    const made = await desk.call<{ url: string }>('POST', path, { run_id: session.sessionId, reviewer: hostile })
    expect(made.body.url).toMatch(linkPattern)
    expect(await desk.call('POST', path, { run_id: session.sessionId, reviewer: 'mallory' })).toMatchObject({
      status: 400,
      body: { error_code: 'INVALID_PARAMETER_VALUE', message: expect.stringContaining('set_assigned_users') },
    })
    expect(await desk.call('POST', path, { run_id: 'f'.repeat(32), reviewer: 'x' })).toMatchObject({ status: 404 })
  })

  test('says what to do where there is no session', async () => {
    const desk = await openDesk()
    const { status, body, headers } = await desk.call<string>('GET', `/review/${encodeURIComponent(hostile)}`)
    expect(status).toBe(404)
    expect(body).toContain('There is no such labeling session')
    expect(headers.get('content-security-policy')).toContain("default-src 'none'")
    expect(body).not.toContain('alert')
  })

  test('an empty session says what is missing', async () => {
    const desk = await openDesk()
    const { sessionId } = createSession(desk.db, { name: 'new', schemaIds: [], reviewers: [] })
    const { body } = await desk.call<string>('GET', `/review/${sessionId}`)
    expect(body).toContain('No traces yet.')
    expect(body).toContain('asks no questions yet')
  })
})
