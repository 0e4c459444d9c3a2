import { expect, type Page } from '@playwright/test'
import { expectAccessible, keepScreenshot, runByPalette } from './look.ts'
import { reachOption, typeText } from './type-text.ts'
import { test } from './with-traces.ts'

async function openSchemas(page: Page): Promise<void> {
  // Keys do nothing before there is a screen.
  await expect(page.getByRole('heading', { name: /^(No traces yet|トレースはまだありません)$/ })).toBeVisible()
  await page.keyboard.press('g')
  await page.keyboard.press('q')
}

/** The row of the table that shows a text. */
function schemaRow(page: Page, text: string) {
  return page.getByRole('table').getByRole('row').filter({ hasText: text })
}

test('a question is made, changed and deleted by keyboard alone', async ({ openDesk }) => {
  const { page } = await openDesk()
  await openSchemas(page)
  await expect(page.getByRole('heading', { name: 'No questions yet' })).toBeVisible()
  await expectAccessible(page)
  await keepScreenshot(page, 'schemas-empty')

  await page.keyboard.press('n')
  await expect(page.getByRole('textbox', { name: 'Name' })).toBeFocused()
  await typeText(page, 'tone.of.voice')
  await page.keyboard.press('ControlOrMeta+Enter')
  await expect(page.getByText('A name must not contain a dot.')).toBeVisible()
  await expect(page.getByRole('textbox', { name: 'Name' })).toBeFocused()
  await page.keyboard.press('ControlOrMeta+a')
  await typeText(page, 'tone')
  await page.getByRole('textbox', { name: 'Title' }).focus()
  await typeText(page, 'How does it sound?')
  await page.getByRole('combobox', { name: 'Answer' }).focus()
  await page.keyboard.press('Enter')
  await expect(page.getByRole('option', { name: 'Pass or fail' })).toBeVisible()
  await reachOption(page, 'One choice')
  await page.keyboard.press('Enter')
  await page.getByRole('textbox', { name: 'Option 1' }).focus()
  await typeText(page, 'Friendly')
  await page.keyboard.press('Enter')
  await typeText(page, 'Neutral')
  await page.keyboard.press('ArrowDown')
  await page.keyboard.press('Tab')
  await typeText(page, 'Friendly')
  await page.keyboard.press('ControlOrMeta+Enter')
  await expect(page.getByText('The options must differ.')).toBeVisible()
  await page.getByRole('textbox', { name: 'Option 3' }).focus()
  await page.keyboard.press('ControlOrMeta+a')
  await typeText(page, 'Rude')
  await page.keyboard.press('Alt+ArrowUp')
  await expect(page.getByRole('textbox', { name: 'Option 2' })).toHaveValue('Rude')
  await expect(page.getByRole('textbox', { name: 'Option 2' })).toBeFocused()

  const preview = page.getByRole('region', { name: 'Preview' })
  await expect(preview.getByRole('heading', { name: 'How does it sound?' })).toBeVisible()
  await expect(preview.getByRole('radio')).toHaveCount(3)
  await preview.getByRole('radio', { name: 'Friendly' }).focus()
  await page.keyboard.press('Space')
  await expect(preview.getByRole('radio', { name: 'Friendly' })).toBeChecked()
  await page.keyboard.press('Space')
  await expect(preview.getByRole('radio', { name: 'Friendly' })).not.toBeChecked()
  await expectAccessible(page)
  await keepScreenshot(page, 'schemas-form')
  await page.keyboard.press('ControlOrMeta+Enter')
  await expect(schemaRow(page, 'How does it sound?')).toContainText('Friendly · Rude · Neutral')
  await expect(page.getByRole('button', { name: 'How does it sound?' })).toBeFocused()

  await page.keyboard.press('Enter')
  await page.getByRole('textbox', { name: 'Title' }).focus()
  await page.keyboard.press('ControlOrMeta+a')
  await typeText(page, 'What is its tone?')
  await page.keyboard.press('Escape')
  await expect(page.getByText('Kept as a draft', { exact: false })).toBeVisible()
  await expect(schemaRow(page, 'How does it sound?')).toBeVisible()
  await expect(page.getByRole('button', { name: 'How does it sound?' })).toBeFocused()
  await page.keyboard.press('Enter')
  await expect(page.getByRole('textbox', { name: 'Title' })).toHaveValue('What is its tone?')
  await page.keyboard.press('ControlOrMeta+Enter')
  await expect(schemaRow(page, 'What is its tone?')).toBeVisible()

  await expect(page.getByRole('button', { name: 'What is its tone?' })).toBeFocused()
  await page.keyboard.press('Delete')
  const asked = page.getByRole('dialog', { name: 'Delete “tone”?' })
  await expect(asked).toContainText('Answers given so far stay on their traces')
  await expectAccessible(page)
  await page.keyboard.press('Tab')
  await page.keyboard.press('Enter')
  await expect(page.getByRole('heading', { name: 'No questions yet' })).toBeVisible()
})

