import { expect, type Page } from '@playwright/test'
import { expectAccessible, keepScreenshot, runByPalette } from './look.ts'
import { makeChat, traceIdOf } from './make-traces.ts'
import { type Desk, test } from './with-traces.ts'

const nowMs = Date.UTC(2026, 4, 12, 9, 30)

interface MadeRecord {
  inputs: Record<string, unknown>
  outputs?: unknown
  expectations?: Record<string, unknown>
  tags?: Record<string, string>
  source?: unknown
}

async function createDataset({ mlflow }: Desk, name: string, tags: Record<string, string> = {}): Promise<string> {
  const { dataset } = (await mlflow('POST', '/3.0/mlflow/datasets/create', {
    name,
    experiment_ids: ['0'],
    tags: JSON.stringify(tags),
  })) as { dataset: { dataset_id: string } }
  return dataset.dataset_id
}

async function addRecords({ mlflow }: Desk, datasetId: string, records: readonly MadeRecord[]): Promise<void> {
  await mlflow('POST', `/3.0/mlflow/datasets/${datasetId}/records`, {
    dataset_id: datasetId,
    records: JSON.stringify(records),
  })
}

const records: MadeRecord[] = [
  {
    inputs: { question: 'What is the capital of France?' },
    outputs: { mlflow_wrapped: 'Paris.' },
    expectations: { expected_response: 'Paris', expected_facts: ['Paris is the capital', 'since 987'] },
    tags: { topic: 'geography' },
    source: { source_type: 'TRACE', source_data: { trace_id: `tr-${traceIdOf('france')}` } },
  },
  {
    inputs: { question: '日本の首都はどこですか？', language: 'ja' },
    expectations: { expected_response: '東京' },
    source: { source_type: 'HUMAN', source_data: { user_name: 'aki' } },
  },
  { inputs: { document: 'A long text. '.repeat(800) }, outputs: { mlflow_wrapped: 'Word after word. '.repeat(500) } },
]

async function makeCapitals(desk: Desk): Promise<string> {
  await desk.send([makeChat('france', nowMs, 'What is the capital of France?', 'Paris.')])
  const datasetId = await createDataset(desk, 'capitals', { owner: 'qa' })
  await addRecords(desk, datasetId, records)
  return datasetId
}

async function openDatasets(page: Page): Promise<void> {
  await page.getByRole('navigation').getByRole('link', { name: 'Datasets' }).click()
}

function rowWith(page: Page, text: string) {
  return page.getByRole('row').filter({ hasText: text })
}

test('without datasets the screen shows the lines that make one; a client’s appear at once', async ({ openDesk }) => {
  const desk = await openDesk()
  const { page } = desk
  await openDatasets(page)
  await expect(page.getByRole('heading', { name: 'No datasets yet' })).toBeVisible()
  await expect(page.getByRole('region', { name: 'Python' })).toContainText(await desk.mlflowUrl())
  await expectAccessible(page)
  await keepScreenshot(page, 'datasets-empty')
  await makeCapitals(desk)
  await createDataset(desk, 'nothing yet')
  await expect(rowWith(page, 'capitals')).toContainText('3')
  await expect(rowWith(page, 'capitals')).toContainText('Default')
  await expectAccessible(page)
  await keepScreenshot(page, 'datasets')
  await rowWith(page, 'nothing yet').getByRole('link').click()
  await expect(page.getByRole('heading', { name: 'No records yet' })).toBeVisible()
  await expect(page.getByRole('region', { name: 'Python' })).toContainText('get_dataset(dataset_id="d-')
  await expectAccessible(page)
})

test('records are read beside their list, and lead to the trace they were made from', async ({ openDesk }) => {
  const desk = await openDesk()
  const { page } = desk
  await makeCapitals(desk)
  await openDatasets(page)
  await rowWith(page, 'capitals').getByRole('link').click()
  await expect(page.getByText('3 records', { exact: true })).toBeVisible()
  const japan = rowWith(page, '日本の首都')
  await expect(japan).toContainText('question: 日本の首都はどこですか？, language: ja')
  await expect(japan).toContainText('Human')
  await page.keyboard.press('j')
  const detail = page.getByRole('region', { name: 'Selected record' })
  await expect(detail).toContainText('since 987')
  await expect(detail).toContainText('Paris.')
  await expectAccessible(page)
  await keepScreenshot(page, 'dataset')
  await rowWith(page, 'A long text.').click()
  await detail.getByRole('button', { name: /^Show all 8,500 characters/ }).click()
  await expect(detail.getByRole('button', { name: /^Show all 8,500 characters/ })).toBeHidden()
  await runByPalette(page, 'Use the dark theme')
  await runByPalette(page, 'Switch language to Japanese')
  await expect(page.getByText('レコード 3 件', { exact: true })).toBeVisible()
  await expectAccessible(page)
  await keepScreenshot(page, 'dataset-dark-ja')
  await rowWith(page, 'France').click()
  await page.keyboard.press('o')
  await expect(page.getByRole('tabpanel')).toContainText('Paris.')
})

test('a dataset is deleted after the dialog said what is lost', async ({ openDesk }) => {
  const desk = await openDesk()
  const { page } = desk
  await makeCapitals(desk)
  await openDatasets(page)
  await rowWith(page, 'capitals').click()
  await page.keyboard.press('Delete')
  const dialog = page.getByRole('dialog')
  await expect(dialog).toContainText('“capitals” and its 3 records are lost for good.')
  await expectAccessible(page)
  await keepScreenshot(page, 'dataset-delete')
  await page.keyboard.press('Escape')
  await expect(dialog).toBeHidden()
  await rowWith(page, 'capitals').getByRole('link').click()
  await page.getByRole('button', { name: 'Open menu' }).click()
  await page.getByRole('menuitem', { name: 'Delete…' }).click()
  await page.getByRole('button', { name: 'Delete the dataset' }).click()
  await expect(page.getByRole('heading', { name: 'No datasets yet' })).toBeVisible()
  const { datasets = [] } = await desk.mlflow('POST', '/3.0/mlflow/datasets/search', { experiment_ids: ['0'] })
  expect(datasets).toEqual([])
})

test('more records than a page come as they are scrolled to, and new ones by themselves', async ({ openDesk }) => {
  const desk = await openDesk()
  const { page } = desk
  const datasetId = await createDataset(desk, 'many')
  await addRecords(
    desk,
    datasetId,
    Array.from({ length: 450 }, (_, n) => ({ inputs: { question: `Question ${n}.` } })),
  )
  await openDatasets(page)
  await rowWith(page, 'many').getByRole('link').click()
  await expect(page.getByText('450 records', { exact: true })).toBeVisible()
  await page.getByRole('grid').focus()
  await expect(async () => {
    await page.keyboard.press('End')
    await expect(rowWith(page, 'Question 449.')).toBeVisible({ timeout: 500 })
  }).toPass()
  await addRecords(desk, datasetId, [{ inputs: { question: 'One more.' } }])
  await expect(page.getByText('451 records', { exact: true })).toBeVisible()
})
