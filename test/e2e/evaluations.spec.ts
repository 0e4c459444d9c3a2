import { expect, type Page } from '@playwright/test'
import { expectAccessible, keepScreenshot, runByPalette } from './look.ts'
import { finishEvaluation, judgeRows, type MadeEvaluationRow, startEvaluation } from './make-evaluation.ts'
import { type Desk, test } from './with-traces.ts'

const nowMs = Date.UTC(2026, 4, 12, 9, 30)

const rows: MadeEvaluationRow[] = [
  {
    key: 'france',
    question: 'What is the capital of France?',
    answer: 'Paris.',
    expected: 'Paris',
    results: [
      { name: 'correctness', value: 'yes', rationale: 'The answer names Paris.' },
      { name: 'answer_length', value: 6 },
    ],
  },
  {
    key: 'japan',
    question: '日本の首都はどこですか？',
    answer: '京都です。',
    expected: '東京',
    results: [
      { name: 'correctness', value: 'no', rationale: 'The capital is **Tokyo**, not Kyoto.' },
      { name: 'answer_length', value: 5 },
    ],
  },
  {
    key: 'norway',
    question: 'What is the capital of Norway?',
    answer: 'Oslo, the largest city of Norway.',
    expected: 'Oslo',
    results: [
      { name: 'correctness', value: 'yes', rationale: 'Oslo is named.' },
      { name: 'answer_length', failure: 'The text had no end.' },
    ],
  },
]

async function makeTwo(desk: Desk): Promise<string> {
  const first = await startEvaluation(desk, 'before the fix', nowMs)
  await judgeRows(
    desk,
    first,
    nowMs,
    rows.slice(0, 2).map((row) => ({ ...row, key: `${row.key} before` })),
  )
  await finishEvaluation(desk, first, nowMs + 12_000, { 'correctness/mean': 0.5, 'answer_length/mean': 5.5 })
  const second = await startEvaluation(desk, 'after the fix', nowMs + 60_000)
  await judgeRows(desk, second, nowMs + 60_000, rows)
  await finishEvaluation(desk, second, nowMs + 64_500, {
    'correctness/mean': 2 / 3,
    'answer_length/mean': 5.5,
    total_cost: 0.000123456,
  })
  return second
}

async function openEvaluations(page: Page): Promise<void> {
  await page.getByRole('navigation').getByRole('link', { name: 'Evaluations' }).click()
}

function rowWith(page: Page, text: string) {
  return page.getByRole('row').filter({ hasText: text })
}

test('without evaluations the screen shows the lines that make one, with the address in use', async ({ openDesk }) => {
  const desk = await openDesk()
  const { page } = desk
  await openEvaluations(page)
  await expect(page.getByRole('heading', { name: 'No evaluations yet' })).toBeVisible()
  await expect(page.getByRole('region', { name: 'Python' })).toContainText(await desk.mlflowUrl())
  await expectAccessible(page)
  await keepScreenshot(page, 'evaluations-empty')
  await page.getByRole('button', { name: 'How to connect MLflow' }).click()
  await expect(page.getByRole('tab', { name: 'MLflow' })).toHaveAttribute('aria-selected', 'true')
})

test('what a client evaluates is listed with its figures, in the order wanted', async ({ openDesk }) => {
  const desk = await openDesk()
  const { page } = desk
  await openEvaluations(page)
  await expect(page.getByRole('heading', { name: 'No evaluations yet' })).toBeVisible()
  await makeTwo(desk)
  const after = rowWith(page, 'after the fix')
  await expect(after).toContainText('Finished')
  await expect(after).toContainText('67% pass')
  await expect(after).toContainText('5.5')
  await expect(after).toContainText('4.50 s')
  await expect(rowWith(page, 'before the fix')).toContainText('50% pass')
  await expect(page.getByRole('row').nth(1)).toContainText('after the fix')
  await page.getByRole('button', { name: 'Started' }).click()
  await expect(page.getByRole('row').nth(1)).toContainText('before the fix')
  await page.getByRole('button', { name: 'correctness/mean' }).click()
  await expect(page.getByRole('row').nth(1)).toContainText('after the fix')
  await expectAccessible(page)
  await keepScreenshot(page, 'evaluations')
  await page.keyboard.press('j')
  await page.keyboard.press('Enter')
  await expect(page.getByRole('heading', { name: 'after the fix' })).toBeVisible()
})

