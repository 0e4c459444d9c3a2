/** A dataset made of a labeling session, and the work on it: editing, splits, seals, versions. */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { expect, type Page } from '@playwright/test'
import { test as base, type Launched } from './launch.ts'
import { expectAccessible, keepScreenshot, runByPalette } from './look.ts'
import { makeLabels } from './make-labels.ts'
import { makeSession } from './make-session.ts'
import { typeText } from './type-text.ts'
import { expected, isPolite, many } from './with-session.ts'

/** Ten items; eight are answered, and the eighth is disputed. */
const test = base.extend<{ round: Launched }>({
  round: async ({ launch }, use) => {
    const folder = mkdtempSync(path.join(tmpdir(), 'assay-datasets-'))
    const workspace = path.join(folder, 'round.assay')
    const setup = { rules: { assignment: 'all' as const } }
    const reviewers = ['aki', 'ben']
    const sessionId = makeSession(workspace, {
      name: 'Round one',
      traces: many(10),
      schemas: [expected, isPolite],
      reviewers,
      setup,
    })
    const labels = [0, 1, 2, 3, 4, 5, 6, 7].flatMap((at) =>
      reviewers.map((reviewer) => ({
        trace: `many ${at}`,
        reviewer,
        answers: {
          expected_response: at === 7 && reviewer === 'ben' ? 'Something else' : `Right ${at + 1}`,
          is_polite: at % 2 === 0,
        },
      })),
    )
    makeLabels(workspace, sessionId, labels)
    await use(await launch({ workspace, settings: { reviewerName: 'kim' } }))
    rmSync(folder, { recursive: true, force: true, maxRetries: 5 })
  },
})

const rowWith = (page: Page, text: string) => page.getByRole('row').filter({ hasText: text })
const toast = (page: Page, text: string | RegExp) => page.getByRole('alert').filter({ hasText: text })

async function openRound(page: Page): Promise<void> {
  await page.getByRole('navigation').getByRole('link', { name: 'Labeling' }).click()
  await rowWith(page, 'Round one').dblclick()
  await expect(page.getByRole('heading', { level: 1, name: 'Round one' })).toBeVisible()
}

/** What both reviewers agree on, as a dataset of its own. */
async function makeGolden(page: Page): Promise<void> {
  await openRound(page)
  await page.getByRole('button', { name: 'Dataset…' }).click()
  const dialog = page.getByRole('dialog')
  await dialog.getByRole('textbox', { name: 'Name' }).fill('golden')
  await dialog.getByRole('radio', { name: 'Only what all agree on' }).check()
  await expect(dialog.getByRole('combobox', { name: 'What becomes of the answers to is_polite' })).toHaveValue('Tag')
  await dialog.getByRole('button', { name: 'Create the dataset' }).click()
  await expect(page.getByRole('heading', { level: 1, name: 'golden' })).toBeVisible()
}

test('a labeled session becomes a dataset whose cells are edited, with conflicts told and every save undone', async ({
  round: { page },
}) => {
  await makeGolden(page)
  await expect(page.getByText('8 records', { exact: true })).toBeVisible()
  await expect(rowWith(page, 'Question 1')).toContainText('Right 1')
  // Of the disputed one there is only what is not disputed.
  await expect(rowWith(page, 'Question 8')).not.toContainText('Right 8')
  await expect(rowWith(page, 'Question 8')).toContainText('false')

  const grid = page.getByRole('grid')
  await grid.focus()
  await page.keyboard.press('j')
  await page.keyboard.press('ArrowRight')
  await page.keyboard.press('ArrowRight')
  await page.keyboard.press('Enter')
  const editor = page.getByRole('textbox', { name: 'Expectations · expected_response' })
  await expect(editor).toBeFocused()
  await page.keyboard.press('ControlOrMeta+a')
  await typeText(page, 'Right, and more')
  await keepScreenshot(page, 'dataset-edit')
  await page.keyboard.press('Tab')
  await expect(page.getByRole('textbox', { name: 'Tags' })).toBeFocused()
  await expect(rowWith(page, 'Question 1')).toContainText('Right, and more')
  await page.keyboard.press('Escape')
  await expect(grid).toBeFocused()
  await expect(page.getByText('Saved as version 2')).toBeVisible()
  await page.keyboard.press('ControlOrMeta+z')
  await expect(rowWith(page, 'Question 1')).not.toContainText('and more')

  // Inputs that another record has, and text that is no record's.
  for (const key of ['ArrowLeft', 'ArrowLeft', 'ArrowLeft', 'Enter']) await page.keyboard.press(key)
  const inputs = page.getByRole('textbox', { name: /^Inputs/ })
  await expect(inputs).toBeFocused()
  const whole = await inputs.inputValue()
  await inputs.fill(whole.replaceAll('Question 1', 'Question 2'))
  await page.keyboard.press('Enter')
  await expect(page.getByText('Another record has these inputs already.')).toBeVisible()
  await inputs.fill('')
  await page.keyboard.press('Enter')
  await expect(page.getByText('A record needs inputs.')).toBeVisible()
  await expectAccessible(page)
  await page.keyboard.press('Escape')
  await expect(grid).toBeFocused()

  // One is written by hand, another removed and brought back.
  await page.keyboard.press('n')
  const dialog = page.getByRole('dialog', { name: 'Write a record' })
  await dialog.getByRole('textbox', { name: 'Inputs' }).fill('{"question": "By hand?"}')
  await dialog.getByRole('textbox', { name: 'Expectations' }).fill('Yes, by hand')
  await dialog.getByRole('textbox', { name: 'Tags' }).fill('topic: hands')
  await keepScreenshot(page, 'dataset-record')
  await page.keyboard.press('ControlOrMeta+Enter')
  await expect(dialog).toBeHidden()
  await expect(rowWith(page, 'By hand?')).toContainText('Yes, by hand')
  await rowWith(page, 'By hand?').click()
  await page.keyboard.press('Delete')
  await expect(page.getByText('1 record was removed')).toBeVisible()
  await expect(rowWith(page, 'By hand?')).toBeHidden()
  await page.keyboard.press('ControlOrMeta+z')
  await expect(rowWith(page, 'By hand?')).toBeVisible()
})

