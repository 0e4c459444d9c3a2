/** A session labelled elsewhere: through a link in another browser, and through a file in another Assay. */
import { copyFileSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { type Browser, expect, type Page } from '@playwright/test'
import { openReader } from '../../src/main/store/open-store.ts'
import type { NewLabelSchema } from '../../src/shared/model/labeling.ts'
import { test as base, type Launched, type LaunchOptions } from './launch.ts'
import { expectAccessible, keepScreenshot } from './look.ts'
import { makeSession } from './make-session.ts'
import { makeChat, traceIdOf } from './make-traces.ts'

const nowMs = Date.UTC(2026, 4, 12, 9, 30)
const itemCount = 6

const accuracy: NewLabelSchema = {
  name: 'accuracy',
  type: 'feedback',
  title: 'Is the answer accurate?',
  isRequired: true,
  input: { type: 'categorical', options: ['Accurate', 'Partly accurate', 'Inaccurate'], isMultiple: false },
}

interface Led extends Launched {
  workspace: string
  sessionId: string
}

const test = base.extend<{ lead: (options?: LaunchOptions) => Promise<Led> }>({
  lead: async ({ launch }, use) => {
    const folder = mkdtempSync(path.join(tmpdir(), 'assay-review-'))
    await use(async (options = {}) => {
      const workspace = path.join(folder, 'lead.assay')
      const sessionId = makeSession(workspace, {
        name: 'Help desk',
        traces: Array.from({ length: itemCount }, (_, at) =>
          makeChat(`chat ${at}`, nowMs + at * 1_000, `Question ${at + 1}`, `Answer ${at + 1}`),
        ),
        schemas: [accuracy],
        reviewers: ['ada', 'ben'],
        setup: { rules: { assignment: 'all', isBlind: true } },
      })
      const launched = await launch({ ...options, workspace })
      // In Electron the workspace opens after the window, and shows its traces.
      await expect(launched.page.getByRole('grid')).toBeVisible()
      await launched.page.evaluate((id) => {
        window.location.hash = `#/labeling/${id}`
      }, sessionId)
      return { ...launched, workspace, sessionId }
    })
    rmSync(folder, { recursive: true, force: true, maxRetries: 5 })
  },
})

const heading = (page: Page) =>
  page.getByRole('region', { name: /^(Trace|トレース)$/ }).getByRole('heading', { level: 2 })

async function openShare(page: Page, entry: string): Promise<void> {
  await page.getByRole('button', { name: /^(Share|共有)$/ }).click()
  await page.getByRole('menuitem', { name: entry }).click()
}

/** Makes a link in the dialog, which stays open; answers its address. */
async function makeLink(page: Page, reviewer: string): Promise<string> {
  const dialog = page.getByRole('dialog')
  await dialog.getByRole('combobox', { name: /^(Reviewer|レビュアー)$/ }).click()
  await page.getByRole('option', { name: reviewer }).click()
  await dialog.getByRole('button', { name: /^(Make a link|リンクを作成)$/ }).click()
  const made = dialog.getByRole('region', { name: new RegExp(reviewer) })
  const url = await made.getByText(/^http:\/\/127\.0\.0\.1:\d+\/review\//).textContent()
  return url ?? ''
}

async function openElsewhere(browser: Browser, url: string, locale = 'en-US') {
  const context = await browser.newContext({ locale, viewport: { width: 1440, height: 900 }, timezoneId: 'UTC' })
  const page = await context.newPage()
  await page.goto(url)
  return { context, page }
}

/** What the workspace has of a reviewer's answers: item and value of each valid label, and how many labels there ever were. */
function readLabels(workspace: string, reviewer: string) {
  const db = openReader(workspace)
  try {
    const rows = db
      .prepare(
        `SELECT t.trace_id AS traceId, a.value AS value, a.valid AS valid FROM assessments a JOIN traces t ON t.trace_pk = a.trace_pk
          WHERE a.source_id = ? AND a.deleted_at_ms IS NULL ORDER BY t.start_us, t.trace_pk`,
      )
      .all(reviewer) as { traceId: string; value: string; valid: number }[]
    return rows.map(({ traceId, value, valid }) => ({
      traceId,
      value: JSON.parse(value) as string,
      isValid: valid === 1,
    }))
  } finally {
    db.close()
  }
}

test('a reviewer labels through a link, also while the connection is cut: nothing is lost, nothing comes twice', async ({
  lead,
  browser,
}) => {
  const { page, workspace } = await lead()
  await openShare(page, 'Review links…')
  const url = await makeLink(page, 'ada')
  await expectAccessible(page)
  await keepScreenshot(page, 'review-links')

  const { context, page: review } = await openElsewhere(browser, url)
  await expect(heading(review)).toHaveText('Item 1 of 6')
  expect(new URL(review.url()).pathname).toMatch(/^\/r\/[\w-]+\/$/)
  await expect(review.getByText('Labeling as ada')).toBeVisible()
  await expect(review.getByRole('link', { name: /Full trace/ })).toHaveCount(0)
  await expect(review.getByRole('button', { name: 'Back to the session' })).toHaveCount(0)
  await expectAccessible(review)
  await keepScreenshot(review, 'review-page')
  // In a narrow window, too, language and theme can be chosen.
  await review.setViewportSize({ width: 1000, height: 800 })
  await review.getByText('Dark', { exact: true }).click()
  await expect(review.getByRole('radio', { name: 'Dark' })).toBeChecked()
  await keepScreenshot(review, 'review-page-narrow')
  await review.getByText('Light', { exact: true }).click()
  await review.setViewportSize({ width: 1440, height: 900 })

  // One answer while all is well, then the network goes.
  await review.keyboard.press('1')
  await expect(heading(review)).toHaveText('Item 2 of 6')
  await expect.poll(() => readLabels(workspace, 'ada').length).toBe(1)
  await context.setOffline(true)
  for (const [key, next] of [
    ['2', 'Item 3 of 6'],
    ['3', 'Item 4 of 6'],
    ['1', 'Item 5 of 6'],
  ] as const) {
    await review.keyboard.press(key)
    await expect(heading(review)).toHaveText(next)
  }
  await expect(review.getByRole('button', { name: /not saved yet/ })).toBeVisible()
  await keepScreenshot(review, 'review-offline')
  expect(readLabels(workspace, 'ada')).toHaveLength(1)

  await context.setOffline(false)
  await expect.poll(() => readLabels(workspace, 'ada').length, { timeout: 30_000 }).toBe(4)
  await review.keyboard.press('1')
  await expect(heading(review)).toHaveText('Item 6 of 6')
  await review.keyboard.press('1')
  await expect(review.getByRole('heading', { name: 'All done' })).toBeVisible()
  await expect.poll(() => readLabels(workspace, 'ada').length).toBe(6)
  const given = ['Accurate', 'Partly accurate', 'Inaccurate', 'Accurate', 'Accurate', 'Accurate']
  expect(readLabels(workspace, 'ada')).toEqual(
    given.map((value, at) => ({ traceId: traceIdOf(`chat ${at}`), value, isValid: true })),
  )
  await context.close()
})

test('answers given while the link could not be reached survive a closed tab; a revoked link stops at once', async ({
  lead,
  browser,
}) => {
  const { page, workspace } = await lead()
  await openShare(page, 'Review links…')
  const url = await makeLink(page, 'ben')
  const { context, page: review } = await openElsewhere(browser, url)
  // Nothing can be answered unread.
  await expect(review.getByText('Answer 1')).toBeVisible()
  await context.setOffline(true)
  await review.keyboard.press('2')
  await expect(heading(review)).toHaveText('Item 2 of 6')
  await review.close()
  expect(readLabels(workspace, 'ben')).toEqual([])
  await context.setOffline(false)
  const again = await context.newPage()
  await again.goto(url)
  await expect.poll(() => readLabels(workspace, 'ben').map(({ value }) => value)).toEqual(['Partly accurate'])
  await expect(heading(again)).toHaveText('Item 2 of 6')

  // Nothing else is there, for whoever looks.
  const origin = new URL(url).origin
  for (const place of ['/', '/index.html', '/rpc/traces/list', '/download/x', '/api/2.0/mlflow/experiments/search']) {
    expect((await context.request.get(`${origin}${place}`)).status(), place).toBe(404)
  }
  const calls = await again.evaluate(async () => {
    const post = (name: string, input: unknown) =>
      fetch(`rpc/${name}`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ json: input }),
      }).then(({ status }) => status)
    return Promise.all([
      post('traces/list', { filter: {}, limit: 10 }),
      post('settings/get', null),
      post('labelingSessions/list', null),
    ])
  })
  expect(calls).toEqual([404, 404, 404])

  await page.getByRole('dialog').getByRole('button', { name: 'Revoke the link of ben' }).click()
  await expect(again.getByText(/This link is not valid any more/)).toBeVisible()
  await again.keyboard.press('1')
  await again.waitForTimeout(500)
  expect(readLabels(workspace, 'ben')).toHaveLength(1)
  await keepScreenshot(again, 'review-revoked')
  await again.goto(url)
  await expect(again.getByRole('heading', { name: 'This review link does not open anything' })).toBeVisible()
  await expectAccessible(again)

  // A new link for the same person takes along what was not sent.
  const next = await makeLink(page, 'ben')
  await again.goto(next)
  await expect
    .poll(() => readLabels(workspace, 'ben').map(({ value }) => value))
    .toEqual(['Partly accurate', 'Accurate'])
  await context.close()
})

