import { request } from 'node:http'
import { expect, it } from 'vitest'
import { type MlflowDesk, openMlflowDesk } from './mlflow-desk.ts'

const listed = '/api/2.0/mlflow/experiments/get?experiment_id=0'

/** `fetch` sets the `Host` itself. */
function sendAs(desk: MlflowDesk, headers: Record<string, string>, method = 'GET', path = listed) {
  return new Promise<{ status: number | undefined; text: string; headers: NodeJS.Dict<string | string[]> }>(
    (resolve, reject) => {
      const sent = request(`${desk.url}${path}`, { method, headers }, (response) => {
        let text = ''
        response.on('data', (chunk) => {
          text += chunk
        })
        response.on('end', () => resolve({ status: response.statusCode, text, headers: response.headers }))
      })
      sent.on('error', reject)
      sent.end()
    },
  )
}

it('answers only to names of this machine', async () => {
  const desk = await openMlflowDesk()
  for (const host of ['127.0.0.1:5000', 'localhost', 'LOCALHOST:1', '[::1]:5000', 'assay.localhost']) {
    expect((await sendAs(desk, { host })).status).toBe(200)
  }
  for (const host of ['evil.example', 'localhost.evil.example', '127.0.0.1.evil.example', '10.0.0.1']) {
    const { status, text } = await sendAs(desk, { host })
    expect({ host, status, text }).toMatchObject({ status: 403, text: expect.stringContaining('Invalid Host header') })
  }
  expect(desk.activity.snapshot().rejections[0]).toMatchObject({
    protocol: 'mlflow',
    reason: 'hostNotAllowed',
    count: 4,
  })
})

it('keeps pages of other origins out, before the path is looked at, and lets local ones in', async () => {
  const desk = await openMlflowDesk()
  for (const path of [listed, '/nothing/here', '/version']) {
    for (const origin of ['http://evil.example', 'null', 'file://', 'http://localhost.evil.example']) {
      for (const method of ['GET', 'POST', 'OPTIONS']) {
        const { status, headers } = await sendAs(desk, { origin }, method, path)
        expect({ origin, status }).toEqual({ origin, status: 403 })
        expect(headers['access-control-allow-origin']).toBeUndefined()
      }
    }
  }
  const local = await sendAs(desk, { origin: 'http://localhost:3000' })
  expect(local.status).toBe(200)
  expect(local.headers['access-control-allow-origin']).toBe('http://localhost:3000')
})

it('refuses what a foreign page fetches without an origin, but opens a page by its link', async () => {
  const desk = await openMlflowDesk()
  const sent = (path: string, site: string, mode: string) =>
    sendAs(desk, { 'sec-fetch-site': site, 'sec-fetch-mode': mode }, 'GET', path).then(({ status }) => status)
  expect(await sent(listed, 'cross-site', 'no-cors')).toBe(403)
  expect(await sent(listed, 'cross-site', 'navigate')).toBe(403)
  expect(await sent('/health', 'cross-site', 'no-cors')).toBe(403)
  expect(await sent('/health', 'cross-site', 'navigate')).toBe(200)
  expect(await sent(listed, 'same-origin', 'cors')).toBe(200)
  expect(await sent(listed, 'none', 'navigate')).toBe(200)
})

