import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { expect, type Page } from '@playwright/test'
import type { NewLabelSchema } from '../../src/shared/model/labeling.ts'
import { test as base, type Launched, type LaunchOptions } from './launch.ts'
import { expectAccessible, keepScreenshot, runByPalette } from './look.ts'
import { type MadeLabel, makeLabels } from './make-labels.ts'
import { type MadeSession, makeSession } from './make-session.ts'
import { makeAgent, makeChat, makeJapaneseRag } from './make-traces.ts'
import { typeText } from './type-text.ts'

const nowMs = Date.UTC(2026, 4, 12, 9, 30)

const accuracy: NewLabelSchema = {
  name: 'accuracy',
  type: 'feedback',
  title: 'Is the answer accurate?',
  instruction: 'Judge by the **documents and tool results** alone.',
  input: { type: 'categorical', options: ['Accurate', 'Partly accurate', 'Inaccurate'], isMultiple: false },
  enableComment: true,
}
const polite: NewLabelSchema = {
  name: 'is_polite',
  type: 'feedback',
  title: 'Is it polite?',
  input: { type: 'passFail', positiveLabel: 'Polite', negativeLabel: 'Rude' },
}
const helpful: NewLabelSchema = {
  name: 'helpfulness',
  type: 'feedback',
  title: 'How helpful is it, from 1 to 5?',
  input: { type: 'numeric', min: 1, max: 5 },
}

const count = 24
const traces = [
  makeAgent('trace 0', nowMs),
  makeJapaneseRag('trace 1', nowMs + 1_000),
  ...Array.from({ length: count - 2 }, (_, at) =>
    makeChat(
      `trace ${at + 2}`,
      nowMs + (at + 2) * 1_000,
      `Question ${at + 2}: which oil?`,
      `Answer ${at + 2}: dry lube.`,
    ),
  ),
]
const names = ['kaito', 'mia', '佐藤'] as const
const levels = ['Accurate', 'Partly accurate', 'Inaccurate'] as const

/** Reviewers who mostly agree on accuracy, nearly always find the answer polite, and differ by a step on helpfulness. */
function makeAnswers(reviewers: readonly (typeof names)[number][], upTo = count): MadeLabel[] {
  return reviewers.flatMap((reviewer) => {
    const who = names.indexOf(reviewer)
    return Array.from({ length: upTo }, (_, at) => {
      // The second differs on every sixth, the third on every fourth.
      const isOff = (who === 1 && at % 6 === 0) || (who === 2 && at % 4 === 1)
      return {
        trace: `trace ${at}`,
        reviewer,
        answers: {
          accuracy: levels[(at + (isOff ? 1 : 0)) % 3] as string,
          is_polite: at !== who + 3,
          helpfulness: 1 + ((at + (at % 5 === who ? 1 : 0)) % 5),
        },
        ...(isOff ? { rationale: `${reviewer} finds no document that bears it out.` } : {}),
        activeMs: 15_000 + who * 12_000 + at * 200,
      }
    })
  })
}

interface Bench extends Launched {
  sessionId: string
}

const test = base.extend<{
  openSession: (labels: readonly MadeLabel[], made?: Partial<MadeSession>, options?: LaunchOptions) => Promise<Bench>
}>({
  openSession: async ({ launch }, use) => {
    const folder = mkdtempSync(path.join(tmpdir(), 'assay-quality-'))
    await use(async (labels, made = {}, options = {}) => {
      const workspace = path.join(folder, 'quality.assay')
      const sessionId = makeSession(workspace, {
        name: 'Help desk',
        traces,
        schemas: [accuracy, polite, helpful],
        ...made,
        setup: { rules: { assignment: 'all', labelsWanted: 2 }, ...made.setup },
      })
      makeLabels(workspace, sessionId, labels)
      return { ...(await launch({ settings: { reviewerName: 'lead' }, ...options, workspace })), sessionId }
    })
    rmSync(folder, { recursive: true, force: true, maxRetries: 5 })
  },
})

/** From the list of sessions to the quality of the only one, by keys alone. */
async function openQuality(page: Page): Promise<void> {
  await expect(page.getByRole('grid')).toBeVisible()
  await page.keyboard.press('g')
  await page.keyboard.press('l')
  await expect(page.getByRole('grid').getByRole('row').filter({ hasText: 'Help desk' })).toBeVisible()
  await page.keyboard.press('j')
  await page.keyboard.press('Enter')
  await expect(page.getByRole('heading', { level: 1, name: 'Help desk' })).toBeVisible()
  await expect(page.getByRole('grid')).toBeVisible()
  await page.keyboard.press('a')
  await expect(page.getByRole('tab').first()).toBeVisible()
}

