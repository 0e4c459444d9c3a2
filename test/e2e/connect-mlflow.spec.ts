import { execFileSync, spawnSync } from 'node:child_process'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { expect, type Page } from '@playwright/test'
import { expectAccessible, keepScreenshot, runByPalette } from './look.ts'
import { makeChat, traceIdOf } from './make-traces.ts'
import { openTrace, test } from './with-traces.ts'

const nowMs = Date.UTC(2026, 4, 12, 9, 30)
const hasCurl = spawnSync('curl', ['--version']).status === 0

async function openConnect(page: Page): Promise<void> {
  await page.keyboard.press('g')
  await page.keyboard.press('c')
  await expect(page.getByRole('tab', { name: 'MLflow' })).toHaveAttribute('aria-selected', 'true')
}

async function openStep(page: Page, name: string): Promise<void> {
  const control = page.getByRole('tabpanel').getByRole('button', { name })
  if ((await control.getAttribute('aria-expanded')) !== 'true') await control.click()
  await expect(control).toHaveAttribute('aria-expanded', 'true')
}

const steps = [
  'Install, and point it here',
  'Trace an application, log feedback',
  'Ask experts: questions and labeling sessions',
  'Evaluate',
  'TypeScript and JavaScript',
  'Feedback from any language',
  'OpenTelemetry, into an experiment',
]

test('MLflow comes first, and every step names the address that is really listened on', async ({ openDesk }) => {
  const desk = await openDesk()
  const { page } = desk
  const url = await desk.mlflowUrl()
  await openConnect(page)
  await expect(page.getByText(url, { exact: true })).toBeVisible()
  await keepScreenshot(page, 'connect-mlflow')
  for (const name of steps) await openStep(page, name)
  const texts = await page.getByRole('region', { name: /^(Code|Terminal)$/ }).allTextContents()
  expect(texts.filter((text) => text.includes(url)).length).toBe(steps.length + 1)
  expect(texts.join('\n')).not.toContain('MLFLOW_TRACKING_TOKEN')
  await expectAccessible(page)
  await runByPalette(page, 'Use the dark theme')
  await runByPalette(page, 'Switch language to Japanese')
  await expect(page.getByRole('button', { name: 'どの言語からでもフィードバック' })).toBeVisible()
  await expectAccessible(page)
  await keepScreenshot(page, 'connect-mlflow-dark-ja')
})

test('the feedback example, run as it stands, is beside its trace', async ({ openDesk }) => {
  test.skip(!hasCurl, 'curl is not installed here')
  const { page, send } = await openDesk({ settings: { mlflowToken: 's3cret' } })
  await send([makeChat('asked', nowMs, 'Was this any good?', 'Perhaps.')])
  await openConnect(page)
  await openStep(page, 'Feedback from any language')
  const terminal = page.getByRole('region', { name: 'Terminal' })
  const script = (await terminal.filter({ hasText: '/assessments' }).textContent()) ?? ''
  const answer = execFileSync('/bin/sh', ['-c', script.replace(/tr-…/, `tr-${traceIdOf('asked')}`)], {
    encoding: 'utf8',
    env: { ...process.env, MLFLOW_TRACKING_TOKEN: 's3cret' },
  })
  expect(JSON.parse(answer)).toHaveProperty('assessment.assessment_id')
  await page.keyboard.press('g')
  await page.keyboard.press('t')
  await openTrace(page, 'Was this any good?')
  await expect(page.getByText('Too short.')).toBeVisible()
  await expect(page.getByText('enduser_123')).toBeVisible()
})

test('the helper’s download, run as it stands, brings the file', async ({ openDesk }) => {
  test.skip(!hasCurl, 'curl is not installed here')
  const { page } = await openDesk()
  await openConnect(page)
  await openStep(page, 'Ask experts: questions and labeling sessions')
  const script =
    (await page.getByRole('region', { name: 'Terminal' }).filter({ hasText: 'curl -O' }).textContent()) ?? ''
  const text = execFileSync('/bin/sh', ['-c', script.replace('-O', '-sS')], { encoding: 'utf8' })
  expect(text).toContain('def create_labeling_session(')
})

test('a token is made in the settings, asked for from then on, and never shown on Connect', async ({ openDesk }) => {
  const desk = await openDesk()
  const { page } = desk
  const url = await desk.mlflowUrl()
  const search = `${url}/api/2.0/mlflow/experiments/get?experiment_id=0`
  expect((await fetch(search)).status).toBe(200)
  await page.keyboard.press('g')
  await page.keyboard.press('s')
  await expect(page.getByText('Optional, for a computer that others use too')).toBeVisible()
  await page.getByRole('button', { name: 'Generate' }).click()
  await expect(page.getByText('Token saved.')).toBeVisible()
  await page.getByRole('button', { name: 'Show the token' }).click()
  const token = await page.getByLabel('Token for MLflow clients').inputValue()
  expect(token).toMatch(/^[\w-]{32}$/)
  await expectAccessible(page)
  await keepScreenshot(page, 'settings-token')
  expect((await fetch(search)).status).toBe(401)
  expect((await fetch(search, { headers: { authorization: `Bearer ${token}` } })).status).toBe(200)
  await openConnect(page)
  await expect(page.getByRole('tabpanel')).toContainText("MLFLOW_TRACKING_TOKEN='the token from Assay’s settings'")
  await expect(page.getByRole('tabpanel')).not.toContainText(token)
  await expect(page.getByText('This Assay asks for a token')).toBeVisible()
  await expectAccessible(page)
  await keepScreenshot(page, 'connect-mlflow-refused')
  await runByPalette(page, 'Switch language to Japanese')
  await expect(page.getByText('トークンが必要です。')).toBeVisible()
  await page.keyboard.press('g')
  await page.keyboard.press('s')
  await page.getByRole('button', { name: '消去' }).click()
  await expect(page.getByText('トークンを消去しました。')).toBeVisible()
  await expect.poll(async () => (await fetch(search)).status).toBe(200)
})

test('where MLflow’s port is taken, the settings name the one in use', async ({ openDesk }) => {
  const other = createServer()
  await new Promise<void>((resolve) => other.listen(0, '127.0.0.1', resolve))
  const { port } = other.address() as AddressInfo
  try {
    const desk = await openDesk({ settings: { mlflowPort: port } })
    const { page } = desk
    const url = new URL(await desk.mlflowUrl())
    expect(Number(url.port)).not.toBe(port)
    await page.keyboard.press('g')
    await page.keyboard.press('s')
    await expect(page.getByLabel('MLflow, port')).toHaveValue(String(port))
    await expect(
      page.getByText(`MLflow clients are answered on port ${url.port} now, as ${port} was taken.`),
    ).toBeVisible()
    await page.getByLabel('MLflow, port').fill('0')
    await page.getByRole('button', { name: 'Save ports' }).click()
    await expect(page.getByText(/^MLflow clients are answered on port \d+ now\.$/)).toBeVisible()
  } finally {
    other.close()
  }
})
