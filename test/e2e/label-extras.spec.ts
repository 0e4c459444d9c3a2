import { readFileSync } from 'node:fs'
import { expect, type Page } from '@playwright/test'
import type { NewLabelSchema } from '../../src/shared/model/labeling.ts'
import { expectAccessible, keepScreenshot } from './look.ts'
import { makeChat } from './make-traces.ts'
import { nowMs, test } from './with-session.ts'

const accuracy: NewLabelSchema = {
  name: 'accuracy',
  type: 'feedback',
  title: 'Is the answer accurate?',
  isRequired: true,
  input: { type: 'categorical', options: ['Accurate', 'Partly accurate', 'Inaccurate'], isMultiple: false },
}

const questions = [
  'When do you open on Sundays?',
  'Which oil does the chain of my old road bike need in winter?',
  'Do you repair wheels?',
  'which oil does the chain of my OLD road bike need in winter',
  'How long does a service take?',
  'Which oil does the chain of my new road bike need in winter?',
  'Where do I leave my bike?',
  'May I pay by card?',
]

const made = {
  name: 'round 3',
  traces: questions.map((question, at) => makeChat(`extra ${at}`, nowMs + at * 1_000, question, `Answer ${at + 1}.`)),
  schemas: [accuracy],
  reviewers: ['Mia'],
  setup: { rules: { assignment: 'all' as const, repeatPercent: 25, repeatGap: 2, hasGoldFeedback: true } },
}
const settings = { reviewerName: 'Mia' }

const rowOf = (page: Page, text: string | RegExp) => page.getByRole('grid').getByRole('row').filter({ hasText: text })
const select = (page: Page, text: string | RegExp) => rowOf(page, text).getByRole('checkbox').click()

async function openSessionPage(page: Page): Promise<void> {
  await expect(page.getByRole('grid')).toBeVisible()
  await page.evaluate(() => {
    location.hash = '#/labeling'
  })
  await expect(page.getByRole('grid').getByRole('row').filter({ hasText: made.name })).toBeVisible()
  await page.keyboard.press('j')
  await page.keyboard.press('Enter')
  await expect(page.getByRole('heading', { level: 1, name: made.name })).toBeVisible()
}