test('records are split, a split is sealed and opened with a purpose, and versions are compared and restored', async ({
  round: { page },
}) => {
  await makeGolden(page)
  await page.keyboard.press('3')
  await expect(page.getByRole('tab', { name: 'Splits' })).toHaveAttribute('aria-selected', 'true')
  await page.keyboard.press('s')
  const dialog = page.getByRole('dialog', { name: 'Split the records' })
  await dialog.getByRole('combobox', { name: 'Spread evenly' }).click()
  await page.getByRole('option', { name: 'Tag is_polite' }).click()
  await expectAccessible(page)
  await keepScreenshot(page, 'dataset-split')
  await dialog.getByRole('button', { name: 'Split', exact: true }).click()
  await expect(dialog).toBeHidden()
  await expect(rowWith(page, 'test')).toContainText('3')
  await page.getByRole('button', { name: 'Seal “test”' }).click()
  await page.getByRole('button', { name: 'Seal the split' }).click()
  await expect(rowWith(page, 'test')).toContainText('Sealed by kim')

  // Its records are gone from sight until someone says what for.
  await page.keyboard.press('1')
  await expect(page.getByText('“test” is sealed: its 3 records are not shown.')).toBeVisible()
  const shown = page.getByRole('row').filter({ hasText: 'Question' })
  await expect(shown).toHaveCount(5)
  await keepScreenshot(page, 'dataset-sealed')
  await page.keyboard.press('3')
  await page.getByRole('button', { name: 'test', exact: true }).click()
  await expect(page.getByRole('heading', { name: '“test” is sealed, with 3 records' })).toBeVisible()
  await expectAccessible(page)
  await page.getByRole('button', { name: 'Open…' }).click()
  await page.getByRole('textbox', { name: 'What for' }).fill('Last check')
  await page.keyboard.press('Enter')
  await expect(page.getByRole('dialog')).toBeHidden()
  await expect(shown).toHaveCount(3)
  await expect(page.getByText('Sealed, open to you: Last check')).toBeVisible()
  await shown.first().click()
  await page.keyboard.press('Enter')
  await expect(page.getByRole('textbox')).toBeHidden()
  await page.keyboard.press('3')
  const log = page.getByRole('table', { name: 'Who opened sealed splits' })
  await expect(log.getByRole('row').filter({ hasText: 'Last check' })).toContainText('kim')
  await expectAccessible(page)
  await keepScreenshot(page, 'dataset-splits')

  // A change of a record that can be seen, and the ways back.
  await page.keyboard.press('1')
  await page.getByRole('combobox', { name: 'Records shown' }).click()
  await page.getByRole('option', { name: 'All splits' }).click()
  await expect(shown).toHaveCount(5)
  await shown.first().getByRole('gridcell').nth(2).dblclick()
  await expect(page.getByRole('textbox', { name: /^Expectations/ })).toBeFocused()
  await page.keyboard.press('ControlOrMeta+a')
  await typeText(page, 'Right in other words')
  await page.keyboard.press('Enter')
  await expect(page.getByText('Saved as version 3')).toBeVisible()
  await page.keyboard.press('2')
  const changes = page.getByRole('region', { name: 'Changes of the version' })
  await expect(changes.getByText('1 changed')).toBeVisible()
  await expect(changes.getByRole('group', { name: 'After' })).toContainText('Right in other words')
  await expectAccessible(page)
  await keepScreenshot(page, 'dataset-versions')
  await changes.getByRole('combobox', { name: 'Compare with' }).click()
  await page.getByRole('option', { name: 'Compared with v1' }).click()
  await expect(changes.getByText('3 of them are in sealed splits and not shown.')).toBeVisible()
  await rowWith(page, 'Made').click()
  await expect(changes.getByText('The first version, with 8 records.')).toBeVisible()
  await changes.getByRole('button', { name: 'Go back to this version' }).click()
  await expect(rowWith(page, 'Taken back (v1)')).toBeVisible()
  await page.keyboard.press('1')
  await expect(page.getByText('Right in other words')).toHaveCount(0)
  await expect(page.getByText('“test” is sealed: its 3 records are not shown.')).toBeVisible()
  await runByPalette(page, 'Use the dark theme')
  await runByPalette(page, 'Switch language to Japanese')
  await page.keyboard.press('2')
  await expect(page.getByText('元に戻した（v1）').or(page.getByText('元に戻した (v1)'))).toBeVisible()
  await keepScreenshot(page, 'dataset-versions-dark-ja')
  await page.keyboard.press('3')
  await expect(page.getByText('封印を開いた記録').first()).toBeVisible()
  await expectAccessible(page)
  await keepScreenshot(page, 'dataset-splits-dark-ja')
})

