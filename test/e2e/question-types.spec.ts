/** Questions that are answered in the trace itself: places marked in its texts. */
import { expect } from '@playwright/test'
import type { NewLabelSchema } from '../../src/shared/model/labeling.ts'
import { expectAccessible, keepScreenshot } from './look.ts'
import { makeChat, makeJapaneseRag } from './make-traces.ts'
import { isPolite, nowMs, position, reading, startLabeling, test } from './with-session.ts'

const whereWrong: NewLabelSchema = {
  name: 'where_wrong',
  type: 'feedback',
  title: 'Where is the answer wrong?',
  isRequired: true,
  input: {
    type: 'highlight',
    labels: [
      { text: 'Wrong', color: 'red', help: 'Not true' },
      { text: 'Unsupported', color: 'amber' },
    ],
  },
}
const chats = [
  makeChat('oil', nowMs, 'Which oil for the chain?', 'Dry lube in summer, **wet lube** in winter. Wax <b>never</b>.'),
  makeChat('bell', nowMs + 1_000, 'Is a bell required?', 'Yes, everywhere.'),
  makeJapaneseRag('rag', nowMs + 2_000),
]

test('places are marked by keys alone, kept, jumped to and taken away', async ({ openSession }) => {
  const { page } = await openSession(
    { name: 'Errors', traces: chats, schemas: [whereWrong, isPolite] },
    { settings: { reviewerName: 'mia' } },
  )
  const press = async (...keys: string[]) => {
    for (const key of keys) await page.keyboard.press(key)
  }
  const marks = reading(page).locator('mark')
  const list = page.getByRole('list', { name: 'Marks' })
  await startLabeling(page, 'Errors')
  await expect(position(page)).toHaveText('Item 1 of 3')
  // As it was sent: what is marked is the text itself, not what markup makes of it.
  await expect(reading(page)).toContainText('**wet lube** in winter. Wax <b>never</b>.')
  await press('1')
  await expect(page.getByText('Select the text to mark first.')).toBeVisible()

  await press('m')
  await expect(reading(page).getByRole('textbox', { name: 'Text to mark (assistant)' })).toBeFocused()
  await press('Shift+ArrowRight', 'Shift+ArrowRight')
  await expect(page.getByText('Selected: “Dry lube”')).toBeVisible()
  await press('1')
  await expect(marks).toHaveText(['Dry lube'])
  await expect(list.getByRole('listitem')).toHaveText(/Wrong.*Dry lube/)
  await press('ArrowDown', 'Shift+ArrowDown', '2')
  await expect(marks).toHaveText(['Dry lube', 'Wax <b>never</b>.'])
  await keepScreenshot(page, 'highlight')
  await expectAccessible(page)

  // A mark over a mark, and the same label again takes it away.
  await press('Home', 'Shift+ArrowRight', '2')
  await expect(marks).toHaveText(['Dry', ' lube', 'Wax <b>never</b>.'])
  await expect(list.getByRole('listitem')).toHaveCount(3)
  await press('Home', 'Shift+ArrowRight', '2')
  await expect(list.getByRole('listitem')).toHaveCount(2)

  // Out of the text and on: the next question is answered, and the item submitted.
  await press('Escape', 'ArrowDown', '1')
  await expect(page.getByRole('radio', { name: 'Polite' })).toBeChecked()
  await press('Enter')
  await expect(position(page)).toHaveText('Item 2 of 3')
  await expect(marks).toHaveCount(0)
  await press('3')
  await expect(page.getByRole('button', { name: 'Nothing to mark' })).toHaveAttribute('aria-pressed', 'true')
  await press('Enter')
  await expect(position(page)).toHaveText('Item 3 of 3')

  // A document, which opens when its mark is shown.
  await press('m', 'Tab', 'Enter', 'Tab', 'Shift+ArrowRight', '1')
  await expect(list.getByRole('listitem')).toHaveCount(1)
  await press('u')
  await expect(position(page)).toHaveText('Item 2 of 3')
  await press('u')
  await expect(position(page)).toHaveText('Item 1 of 3')
  await expect(marks).toHaveText(['Dry lube', 'Wax <b>never</b>.'])
  await page.reload()
  await expect(marks).toHaveText(['Dry lube', 'Wax <b>never</b>.'])
  await list.getByRole('button', { name: /Dry lube/ }).focus()
  await press('Enter')
  await expect(page.getByText('Selected: “Dry lube”')).toBeVisible()
  await press('Backspace')
  await expect(marks).toHaveText(['Wax <b>never</b>.'])
  await press('Enter')
  await expect(position(page)).toHaveText('Item 2 of 3')

  // What became of it: a column of the list.
  await press('q')
  await expect(page.getByRole('row').filter({ hasText: 'Which oil' })).toContainText('1 mark: Unsupported')
})
