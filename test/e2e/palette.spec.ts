import { expect } from '@playwright/test'
import { test } from './launch.ts'
import { expectAccessible, keepScreenshot, runByPalette } from './look.ts'
import { typeText } from './type-text.ts'

test('the palette finds a command by its words and runs it', async ({ assay }) => {
  const { page } = assay
  await expect(page.getByRole('heading', { name: 'Welcome to Assay' })).toBeVisible()
  await page.keyboard.press('ControlOrMeta+k')
  await expect(page.getByRole('dialog').getByRole('textbox')).toBeFocused()
  await expectAccessible(page)
  await keepScreenshot(page, 'palette')
  await typeText(page, 'dark')
  await page.keyboard.press('Enter')
  await expect(page.locator('html')).toHaveAttribute('data-mantine-color-scheme', 'dark')
  await expect(page.getByRole('dialog')).toBeHidden()
})

test('commands that make no sense now are not offered', async ({ assay }) => {
  const { page } = assay
  await expect(page.getByRole('heading', { name: 'Welcome to Assay' })).toBeVisible()
  await page.keyboard.press('ControlOrMeta+k')
  await page.getByRole('dialog').getByRole('textbox').fill('back up the workspace')
  await expect(page.getByText('No command fits.')).toBeVisible()
})

test('shortcuts work on the screen and keep out of text fields', async ({ assay }) => {
  const { page } = assay
  await expect(page.getByRole('heading', { name: 'Welcome to Assay' })).toBeVisible()
  await page.keyboard.press('g')
  await page.keyboard.press('s')
  await expect(page).toHaveURL(/#\/settings$/)
  await page.getByLabel('Your name').click()
  await typeText(page, 'g c ?')
  await expect(page.getByLabel('Your name')).toHaveValue('g c ?')
  await expect(page).toHaveURL(/#\/settings$/)
  await expect(page.getByRole('dialog')).toBeHidden()
})

test('the question mark shows every shortcut, and none runs behind the dialog', async ({ assay }) => {
  const { page } = assay
  await expect(page.getByRole('heading', { name: 'Welcome to Assay' })).toBeVisible()
  await page.keyboard.press('?')
  const dialog = page.getByRole('dialog', { name: 'Keyboard shortcuts' })
  await expect(dialog.getByText('Go to settings')).toBeVisible()
  await expectAccessible(page)
  await keepScreenshot(page, 'keys')
  const before = page.url()
  await page.keyboard.press('g')
  await page.keyboard.press('c')
  expect(page.url()).toBe(before)
  await page.keyboard.press('Escape')
  await expect(dialog).toBeHidden()
})

test('the sidebar is narrowed by its command and stays so', async ({ assay }) => {
  const { page } = assay
  await expect(page.getByRole('heading', { name: 'Welcome to Assay' })).toBeVisible()
  const rail = page.getByRole('navigation')
  const wide = (await rail.boundingBox())?.width ?? 0
  await runByPalette(page, 'Narrow or widen the sidebar')
  await expect.poll(async () => (await rail.boundingBox())?.width).toBeLessThan(wide / 2)
  await expect(rail.getByRole('link', { name: 'Traces' })).toBeVisible()
  await expectAccessible(page)
})