test('one evaluation tells what came out, row by row, and why', async ({ openDesk }) => {
  const desk = await openDesk()
  const { page } = desk
  const runId = await makeTwo(desk)
  await openEvaluations(page)
  await rowWith(page, 'after the fix').getByRole('link').click()
  await expect(page).toHaveURL(new RegExp(`#/evaluations/${runId}$`))
  const tiles = page.locator('dl[aria-label="Results"]')
  await expect(tiles).toContainText('67% pass')
  await expect(tiles).toContainText('2 of 3 pass')
  await expect(tiles).toContainText('1 could not be judged')
  await expect(page.getByText('3 rows', { exact: true })).toBeVisible()
  const japan = rowWith(page, '日本の首都')
  await expect(japan).toContainText('東京')
  await expect(japan).toContainText('No')
  await japan.click()
  const detail = page.getByRole('region', { name: 'Selected row' })
  await expect(detail).toContainText('The capital is Tokyo, not Kyoto.')
  await expectAccessible(page)
  await keepScreenshot(page, 'evaluation')
  await rowWith(page, 'Norway').click()
  await expect(detail).toContainText('SCORER_ERROR: The text had no end.')
  await page.getByText('1 parameter').click()
  await expect(page.getByText('gpt-4o-mini', { exact: true })).toBeVisible()
  await runByPalette(page, 'Use the dark theme')
  await keepScreenshot(page, 'evaluation-dark')
  await runByPalette(page, 'Switch language to Japanese')
  await expect(page.getByText('3 件中 2 件が合格')).toBeVisible()
  await expectAccessible(page)
  await keepScreenshot(page, 'evaluation-dark-ja')
})

test('failures alone are shown for one scorer or any, and found again after reading a trace', async ({ openDesk }) => {
  const desk = await openDesk()
  const { page } = desk
  await makeTwo(desk)
  await openEvaluations(page)
  await rowWith(page, 'after the fix').getByRole('link').click()
  await expect(rowWith(page, 'France')).toBeVisible()
  await page.getByRole('combobox', { name: 'Show rows' }).click()
  await page.getByRole('option', { name: 'Failed: correctness' }).click()
  await expect(page.getByText('1 of 3 rows')).toBeVisible()
  await expect(rowWith(page, 'France')).toHaveCount(0)
  await page.getByRole('combobox', { name: 'Show rows' }).click()
  await page.getByRole('option', { name: 'Failed by any scorer' }).click()
  await expect(page.getByText('2 of 3 rows')).toBeVisible()
  await page.keyboard.press('j')
  await page.keyboard.press('Enter')
  await expect(page.getByRole('tabpanel', { name: 'Conversation' })).toContainText('日本の首都')
  await page.keyboard.press('j')
  await expect(page.getByRole('tabpanel', { name: 'Conversation' })).toContainText('Oslo')
  await page.keyboard.press('j')
  await expect(page.getByRole('tabpanel', { name: 'Conversation' })).toContainText('Oslo')
  await page.keyboard.press('u')
  await expect(page.getByText('2 of 3 rows')).toBeVisible()
  await expect(rowWith(page, 'Norway')).toHaveAttribute('aria-selected', 'true')
  await page.reload()
  await expect(page.getByText('3 rows', { exact: true })).toBeVisible()
})

