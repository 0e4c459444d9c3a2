import { expect } from '@playwright/test'
import { test } from './launch.ts'
import { expectAccessible, keepScreenshot } from './look.ts'

test('theme and language change at once and stay after a reload', async ({ assay }) => {
  const { page } = assay
  await page.getByRole('navigation').getByRole('link', { name: 'Settings' }).click()
  const root = page.locator('html')
  await page.getByText('Dark', { exact: true }).click()
  await expect(root).toHaveAttribute('data-mantine-color-scheme', 'dark')
  await page.getByText('日本語', { exact: true }).click()
  await expect(page.getByRole('heading', { name: '設定', exact: true })).toBeVisible()
  await expect(root).toHaveAttribute('lang', 'ja')
  await expectAccessible(page)
  await page.reload()
  await expect(page.getByRole('heading', { name: '設定', exact: true })).toBeVisible()
  await expect(root).toHaveAttribute('data-mantine-color-scheme', 'dark')
})

test('the name is kept, and asked for until there is one', async ({ assay }) => {
  const { page } = assay
  await page.getByRole('navigation').getByRole('link', { name: 'Settings' }).click()
  await expect(page.getByText('Needed for assessments, so that colleagues see whose they are.')).toBeVisible()
  await page.getByLabel('Your name').fill('Aki Tanaka')
  await page.keyboard.press('Enter')
  await expect(page.getByText('Stands beside every assessment you make')).toBeVisible()
  await page.reload()
  await expect(page.getByLabel('Your name')).toHaveValue('Aki Tanaka')
})

test('two receivers cannot have one port', async ({ assay }) => {
  const { page } = assay
  await page.getByRole('navigation').getByRole('link', { name: 'Settings' }).click()
  await expect(page.getByRole('button', { name: 'Save ports' })).toBeHidden()
  await page.getByLabel('OTLP over HTTP, port').fill('14318')
  await page.getByLabel('OTLP over gRPC, port').fill('14318')
  await expect(page.getByText('The two ports must differ.')).toBeVisible()
  await expect(page.getByRole('button', { name: 'Save ports' })).toBeDisabled()
})

test('the about part names version, host and data folder', async ({ assay }) => {
  const { page } = assay
  await page.getByRole('navigation').getByRole('link', { name: 'Settings' }).click()
  await expect(page.getByText(assay.dataFolder)).toBeVisible()
  await expect(page.getByText(assay.kind === 'electron' ? 'Desktop app' : 'Browser host')).toBeVisible()
  await expectAccessible(page)
  await keepScreenshot(page, 'settings')
})
