import { execFileSync, spawnSync } from 'node:child_process'
import { expect, type Page } from '@playwright/test'
import { test } from './launch.ts'
import { expectAccessible, keepScreenshot, runByPalette } from './look.ts'

const hasCurl = spawnSync('curl', ['--version']).status === 0

async function openConnect(page: Page): Promise<void> {
  await page.getByRole('button', { name: /New workspace|新規ワークスペース/ }).click()
  await page.getByLabel(/Name|名前/).fill('Connected')
  await page.keyboard.press('Enter')
  await expect(page.getByRole('dialog')).toBeHidden()
  await page
    .getByRole('navigation')
    .getByRole('link', { name: /Connect|接続/ })
    .click()
}

async function httpAddress(page: Page): Promise<string> {
  return (
    (await page
      .getByText(/^http:\/\/127\.0\.0\.1:\d+$/)
      .first()
      .textContent()) ?? ''
  )
}

test('without a workspace it says that nothing can be stored', async ({ assay }) => {
  const { page } = assay
  await page.getByRole('navigation').getByRole('link', { name: 'Connect' }).click()
  await expect(page.getByText('No workspace is open, so nothing can be stored yet.')).toBeVisible()
  await expectAccessible(page)
})

test('the curl example, run as it stands, is received and leads to its trace', async ({ assay }) => {
  test.skip(!hasCurl, 'curl is not installed here')
  const { page } = assay
  await openConnect(page)
  await expect(page.getByText('Waiting for the first trace…')).toBeVisible()
  await expect(page.getByText('Nothing received since Assay started.')).toBeVisible()
  await page.getByRole('tab', { name: 'curl' }).click()
  const script = (await page.getByRole('region', { name: 'Terminal' }).textContent()) ?? ''
  expect(script).toContain(await httpAddress(page))
  execFileSync('/bin/sh', ['-c', script])
  await expect(page.getByText('Trace received')).toBeVisible()
  await expect(page.locator('dl').getByText('Spans', { exact: true }).locator('..')).toContainText('1')
  await expectAccessible(page)
  await keepScreenshot(page, 'connect-received')
  await page.getByRole('button', { name: 'Show the trace' }).click()
  await expect(page).toHaveURL(/#\/trace\/[0-9a-f]{32}/)
  await expect(page.getByText('Loud and clear.').first()).toBeVisible()
})

test('what was refused is told with its cure, in the language shown', async ({ assay }) => {
  const { page } = assay
  await openConnect(page)
  await expect(page.getByText('Nothing was refused.')).toBeVisible()
  const address = await httpAddress(page)
  await fetch(`${address}/v1/traces`, { method: 'POST', headers: { 'content-type': 'text/plain' }, body: 'hello' })
  await expect(page.getByText('The Content-Type must be application/x-protobuf or application/json.')).toBeVisible()
  await expectAccessible(page)
  await keepScreenshot(page, 'connect-refused')
  await runByPalette(page, 'Switch language to Japanese')
  await expect(
    page.getByText('Content-Type は application/x-protobuf または application/json にしてください。'),
  ).toBeVisible()
})

test('a refusal is told below every other screen, until someone looks why or a minute is over', async ({ assay }) => {
  const { page } = assay
  await openConnect(page)
  const address = await httpAddress(page)
  const sendBad = () =>
    fetch(`${address}/v1/traces`, { method: 'POST', headers: { 'content-type': 'text/plain' }, body: 'hello' })
  const news = page.getByText('Some data was refused')
  await page.clock.install()
  await page.getByRole('navigation').getByRole('link', { name: 'Settings' }).click()
  await sendBad()
  await news.click()
  await expect(page.getByText('The Content-Type must be application/x-protobuf or application/json.')).toBeVisible()
  await expect(news).toBeHidden()
  await page.getByRole('navigation').getByRole('link', { name: 'Settings' }).click()
  await expect(news).toBeHidden()
  await sendBad()
  await expect(news).toBeVisible()
  await page.clock.fastForward(61_000)
  await expect(news).toBeHidden()
})

test('the workspace that receives is named, and the sample suggests an own one', async ({ assay }) => {
  const { page } = assay
  await page.getByRole('button', { name: 'Open the sample' }).click()
  await expect(page.getByRole('grid')).toBeVisible()
  await page.getByRole('navigation').getByRole('link', { name: 'Connect' }).click()
  await expect(page.getByText('Received traces go to: Sample')).toBeVisible()
  await expect(page.getByText('This is the sample.', { exact: false })).toBeVisible()
  await expectAccessible(page)
  await page.getByRole('main').getByRole('button', { name: 'New workspace…' }).click()
  await page.getByRole('textbox', { name: 'Name' }).fill('Own')
  await page.keyboard.press('Enter')
  await expect(page.getByRole('dialog')).toBeHidden()
  await page.getByRole('navigation').getByRole('link', { name: 'Connect' }).click()
  await expect(page.getByText('Received traces go to: Own')).toBeVisible()
  await expect(page.getByText('This is the sample.', { exact: false })).toBeHidden()
})

test('every way to send shows the address that is really listened on', async ({ assay }) => {
  const { page } = assay
  await openConnect(page)
  const address = await httpAddress(page)
  for (const name of ['Any SDK', 'Python', 'JavaScript', 'curl']) {
    await page.getByRole('tab', { name }).click()
    await expect(page.getByRole('tabpanel')).toContainText(address)
  }
  await expectAccessible(page)
})
