/** Two runs over one dataset: read as figures, compared row by row, and taken out as a page that runs nothing. */
import { readFileSync } from 'node:fs'
import { expect, type Page } from '@playwright/test'
import { expectAccessible, keepScreenshot, runByPalette } from './look.ts'
import { startEvaluation } from './make-evaluation.ts'
import { type Desk, test } from './with-traces.ts'

const hostile = '<script>window.stolen = true</script><img src=x onerror="window.stolen = true">'

const capitals = [
  ['France', 'Paris', 'europe'],
  ['Italy', 'Rome', 'europe'],
  ['Spain', 'Madrid', 'europe'],
  ['Norway', 'Oslo', 'europe'],
  ['Austria', 'Vienna', 'europe'],
  ['Greece', 'Athens', 'europe'],
  ['Japan', 'Tokyo', 'asia'],
  ['Korea', 'Seoul', 'asia'],
  ['Thailand', 'Bangkok', 'asia'],
  ['Nepal', 'Kathmandu', 'asia'],
  ['Kenya', 'Nairobi', 'africa'],
  ['Ghana', 'Accra', 'africa'],
] as const

/** Of each country the answer before and after a change: three are fixed, one gets worse, one is hostile both times. */
function answerOf(country: string, capital: string, isAfter: boolean): string {
  if (country === 'Ghana') return hostile
  if (['Japan', 'Korea', 'Nepal'].includes(country)) return isAfter ? capital : `I think it is not ${capital}`
  if (country === 'Italy') return isAfter ? 'Milan, the largest city of the north' : capital
  return capital
}

/** A call of the contract, as the page makes it. */
async function call<T>(page: Page, procedure: string, input: unknown): Promise<T> {
  const response = await page.request.post(new URL(`/rpc/${procedure}`, page.url()).href, {
    headers: { origin: new URL(page.url()).origin },
    data: { json: input },
  })
  const body = (await response.json()) as { json: T }
  expect(response.status(), `${procedure}: ${JSON.stringify(body)}`).toBe(200)
  return body.json
}

async function evaluate({ page, mlflow }: Desk, datasetId: string, name: string, isAfter: boolean): Promise<string> {
  const records = capitals.map(([country, capital, continent]) => ({
    inputs: { question: `What is the capital of ${country}?` },
    outputs: answerOf(country, capital, isAfter),
    expectations: { expected_response: capital },
    tags: { continent },
  }))
  await mlflow('POST', `/3.0/mlflow/datasets/${datasetId}/records`, {
    dataset_id: datasetId,
    records: JSON.stringify(records),
  })
  const { runId } = await call<{ runId: string }>(page, 'evaluations/start', {
    experimentId: '0',
    name,
    source: { kind: 'dataset', datasetId },
    target: { kind: 'recorded' },
    scorers: [
      {
        kind: 'code',
        name: 'correct',
        check: { kind: 'exact', expectation: 'expected_response', ignoresCase: true, ignoresSpace: true },
      },
      {
        kind: 'code',
        name: 'closeness',
        check: { kind: 'similarity', expectation: 'expected_response', measure: 'tokenF1' },
      },
    ],
    concurrency: 4,
    maxTries: 1,
  })
  await expect
    .poll(async () => (await call<{ state: string }>(page, 'evaluations/progress', { runId })).state)
    .toBe('done')
  return runId
}