it('asks for the token, as Bearer or as the password of Basic, once there is one', async () => {
  let token = ''
  const desk = await openMlflowDesk({ token: () => token })
  expect((await desk.call('GET', listed)).status).toBe(200)
  token = 'k7~/+=x:y'
  const basic = (text: string) => `Basic ${Buffer.from(text).toString('base64')}`
  const given = (authorization: string) => desk.call('GET', listed, undefined, { authorization })
  for (const authorization of [`Bearer ${token}`, `bearer ${token}`, basic(`anyone:${token}`), basic(`:${token}`)]) {
    expect((await given(authorization)).status).toBe(200)
  }
  for (const authorization of [`Bearer ${token}x`, 'Bearer', `Token ${token}`, basic(token), basic(`${token}:`), '']) {
    const answer = await given(authorization)
    expect(answer).toMatchObject({
      status: 401,
      body: { error_code: 'UNAUTHENTICATED', message: expect.stringContaining('MLFLOW_TRACKING_TOKEN') },
    })
    expect(answer.headers.get('www-authenticate')).toContain('the token as password')
    expect(JSON.stringify(answer.body)).not.toContain(token)
  }
  expect((await desk.call('POST', '/nothing/here')).status).toBe(401)
  expect((await desk.call('GET', '/version')).status).toBe(200)
  expect((await desk.call('GET', '/health')).status).toBe(200)
  expect(desk.activity.snapshot().rejections[0]).toMatchObject({ reason: 'tokenMissing', count: 7 })
})

it('tells a local page before its request what it may send, token or not', async () => {
  const desk = await openMlflowDesk({ token: () => 'secret' })
  const { status, headers, text } = await sendAs(
    desk,
    {
      origin: 'http://localhost:3000',
      'access-control-request-method': 'POST',
      'access-control-request-headers': 'content-type, x-mlflow-experiment-id',
    },
    'OPTIONS',
    '/api/2.0/mlflow/experiments/create',
  )
  expect({ status, text }).toEqual({ status: 204, text: '' })
  expect(headers).toMatchObject({
    allow: 'POST, OPTIONS',
    'access-control-allow-methods': 'POST, OPTIONS',
    'access-control-allow-headers': 'content-type, x-mlflow-experiment-id',
    'access-control-allow-origin': 'http://localhost:3000',
  })
})

it('tells a person with a browser what is here, and how to get past the token; none of it is refused data', async () => {
  const desk = await openMlflowDesk({ token: () => 'secret' })
  const browse = (path: string, language: string) =>
    desk.call<string>('GET', path, undefined, { accept: 'text/html,*/*;q=0.8', 'accept-language': language })
  const home = await browse('/', 'en')
  expect(home).toMatchObject({ status: 200, body: expect.stringContaining('under Evaluations') })
  expect(home.headers.get('content-security-policy')).toContain("default-src 'none'")
  expect(home.body).not.toContain('<script')
  expect((await browse('/', 'ja')).body).toContain('ラベリング')
  const locked = await browse('/review/0123456789abcdef0123456789abcdef', 'en')
  expect(locked).toMatchObject({ status: 401, body: expect.stringContaining('As the password give the token') })
  expect(locked.headers.get('www-authenticate')).toContain('the token as password')
  expect((await browse('/review/0', 'ja')).body).toContain('パスワードにトークン')
  const authorization = `Basic ${Buffer.from('me:secret').toString('base64')}`
  expect((await desk.call('GET', '/review/0', undefined, { authorization })).status).toBe(404)
  expect((await desk.call('GET', '/favicon.ico')).status).toBe(204)
  const icon = { authorization, 'sec-fetch-dest': 'image' }
  expect((await desk.call('GET', '/apple-touch-icon.png', undefined, icon)).status).toBe(404)
  expect(desk.activity.snapshot()).toMatchObject({ counters: { rejectedRequests: 0 }, rejections: [] })
  // A client is no browser.
  expect((await desk.call('GET', '/api/2.0/mlflow/nothing', undefined, { authorization })).status).toBe(404)
  expect(desk.activity.snapshot().rejections).toMatchObject([{ reason: 'unknownMlflowPath', count: 1 }])
})

it('counts how many different errors stand behind the newest one of a reason', async () => {
  const desk = await openMlflowDesk()
  for (const path of ['registered-models', 'gateway', 'gateway', 'prompts']) {
    await desk.call('GET', `/api/2.0/mlflow/${path}/nothing`)
  }
  const message = expect.stringContaining('(prompts)')
  expect(desk.activity.snapshot().rejections).toMatchObject([
    { reason: 'unknownMlflowPath', count: 4, messageCount: 3, message },
  ])
})