test('a known answer, one answer for all that are alike, and traces that come again without a word', async ({
  openSession,
}) => {
  const { page, sessionId } = await openSession(made, { settings })
  await openSessionPage(page)

  await select(page, 'Sundays')
  await page.getByRole('button', { name: 'Known answer…' }).click()
  const gold = page.getByRole('dialog', { name: 'Known answers' })
  await expect(gold.getByRole('button', { name: 'Save' })).toBeDisabled()
  await gold.getByRole('radio', { name: 'Inaccurate' }).click()
  await expectAccessible(page)
  await keepScreenshot(page, 'label-gold')
  await gold.getByRole('button', { name: 'Save' }).click()
  await expect(rowOf(page, 'Sundays').getByRole('img', { name: 'Known answer' })).toBeVisible()
  await expect(page.getByText('Known answers saved')).toBeVisible()
  await page.keyboard.press('ControlOrMeta+z')
  await expect(rowOf(page, 'Sundays').getByRole('img', { name: 'Known answer' })).toHaveCount(0)
  await page.getByRole('button', { name: 'Known answer…' }).click()
  await gold.getByRole('radio', { name: 'Inaccurate' }).click()
  await gold.getByRole('button', { name: 'Save' }).click()
  await expect(gold).toBeHidden()
  await select(page, 'Sundays')

  await select(page, /my old road bike/)
  await page.getByRole('button', { name: 'Select the like' }).click()
  await expect(page.getByText('3 selected')).toBeVisible()
  const answerAll = async (count: string) => {
    await page.getByRole('button', { name: 'Answer for 3 traces…' }).click()
    const bulk = page.getByRole('dialog', { name: 'One answer for several traces' })
    await expect(bulk.getByText(count)).toBeVisible()
    await bulk.getByRole('radio', { name: 'Accurate', exact: true }).click()
    return bulk
  }
  const bulk = await answerAll('3 traces get the answer')
  await expectAccessible(page)
  await keepScreenshot(page, 'label-bulk')
  await bulk.getByRole('button', { name: 'Answer', exact: true }).click()
  await expect(page.getByText('3 traces answered')).toBeVisible()
  await expect(page.getByRole('radio', { name: 'Complete 3' })).toHaveCount(1)
  await page.keyboard.press('ControlOrMeta+z')
  await expect(page.getByRole('radio', { name: 'Complete 0' })).toHaveCount(1)
  await select(page, /my old road bike/)
  await page.getByRole('button', { name: 'Select the like' }).click()
  const again = await answerAll('3 traces get the answer')
  await again.getByRole('button', { name: 'Answer', exact: true }).click()
  await expect(page.getByRole('radio', { name: 'Complete 3' })).toHaveCount(1)
  await expect(again).toBeHidden()

  await page.keyboard.press('l')
  const reading = page.getByRole('region', { name: 'Trace' })
  const seen: string[] = []
  const begunEmpty: boolean[] = []
  await expect(reading).toContainText('Item 1 of 10')
  for (let left = 7; left > 0; left--) {
    await expect(reading).toContainText(/Answer \d/)
    const text = (await reading.textContent()) ?? ''
    const question = questions.find((each) => text.includes(each)) ?? text
    begunEmpty.push((await page.getByRole('radio', { checked: true }).count()) === 0)
    const place = /Item \d+ of \d+/.exec(text)?.[0] ?? ''
    // Whatever comes again gets another answer than the first time.
    await page.keyboard.press(seen.includes(question) || question.includes('oil') ? '2' : '1')
    seen.push(question)
    if (seen.length === 1) await expect(page.getByText('Known is Inaccurate, you said Accurate')).toBeVisible()
    if (left > 1) await expect(reading).not.toContainText(place)
  }
  expect(begunEmpty).toEqual(begunEmpty.map(() => true))
  const known = new Set(questions.filter((each) => !each.toLowerCase().includes('oil')))
  expect(seen.filter((question, at) => !known.has(question) || seen.indexOf(question) < at)).toHaveLength(2)
  await expect(page.getByText('All done')).toBeVisible()
  await expect(page.getByText('All saved')).toBeVisible()

  await page.evaluate((id) => {
    location.hash = `#/quality/${id}`
  }, sessionId)
  await page.getByRole('tab', { name: 'Checks' }).click()
  const accuracyTable = page.getByRole('table', { name: 'Known answers', exact: true })
  await expect(accuracyTable.getByRole('row').filter({ hasText: 'Mia' })).toContainText('0 of 1')
  const misses = page.getByRole('table', { name: 'Answers that differ from the known ones' })
  await expect(misses.getByRole('row').filter({ hasText: 'Sundays' })).toContainText('Inaccurate')
  const repeats = page.getByRole('table', { name: 'Agreement with oneself' })
  await expect(repeats.getByRole('row').filter({ hasText: 'Mia' })).toContainText('0%')
  await expectAccessible(page)
  await keepScreenshot(page, 'label-checks')

  const download = page.waitForEvent('download')
  await page.getByRole('button', { name: 'Export' }).click()
  await page.getByRole('menuitem', { name: 'Answers (CSV)' }).click()
  const lines = readFileSync(await (await download).path(), 'utf8')
    .trim()
    .split('\r\n')
  expect(lines).toHaveLength(9)
  expect(lines.filter((line) => line.includes(',Mia,Accurate,'))).toHaveLength(8)
  expect(lines.filter((line) => line.includes(',Inaccurate,'))).toHaveLength(1)
  expect(lines.filter((line) => line.includes(',Partly accurate,'))).toHaveLength(2)
})

test('known answers and answers for several in Japanese and in the dark', { tag: '@looks' }, async ({
  openSession,
}) => {
  const { page } = await openSession(made, { settings: { ...settings, theme: 'dark', language: 'ja' } })
  await openSessionPage(page)
  await select(page, 'Sundays')
  await page.getByRole('button', { name: '正解を設定…' }).click()
  await page.getByRole('dialog').getByRole('radio', { name: 'Inaccurate' }).click()
  await keepScreenshot(page, 'label-gold-ja-dark')
  await expectAccessible(page)
  await page.getByRole('dialog').getByRole('button', { name: '保存' }).click()
  await expect(page.getByRole('dialog')).toBeHidden()
  await select(page, 'wheels')
  await page.getByRole('button', { name: '2 件にまとめて回答…' }).click()
  await expect(page.getByRole('dialog').getByText('2 件に回答します')).toBeVisible()
  await keepScreenshot(page, 'label-bulk-ja-dark')
  await expectAccessible(page)
  await page.keyboard.press('Escape')
  await page.keyboard.press('e')
  await expect(page.getByRole('dialog')).toBeVisible()
  await page.getByRole('dialog').getByRole('tab', { name: 'ルール' }).click()
  await page.getByLabel('もう一度尋ねる割合（%）').scrollIntoViewIfNeeded()
  await keepScreenshot(page, 'label-rules-ja-dark')
})
