import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { expect, type Page } from '@playwright/test'
import { test as base, type Launched, type LaunchOptions } from './launch.ts'
import { expectAccessible, keepScreenshot } from './look.ts'
import { type MadeValidation, makeValidation } from './make-validation.ts'

const test = base.extend<{ openBench: (options?: LaunchOptions) => Promise<Launched & MadeValidation> }>({
  openBench: async ({ launch }, use) => {
    const folder = mkdtempSync(path.join(tmpdir(), 'assay-validation-'))
    await use(async (options = {}) => {
      const workspace = path.join(folder, 'bench.assay')
      const made = makeValidation(workspace)
      return { ...(await launch({ settings: { reviewerName: 'lead' }, ...options, workspace })), ...made }
    })
    rmSync(folder, { recursive: true, force: true, maxRetries: 5 })
  },
})

const figure = (page: Page, name: string) => page.locator(`[data-figure="${name}"]`)
const rate = (page: Page, name: string) => page.locator(`[data-rate="${name}"]`)

test('a scorer against people: pairs, figures, cells, a mapping, a settled label, and the sealed split once', async ({
  openBench,
}) => {
  const { page, runId } = await openBench()
  await expect(page.getByRole('grid')).toBeVisible()
  await page.keyboard.press('g')
  await page.keyboard.press('e')
  await page.getByRole('row').filter({ hasText: 'judged by version 1' }).getByRole('link').click()
  await page.getByRole('link', { name: 'Against people' }).click()
  await expect(page).toHaveURL(new RegExp(`#/validation/${runId}/correctness$`))
  await expect(page.getByRole('heading', { name: '“correctness” against people' })).toBeVisible()

  // The dev split to begin with: 30 rows, of which one is tied.
  await expect(page.getByText('29 of 30 judged rows compared')).toBeVisible()
  await expect(page.getByText('“yes” counts as passed here, “Accurate” there.')).toBeVisible()
  await expect(page.getByText(/Only 10 compared rows were “Failed” for people/)).toBeVisible()
  const matrix = page.getByRole('table', { name: 'Who said what' })
  const cell = (answered: string, scored: string) =>
    matrix.getByRole('button', { name: `People: ${answered}. correctness: ${scored}.` })
  await expect(cell('Passed', 'Passed')).toHaveText('16')
  await expect(cell('Passed', 'Failed')).toHaveText('3')
  await expect(cell('Failed', 'Passed')).toHaveText('5')
  await expect(cell('Failed', 'Failed')).toHaveText('5')
  await expect(figure(page, 'truePositiveRate')).toContainText('84%')
  await expect(figure(page, 'trueNegativeRate')).toContainText('50%')
  await expect(figure(page, 'trueNegativeRate')).toContainText('Of 100 rows that people fail, it fails about 50')
  await expect(rate(page, 'raw')).toContainText('73%')
  await expect(rate(page, 'corrected')).toContainText('68%')
  await expect(page.getByText(/^For TPR and TNR to ± 10 points: about/)).toBeVisible()
  await expectAccessible(page)
  await keepScreenshot(page, 'validation')

  // A cell opens its rows; both rationales stand side by side.
  await cell('Passed', 'Failed').click()
  const rows = page.getByRole('region', { name: 'People: Passed, correctness: Failed' })
  await expect(rows.getByRole('listitem')).toHaveCount(3)
  await expect(rows.getByRole('listitem').first()).toContainText('names a lube for the wet')
  await expect(rows.getByRole('listitem').first()).toContainText('against the manual')

  // The tied item is settled where it came up, and counts from then on.
  await page.getByRole('button', { name: '1 with as many answers for as against' }).click()
  await page.getByRole('button', { name: 'Settle the label' }).click()
  const dialog = page.getByRole('dialog', { name: 'Settle the label' })
  await dialog.getByRole('button', { name: /^Take “?Accurate/ }).click()
  await dialog.getByRole('button', { name: 'Save and next' }).click()
  await expect(dialog).toBeHidden()
  await expect(page.getByText('30 of 30 judged rows compared')).toBeVisible()
  await expect(page.getByText('1 settled')).toBeVisible()

  // What counts as passed is the user's to say, and is kept.
  await page.getByRole('button', { name: 'Change' }).click()
  await page.getByRole('radiogroup', { name: 'Partially accurate' }).getByText('Passed').click()
  await expect(page.getByText(/counts as passed here, “Accurate” and “Partially accurate” there/)).toBeVisible()
  await expect(figure(page, 'trueNegativeRate')).not.toContainText('50%')
  await keepScreenshot(page, 'validation-mapping')
  await page.reload()
  await expect(page.getByText(/counts as passed here, “Accurate” and “Partially accurate” there/)).toBeVisible()

  // The sealed split: nothing of it before a purpose is given; then it is written down that it was opened.
  await page.getByRole('combobox', { name: 'Rows' }).click()
  await page.getByRole('option', { name: 'golden · test (10), sealed' }).click()
  await expect(page.getByRole('heading', { name: 'This split is sealed' })).toBeVisible()
  await expect(matrix).toBeHidden()
  await page.getByLabel('What do you open it for?').fill('Release 2')
  await page.keyboard.press('Enter')
  await expect(page.getByText('10 of 10 judged rows compared')).toBeVisible()
  await expect(page.getByText('This split has been opened once.')).toBeVisible()
  await page.reload()
  await page.getByRole('combobox', { name: 'Rows' }).click()
  await page.getByRole('option', { name: 'golden · test (10), sealed' }).click()
  await expect(page.getByText(/It was opened before/)).toBeVisible()
  await expect(page.getByText(/by lead: Comparing correctness with people: Release 2/)).toBeVisible()
  await expectAccessible(page)
  await keepScreenshot(page, 'validation-sealed')
})

