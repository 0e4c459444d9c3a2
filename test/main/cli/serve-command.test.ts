/** `assay serve`: what it prints, which workspace it opens, and what it says of taken ports. */
import { once } from 'node:events'
import { existsSync } from 'node:fs'
import { request } from 'node:http'
import { createServer } from 'node:net'
import { join } from 'node:path'
import { expect, test, vi } from 'vitest'
import { folder, lines, run, start, workspace, write } from './cli-process.ts'

vi.setConfig({ testTimeout: 180_000, hookTimeout: 180_000 })

test('serve opens the workspace, answers at the link it prints and ends with its signal', async ({ skip }) => {
  if (!existsSync(join(import.meta.dirname, '../../../out/renderer/index.html'))) skip('The interface is not built.')
  await run('import', write('a.jsonl', lines(0, 2)), '-w', workspace)
  const { child, ended } = start([
    'serve',
    '-w',
    workspace,
    '--port',
    '0',
    '--otlp-http-port',
    '0',
    '--otlp-grpc-port',
    '0',
    '--mlflow-port',
    '0',
    '--json',
  ])
  const [chunk] = await once(child.stdout as NodeJS.ReadableStream, 'data')
  const { url, mlflowUrl, otlpHttpUrl } = JSON.parse(String(chunk))
  expect((await fetch(`${mlflowUrl}/health`)).status).toBe(200)
  expect((await fetch(`${otlpHttpUrl}/v1/traces`)).status).toBe(405)
  const status = await new Promise((resolve, reject) => {
    request(url, (response) => {
      response.resume()
      resolve(response.statusCode)
    })
      .on('error', reject)
      .end()
  })
  expect([200, 302, 303]).toContain(status)
  // The same file cannot be written by a second one meanwhile.
  expect((await run('import', join(folder, 'a.jsonl'), '-w', workspace)).code).toBe(1)
  child.kill('SIGTERM')
  expect(await ended).toMatchObject({ code: 0 })
})

const anyPorts = ['--port', '0', '--otlp-http-port', '0', '--otlp-grpc-port', '0']

test('serve looks a bare name up where new workspaces are, makes one only when asked to, and says who has it', async ({
  skip,
}) => {
  if (!existsSync(join(import.meta.dirname, '../../../out/renderer/index.html'))) skip('The interface is not built.')
  const missing = await run('serve', 'reviews', ...anyPorts, '--mlflow-port', '0')
  expect(missing).toMatchObject({ code: 1, stderr: expect.stringContaining('--create') })

  const first = start(['serve', 'reviews', '--create', ...anyPorts, '--mlflow-port', '0', '--json'])
  const [chunk] = await once(first.child.stdout as NodeJS.ReadableStream, 'data')
  const { mlflowUrl } = JSON.parse(String(chunk))
  const second = await run('serve', 'reviews', ...anyPorts, '--mlflow-port', '0')
  expect(second).toMatchObject({ code: 1, stderr: expect.stringContaining('--read-only') })

  const taken = new URL(mlflowUrl).port
  const reader = start(['serve', 'reviews', '--read-only', ...anyPorts, '--mlflow-port', taken, '--json'])
  const [printed] = await once(reader.child.stdout as NodeJS.ReadableStream, 'data')
  const answer = await fetch(`${JSON.parse(String(printed)).mlflowUrl}/api/2.0/mlflow/experiments/create`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: '{"name":"a"}',
  })
  expect(await answer.json()).toMatchObject({ error_code: 'PERMISSION_DENIED' })
  reader.child.kill('SIGTERM')
  expect(await reader.ended).toMatchObject({ code: 0, stderr: expect.stringContaining(`Port ${taken} is in use`) })
  first.child.kill('SIGTERM')
  expect(await first.ended).toMatchObject({ code: 0 })
})

test('serve without a workspace prints where it listens, and says which port is taken', async ({ skip }) => {
  if (!existsSync(join(import.meta.dirname, '../../../out/renderer/index.html'))) skip('The interface is not built.')
  const blocker = createServer()
  await new Promise<void>((resolve) => blocker.listen(0, '127.0.0.1', resolve))
  const { port } = blocker.address() as { port: number }
  const words = ['--port', '0', '--otlp-http-port', String(port), '--otlp-grpc-port', '0', '--mlflow-port', '0']
  const { child, ended } = start(['serve', ...words])
  const [chunk] = await once(child.stdout as NodeJS.ReadableStream, 'data')
  expect(String(chunk)).toContain('MLFLOW_TRACKING_URI=http://127.0.0.1:')
  child.kill('SIGTERM')
  expect(await ended).toMatchObject({ code: 0, stderr: expect.stringContaining(`Port ${port} is in use`) })
  blocker.close()
})
