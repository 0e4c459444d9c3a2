import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { expect, type Page } from '@playwright/test'
import { addToDataset, makeDataset } from '../../src/main/store/dataset-making.ts'
import { listRecords } from '../../src/main/store/dataset-records.ts'
import { moveToSplit, sealSplit } from '../../src/main/store/dataset-splits.ts'
import { openWorkspace } from '../../src/main/store/open-store.ts'
import { test as base, type Launched, type LaunchOptions } from './launch.ts'
import { expectAccessible, keepScreenshot, runByPalette } from './look.ts'
import { makeLabels } from './make-labels.ts'
import { makeSession } from './make-session.ts'
import { makeChat } from './make-traces.ts'
import { accuracy, expected, nowMs } from './with-session.ts'

interface Bench extends Launched {
  sessionId: string
  datasetId: string
}

/** Three traces, two of them labelled by two people, and a dataset with a sealed split. */
const test = base.extend<{ openLabelled: (options?: LaunchOptions) => Promise<Bench> }>({
  openLabelled: async ({ launch }, use) => {
    const folder = mkdtempSync(path.join(tmpdir(), 'assay-export-'))
    await use(async (options = {}) => {
      const workspace = path.join(folder, 'Desk.assay')
      const sessionId = makeSession(workspace, {
        name: 'Round 1',
        traces: [
          makeChat('oil', nowMs, 'Which oil for the chain?', 'Dry lube. Ask kim@example.com.'),
          makeChat('tube', nowMs + 1_000, 'Call me on 090-1234-5678', 'We will, Yamada-san.'),
          makeChat('bell', nowMs + 2_000, '=HYPERLINK("x")', 'A bell.'),
        ],
        schemas: [accuracy, expected],
        reviewers: ['Ana', 'Ben'],
        setup: { rules: { assignment: 'all' } },
      })
      makeLabels(workspace, sessionId, [
        { trace: 'oil', reviewer: 'Ana', answers: { accuracy: 'Accurate' }, rationale: 'Yamada says so.' },
        { trace: 'oil', reviewer: 'Ben', answers: { accuracy: 'Accurate' } },
        { trace: 'tube', reviewer: 'Ana', answers: { accuracy: 'Inaccurate', expected_response: 'At noon, Yamada.' } },
      ])
      const datasetId = makeSealed(workspace)
      return { ...(await launch({ ...options, workspace })), sessionId, datasetId }
    })
    rmSync(folder, { recursive: true, force: true, maxRetries: 5 })
  },
})

function makeSealed(workspace: string): string {
  const { db, close } = openWorkspace(workspace, { mode: 'open' })
  try {
    const record = (question: string, answer: string) => ({
      inputs: { question },
      expectations: { expected_response: answer },
    })
    const given = { name: 'golden', tags: {}, experimentIds: [] }
    const { datasetId } = makeDataset(db, { ...given, records: [record('Open at noon?', 'Yes.')] })
    addToDataset(db, { datasetId, records: [record('The last question', 'The last answer')] })
    const last = listRecords(db, { datasetId, limit: 2 }).records[1]
    moveToSplit(db, { datasetId, recordIds: [last?.recordId ?? ''], split: 'test' })
    sealSplit(db, { datasetId, split: 'test' })
    return datasetId
  } finally {
    close()
  }
}

const dialogOf = (page: Page) => page.getByRole('dialog')

/** Presses the button and answers what was downloaded, without the ZIP around it. */
async function download(page: Page): Promise<string> {
  const waiting = page.waitForEvent('download')
  await page.getByRole('button', { name: 'Export and download' }).click()
  // Stored, not compressed: the texts stand in it as they are.
  return readFileSync(await (await waiting).path(), 'utf8')
}

async function openSession(page: Page): Promise<void> {
  await expect(page.getByRole('grid')).toBeVisible()
  await page.keyboard.press('g')
  await page.keyboard.press('l')
  await page.getByRole('grid').getByText('Round 1').dblclick()
  await expect(page.getByRole('heading', { level: 1, name: 'Round 1' })).toBeVisible()
}

