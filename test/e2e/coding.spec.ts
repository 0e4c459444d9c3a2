import { readFileSync } from 'node:fs'
import { expect, type Page } from '@playwright/test'
import type { NewAssessment } from '../../src/shared/model/assessment.ts'
import { expectAccessible, keepScreenshot, runByPalette } from './look.ts'
import { traceIdOf } from './make-traces.ts'
import { chooseTyped, typeText } from './type-text.ts'
import { accuracy, many, test } from './with-session.ts'

const texts = [
  'Cites a page that is not in the documents',
  'The price is from last year',
  'Quotes a document that says something else',
  'Answers in English although asked in Japanese',
  'Far too long for a yes-or-no question',
  'The opening hours are those of the old shop',
]
const notes: NewAssessment[] = texts.map((value, at) => ({
  traceId: traceIdOf(`many ${at}`),
  name: 'note',
  kind: 'feedback',
  value,
  source: { type: 'HUMAN', id: at % 2 === 0 ? 'mia' : 'kaito' },
}))
const session = { name: 'Error analysis', traces: many(8), schemas: [accuracy], reviewers: ['mia', 'kaito'] }

const grid = (page: Page) => page.getByRole('grid', { name: /^(Notes|メモ)$/ })
const row = (page: Page, text: string) => grid(page).getByRole('row').filter({ hasText: text })
const book = (page: Page) => page.getByRole('region', { name: 'Codes', exact: true })

async function goToNotes(page: Page): Promise<void> {
  await expect(page.getByRole('grid')).toBeVisible()
  await page.keyboard.press('g')
  await page.keyboard.press('n')
  await expect(page.getByRole('heading', { level: 1, name: /^(Notes and codes|メモとコード)$/ })).toBeVisible()
}

/** Moves the cursor to a note by keys. */
async function goTo(page: Page, text: string): Promise<void> {
  await page.keyboard.press('Home')
  for (let step = 0; step < texts.length; step++) {
    if ((await row(page, text).getAttribute('aria-selected')) === 'true') return
    await page.keyboard.press('j')
  }
  await expect(row(page, text)).toHaveAttribute('aria-selected', 'true')
}

async function addCode(page: Page, text: string, code: string): Promise<void> {
  await goTo(page, text)
  await page.keyboard.press('c')
  await typeText(page, code)
  await page.keyboard.press('Enter')
  await expect(row(page, text)).toContainText(code)
  await page.keyboard.press('Escape')
}

