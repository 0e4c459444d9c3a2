import { expect, type Page } from '@playwright/test'
import { expectAccessible, keepScreenshot } from './look.ts'
import { makeAgent, makeChat } from './make-traces.ts'
import { typeText } from './type-text.ts'
import { openTrace, rowWith, test } from './with-traces.ts'

const nowMs = Date.UTC(2026, 4, 12, 9, 30)

function pane(page: Page) {
  return page.getByRole('complementary', { name: 'Assessments' })
}

test('a score of 0.75 is a new column of the list at once', async ({ openDesk }) => {
  const { page, send } = await openDesk()
  await send([makeChat('one', nowMs, 'Score me', 'Yes')])
  await openTrace(page, 'Score me')
  await page.keyboard.press('a')
  await typeText(page, 'accuracy_score')
  await page.getByRole('combobox', { name: 'Value type' }).click()
  await page.getByRole('option', { name: 'Number' }).click()
  await page.getByRole('textbox', { name: 'Value' }).fill('0.75')
  await page.getByRole('textbox', { name: 'Rationale' }).fill('One fact is missing.')
  await page.getByRole('textbox', { name: 'Your name' }).fill('Ana')
  await expectAccessible(page)
  await keepScreenshot(page, 'assessment-form')
  await page.keyboard.press('Control+Enter')
  const card = pane(page).getByRole('listitem').filter({ hasText: '0.75' })
  await expect(card).toContainText('One fact is missing.')
  await expect(card).toContainText('Human · Ana')
  await page.keyboard.press('u')
  await expect(page.getByRole('columnheader', { name: 'accuracy_score' })).toBeVisible()
  await expect(rowWith(page, 'Score me')).toContainText('0.75')
  await page.getByRole('button', { name: 'accuracy_score' }).click()
  await expect(page.getByRole('columnheader', { name: 'accuracy_score' })).toHaveAttribute('aria-sort', 'descending')
})

test('by keyboard alone: add, edit with history, delete, undo', async ({ openDesk }) => {
  const { page, send } = await openDesk({ settings: { reviewerName: 'Ana' } })
  await send([makeChat('one', nowMs, 'Judge me', 'Yes')])
  await openTrace(page, 'Judge me')
  await page.keyboard.press('a')
  await typeText(page, 'helpful')
  await page.keyboard.press('Tab')
  await page.keyboard.press('Space')
  await page.keyboard.press('Control+Enter')
  const card = pane(page).getByRole('listitem').filter({ hasText: 'Ana' }).first()
  await expect(card).toContainText('Yes')
  await card.getByRole('button', { name: 'Edit helpful' }).focus()
  await page.keyboard.press('Enter')
  await page.getByRole('radio', { name: 'No' }).focus()
  await page.keyboard.press('Space')
  await page.getByRole('textbox', { name: 'Rationale' }).fill('On second thoughts.')
  await page.keyboard.press('Control+Enter')
  await expect(card).toContainText('No')
  await card.getByRole('button', { name: 'Edited once' }).click()
  await expect(card.getByRole('list', { name: 'Earlier versions' })).toContainText('Yes')
  await expectAccessible(page)
  await keepScreenshot(page, 'assessment-history')
  await card.getByRole('button', { name: 'Delete helpful' }).click()
  // MLflow's rule: deleting an edit brings back what it replaced.
  await expect(card).toContainText('Yes')
  await page.getByRole('button', { name: 'Undo' }).click()
  await expect(card).toContainText('On second thoughts.')
})