test('templates make the usual questions, and a taken name says so at its field', async ({ openDesk }) => {
  const { page } = await openDesk()
  await openSchemas(page)
  for (const [label, name] of [
    ['Response accuracy', 'response_accuracy'],
    ['Expected response', 'expected_response'],
    ['Expected facts', 'expected_facts'],
    ['Guidelines', 'guidelines'],
    ['Safety', 'safety'],
    ['Helpfulness', 'helpfulness'],
  ] as const) {
    const start = page.getByRole('button', { name: label, exact: true })
    if (await start.isVisible()) await start.click()
    else {
      await page.getByRole('button', { name: 'Templates' }).click()
      await page.getByRole('menuitem', { name: label }).click()
    }
    await expect(page.getByRole('textbox', { name: 'Name' })).toHaveValue(name)
    await page.getByRole('button', { name: 'Save question' }).click()
    await expect(page.getByRole('textbox', { name: 'Name' })).toBeHidden()
  }
  await expect(page.getByRole('table').getByRole('row')).toHaveCount(7)
  await expect(schemaRow(page, 'Is the answer accurate?')).toContainText('Accurate · Partially Accurate · Inaccurate')
  await expect(schemaRow(page, 'How helpful is the answer?')).toContainText('1 to 5')
  await expectAccessible(page)
  await keepScreenshot(page, 'schemas')
  await page.keyboard.press('n')
  await typeText(page, 'safety')
  await page.keyboard.press('ControlOrMeta+Enter')
  await expect(page.getByText('The experiment has a question of this name already.', { exact: false })).toBeVisible()
  await expect(page.getByRole('textbox', { name: 'Name' })).toBeFocused()
  await page.keyboard.press('Escape')
  await runByPalette(page, 'Use the dark theme')
  await schemaRow(page, 'Which facts must the answer hold?').getByRole('button').first().click()
  const preview = page.getByRole('region', { name: 'Preview' })
  await preview.getByRole('textbox', { name: 'Entry 1' }).click()
  await typeText(page, 'Bicycles need air')
  await page.keyboard.press('Enter')
  await typeText(page, '38 mm tyres')
  await expect(preview.getByRole('textbox', { name: 'Entry 2' })).toHaveValue('38 mm tyres')
  await expectAccessible(page)
  await keepScreenshot(page, 'schemas-dark')
  await schemaRow(page, 'How helpful is the answer?').getByRole('button').first().click()
  const number = preview.getByRole('textbox', { name: 'How helpful is the answer?' })
  await number.fill('7')
  await expect(number).toHaveAttribute('aria-invalid', 'true')
  await expect(preview.getByText('A number from 1 to 5')).toBeVisible()
  await number.fill('４')
  await expect(number).not.toHaveAttribute('aria-invalid', 'true')
  // What was typed waits, also when another question is opened.
  await page.getByRole('textbox', { name: 'Title' }).fill('How useful is it?')
  await schemaRow(page, 'Is the answer safe?').getByRole('button').first().click()
  await schemaRow(page, 'How helpful is the answer?').getByRole('button').first().click()
  await expect(page.getByRole('textbox', { name: 'Title' })).toHaveValue('How useful is it?')
  await page.getByRole('button', { name: 'Cancel' }).click()
  await schemaRow(page, 'How helpful is the answer?').getByRole('button').first().click()
  await expect(page.getByRole('textbox', { name: 'Title' })).toHaveValue('How helpful is the answer?')
  await schemaRow(page, 'Is the answer safe?').getByRole('button').first().click()
  await preview.getByRole('radio', { name: 'Safe', exact: true }).focus()
  await page.keyboard.press('ArrowRight')
  await expect(preview.getByRole('radio', { name: 'Unsafe' })).toBeChecked()
  await expectAccessible(page)
  await keepScreenshot(page, 'schemas-verdict-dark')
})

