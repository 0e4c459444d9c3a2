/**
 * What the real client wrote, as people see it: run by `npm run test:clients` after the tutorial, against the same Assay. Alone it can
 * do nothing, so it is no part of the end-to-end specs.
 */
import path from 'node:path'
import { expect, type Page, test } from '@playwright/test'

const url = process.env.ASSAY_CLIENTS_PAGE ?? ''
const folder = path.resolve(import.meta.dirname, '../../test-results/screens/clients')

async function open(page: Page): Promise<void> {
  await page.goto(url)
  await expect(page.getByRole('grid')).toBeVisible()
}

async function look(page: Page, name: string): Promise<void> {
  await page.screenshot({ path: path.join(folder, `${name}.png`), animations: 'disabled' })
}

async function search(page: Page, text: string): Promise<void> {
  await page.keyboard.press('/')
  await page.keyboard.type(text)
  await expect(page.getByRole('row').nth(1)).toBeVisible()
  await page.keyboard.press('Enter')
}

test('the end user’s thumbs-down stands on the trace, with its rationale', async ({ page }) => {
  await open(page)
  await search(page, '"Missing details about MLflow from Databricks"')
  await expect(page.getByRole('columnheader', { name: 'user_feedback' })).toBeAttached()
  const row = page.getByRole('row').filter({ hasText: 'my_chatbot' }).first()
  await expect(row).toContainText('What does MLflow Tracing do?')
  await row.click()
  await page.keyboard.press('Enter')
  const pane = page.getByRole('complementary', { name: 'Assessments' })
  const card = pane.getByRole('listitem').filter({ hasText: 'Missing details about MLflow from Databricks' })
  await expect(card).toContainText('No')
  await expect(card).toContainText('enduser_123')
  for (const name of ['my_chatbot', 'retrieve_context', 'Completions'])
    await expect(page.getByRole('treeitem', { name: new RegExp(name) })).toBeVisible()
  await look(page, 'trace')
})

test('what a developer noted is a column of the list', async ({ page }) => {
  await open(page)
  await search(page, '"Right but incomplete"')
  await expect(page.getByRole('columnheader', { name: 'accuracy_score' })).toBeAttached()
  await expect(page.getByRole('row').filter({ hasText: 'my_chatbot' }).first()).toContainText('0.75')
  await look(page, 'accuracy-score')
})

test('the session that Python made is there, with its questions and traces', async ({ page }) => {
  await open(page)
  await page.keyboard.press('g')
  await page.keyboard.press('l')
  const row = page.getByRole('row').filter({ hasText: 'quality_review' }).filter({ hasText: '2' }).first()
  await expect(row).toBeVisible()
  await row.getByRole('link').first().click()
  await expect(page.getByRole('heading', { level: 1, name: 'quality_review' })).toBeVisible()
  await expect(page.getByRole('grid', { name: 'Traces of the session' }).getByRole('row')).toHaveCount(3)
  await look(page, 'session')
})

test('the evaluation that Python ran is there, with what the judge said of each row', async ({ page }) => {
  await open(page)
  await page.keyboard.press('g')
  await page.keyboard.press('e')
  const row = page.getByRole('row').filter({ hasText: '50%' }).first()
  await row.getByRole('link').first().click()
  await expect(page.locator('dl[aria-label="Results"]')).toContainText('1 of 2 pass')
  const judged = page.getByRole('row').filter({ hasText: 'What is Assay?' }).first()
  await judged.click()
  await expect(page.getByRole('region', { name: 'Selected row' })).toContainText('Assay runs without a network')
  await look(page, 'evaluation')
})