test('traces are added to a dataset from their list and from their page', async ({ round: { page } }) => {
  await makeGolden(page)
  await page.getByRole('navigation').getByRole('link', { name: 'Traces' }).click()
  await rowWith(page, 'Question 10').getByRole('checkbox').check()
  await page.getByRole('button', { name: 'Add to dataset…' }).click()
  const dialog = page.getByRole('dialog', { name: 'Add to a dataset' })
  await dialog.getByRole('combobox', { name: 'Dataset' }).click()
  await page.getByRole('option', { name: 'golden' }).click()
  await expectAccessible(page)
  await keepScreenshot(page, 'dataset-add')
  await dialog.getByRole('button', { name: 'Add the records' }).click()
  await expect(dialog).toBeHidden()
  await toast(page, '1 record was added.').getByRole('button', { name: 'Open' }).click()
  await expect(page.getByText('9 records', { exact: true })).toBeVisible()
  await rowWith(page, 'Question 10').click()
  await page.keyboard.press('o')
  await expect(page.getByRole('tabpanel', { name: 'Conversation' })).toContainText('Answer 10')
  await page.keyboard.press('d')
  await expect(page.getByRole('dialog', { name: 'Add to a dataset' })).toContainText('One record of the selected trace')
})

test('what is in a dataset twice is found, and rows of a file are added, with lines that are none told', async ({
  round: { page },
}) => {
  await makeGolden(page)
  // The same question, in other letters.
  await page.keyboard.press('n')
  const messages = [
    { role: 'system', content: 'You help customers of a bicycle shop.' },
    { role: 'user', content: 'question 3 ?!' },
  ]
  const writing = page.getByRole('dialog', { name: 'Write a record' })
  await writing.getByRole('textbox', { name: 'Inputs' }).fill(JSON.stringify({ messages }))
  await writing.getByRole('button', { name: 'Add the record' }).click()
  await expect(page.getByText('9 records', { exact: true })).toBeVisible()
  await page.getByRole('tab', { name: 'Duplicates' }).click()
  await page.getByRole('button', { name: 'Look for duplicates' }).click()
  await expect(page.getByText('1 group of records is alike.')).toBeVisible()
  await expectAccessible(page)
  await keepScreenshot(page, 'dataset-duplicates')
  await page.getByRole('button', { name: /^Remove: question 3 \?!/ }).click()
  await expect(page.getByText('8 records', { exact: true })).toBeVisible()
  await page.getByRole('button', { name: 'Look again' }).click()
  await expect(page.getByText('No two of 8 records are alike.')).toBeVisible()
  await page.getByRole('tab', { name: 'Records' }).click()

  // A file, with a line that is none.
  await page.getByRole('button', { name: 'Add records' }).click()
  await page.getByRole('menuitem', { name: 'From a file…' }).click()
  const importing = page.getByRole('dialog', { name: 'Add records from a file' })
  const choosing = page.waitForEvent('filechooser')
  await importing.getByRole('button', { name: 'Choose a file…' }).click()
  const lines = ['{"question": "From a file?", "expected_response": "Yes", "level": "easy"}', 'not a record']
  await (await choosing).setFiles({
    name: 'more.jsonl',
    mimeType: 'application/jsonl',
    buffer: Buffer.from(lines.join('\n')),
  })
  const level = importing.getByRole('combobox', { name: 'What level becomes' })
  await expect(level).toHaveValue('Tags')
  await level.click()
  await page.getByRole('option', { name: 'Left out' }).click()
  await expectAccessible(page)
  await keepScreenshot(page, 'dataset-import')
  await importing.getByRole('button', { name: 'Add the rows' }).click()
  await expect(importing.getByText('1 record was added.')).toBeVisible()
  await expect(importing.getByText('1 × Not valid JSON. (line 2)')).toBeVisible()
  await keepScreenshot(page, 'dataset-imported')
  // The dialog's own button, beside the one in its corner.
  await importing.getByRole('button', { name: 'Close' }).last().click()
  await expect(importing).toBeHidden()
  await expect(rowWith(page, 'From a file?')).toContainText('Document')
})