test('a session goes out as a file, is labelled in another Assay and merged, once and for all', async ({
  lead,
  launch,
  host,
}) => {
  test.skip(host === 'electron', 'The same dialogs; where files go is asked of the system there.')
  const { page, workspace, dataFolder } = await lead()
  await openShare(page, 'Hand over as a file…')
  const dialog = page.getByRole('dialog')
  await dialog.getByRole('combobox', { name: 'Reviewer' }).click()
  await page.getByRole('option', { name: 'ada' }).click()
  await dialog.getByRole('radio', { name: 'The conversation' }).click()
  await dialog.getByRole('combobox', { name: 'Names and words' }).fill('Question')
  await page.keyboard.press('Enter')
  await expectAccessible(page)
  await keepScreenshot(page, 'hand-over')
  const download = page.waitForEvent('download')
  await dialog.getByRole('button', { name: 'Export and download' }).click()
  const packed = path.join(dataFolder, 'packed.assay')
  copyFileSync(await (await download).path(), packed)
  await expect(dialog.getByText('6 items are in the file.')).toBeVisible()
  await expect(dialog.getByRole('row', { name: /Names and words/ })).toBeVisible()
  await keepScreenshot(page, 'handed-over')
  await dialog.getByRole('button', { name: 'Close' }).last().click()

  const other = await launch({ workspace: packed, settings: { reviewerName: 'ada' } })
  await expect(heading(other.page)).toHaveText('Item 1 of 6')
  await expect(other.page.getByText('Question')).toHaveCount(1)
  for (const [key, next] of [
    ['1', 'Item 2 of 6'],
    ['2', 'Item 3 of 6'],
    ['3', 'Item 4 of 6'],
  ] as const) {
    await other.page.keyboard.press(key)
    await expect(heading(other.page)).toHaveText(next)
  }
  await expect.poll(() => readLabels(packed, 'ada').length).toBe(3)
  await other.close()

  for (const round of [1, 2]) {
    await openShare(page, 'Merge a returned file…')
    const chooser = page.waitForEvent('filechooser')
    await dialog.getByRole('button', { name: 'Choose a file…' }).click()
    await (await chooser).setFiles(packed)
    await expect(dialog.getByRole('row', { name: /^New(?!er)/ })).toContainText(round === 1 ? '3' : '0')
    await expect(dialog.getByRole('row', { name: /^The same as here/ })).toContainText(round === 1 ? '0' : '3')
    if (round === 1) {
      await expectAccessible(page)
      await keepScreenshot(page, 'merge-preview')
    }
    await dialog.getByRole('button', { name: 'Merge', exact: true }).click()
    await expect(dialog.getByText('Answers that were merged')).toBeVisible()
    await dialog.getByRole('button', { name: 'Close' }).last().click()
    expect(readLabels(workspace, 'ada').map(({ value }) => value)).toEqual([
      'Accurate',
      'Partly accurate',
      'Inaccurate',
    ])
  }
})