const section = (page: Page, title: string) => page.getByRole('region', { name: title, exact: true })

test('two reviewers: figures with their sentences, disagreements, and answers that settle them, by keys', async ({
  openSession,
}) => {
  const { page } = await openSession(makeAnswers(['kaito', 'mia']), { reviewers: ['kaito', 'mia'] })
  await openQuality(page)
  const accurate = section(page, 'Is the answer accurate?')
  // Four of 24 differ.
  await expect(accurate.getByRole('row', { name: /^Equal answers/ })).toContainText('83%')
  await expect(accurate.getByRole('row', { name: /^Cohen’s κ/ })).toContainText('0.75')
  await expect(accurate).toContainText('Agreement well above chance')
  await expect(accurate).toContainText('4 disagreements')
  const isPolite = section(page, 'Is it polite?')
  await expect(isPolite.getByRole('row', { name: /^Equal answers/ })).toContainText('92%')
  await expect(isPolite).toContainText('96% of all answers are “Polite”')
  await expect(page.getByRole('region', { name: 'At a glance' })).toContainText('Is it polite?')
  await expectAccessible(page)
  await keepScreenshot(page, 'quality-agreement')

  await runByPalette(page, 'Show disagreements')
  const grid = page.getByRole('grid', { name: 'Disagreements' })
  await page.getByRole('combobox', { name: 'Question' }).click()
  await page.getByRole('option', { name: 'Is the answer accurate?' }).click()
  await expect(grid.getByRole('row')).toHaveCount(5)
  await grid.focus()
  await page.keyboard.press('j')
  const detail = page.getByRole('region', { name: 'Selected disagreement' })
  await expect(detail).toContainText('mia finds no document that bears it out.')
  await expectAccessible(page)
  await keepScreenshot(page, 'quality-disagreements')
  await page.keyboard.press('Enter')

  await expect(page.getByRole('region', { name: 'What is judged' })).toContainText('Your order 4711')
  await expect(page.getByText('1 of 4, 0 settled')).toBeVisible()
  // Digits are options, as in labeling, also one that nobody gave; a button takes an answer given.
  await page.keyboard.press('3')
  await expect(page.getByRole('radio', { name: 'Inaccurate' })).toBeChecked()
  await page.getByRole('button', { name: 'Take “Accurate”' }).click()
  await expect(page.getByRole('radio', { name: 'Accurate', exact: true })).toBeChecked()
  await page.keyboard.press('2')
  await expect(page.getByRole('radio', { name: 'Partly accurate' })).toBeChecked()
  await page.keyboard.press('c')
  await typeText(page, 'The sand order is left out.')
  await expectAccessible(page)
  await keepScreenshot(page, 'quality-adjudication')
  await page.keyboard.press('ControlOrMeta+Enter')
  await expect(page.getByText('2 of 4, 1 settled')).toBeVisible()
  await page.keyboard.press('1')
  await page.keyboard.press('Enter')
  await expect(page.getByText('3 of 4, 2 settled')).toBeVisible()
  await expect(page.getByText('Settled as “Accurate”')).toBeVisible()
  // Back to the second one, as it was.
  await page.keyboard.press('ControlOrMeta+z')
  await expect(page.getByText('2 of 4, 1 settled')).toBeVisible()
  await page.keyboard.press('k')
  await expect(page.getByText('Settled by lead')).toBeVisible()
  await expect(page.getByText('settles 2 answers')).toBeVisible()

  // The settled answer is an assessment of its own; those of the reviewers stay.
  await page.keyboard.press('o')
  const pane = page.getByRole('complementary', { name: 'Assessments' })
  await expect(pane.getByText('Settles 2 answers')).toBeVisible()
  await expect(pane.getByText('The sand order is left out.')).toBeVisible()
  await expect(pane.getByText('Partly accurate')).toHaveCount(2)
  await keepScreenshot(page, 'quality-lineage')
  await page.keyboard.press('u')
  await expect(page.getByText('Settled by lead')).toBeVisible()
  await page.keyboard.press('u')
  await expect(page.getByText('1 of 4, 0 settled')).toBeVisible()
})