test('notes get codes, codes are merged, split, counted and become a question, by keys alone', async ({
  openSession,
}) => {
  const { page, sessionId } = await openSession(
    { ...session, assessments: notes },
    { settings: { reviewerName: 'lead' } },
  )
  await goToNotes(page)
  await expect(page.getByText('6 notes')).toBeVisible()
  await addCode(page, texts[0] as string, 'Wrong source')
  await addCode(page, texts[1] as string, 'Outdated')
  await addCode(page, texts[2] as string, 'Misquote')
  await addCode(page, texts[3] as string, 'Language')
  // By its digit; again takes it away, and undo brings it back.
  await goTo(page, texts[5] as string)
  await page.keyboard.press('2')
  await expect(row(page, texts[5] as string)).toContainText('Outdated')
  await page.keyboard.press('2')
  await expect(row(page, texts[5] as string)).not.toContainText('Outdated')
  await expect(page.getByText('“Outdated” taken from 1 note')).toBeVisible()
  await page.keyboard.press('ControlOrMeta+z')
  await expect(row(page, texts[5] as string)).toContainText('Outdated')
  await expect(book(page).getByRole('button', { name: 'Outdated: 2 notes' })).toBeVisible()
  await expectAccessible(page)
  await keepScreenshot(page, 'coding-notes')

  // Typing a part of a name finds it; only what has no code yet shows.
  await page.keyboard.press('u')
  await expect(page.getByText('1 note', { exact: true })).toBeVisible()
  await page.keyboard.press('j')
  await page.keyboard.press('c')
  await typeText(page, 'length')
  await expect(page.getByRole('option', { name: 'New code “length”' })).toBeVisible()
  await page.keyboard.press('Enter')
  await expect(row(page, texts[4] as string)).toContainText('length')
  await page.keyboard.press('Escape')
  await page.keyboard.press('u')
  await expect(page.getByText('6 notes')).toBeVisible()

  // Merge: the notes of both have the one that stays, and undo parts them again.
  const merge = async () => {
    await page.keyboard.press('m')
    const dialog = page.getByRole('dialog', { name: 'Merge codes' })
    await expect(dialog).toBeVisible()
    await chooseTyped(page, 'Misquote')
    await page.keyboard.press('Tab')
    await chooseTyped(page, 'Wrong source')
    await keepScreenshot(page, 'coding-merge')
    await page.keyboard.press('Tab')
    await page.keyboard.press('Tab')
    await page.keyboard.press('Enter')
    await expect(dialog).toBeHidden()
    await expect(row(page, texts[2] as string)).toContainText('Wrong source')
  }
  await merge()
  await expect(book(page).getByRole('button', { name: 'Wrong source: 2 notes' })).toBeVisible()
  await expect(page.getByText('Merged into “Wrong source”')).toBeVisible()
  await page.keyboard.press('ControlOrMeta+z')
  await expect(row(page, texts[2] as string)).toContainText('Misquote')
  await merge()

  // Split: the selected note of two leaves for a new code.
  await grid(page).focus()
  await goTo(page, texts[5] as string)
  await page.keyboard.press('x')
  await page.keyboard.press('s')
  await expect(page.getByText('1 of the chosen notes has this code')).toBeVisible()
  await typeText(page, 'Old address')
  await page.keyboard.press('Enter')
  await expect(row(page, texts[5] as string)).toContainText('Old address')
  await expect(row(page, texts[1] as string)).toContainText('Outdated')
  await page.keyboard.press('Escape')
  // Rename.
  await page.keyboard.press('e')
  const edit = page.getByRole('dialog', { name: 'Edit code' })
  await expect(edit.locator(':focus')).toBeVisible()
  await page.keyboard.press('Tab')
  await page.keyboard.press('ControlOrMeta+a')
  await typeText(page, 'Source is wrong')
  await page.keyboard.press('Enter')
  await expect(edit).toBeHidden()
  await expect(row(page, texts[0] as string)).toContainText('Source is wrong')

  // The trace of a note, edited there: the note shows as changed, with its code.
  await grid(page).focus()
  await goTo(page, texts[3] as string)
  await page.keyboard.press('o')
  await expect(page.getByRole('complementary', { name: 'Assessments' })).toContainText(texts[3] as string)
  await page.getByRole('button', { name: 'Edit' }).click()
  await page.getByRole('textbox', { name: 'Value' }).fill('Answers in English; it was asked in Japanese')
  await page.keyboard.press('ControlOrMeta+Enter')
  await expect(page.getByRole('textbox', { name: 'Value' })).toBeHidden()
  await page.keyboard.press('u')
  const detail = page.getByRole('region', { name: 'Selected note' })
  await expect(detail).toContainText('The note was edited after it was coded')
  await expect(detail).toContainText(texts[3] as string)
  await expect(row(page, 'asked in Japanese')).toContainText('Language')
  await keepScreenshot(page, 'coding-changed')
  await page.keyboard.press('v')
  await expect(detail).not.toContainText('The note was edited after it was coded')

  // Counts and the curve.
  await page.keyboard.press('t')
  const counts = page.getByRole('table', { name: 'Counts of codes' })
  await expect(counts.getByRole('row', { name: /^Source is wrong/ })).toContainText('33%')
  await expect(counts.getByRole('row', { name: /^Source is wrong/ })).toContainText('10% to 70%')
  await expect(page.getByRole('img', { name: 'Different codes by number of coded notes' })).toBeVisible()
  await expect(page.getByText('The last coded note brought a new code: read on.')).toBeVisible()
  await page.getByText('The curve as a table').click()
  await page.getByText('Changes of the code book').click()
  await expect(page.getByText('Merged Misquote → Wrong source')).toHaveCount(0)
  await expect(page.getByText('Merged Misquote → Source is wrong')).toHaveCount(2)
  await expectAccessible(page)
  await keepScreenshot(page, 'coding-counts')
  const download = page.waitForEvent('download')
  await runByPalette(page, 'Export notes with codes as CSV')
  const csv = readFileSync(await (await download).path(), 'utf8')
  expect(csv).toContain('Quotes a document that says something else,,Source is wrong,lead')
  expect(csv.trim().split('\r\n')).toHaveLength(7)

  // The traces of a code, in the list; and back.
  await page.getByRole('button', { name: 'Show the 2 traces with “Source is wrong” in the list' }).press('Enter')
  await expect(page.getByRole('grid', { name: 'Traces' }).getByRole('row')).toHaveCount(3)
  await page.keyboard.press('g')
  await page.keyboard.press('n')
  await expect(counts).toBeVisible()

  // Codes become a question, and the notes answers to it.
  await page.keyboard.press('p')
  const promote = page.getByRole('dialog', { name: 'Make codes options of a question' })
  await expect(promote).toBeVisible()
  await expectAccessible(page)
  await typeText(page, 'failure_mode')
  await keepScreenshot(page, 'coding-promote')
  await page.keyboard.press('Enter')
  await expect(page.getByText('6 answers made for “failure_mode”')).toBeVisible()
  await page.keyboard.press('g')
  await page.keyboard.press('q')
  await expect(page.getByText('failure_mode')).toBeVisible()
  // From the session, its notes; nobody wrote on its last two traces.
  await page.goto(page.url().replace(/#.*/, `#/labeling/${sessionId}`))
  await expect(page.getByRole('heading', { level: 1, name: 'Error analysis' })).toBeVisible()
  await page.keyboard.press('n')
  await expect(page.getByText('6 notes')).toBeVisible()
})

test('without notes it says how they are made, and one is made on a trace', async ({ openSession }) => {
  const { page } = await openSession(session, { settings: { reviewerName: 'lead' } })
  await goToNotes(page)
  await expect(page.getByRole('heading', { name: 'No notes yet' })).toBeVisible()
  await expectAccessible(page)
  await keepScreenshot(page, 'coding-empty')
  await page.keyboard.press('g')
  await page.keyboard.press('t')
  await expect(page.getByRole('grid')).toBeVisible()
  await page.keyboard.press('j')
  await page.keyboard.press('Enter')
  await expect(page.getByRole('complementary', { name: 'Assessments' })).toBeVisible()
  await page.keyboard.press('w')
  await expect(page.getByRole('textbox', { name: 'Value' })).toBeFocused()
  await typeText(page, 'It promises a refund that nobody gives')
  await page.keyboard.press('ControlOrMeta+Enter')
  await expect(page.getByRole('textbox', { name: 'Value' })).toBeHidden()
  await page.keyboard.press('g')
  await page.keyboard.press('n')
  await expect(row(page, 'It promises a refund that nobody gives')).toContainText('lead')
})

test('it reads in Japanese, in the dark and at 200 % zoom', { tag: '@looks' }, async ({ openSession }) => {
  const { page } = await openSession(
    { ...session, assessments: notes },
    { settings: { reviewerName: '鈴木', theme: 'dark', language: 'ja' } },
  )
  await goToNotes(page)
  await addCode(page, texts[0] as string, '出典の誤り')
  await addCode(page, texts[1] as string, '古い情報')
  await addCode(page, texts[2] as string, '出典の誤り')
  await expectAccessible(page)
  await keepScreenshot(page, 'coding-notes-ja-dark')
  await page.keyboard.press('t')
  await expect(page.getByRole('heading', { name: 'コードごとの件数' })).toBeVisible()
  await expectAccessible(page)
  await keepScreenshot(page, 'coding-counts-ja-dark')
  // A window of 1440 pixels at 200 % zoom.
  await page.setViewportSize({ width: 720, height: 450 })
  await keepScreenshot(page, 'coding-counts-narrow-ja')
  await page.keyboard.press('t')
  await expect(grid(page)).toBeVisible()
  await expectAccessible(page)
  await keepScreenshot(page, 'coding-notes-narrow-ja')
})