test('in Japanese, and in little room, everything is still there', async ({ openDesk }) => {
  const { page } = await openDesk({ locale: 'ja-JP', settings: { language: 'ja' } })
  await openSchemas(page)
  await expect(page.getByRole('heading', { name: '質問はまだありません' })).toBeVisible()
  await keepScreenshot(page, 'schemas-empty-ja')
  await page.getByRole('button', { name: '回答の正確さ' }).click()
  await expect(page.getByRole('textbox', { name: 'タイトル' })).toHaveValue('回答は正確ですか？')
  await expectAccessible(page)
  await keepScreenshot(page, 'schemas-form-ja')
  await page.getByRole('button', { name: '質問を保存' }).click()
  await expect(schemaRow(page, '回答は正確ですか？')).toContainText('正確 · 一部正確 · 不正確')
  // A window of 1440 pixels at 200 % zoom.
  await page.setViewportSize({ width: 720, height: 450 })
  await expectAccessible(page)
  await page.getByRole('button', { name: '回答は正確ですか？' }).click()
  await expect(page.getByRole('textbox', { name: '名前' })).toBeVisible()
  await expectAccessible(page)
  await keepScreenshot(page, 'schemas-form-narrow-ja')
})

test('what a client makes appears while the list is on screen, and what is made here is the client’s too', async ({
  openDesk,
}) => {
  const { page, mlflowUrl: findMlflow } = await openDesk()
  const mlflowUrl = await findMlflow()
  const call = async (path: string, body: object) => {
    const response = await fetch(`${mlflowUrl}/api/3.0/mlflow/label-schemas/${path}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body),
    })
    const answer = (await response.json()) as { label_schemas?: { name: string; instruction?: string }[] }
    expect(response.status, JSON.stringify(answer)).toBe(200)
    return answer
  }
  await openSchemas(page)
  await expect(page.getByRole('heading', { name: 'No questions yet' })).toBeVisible()
  await call('create', {
    experiment_id: '0',
    name: 'tone',
    type: 'FEEDBACK',
    instruction: 'Is it polite?',
    enable_comment: true,
    input: { categorical: { options: ['polite', 'rude'], multi_select: false } },
  })
  await expect(schemaRow(page, 'tone')).toContainText('polite · rude')
  await page.keyboard.press('j')
  await page.keyboard.press('Enter')
  await page.getByRole('textbox', { name: 'Instruction' }).fill('How polite is it?')
  await page.keyboard.press('ControlOrMeta+Enter')
  await expect(page.getByRole('button', { name: 'tone', exact: true })).toBeFocused()
  const { label_schemas: schemas } = await call('list', { experiment_id: '0' })
  expect(schemas?.find(({ name }) => name === 'tone')?.instruction).toBe('How polite is it?')
  // Listing made the client's default question, which is nobody's to change.
  const fixed = schemaRow(page, 'Made by MLflow')
  await expect(fixed.getByRole('button')).toHaveCount(1)
  await fixed.getByRole('button').click()
  await expect(page.getByText('It cannot be changed or deleted.', { exact: false })).toBeVisible()
  await expectAccessible(page)
  await keepScreenshot(page, 'schemas-fixed')
})