test('labels leave a session as they were looked at: redacted, by a condition, with a manifest', async ({
  openLabelled,
}) => {
  const { page } = await openLabelled()
  await openSession(page)
  await page.getByRole('button', { name: 'Share' }).click()
  await page.getByRole('menuitem', { name: 'Export labels as data…' }).click()
  const dialog = dialogOf(page)
  await expect(dialog.getByText('Labels of the session “Round 1”: 3 traces')).toBeVisible()
  await dialog.getByRole('radio', { name: 'One row a label' }).check()
  await dialog.getByRole('checkbox', { name: 'E-mail addresses' }).check()
  await dialog.getByRole('checkbox', { name: 'Phone numbers' }).check()
  await dialog.getByLabel('Names and words').fill('Yamada')
  await page.keyboard.press('Enter')
  await dialog.getByLabel('Patterns').fill('(unclosed')
  await page.keyboard.press('Enter')
  await expectAccessible(page)
  await keepScreenshot(page, 'labeled-export')

  // What cannot be read is told where it was typed.
  await dialog.getByRole('button', { name: 'Preview' }).click()
  await expect(dialog.getByText('One of the patterns cannot be used.', { exact: false })).toBeVisible()
  await dialog.getByRole('button', { name: 'Back' }).click()
  await expect(dialog.getByText('“(unclosed” is no regular expression.')).toBeVisible()
  await dialog.getByLabel('Patterns').press('Backspace')
  await dialog.getByRole('button', { name: 'Preview' }).click()

  await expect(dialog.getByText('3 traces · 4 labels · 4 rows')).toBeVisible()
  await expect(dialog.getByText('1 of them has no label.')).toBeVisible()
  const replaced = dialog.getByRole('region', { name: 'Blacked out' })
  await expect(replaced.getByRole('deletion').filter({ hasText: 'kim@example.com' })).toBeVisible()
  await expect(replaced.getByText('Names and words: 3')).toBeVisible()
  await expect(replaced.getByText('Phone numbers: 1')).toBeVisible()
  await expectAccessible(page)
  await keepScreenshot(page, 'labeled-export-preview')

  const text = await download(page)
  await expect(dialog.getByText('Exported')).toBeVisible()
  await expect(dialog.getByText('3 items · 4 labels · 4 rows · 1 left out')).toBeVisible()
  const rows = text.split('\n').filter((line) => line.includes('"trace_id":"tr-') && line.includes('"label":'))
  const found = rows.map((line) => JSON.parse(line.slice(line.indexOf('{"trace_id"'))))
  expect(found.map(({ label, source, value, rationale }) => [label, source, value, rationale])).toEqual([
    ['accuracy', 'Ana', 'Accurate', '[name] says so.'],
    ['accuracy', 'Ben', 'Accurate', null],
    ['accuracy', 'Ana', 'Inaccurate', null],
    ['expected_response', 'Ana', 'At noon, [name].', null],
  ])
  expect(text).not.toMatch(/kim@example|090-1234|Yamada/)
  expect(text).toContain('"format": "assay.labeled-export"')
  await expectAccessible(page)
  await keepScreenshot(page, 'labeled-export-done')
  await dialog.getByRole('button', { name: 'Close' }).last().click()
  await expect(dialog).toBeHidden()

  // The same session as a spreadsheet of what was found inaccurate; and as pairs, of which there is one.
  await runByPalette(page, 'Export labels as data…')
  await dialog.getByRole('radio', { name: 'CSV' }).check()
  await dialog.getByRole('button', { name: 'Add a condition' }).click()
  await dialog.getByRole('combobox', { name: 'Question' }).fill('accuracy')
  await dialog.getByRole('combobox', { name: 'Answer' }).click()
  await page.getByRole('option', { name: 'Inaccurate', exact: true }).click()
  await dialog.getByRole('button', { name: 'Preview' }).click()
  await expect(dialog.getByText('1 trace · 2 labels · 1 row')).toBeVisible()
  await dialog.getByRole('button', { name: 'Back' }).click()
  await dialog.getByRole('button', { name: 'Remove this condition' }).click()
  await dialog.getByRole('radio', { name: 'Preference pairs (DPO)' }).check()
  await dialog.getByRole('button', { name: 'Preview' }).click()
  await expect(dialog.getByText('2 of them give no pair', { exact: false })).toBeVisible()
  const pairs = await download(page)
  expect(pairs).toContain('"chosen":[{"role":"assistant","content":"At noon, Yamada."}]')
  expect(pairs).toContain('"rejected":[{"role":"assistant","content":"We will, Yamada-san."}]')
})

test('a sealed split leaves only after someone has said what for', async ({ openLabelled }) => {
  const { page, datasetId } = await openLabelled({ settings: { reviewerName: 'Ana' } })
  await expect(page.getByRole('grid')).toBeVisible()
  await page.evaluate((id) => {
    location.hash = `#/datasets/${id}`
  }, datasetId)
  await page.getByRole('button', { name: 'Export…' }).click()
  const dialog = dialogOf(page)
  await expect(dialog.getByText('The dataset “golden”')).toBeVisible()
  await expect(dialog.getByRole('radio', { name: 'One row a label' })).toHaveCount(0)
  await dialog.getByRole('button', { name: 'Preview' }).click()
  await expect(dialog.getByText('1 record · 1 label · 1 row')).toBeVisible()
  await expect(dialog.getByText('The last question')).toHaveCount(0)
  await dialog.getByRole('button', { name: 'Back' }).click()
  await dialog.getByRole('combobox', { name: 'Split' }).click()
  await page.getByRole('option', { name: 'test (sealed): 1 record' }).click()
  await expect(dialog.getByRole('button', { name: 'Open and preview' })).toBeDisabled()
  await dialog.getByLabel('What the sealed split is opened for').fill('the last check')
  await expectAccessible(page)
  await keepScreenshot(page, 'labeled-export-sealed')
  await dialog.getByRole('button', { name: 'Open and preview' }).click()
  await expect(dialog.getByText('The last question')).toBeVisible()
  expect(await download(page)).toContain('"expected_response":"The last answer"')
})

test('the export reads in Japanese and in the dark', { tag: '@looks' }, async ({ openLabelled }) => {
  const { page } = await openLabelled({ settings: { theme: 'dark', language: 'ja' } })
  await expect(page.getByRole('grid')).toBeVisible()
  await page.keyboard.press('ControlOrMeta+a')
  await page.keyboard.press('ControlOrMeta+Shift+e')
  const dialog = dialogOf(page)
  await dialog.getByRole('button', { name: 'ラベルをデータとして書き出す…' }).click()
  await expect(dialog.getByText('トレース 3 件のすべてのラベル')).toBeVisible()
  await dialog.getByRole('checkbox', { name: 'メールアドレス' }).check()
  await expectAccessible(page)
  await keepScreenshot(page, 'labeled-export-ja-dark')
  await dialog.getByRole('button', { name: '確認へ進む' }).click()
  await expect(dialog.getByText('kim@example.com').first()).toBeVisible()
  await expectAccessible(page)
  await keepScreenshot(page, 'labeled-export-preview-ja-dark')
})