test('the form says what is wrong and keeps what was typed', async ({ openDesk }) => {
  const { page, send } = await openDesk()
  await send([makeChat('one', nowMs, 'Judge me', 'Yes')])
  await openTrace(page, 'Judge me')
  await page.keyboard.press('a')
  await typeText(page, 'scores.accuracy')
  await page.getByRole('combobox', { name: 'Value type' }).click()
  await page.getByRole('option', { name: 'JSON' }).click()
  await page.getByRole('textbox', { name: 'Value' }).fill('{"a": ')
  await page.getByRole('button', { name: 'Save' }).click()
  await expect(page.getByText('A name must not contain a dot.')).toBeVisible()
  await expect(page.getByText('This is not valid JSON.')).toBeVisible()
  await expect(page.getByText('Say who judges.')).toBeVisible()
  await expectAccessible(page)
  await page.getByRole('combobox', { name: 'Name' }).fill('scores')
  await page.getByRole('textbox', { name: 'Value' }).fill('{"a": [1, 2]}')
  await page.getByRole('textbox', { name: 'Your name' }).fill('Ana')
  await page.getByRole('button', { name: 'Save' }).click()
  await expect(pane(page).getByRole('tree')).toContainText('a')
})

test('a known name brings its kind of value, and choices', async ({ openDesk }) => {
  const { page, send } = await openDesk({ settings: { reviewerName: 'Ana' } })
  await send([makeChat('one', nowMs, 'First', 'Yes'), makeChat('two', nowMs + 1_000, 'Second', 'Yes')])
  await openTrace(page, 'First')
  await page.keyboard.press('a')
  await typeText(page, 'tone')
  await page.getByRole('combobox', { name: 'Value type' }).click()
  await page.getByRole('option', { name: 'Text' }).click()
  await page.getByRole('textbox', { name: 'Value' }).fill('friendly')
  await page.keyboard.press('Control+Enter')
  await expect(pane(page)).toContainText('friendly')
  await page.keyboard.press('k')
  await expect(page.getByRole('tabpanel')).toContainText('Second')
  await page.keyboard.press('a')
  await typeText(page, 'ton')
  await page.getByRole('option', { name: 'tone' }).click()
  await page.getByRole('radio', { name: 'friendly' }).check()
  await page.keyboard.press('Control+Enter')
  await expect(pane(page)).toContainText('friendly')
})

test('a name that goes on from a known one takes a number as it is typed; Escape keeps it; Delete means the judgement', async ({
  openDesk,
}) => {
  const { page, send } = await openDesk({ settings: { reviewerName: 'Ana' } })
  await send([makeChat('one', nowMs, 'Grade me', 'Yes')])
  await openTrace(page, 'Grade me')
  for (const [name, value] of [
    ['grade', 'good'],
    ['grade_of_answer', '0.75'],
  ] as const) {
    await page.keyboard.press('a')
    await typeText(page, name)
    await page.keyboard.press('Escape')
    await expect(page.getByRole('combobox', { name: 'Name' })).toBeVisible()
    await page.keyboard.press('Tab')
    await typeText(page, value)
    await expect(page.getByRole('textbox', { name: 'Value' })).toHaveValue(value)
    await page.keyboard.press('Escape')
    await expect(page.getByRole('combobox', { name: 'Name' })).toBeHidden()
    await page.keyboard.press('a')
    await expect(page.getByRole('textbox', { name: 'Value' })).toHaveValue(value)
    await page.keyboard.press('Control+Enter')
    await expect(pane(page).getByRole('listitem').filter({ hasText: value })).toBeVisible()
  }
  await pane(page).getByRole('button', { name: 'Edit grade_of_answer' }).focus()
  await page.keyboard.press('Delete')
  await expect(pane(page).getByRole('listitem').filter({ hasText: '0.75' })).toHaveCount(0)
  await expect(page.getByText('This trace is in the trash.')).toBeHidden()
  await expect(pane(page)).toBeFocused()
})