test('three reviewers of a blind session are numbered until someone asks for their names', async ({ openSession }) => {
  const { page } = await openSession(makeAnswers(names), {
    reviewers: [...names],
    setup: { rules: { assignment: 'all', labelsWanted: 3, isBlind: true } },
  })
  await openQuality(page)
  const accurate = section(page, 'Is the answer accurate?')
  await expect(accurate.getByRole('row', { name: /^Fleiss’ κ/ })).toBeVisible()
  await expect(accurate.getByRole('row', { name: /^Krippendorff’s α/ })).toBeVisible()
  const matrix = page.getByRole('table', { name: 'Agreement by pair of reviewers' }).first()
  await expect(matrix.getByRole('row', { name: /^Reviewer 3/ })).toBeVisible()
  await expect(page.getByText('Blind session: reviewers are numbered.')).toBeVisible()
  for (const name of names) await expect(page.locator('main')).not.toContainText(name)
  // The cells are read by keys.
  await matrix.getByRole('cell', { name: /%/ }).first().focus()
  await page.keyboard.press('ArrowRight')
  await expect(accurate.getByText(/^Reviewer 1 and Reviewer 3: \d+% of their answers/)).toBeVisible()
  await keepScreenshot(page, 'quality-three-blind')
  await runByPalette(page, 'Settle disagreements')
  await expect(page.getByText('Reviewer 2').first()).toBeVisible()
  await page.keyboard.press('Shift+N')
  for (const name of names) await expect(page.locator('main').getByText(name, { exact: true }).first()).toBeVisible()
  await runByPalette(page, 'Show agreement')
  await expect(matrix.getByRole('row', { name: /^佐藤/ })).toBeVisible()
  await expect(matrix.getByRole('cell', { name: '83%' }).first()).toBeVisible()
})

test('what cannot be said yet is said plainly', async ({ openSession }) => {
  const { page, sessionId } = await openSession([], { reviewers: ['kaito', 'mia'] })
  await openQuality(page)
  await expect(page.getByRole('heading', { name: 'Nobody has submitted an answer yet' })).toBeVisible()
  await expectAccessible(page)
  await runByPalette(page, 'Settle disagreements')
  await expect(page.getByRole('heading', { name: 'No disagreements' })).toBeVisible()
  await runByPalette(page, 'Show disagreements')
  await expect(page.getByRole('heading', { name: 'Nothing left to settle' })).toBeVisible()
  await page.goto(page.url().replace(sessionId, 'f'.repeat(32)))
  await expect(page.getByRole('heading', { name: 'This labeling session is not here' })).toBeVisible()
})

test('one reviewer: no agreement, but the answers and the time they took', async ({ openSession }) => {
  const { page } = await openSession(makeAnswers(['kaito'], 5), { reviewers: ['kaito', 'mia'] })
  await openQuality(page)
  await expect(page.getByText('Only one reviewer has submitted answers so far.')).toBeVisible()
  await expect(page.getByRole('table', { name: 'Figures of agreement' })).toHaveCount(0)
  const work = page.getByRole('table', { name: 'Work of the reviewers' })
  await expect(work.getByRole('row', { name: /^kaito/ })).toContainText('15.4 s')
  await expect(work.getByRole('row', { name: /^mia/ })).toContainText('not measured')
  await expectAccessible(page)
  await keepScreenshot(page, 'quality-one-reviewer')
})

test('it reads in Japanese, in the dark and at 200 % zoom', { tag: '@looks' }, async ({ openSession }) => {
  const { page } = await openSession(
    makeAnswers(names),
    { reviewers: [...names] },
    { settings: { reviewerName: '鈴木', theme: 'dark', language: 'ja' } },
  )
  await openQuality(page)
  await expect(page.getByRole('heading', { name: '概要' })).toBeVisible()
  await expectAccessible(page)
  await keepScreenshot(page, 'quality-agreement-ja-dark')
  await page.getByRole('tab', { name: '裁定' }).click()
  await expect(page.getByRole('region', { name: '判定の対象' })).toBeVisible()
  await expectAccessible(page)
  await keepScreenshot(page, 'quality-adjudication-ja-dark')
  await page.getByRole('tab', { name: '不一致' }).click()
  await page.getByRole('grid').focus()
  await page.keyboard.press('j')
  await expectAccessible(page)
  await keepScreenshot(page, 'quality-disagreements-ja-dark')
  // A window of 1440 pixels at 200 % zoom.
  await page.setViewportSize({ width: 720, height: 450 })
  await keepScreenshot(page, 'quality-disagreements-narrow-ja')
  await page.getByRole('tab', { name: '裁定' }).click()
  await expectAccessible(page)
  await keepScreenshot(page, 'quality-adjudication-narrow-ja')
  await page.getByRole('tab', { name: '一致度' }).click()
  await expect(page.getByRole('heading', { name: '概要' })).toBeVisible()
  await expectAccessible(page)
  await keepScreenshot(page, 'quality-agreement-narrow-ja')
})