test('a trace opened from an evaluation leads back and on after a reload too', async ({ openDesk }) => {
  const desk = await openDesk()
  const { page } = desk
  const runId = await makeTwo(desk)
  await openEvaluations(page)
  await rowWith(page, 'after the fix').getByRole('link').click()
  await rowWith(page, 'France').dblclick()
  await expect(page.getByRole('tabpanel', { name: 'Conversation' })).toContainText('Paris.')
  await page.reload()
  await expect(page.getByRole('tabpanel', { name: 'Conversation' })).toContainText('Paris.')
  const rail = page.getByRole('navigation')
  await expect(rail.getByRole('link', { name: 'Evaluations' })).toHaveAttribute('aria-current', 'page')
  await expect(rail.getByRole('link', { name: 'Traces' })).not.toHaveAttribute('aria-current', 'page')
  await expect(page.getByRole('button', { name: 'Back to the evaluation' })).toBeVisible()
  await page.keyboard.press('j')
  await expect(page.getByRole('tabpanel', { name: 'Conversation' })).toContainText('京都です。')
  await page.keyboard.press('u')
  await expect(page).toHaveURL(new RegExp(`#/evaluations/${runId}$`))
  await rowWith(page, 'France').dblclick()
  await expect(page.getByRole('tabpanel', { name: 'Conversation' })).toContainText('Paris.')
  await page.keyboard.press('g')
  await page.keyboard.press('e')
  await expect(page).toHaveURL(/#\/evaluations$/)
})

test('what was measured stays on screen in a small window', async ({ openDesk }) => {
  const desk = await openDesk()
  const { page } = desk
  await makeTwo(desk)
  await openEvaluations(page)
  for (const [width, height] of [
    [1440, 900],
    [1000, 700],
  ] as const) {
    await page.setViewportSize({ width, height })
    await expect(page.getByRole('columnheader', { name: 'correctness/mean' })).toBeInViewport({ ratio: 0.9 })
    await keepScreenshot(page, `evaluations-${width}`)
  }
  await rowWith(page, 'after the fix').getByRole('link').click()
  for (const [width, height] of [
    [1440, 900],
    [1000, 700],
  ] as const) {
    await page.setViewportSize({ width, height })
    for (const name of ['correctness', 'answer_length']) {
      await expect(page.getByRole('columnheader', { name })).toBeInViewport({ ratio: 0.9 })
    }
    await keepScreenshot(page, `evaluation-${width}`)
  }
})

test('rows appear while the evaluation runs, and what is said anew is shown', async ({ openDesk }) => {
  const desk = await openDesk()
  const { page } = desk
  const runId = await startEvaluation(desk, 'live', nowMs)
  await openEvaluations(page)
  await rowWith(page, 'live').getByRole('link').click()
  await expect(page.getByRole('heading', { name: 'No rows yet' })).toBeVisible()
  await expect(page.getByText('Running', { exact: true })).toBeVisible()
  await expectAccessible(page)
  await judgeRows(desk, runId, nowMs, rows.slice(0, 2))
  await expect(rowWith(page, 'France')).toContainText('Yes')
  await finishEvaluation(desk, runId, nowMs + 1000, { 'correctness/mean': 0.5 })
  await expect(page.getByText('Finished', { exact: true })).toBeVisible()
  await expect(page.locator('dl[aria-label="Results"]')).toContainText('1 of 2 pass')
})

test('an evaluation of more rows than a page is read to its end', async ({ openDesk }) => {
  const desk = await openDesk()
  const { page } = desk
  const runId = await startEvaluation(desk, 'long', nowMs)
  const many = Array.from(
    { length: 230 },
    (_, at): MadeEvaluationRow => ({
      key: `row ${at}`,
      question: `Question number ${at}`,
      answer: `Answer ${at}`,
      results: at === 229 ? [{ name: 'correctness', value: 'no' }] : [],
    }),
  )
  for (let at = 0; at < many.length; at += 100) await judgeRows(desk, runId, nowMs + at * 100, many.slice(at, at + 100))
  await openEvaluations(page)
  await rowWith(page, 'long').getByRole('link').click()
  await expect(page.getByText('230 rows', { exact: true })).toBeVisible()
  await expect(rowWith(page, 'Question number 0').first()).toBeVisible()
  await page.getByRole('grid').focus()
  await page.keyboard.press('End')
  await page.keyboard.press('End')
  await expect(async () => {
    await page.keyboard.press('End')
    await expect(rowWith(page, 'Question number 229')).toBeVisible({ timeout: 500 })
  }).toPass()
  await page.keyboard.press('f')
  await expect(page.getByText('1 of 230 rows')).toBeVisible()
})

test('an evaluation that is not here says so', async ({ openDesk }) => {
  const { page } = await openDesk()
  await expect(page.getByRole('heading', { name: 'No traces yet' })).toBeVisible()
  await page.evaluate(() => {
    window.location.hash = '#/evaluations/0123456789abcdef0123456789abcdef'
  })
  await expect(page.getByRole('heading', { name: 'This evaluation is not here' })).toBeVisible()
  await expectAccessible(page)
  await page.getByRole('button', { name: 'All evaluations' }).click()
  await expect(page.getByRole('heading', { name: 'No evaluations yet' })).toBeVisible()
})
