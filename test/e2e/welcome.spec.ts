import { existsSync } from 'node:fs'
import path from 'node:path'
import { expect } from '@playwright/test'
import { test } from './launch.ts'
import { expectAccessible, keepScreenshot, runByPalette, workspaceButton } from './look.ts'
import { typeText } from './type-text.ts'

test('a first start offers the sample, and opening it shows its traces', async ({ assay }) => {
  const { page } = assay
  await expect(page.getByRole('heading', { name: 'Welcome to Assay' })).toBeVisible()
  await expect(page.getByText('Recent workspaces')).toBeHidden()
  await expectAccessible(page)
  await page.getByRole('button', { name: 'Open the sample' }).click()
  await expect(workspaceButton(page)).toHaveAccessibleName('Workspace: Sample')
  await expect(page.getByText(/Receiving on \d+, \d+/)).toBeVisible()
  await workspaceButton(page).click()
  await expect(page.getByText(/^[1-9][\d,]* traces · /)).toBeVisible()
})

test('a new workspace is made by name, and a name that is taken is said at the field', async ({ assay }) => {
  const { page } = assay
  await page.getByRole('button', { name: 'New workspace…' }).click()
  await page.getByRole('textbox', { name: 'Name' }).fill('Support bot')
  await page.keyboard.press('Enter')
  await expect(workspaceButton(page)).toHaveAccessibleName('Workspace: Support bot')
  await expect(page.getByRole('dialog')).toBeHidden()

  await runByPalette(page, 'New workspace…')
  await page.getByRole('textbox', { name: 'Name' }).fill('Support bot')
  await page.getByRole('button', { name: 'Create' }).click()
  await expect(page.getByText('A file with this name exists already.')).toBeVisible()
  await expectAccessible(page)
  await page.getByRole('textbox', { name: 'Name' }).fill('Support bot 2')
  await page.getByRole('button', { name: 'Create' }).click()
  await expect(workspaceButton(page)).toHaveAccessibleName('Workspace: Support bot 2')
})

test('closed workspaces are listed, open again, and leave the list when asked', async ({ assay }) => {
  const { page } = assay
  await page.getByRole('button', { name: 'New workspace…' }).click()
  await page.getByRole('textbox', { name: 'Name' }).fill('Kept')
  await page.keyboard.press('Enter')
  await expect(workspaceButton(page)).toHaveAccessibleName('Workspace: Kept')
  await runByPalette(page, 'Close the workspace')
  await expect(page.getByRole('heading', { name: 'Recent workspaces' })).toBeVisible()
  await expectAccessible(page)
  await keepScreenshot(page, 'welcome-recent')
  await page.getByRole('listitem').filter({ hasText: 'Kept' }).getByRole('button').first().click()
  await expect(workspaceButton(page)).toHaveAccessibleName('Workspace: Kept')
  await runByPalette(page, 'Close the workspace')
  await page.getByRole('button', { name: 'Remove Kept from the list' }).click()
  await expect(page.getByRole('heading', { name: 'Recent workspaces' })).toBeHidden()
})

test('the file of a workspace is checked and backed up', async ({ assay }) => {
  const { page } = assay
  await page.getByRole('button', { name: 'New workspace…' }).click()
  await page.getByRole('textbox', { name: 'Name' }).fill('Checked')
  await page.keyboard.press('Enter')
  await expect(workspaceButton(page)).toHaveAccessibleName('Workspace: Checked')
  await runByPalette(page, 'Check the workspace file…')
  await expect(page.getByText('The file is healthy.')).toBeVisible()
  await expectAccessible(page)
  await keepScreenshot(page, 'doctor')
  await page.keyboard.press('Escape')

  const copy = path.join(assay.dataFolder, 'copy of it.assay')
  await runByPalette(page, 'Back up the workspace…')
  await page.getByLabel('Save the copy as').fill(copy)
  await page.getByRole('button', { name: 'Back up', exact: true }).click()
  await expect(page.getByText(/^Backed up to /)).toBeVisible()
  expect(existsSync(copy)).toBe(true)
})

test('the keyboard alone gets from the start to a workspace', async ({ assay }) => {
  const { page } = assay
  await expect(page.getByRole('heading', { name: 'Welcome to Assay' })).toBeVisible()
  await page.keyboard.press('Tab')
  await expect(page.getByRole('button', { name: 'Skip to content' })).toBeFocused()
  await page.keyboard.press('Enter')
  await page.keyboard.press('Tab')
  await expect(page.getByRole('button', { name: 'Open the sample' })).toBeFocused()
  await page.keyboard.press('Tab')
  await page.keyboard.press('Enter')
  await expect(page.getByRole('textbox', { name: 'Name' })).toBeFocused()
  await typeText(page, 'By hand')
  await page.keyboard.press('Enter')
  await expect(workspaceButton(page)).toHaveAccessibleName('Workspace: By hand')
})