test('a span is judged by itself, and found again from elsewhere in the trace', async ({ openDesk }) => {
  const { page, send } = await openDesk({ settings: { reviewerName: 'Ana' } })
  await send([makeAgent('agent', nowMs)])
  await openTrace(page, 'invoke_agent')
  await page.keyboard.press('e')
  await expect(page.getByRole('tabpanel')).toContainText('find_order')
  await page.keyboard.press('Shift+A')
  await page.getByText('Span', { exact: true }).click()
  await page.getByRole('combobox', { name: 'Name' }).fill('expected_order')
  await page.getByRole('textbox', { name: 'Value' }).fill('state: packing')
  await page.keyboard.press('Control+Enter')
  const section = page.getByRole('region', { name: 'On the span “execute_tool find_order”' })
  await expect(section).toContainText('Expectation')
  await expect(section).toContainText('state: packing')
  await expect(
    page
      .getByRole('treeitem', { name: /find_order/ })
      .first()
      .getByRole('img', { name: 'Has assessments' }),
  ).toBeVisible()
  await page.getByRole('treeitem', { name: /invoke_agent/ }).click()
  await page.getByRole('button', { name: 'execute_tool find_order: 1 assessment' }).click()
  await expect(section).toContainText('state: packing')
})

test('a question of the experiment is suggested by its title and answered in its own way', async ({ openDesk }) => {
  const { page, send, mlflow } = await openDesk({ settings: { reviewerName: 'Ana' } })
  await send([makeChat('one', nowMs, 'Rate me', 'Yes')])
  const { experiment_id: elsewhere } = await mlflow('POST', '/2.0/mlflow/experiments/create', { name: 'Elsewhere' })
  const ask = (experimentId: unknown, schema: object) =>
    mlflow('POST', '/3.0/assay/label-schemas/create', { experiment_id: experimentId, enable_comment: true, ...schema })
  await ask('0', {
    name: 'stars',
    title: 'How good is the answer?',
    type: 'feedback',
    instruction: 'Five is **best**.',
    input: { type: 'numeric', min: 1, max: 5 },
  })
  await ask('0', { name: 'expected_facts', type: 'expectation', input: { type: 'text' } })
  await ask(elsewhere, { name: 'stars_elsewhere', type: 'feedback', input: { type: 'text' } })
  await openTrace(page, 'Rate me')
  await page.keyboard.press('a')
  await expect(page.getByRole('option', { name: 'expected_facts Question' })).toBeVisible()
  await typeText(page, 'sta')
  await expect(page.getByRole('option')).toHaveText(['stars Question: How good is the answer?'])
  await page.getByRole('option').click()
  await expect(pane(page)).toContainText('Five is best.')
  await expect(page.getByRole('combobox', { name: 'Value type' })).toHaveCount(0)
  const stars = page.getByRole('textbox', { name: 'How good is the answer?' })
  await stars.fill('6')
  await page.keyboard.press('Control+Enter')
  await expect(page.getByText('Give an answer that fits the question.')).toBeVisible()
  await expect(stars).toBeFocused()
  await expectAccessible(page)
  await keepScreenshot(page, 'assessment-question')
  await stars.fill('4')
  await page.keyboard.press('Control+Enter')
  await expect(pane(page).getByRole('listitem').filter({ hasText: 'Ana' })).toContainText('4')

  // Typed, it takes the question's kind; a longer name is free again.
  await page.keyboard.press('a')
  await typeText(page, 'expected_facts')
  await expect(page.getByRole('radio', { name: 'Expectation' })).toBeChecked()
  await typeText(page, '_too')
  await expect(page.getByRole('radio', { name: 'Feedback' })).toBeChecked()
  await expect(page.getByRole('combobox', { name: 'Value type' })).toBeVisible()
  await page.getByRole('combobox', { name: 'Name' }).fill('expected_facts')
  await page.getByRole('textbox', { name: 'expected_facts' }).fill('It is open on Sundays.')
  await page.keyboard.press('Control+Enter')
  const expectation = pane(page).getByRole('listitem').filter({ hasText: 'It is open on Sundays.' })
  await expect(expectation).toContainText('Expectation')
  await expectation.getByRole('button', { name: 'Edit expected_facts' }).click()
  await expect(page.getByRole('textbox', { name: 'expected_facts' })).toHaveValue('It is open on Sundays.')
  await expect(page.getByRole('textbox', { name: 'expected_facts' })).toBeFocused()
})