test('two runs over one dataset are read, compared and taken out as a page that runs nothing', async ({ openDesk }) => {
  const desk = await openDesk()
  const { page } = desk
  const { dataset } = (await desk.mlflow('POST', '/3.0/mlflow/datasets/create', {
    name: 'capitals',
    experiment_ids: ['0'],
  })) as { dataset: { dataset_id: string } }
  await evaluate(desk, dataset.dataset_id, 'before the fix', false)
  await evaluate(desk, dataset.dataset_id, 'after the fix', true)

  const empty = await startEvaluation(desk, 'nothing yet', Date.UTC(2026, 4, 12))

  // Both are chosen by keys.
  await page.getByRole('navigation').getByRole('link', { name: 'Evaluations' }).click()
  await expect(page.getByRole('row').filter({ hasText: 'before the fix' })).toBeVisible()
  await page.getByRole('grid').focus()
  for (const key of ['j', 'x', 'j', 'x']) await page.keyboard.press(key)
  await expect(page.getByText('2 selected')).toBeVisible()
  await page.keyboard.press('c')

  // What got worse comes first, and reads beside what it was.
  const comparison = page.getByRole('region', { name: 'after the fix against before the fix' })
  await expect(comparison).toContainText('12 pairs: 12 by record, 0 by equal inputs.')
  await expect(comparison).toContainText('1 worse')
  await expect(comparison).toContainText('3 better')
  const correct = comparison.getByRole('row').filter({ hasText: 'correct' })
  await expect(correct).toContainText('67%')
  await expect(correct).toContainText('83%')
  await expect(correct).toContainText('3 better, 1 worse, 8 equal')
  // McNemar with 3 and 1: 2 (1 + 4) / 16.
  await expect(correct).toContainText('p = 0.63')
  const pairs = page.getByRole('grid', { name: 'Rows of both' })
  await expect(pairs.getByRole('row').nth(1)).toContainText('capital of Italy')
  await page.keyboard.press('j')
  const selected = page.getByRole('region', { name: 'Selected pair' })
  await expect(selected).toContainText('Milan, the largest city of the north')
  await expect(selected.locator('mark').first()).toBeVisible()
  await expectAccessible(page)
  await keepScreenshot(page, 'report-compare')

  // The figures of one of them, and of its parts.
  await page.keyboard.press('2')
  const verdicts = page.getByRole('region', { name: 'correct', exact: true })
  await expect(verdicts).toContainText('67% pass')
  await expect(verdicts).toContainText('39% – 86%')
  await page.getByRole('combobox', { name: 'Tell rows apart by' }).click()
  await page.getByRole('option', { name: 'Tag continent' }).click()
  const slices = page.getByRole('table', { name: 'Tag continent' })
  await expect(slices.getByRole('row').filter({ hasText: 'asia' })).toContainText('25%')
  await expect(page.getByText('Fewer than 20 rows')).toBeVisible()
  await expectAccessible(page)
  await keepScreenshot(page, 'report')
  await runByPalette(page, 'Use the dark theme')
  await keepScreenshot(page, 'report-dark')
  await runByPalette(page, 'Use the light theme')

  // A page of it: nothing in it runs.
  await page.getByRole('button', { name: 'Export' }).click()
  const [download] = await Promise.all([
    page.waitForEvent('download'),
    page.getByRole('menuitem', { name: 'Web page (HTML)' }).click(),
  ])
  const html = readFileSync(await download.path(), 'utf8')
  expect(download.suggestedFilename()).toBe('before the fix report.html')
  const reader = await page.context().newPage()
  const loaded: string[] = []
  reader.on('request', (request) => loaded.push(request.url()))
  await reader.route('https://report.test/**', (route) => route.fulfill({ contentType: 'text/html', body: html }))
  await reader.goto('https://report.test/report.html')
  await expect(reader.getByRole('heading', { name: 'before the fix' })).toBeVisible()
  await expect(reader.getByText(hostile).first()).toBeVisible()
  expect(await reader.evaluate(() => 'stolen' in window)).toBe(false)
  expect(loaded).toEqual(['https://report.test/report.html'])
  await keepScreenshot(reader, 'report-html')
  await reader.emulateMedia({ media: 'print' })
  await keepScreenshot(reader, 'report-html-print')
  await reader.close()

  // To print it, or save it as a PDF, it stands in a tab of its own.
  await page.getByRole('button', { name: 'Export' }).click()
  const [printed] = await Promise.all([
    page.waitForEvent('popup'),
    page.getByRole('menuitem', { name: 'Print, or save as PDF' }).click(),
  ])
  await expect(printed.getByText(hostile).first()).toBeVisible()
  expect(await printed.evaluate(() => 'stolen' in window)).toBe(false)
  await printed.close()

  // A figure leads to its rows, and in Japanese all of it reads as Japanese.
  await slices.getByRole('button', { name: 'Show 4 rows' }).click()
  await expect(page.getByText('4 of 12 rows')).toBeVisible()
  await expect(page.getByRole('row').filter({ hasText: 'Kathmandu' })).toBeVisible()
  await runByPalette(page, 'Switch language to Japanese')
  await page.keyboard.press('2')
  await expect(page.getByText('合格 67%')).toBeVisible()
  await keepScreenshot(page, 'report-ja')
  await page.keyboard.press('3')
  await expect(page.getByText('改善 3、悪化 1、同じ 8').first()).toBeVisible()
  await expectAccessible(page)
  await keepScreenshot(page, 'report-compare-ja')

  // Where there is nothing yet, it says what to do next.
  await runByPalette(page, '表示言語を英語 (English) にする')
  await page.evaluate((runId) => {
    window.location.hash = `#/evaluations/${runId}/report`
  }, empty)
  await expect(page.getByRole('heading', { name: 'Nothing to report yet' })).toBeVisible()
  await page.keyboard.press('3')
  await expect(page.getByRole('heading', { name: 'Choose an evaluation of the same rows' })).toBeVisible()
  await expectAccessible(page)
  await keepScreenshot(page, 'report-compare-empty')
})