test('the page of a session that a script printed leads its reviewers to labeling', async ({ lead, browser }) => {
  const { page, sessionId } = await lead()
  const ports =
    (
      await page
        .getByText(/^Receiving on/)
        .first()
        .textContent()
    )?.match(/\d+/g) ?? []
  const { context, page: review } = await openElsewhere(browser, `http://127.0.0.1:${ports[2]}/review/${sessionId}`)
  await expect(review.getByRole('heading', { level: 1, name: 'Help desk' })).toBeVisible()
  await expectAccessible(review)
  await keepScreenshot(review, 'session-page')
  await review.getByRole('button', { name: 'Label as ben' }).click()
  await expect(heading(review)).toHaveText('Item 1 of 6')
  await expect(review.getByText('Labeling as ben')).toBeVisible()
  await context.close()
})

test('links and files in Japanese, and links on the network only after a warning @looks', async ({ lead, browser }) => {
  const { page } = await lead({ locale: 'ja-JP', settings: { language: 'ja', theme: 'dark' } })
  await openShare(page, 'レビュー用リンク…')
  const url = await makeLink(page, 'ada')
  const network = page.getByRole('dialog').getByRole('switch')
  await network.click()
  await expect(page.getByRole('alertdialog')).toContainText('暗号化されずに')
  await expect(network).not.toBeChecked()
  await expectAccessible(page)
  await keepScreenshot(page, 'review-links-ja')
  await page.getByRole('button', { name: 'ネットワークで許可' }).click()
  await expect(network).toBeChecked()
  await network.click()
  await expect(network).not.toBeChecked()

  const { context, page: review } = await openElsewhere(browser, url, 'ja-JP')
  await expect(review.getByText('ada としてラベリング中')).toBeVisible()
  await review.getByText('ダーク').click()
  await expectAccessible(review)
  await keepScreenshot(review, 'review-page-ja')
  await review.reload()
  await expect(review.getByRole('radio', { name: 'ダーク' })).toBeChecked()
  await context.close()

  await page.keyboard.press('Escape')
  await openShare(page, 'ファイルで渡す…')
  await expectAccessible(page)
  await keepScreenshot(page, 'hand-over-ja')
  await page.keyboard.press('Escape')
  await openShare(page, '戻ってきたファイルを統合…')
  await keepScreenshot(page, 'merge-ja')
})
