import { readFileSync } from 'node:fs'
import path from 'node:path'
import { expect } from '@playwright/test'
import { startFakeModelServer } from '../support/fake-model-server.ts'
import { test } from './launch.ts'
import { expectAccessible, keepScreenshot } from './look.ts'
import { typeText } from './type-text.ts'

test('a provider is added, tested, cut off by the air gap, deleted and brought back; all that left is listed', async ({
  assay,
}) => {
  const { page, kind, isRealElectron, dataFolder } = assay
  const server = await startFakeModelServer({ answer: () => 'ready' })
  await page.getByRole('navigation').getByRole('link', { name: 'Settings' }).click()
  const section = page.getByRole('region', { name: 'Providers' })
  await expect(section.getByText('No provider yet.')).toBeVisible()
  await section.getByRole('button', { name: 'Add a provider' }).click()

  const dialog = page.getByRole('dialog', { name: 'New provider' })
  await expect(dialog.getByLabel('Name')).toBeFocused()
  await typeText(page, 'Local')
  await expect(dialog.getByRole('button', { name: 'Save' })).toBeDisabled()
  await dialog.getByLabel('Address').fill(server.url)
  await dialog.getByLabel('Default model').fill('huge')
  await dialog.getByRole('button', { name: 'Test', exact: true }).click()
  await expect(dialog.getByText('The server has no such path or model.')).toBeVisible()
  await dialog.getByLabel('Default model').fill('small')
  await dialog.getByRole('button', { name: 'Test', exact: true }).click()
  await expect(dialog.getByText(/small-2026 answered in .*: ready/)).toBeVisible()
  await expectAccessible(page)
  await keepScreenshot(page, 'provider-dialog')
  await dialog.getByRole('button', { name: 'Save' }).click()
  await expect(dialog).toBeHidden()
  await expect(section.getByText(server.url, { exact: true })).toBeVisible()

  const ledger = section.getByRole('region', { name: 'What left Assay' })
  await expect(ledger.getByText('Answered (200)')).toBeVisible()
  await expect(ledger.getByText('Answered (404)')).toBeVisible()
  await section.getByLabel('Air gap').click()
  await expect(section.getByText('Nothing leaves Assay')).toBeVisible()
  const sent = server.requests.length
  await section.getByRole('button', { name: 'Edit Local' }).click()
  const edit = page.getByRole('dialog', { name: 'Provider' })
  await edit.getByRole('button', { name: 'Test', exact: true }).click()
  await expect(edit.getByText('The air gap is on, so nothing was sent.').first()).toBeVisible()
  await edit.getByRole('button', { name: 'Cancel' }).click()
  await expect(edit).toBeHidden()
  await expect(ledger.getByText('Not sent')).toBeVisible()
  expect(server.requests).toHaveLength(sent)

  if (kind === 'electron' && !isRealElectron) {
    await section.getByLabel('Air gap').click()
    await expect(section.getByText('Nothing leaves Assay')).toBeHidden()
    const locked = await startFakeModelServer({ key: 'sk-secret-1', answer: () => 'opened' })
    await section.getByRole('button', { name: 'Edit Local' }).click()
    await edit.getByLabel('Address').fill(locked.url)
    await edit.getByText('In the keychain').click()
    await edit.getByLabel('Key for the keychain').fill('sk-secret-1')
    await edit.getByRole('button', { name: 'Save' }).click()
    await expect(edit).toBeHidden()
    await expect(section.getByText('Key found')).toBeVisible()
    await section.getByRole('button', { name: 'Edit Local' }).click()
    await edit.getByRole('button', { name: 'Test', exact: true }).click()
    await expect(edit.getByText(/answered in .*: opened/)).toBeVisible()
    expect(readFileSync(path.join(dataFolder, 'provider-keys.json'), 'utf8')).not.toContain('sk-secret-1')
    await edit.getByLabel('Address').fill(server.url)
    await edit.getByText('None', { exact: true }).click()
    await edit.getByRole('button', { name: 'Save' }).click()
    await expect(edit).toBeHidden()
    await section.getByLabel('Air gap').click()
    await locked.close()
  }

  await section.getByRole('button', { name: 'Delete Local' }).click()
  await expect(section.getByText('No provider yet.')).toBeVisible()
  await page.getByRole('button', { name: 'Undo' }).click()
  await expect(section.getByText(server.url, { exact: true })).toBeVisible()
  await expectAccessible(page)
  await page.getByText('Dark', { exact: true }).click()
  await page.getByText('日本語', { exact: true }).click()
  const japanese = page.getByRole('region', { name: '送信の記録' })
  await expect(japanese.getByText('送信せず')).toBeVisible()
  await japanese.scrollIntoViewIfNeeded()
  await expectAccessible(page)
  await keepScreenshot(page, 'providers')
  await server.close()
})
