import { expect } from '@playwright/test'
import { test } from './launch.ts'
import { expectAccessible, keepScreenshot, workspaceButton } from './look.ts'

test('an engine that does not answer is told, and found again by itself', async ({ assay, host }) => {
  test.skip(host === 'electron', 'a window talks to its engine by a port, which has no network to lose')
  const { page } = assay
  await page.route('**/rpc/**', (route) => route.abort())
  await page.reload()
  await expect(page.getByText('The connection to Assay’s engine is lost.')).toBeVisible()
  await expectAccessible(page)
  await keepScreenshot(page, 'connection-lost')
  await page.unroute('**/rpc/**')
  await expect(page.getByText('The connection to Assay’s engine is lost.')).toBeHidden()
  await expect(page.getByRole('heading', { name: 'Welcome to Assay' })).toBeVisible()
})

test('a tab whose Assay ended says so', async ({ assay, context, host }) => {
  test.skip(host === 'electron', 'the window ends with its app')
  const second = await context.newPage()
  await second.goto(new URL(assay.page.url()).origin)
  await expect(second.getByRole('heading', { name: 'Welcome to Assay' })).toBeVisible()
  await assay.close()
  await expect(second.getByText('The connection to Assay’s engine is lost.')).toBeVisible()
  await expect(second.getByRole('heading', { name: 'Welcome to Assay' })).toBeVisible()
  await second.close()
})

test('an address that leads nowhere offers the way back', async ({ assay }) => {
  const { page } = assay
  await expect(page.getByRole('heading', { name: 'Welcome to Assay' })).toBeVisible()
  await page.evaluate(() => {
    window.location.hash = '#/nowhere'
  })
  await expect(page.getByRole('heading', { name: 'Nothing is here' })).toBeVisible()
  await expectAccessible(page)
  await page.getByRole('button', { name: 'Show the traces' }).click()
  await expect(page.getByRole('heading', { name: 'Welcome to Assay' })).toBeVisible()
})

test('files held over the window show where they would go', async ({ assay }) => {
  const { page } = assay
  await expect(page.getByRole('heading', { name: 'Welcome to Assay' })).toBeVisible()
  await page.evaluate(() => {
    const data = new DataTransfer()
    data.items.add(new File(['x'], 'x.json'))
    document.body.dispatchEvent(new DragEvent('dragenter', { dataTransfer: data, bubbles: true, cancelable: true }))
  })
  await expect(page.getByText('Drop a workspace to open it, or files to import')).toBeVisible()
  await keepScreenshot(page, 'drop')
  await page.evaluate(() => document.body.dispatchEvent(new DragEvent('dragleave', { bubbles: true })))
  await expect(page.getByText('Drop a workspace to open it, or files to import')).toBeHidden()
})

test('two windows on one engine show the same at once', async ({ assay, context, host }) => {
  test.skip(host === 'electron', 'the app has one window')
  const second = await context.newPage()
  await second.goto(new URL(assay.page.url()).origin)
  await expect(second.getByRole('heading', { name: 'Welcome to Assay' })).toBeVisible()
  await assay.page.getByRole('button', { name: 'Open the sample' }).click()
  await expect(workspaceButton(second)).toHaveAccessibleName('Workspace: Sample')
  await second.close()
})
