import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { expect } from '@playwright/test'
import { startFakeModelServer } from '../support/fake-model-server.ts'
import { expectAccessible, keepScreenshot, runByPalette } from './look.ts'
import { makeChat } from './make-traces.ts'
import { typeText } from './type-text.ts'
import { test } from './with-traces.ts'

const nowMs = Date.UTC(2026, 4, 12, 9, 30)

test('a built-in judge is read and copied, changed, tried on a trace, saved in versions, deleted and brought back', async ({
  openDesk,
}) => {
  const dataFolder = mkdtempSync(path.join(tmpdir(), 'assay-judges-'))
  const server = await startFakeModelServer({
    answer: ({ messages }) =>
      messages[0]?.content.includes('polite')
        ? '{"rationale": "It greets and thanks.", "value": "good"}'
        : '{"rationale": "Fine.", "value": "yes"}',
  })
  const provider = {
    providerId: 'local',
    name: 'Local',
    baseUrl: server.url,
    key: { kind: 'none' },
    defaultModel: 'small',
    prices: { small: { inputPerMillion: 1, outputPerMillion: 4 } },
  }
  writeFileSync(path.join(dataFolder, 'providers.json'), JSON.stringify({ providers: [provider] }))
  const desk = await openDesk({ dataFolder })
  const { page } = desk
  await desk.send([makeChat('saddle', nowMs, 'How high should my saddle be?', 'Hello! Heel on the pedal. Thank you.')])

  await page.getByRole('navigation').getByRole('link', { name: 'Judges' }).click()
  const table = page.getByRole('table', { name: 'Judges' })
  await expect(table.getByText('None yet. Copy a judge below')).toBeVisible()
  await expect(table.getByRole('link')).toHaveCount(21)
  await expectAccessible(page)
  await keepScreenshot(page, 'judges-empty')
  await table.getByRole('link', { name: 'fluency' }).click()
  await expect(page.getByRole('heading', { name: 'fluency' })).toBeVisible()
  await expect(page.getByRole('region', { name: 'Instructions' })).toContainText('You check whether a text reads well.')
  await expectAccessible(page)
  await keepScreenshot(page, 'judge-builtin')

  // A copy is changed, and complains until it can be used.
  await page.keyboard.press('c')
  const form = page.getByRole('region', { name: 'Judge', exact: true })
  await expect(form.getByLabel('Name')).toHaveValue('fluency')
  await form.getByLabel('Name').fill('politeness')
  const instructions = form.getByLabel('Instructions')
  await instructions.fill('How polite is {{ output }}?')
  await expect(form.getByText('A judge does not know {{ output }}.')).toBeVisible()
  await instructions.fill('How polite is ')
  await form.getByRole('button', { name: 'Insert {{ outputs }}' }).click()
  await expect(instructions).toHaveValue('How polite is {{ outputs }}')
  await expect(instructions).toBeFocused()
  await form.getByRole('combobox', { name: 'Answer' }).click()
  await page.getByRole('option', { name: 'One of several' }).click()
  await form.getByLabel('Choices').fill('good\nbad')
  await expect(form.getByLabel('Model')).toHaveValue('small')

  const trial = page.getByRole('region', { name: 'Try on a row' })
  await trial.getByRole('combobox', { name: 'Trace' }).click()
  await page.getByRole('option', { name: 'How high should my saddle be?' }).click()
  await trial.getByRole('button', { name: /^Try/ }).click()
  await expect(trial.getByText('It greets and thanks.')).toBeVisible()
  await expect(trial.getByText(/small-2026 · \d+ tokens in, \d+ out · \$/)).toBeVisible()
  await expect(trial.getByRole('region', { name: 'Row' })).toContainText('Hello! Heel on the pedal.')
  expect(server.requests[0]?.body).toMatchObject({ model: 'small', temperature: 0 })
  await expectAccessible(page)
  await keepScreenshot(page, 'judge-new')

  await instructions.focus()
  await page.keyboard.press('ControlOrMeta+s')
  await expect(page.getByRole('heading', { name: 'politeness' })).toBeVisible()
  await expect(form.getByRole('button', { name: /^Save version 2/ })).toBeVisible()

  // What is not saved yet survives a look elsewhere.
  await instructions.fill('How polite is {{ outputs }} to a customer?')
  await form.getByRole('button', { name: 'Add an example' }).click()
  const example = form.getByRole('listitem', { name: 'Example 1' })
  await example.getByLabel('What came out').fill('Go away')
  await example.getByLabel('Right answer').fill('awful')
  await expect(example.getByText('Not one of the answers.')).toBeVisible()
  await example.getByLabel('Right answer').fill('bad')
  await form.getByLabel('Note on this version').fill('Says to whom')
  await page.getByRole('tab', { name: 'Versions' }).click()
  await expect(page.getByText('The first version.')).toBeVisible()
  await page.getByRole('tab', { name: 'Instructions' }).click()
  await expect(form.getByText('Unsaved changes')).toBeVisible()
  await form.getByRole('button', { name: /^Save version 2/ }).click()
  await expect(form.getByRole('button', { name: /^Save version 3/ })).toBeVisible()
  await page.getByRole('tab', { name: 'Versions' }).click()
  await expect(page.getByRole('button', { name: /^Version 2.*Says to whom/ })).toBeVisible()
  await expect(page.getByText('Changed: instructions and examples')).toBeVisible()
  await expect(page.getByRole('insertion')).toContainText(['to a customer'])
  await expectAccessible(page)
  await keepScreenshot(page, 'judge-versions')
  await page.getByRole('tab', { name: 'Against people' }).click()
  await expect(page.getByRole('combobox', { name: 'Version' })).toHaveValue('Version 2')
  await expect(page.getByRole('region', { name: 'Against people' }).getByRole('heading')).toBeVisible()
  await keepScreenshot(page, 'judge-people')
  await page.getByRole('tab', { name: 'Versions' }).click()
  await page.getByRole('button', { name: /^Version 1/ }).click()
  await page.getByRole('button', { name: 'Take back into the editor' }).click()
  await expect(instructions).toHaveValue('How polite is {{ outputs }}')

  await page.getByRole('button', { name: 'All judges' }).click()
  await expect(table.getByRole('link', { name: 'politeness' })).toBeVisible()
  await table.getByRole('link', { name: 'politeness' }).focus()
  await page.keyboard.press('Delete')
  await expect(table.getByRole('link', { name: 'politeness' })).toBeHidden()
  await page.getByRole('button', { name: 'Undo' }).click()
  await expect(table.getByRole('link', { name: 'politeness' })).toBeVisible()

  await runByPalette(page, 'Use the dark theme')
  await runByPalette(page, 'Switch language to Japanese')
  await expect(page.getByRole('heading', { name: 'ジャッジ' })).toBeVisible()
  await page.keyboard.press('n')
  const japanese = page.getByRole('region', { name: 'ジャッジ', exact: true })
  await japanese.getByLabel('名前').focus()
  await typeText(page, '丁寧さ')
  await expect(japanese.getByLabel('名前')).toHaveValue('丁寧さ')
  await expectAccessible(page)
  await keepScreenshot(page, 'judge-new-ja-dark')
  await desk.close()
  await server.close()
  rmSync(dataFolder, { recursive: true, force: true, maxRetries: 5 })
})