async function openComparison(page: Page, runId: string): Promise<void> {
  await expect(page.getByRole('grid')).toBeVisible()
  await page.evaluate((hash) => {
    window.location.hash = hash
  }, `#/validation/${runId}/correctness`)
  await expect(figure(page, 'kappa')).toBeVisible()
}

test('a judge is put right: a row as an example, examples from people, and two versions on the same rows', async ({
  openBench,
}) => {
  const { page, runId, judgeId } = await openBench()
  await openComparison(page, runId)
  const versions = page.getByRole('region', { name: 'A better version' })
  await expect(versions.getByRole('row', { name: /^Finds what is bad/ })).toContainText('50%80%')
  await expect(versions).toContainText('On the 29 rows that both scored')
  await expect(versions).toContainText('no clear difference')
  await versions.scrollIntoViewIfNeeded()
  await keepScreenshot(page, 'validation-versions')

  // The row that it got wrong goes in with what people said.
  await page.getByRole('button', { name: 'Fix the judge' }).first().click()
  const dialog = page.getByRole('dialog', { name: '“correctness”, version 3' })
  await expect(dialog.getByRole('textbox', { name: 'Instructions' })).toHaveValue(/Be strict\.$/)
  await expect(dialog.getByRole('checkbox', { name: /^This row, as people answered it/ })).toBeChecked()
  // Of the labelled rows only those of `train` are offered.
  await expect(dialog.getByRole('listitem')).toHaveCount(10)
  await expect(dialog).toContainText('1 example: 1 × ')
  await expectAccessible(page)
  await keepScreenshot(page, 'validation-new-version')
  await dialog.getByRole('button', { name: 'Save version 3' }).click()
  await expect(dialog).toBeHidden()
  await expect(page.getByText('“correctness” has version 3 now.')).toBeVisible()

  // Without a row to begin with, a balanced choice is ticked.
  await page.getByRole('button', { name: 'Make a new version…' }).click()
  const next = page.getByRole('dialog', { name: '“correctness”, version 4' })
  await expect(next.getByRole('checkbox', { name: 'Keep the 1 example that it has' })).toBeChecked()
  await expect(next).toContainText('7 examples:')
  await page.keyboard.press('Escape')
  await expect(next).toBeHidden()
  await versions.getByRole('combobox', { name: 'Version 1 beside' }).click()
  await page.getByRole('option', { name: 'Version 3' }).click()
  await expect(versions).toContainText('Version 3 has scored none of the compared rows yet.')

  // The same on the judge's own page, a version at a time over all that it judged.
  await page.evaluate((hash) => {
    window.location.hash = hash
  }, `#/judges/${judgeId}/people`)
  await expect(page.getByRole('tab', { name: 'Against people' })).toHaveAttribute('aria-selected', 'true')
  await expect(page.getByRole('heading', { name: 'Nothing has been judged yet' })).toBeVisible()
  await page.getByRole('combobox', { name: 'Version' }).click()
  await page.getByRole('option', { name: 'Version 2' }).click()
  await expect(page.getByText('29 of 30 judged rows compared')).toBeVisible()
  await expect(figure(page, 'trueNegativeRate')).toContainText('80%')
  await expectAccessible(page)
  await keepScreenshot(page, 'validation-judge')
})

for (const look of [{ theme: 'dark' as const }, { language: 'ja' as const }]) {
  test(`the comparison in ${Object.values(look)[0]} @looks`, async ({ openBench }) => {
    const { page, runId } = await openBench({ settings: { reviewerName: 'lead', ...look } })
    await openComparison(page, runId)
    await expectAccessible(page)
    await keepScreenshot(page, `validation-${Object.values(look)[0]}`)
  })
}
