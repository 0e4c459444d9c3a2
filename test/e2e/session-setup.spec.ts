import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { expect, type Locator, type Page } from '@playwright/test'
import { saveAnswer, setAside, submitItem } from '../../src/main/store/label-work.ts'
import { getSession } from '../../src/main/store/labeling-sessions.ts'
import { openWorkspace } from '../../src/main/store/open-store.ts'
import type { NewLabelSchema } from '../../src/shared/model/labeling.ts'
import type { LaunchOptions } from './launch.ts'
import { expectAccessible, keepScreenshot } from './look.ts'
import { makeSession } from './make-session.ts'
import { makeChat, traceIdOf } from './make-traces.ts'
import { typeText } from './type-text.ts'
import { rowWith, test } from './with-traces.ts'

const nowMs = Date.UTC(2026, 4, 12, 9, 30)
const many = Array.from({ length: 40 }, (_, at) =>
  makeChat(`many ${at}`, nowMs + at * 60_000, `Question ${at + 1}`, `Answer ${at + 1}`, {
    'gen_ai.response.model': at < 30 ? 'gpt-4o' : 'claude-sonnet',
  }),
)
const stars: NewLabelSchema = {
  name: 'helpfulness',
  type: 'feedback',
  title: 'How helpful is the answer?',
  isRequired: true,
  input: { type: 'rating', max: 5, lowLabel: 'no help', highLabel: 'solves it' },
}
const tone: NewLabelSchema = {
  name: 'tone',
  type: 'feedback',
  title: 'What is its tone?',
  input: { type: 'categorical', options: ['Friendly', 'Neutral', 'Rude'], isMultiple: false },
}
const guidelines = '# Read this first\n\n- Judge the **answer**, not the question.\n- When in doubt, flag it.'

async function go(page: Page, key: string): Promise<void> {
  await page.keyboard.press('g')
  await page.keyboard.press(key)
}

const openTab = (scope: Page | Locator, name: string) => scope.getByRole('tab', { name }).click()

/** Opens the new-session dialog on the list of sessions and names it. */
async function beginSession(page: Page, name: string): Promise<Locator> {
  await go(page, 'l')
  await expect(page.getByRole('heading', { level: 1, name: 'Labeling sessions', exact: true })).toBeAttached()
  await page.keyboard.press('n')
  const dialog = page.getByRole('dialog')
  await dialog.getByRole('textbox', { name: 'Name' }).fill(name)
  return dialog
}

async function chooseRandom(dialog: Locator, size: string, seed: string): Promise<void> {
  await openTab(dialog, 'Traces')
  await dialog.getByRole('radio', { name: 'All traces of the experiment' }).check()
  await dialog.getByRole('radio', { name: 'A random sample' }).check()
  await dialog.getByRole('textbox', { name: 'Number of traces' }).fill(size)
  await dialog.getByRole('textbox', { name: 'Seed' }).fill(seed)
}

test('a session is set up from a sample that its seed draws again', async ({ openDesk }) => {
  const { page, send, mlflow } = await openDesk()
  await send(many)
  await expect(rowWith(page, 'Question 40')).toBeVisible()
  const dialog = await beginSession(page, 'Round 1')
  await dialog.getByRole('combobox', { name: 'Reviewers' }).fill('Ana')
  await page.keyboard.press('Enter')
  await typeText(page, 'Ben')
  await page.keyboard.press('Enter')
  await chooseRandom(dialog, '', 'assay-7')
  await dialog.getByRole('button', { name: 'Create session' }).click()
  await expect(dialog.getByText('Say how many traces.')).toBeVisible()
  await dialog.getByRole('textbox', { name: 'Number of traces' }).fill('12')
  await expect(dialog.getByText('Takes 12 of 40 traces.')).toBeVisible()
  await dialog.getByRole('radio', { name: 'A stratified sample' }).check()
  const groups = dialog.getByRole('table')
  await expect(groups.getByRole('row').filter({ hasText: 'gpt-4o' })).toContainText('9')
  await expect(groups.getByRole('row').filter({ hasText: 'claude-sonnet' })).toContainText('3')
  await expectAccessible(page)
  await keepScreenshot(page, 'session-setup-traces')
  await dialog.getByRole('radio', { name: 'A random sample' }).check()

  await openTab(dialog, 'Rules')
  await dialog.getByRole('radio', { name: 'Split with overlap' }).check()
  await dialog.getByRole('textbox', { name: 'Labels wanted for each trace' }).fill('2')
  await dialog.getByRole('checkbox', { name: 'Show suggestions of judges' }).check()
  await dialog.getByRole('checkbox', { name: 'Blind' }).check()
  await expect(dialog.getByRole('checkbox', { name: 'Show suggestions of judges' })).toBeDisabled()
  await expect(dialog.getByRole('checkbox', { name: 'Show suggestions of judges' })).not.toBeChecked()
  await dialog.getByLabel('Due').fill('2030-05-31T17:00')
  await expectAccessible(page)
  await keepScreenshot(page, 'session-setup-rules')
  await openTab(dialog, 'Guidelines')
  await dialog.getByRole('textbox', { name: 'Guidelines' }).fill(guidelines)
  await dialog.getByText('Preview', { exact: true }).click()
  await expect(dialog.getByRole('heading', { name: 'Read this first' })).toBeVisible()
  await dialog.getByRole('button', { name: 'Create session' }).click()

  await expect(page.getByRole('heading', { level: 1, name: 'Round 1' })).toBeVisible()
  await expect(page.getByText('0 of 12 reviewed')).toBeVisible()
  await expect(page.getByText('Random 12 of 40 traces, seed assay-7', { exact: false })).toBeVisible()
  await expect(page.getByText('Split, 2 labels each · Blind · As added')).toBeVisible()
  await expect(page.getByText('May 31, 2030', { exact: false })).toBeVisible()
  await keepScreenshot(page, 'session-setup-page')
  await page.keyboard.press('4')
  await expect(page.getByRole('tabpanel').getByRole('heading', { name: 'Read this first' })).toBeVisible()
  await page.keyboard.press('2')
  await expect(
    page.getByRole('table', { name: 'By reviewer' }).getByRole('row').filter({ hasText: 'Ana' }),
  ).toContainText('12')

  // The same rule in another session finds the same traces.
  const itemsOf = async (name: string) => {
    const { review_queues } = await mlflow('POST', '/3.0/mlflow/review-queues/list', { experiment_id: '0' })
    const queue = (review_queues as { queue_id: string; name: string }[]).find((each) => each.name === name)
    const { items } = await mlflow('POST', '/3.0/mlflow/review-queues/items/list', { queue_id: queue?.queue_id })
    return (items as { item_id: string }[]).map((item) => item.item_id).sort()
  }
  const next = await beginSession(page, 'Round 2')
  await chooseRandom(next, '12', 'assay-7')
  await next.getByRole('button', { name: 'Create session' }).click()
  await expect(page.getByRole('heading', { level: 1, name: 'Round 2' })).toBeVisible()
  await expect(page.getByText('0 of 12 reviewed')).toBeVisible()
  const first = await itemsOf('Round 1')
  expect(first).toHaveLength(12)
  expect(await itemsOf('Round 2')).toEqual(first)
})

interface Begun {
  page: Page
  sessionId: string
}

/** A session of six traces on which two people have worked: three submissions, one flag, one skip. */
const begun = test.extend<{ openBegun: (options?: LaunchOptions) => Promise<Begun> }>({
  openBegun: async ({ launch }, use) => {
    const folder = mkdtempSync(path.join(tmpdir(), 'assay-setup-'))
    await use(async (options = {}) => {
      const workspace = path.join(folder, 'begun.assay')
      const traces = many.slice(0, 6)
      const sessionId = makeSession(workspace, {
        name: 'Help desk',
        traces,
        schemas: [stars, tone],
        reviewers: ['Ana', 'Ben'],
        setup: { guidelines },
      })
      const { db, close } = openWorkspace(workspace, { mode: 'open' })
      const schemaId = getSession(db, sessionId).schemas.find((schema) => schema.name === 'helpfulness')?.schemaId ?? ''
      const ref = (reviewer: string, at: number) => ({ sessionId, reviewer, traceId: traceIdOf(`many ${at}`) })
      const label = (reviewer: string, at: number, value: number, activeMs: number) => {
        saveAnswer(db, { ...ref(reviewer, at), schemaId, value })
        submitItem(db, { ...ref(reviewer, at), activeMs })
      }
      label('Ana', 0, 4, 8_000)
      label('Ana', 1, 5, 12_000)
      label('Ben', 2, 2, 21_000)
      setAside(db, { ...ref('Ben', 3), state: 'flagged', reason: 'Names a customer', activeMs: 4_000 })
      setAside(db, { ...ref('Ana', 4), state: 'skipped', activeMs: 1_000 })
      close()
      const { page } = await launch({ ...options, workspace })
      await expect(page.getByRole('grid')).toBeVisible()
      await go(page, 'l')
      await page.getByRole('link', { name: 'Help desk' }).click()
      await expect(page.getByRole('heading', { level: 1, name: 'Help desk' })).toBeVisible()
      return { page, sessionId }
    })
    rmSync(folder, { recursive: true, force: true, maxRetries: 5 })
  },
})

begun('progress is shown, and what was flagged is sent back to its reviewer', async ({ openBegun }) => {
  const { page } = await openBegun()
  await expect(page.getByRole('grid').getByRole('row').filter({ hasText: 'Question 4' })).toContainText('Ben (flagged)')
  await page.keyboard.press('2')
  const reviewers = page.getByRole('table', { name: 'By reviewer' })
  const cells = (name: string) => reviewers.getByRole('row').filter({ hasText: name }).getByRole('cell').allInnerTexts()
  await expect(reviewers).toBeVisible()
  expect(await cells('Ana')).toEqual(['6', '2', '1', '0', '10.0 s'])
  expect(await cells('Ben')).toEqual(['6', '1', '0', '1', '21.0 s'])
  await expect(page.getByRole('table', { name: 'By question' })).toContainText('How helpful is the answer?3')
  await expectAccessible(page)
  await keepScreenshot(page, 'session-progress')

  await openTab(page, 'Skipped and flagged 2')
  const aside = page.getByRole('list', { name: 'Skipped and flagged traces' })
  await expect(aside.getByRole('listitem').first()).toContainText('Names a customer')
  await expectAccessible(page)
  await keepScreenshot(page, 'session-aside')
  const back = aside.getByRole('button', { name: 'Send back “Question 4” to Ben' })
  await back.focus()
  await page.keyboard.press('Enter')
  await expect(page.getByText('Sent back to Ben')).toBeVisible()
  await expect(aside.getByRole('listitem')).toHaveCount(1)
  await page.keyboard.press('ControlOrMeta+z')
  await expect(aside.getByRole('listitem').first()).toContainText('Names a customer')
})

begun(
  'a session that has begun is paused, closed and given other rules, and says what that does',
  async ({ openBegun }) => {
    const { page } = await openBegun()
    const dialog = page.getByRole('dialog')
    await expect(page.getByText('3 of 6 reviewed')).toBeVisible()
    await page.keyboard.press('e')
    await openTab(dialog, 'Rules')
    await expect(dialog.getByText('Labeling has begun.', { exact: false })).toBeVisible()
    await dialog.getByRole('textbox', { name: 'Labels wanted for each trace' }).fill('2')
    await expect(dialog.getByText('open again until they have as many', { exact: false })).toBeVisible()
    await dialog.getByRole('checkbox', { name: 'Blind' }).check()
    await expect(dialog.getByText('From now on nobody sees other labels.', { exact: false })).toBeVisible()
    await expectAccessible(page)
    await keepScreenshot(page, 'session-setup-begun')
    // Its questions keep their set, and change their order.
    await openTab(dialog, 'Session')
    const order = dialog.getByRole('list', { name: 'Order of the questions' })
    await order.getByRole('button', { name: 'Move “What is its tone?” up' }).focus()
    await page.keyboard.press('Enter')
    await expect(order.getByRole('listitem').first()).toContainText('What is its tone?')
    await expect(order.getByRole('button', { name: 'Move “What is its tone?” down' })).toBeFocused()
    await dialog.getByRole('button', { name: 'Save' }).click()
    await expect(page.getByText('0 of 6 reviewed')).toBeVisible()
    await expect(page.getByRole('list', { name: 'Questions' }).getByRole('listitem').first()).toHaveText('tone')
    await expect(dialog).toBeHidden()

    await page.keyboard.press('p')
    await expect(page.getByRole('button', { name: 'State: Paused. Change…' })).toBeVisible()
    await expect(page.getByText('The session is paused')).toBeVisible()
    await page.keyboard.press('ControlOrMeta+z')
    await expect(page.getByRole('button', { name: 'State: Open. Change…' })).toBeVisible()
    await page.getByRole('button', { name: 'State: Open. Change…' }).click()
    await page.getByRole('menuitem', { name: 'Close the session' }).click()
    await expect(page.getByRole('button', { name: 'State: Closed. Change…' })).toBeVisible()
    await openTab(page, 'Skipped and flagged 2')
    await expect(page.getByText('Open the session to send traces back.')).toBeVisible()
    await expect(page.getByRole('button', { name: 'Send back “Question 4” to Ben' })).toBeDisabled()
  },
)

test('ratings, help for options and units are asked, and questions go to a file and come from one', async ({
  openDesk,
}) => {
  const { page } = await openDesk()
  await expect(page.getByRole('heading', { name: 'No traces yet' })).toBeVisible()
  await go(page, 'q')
  await expect(page.getByRole('heading', { name: 'No questions yet' })).toBeVisible()
  const form = page.getByRole('form')
  const choose = async (kind: string) => {
    await page.getByRole('combobox', { name: 'Answer' }).click()
    await page.getByRole('option', { name: kind }).click()
  }
  const save = () => page.keyboard.press('ControlOrMeta+Enter')
  const preview = page.getByRole('region', { name: 'Preview' })
  await page.keyboard.press('n')
  await form.getByRole('textbox', { name: 'Name' }).fill('stars')
  await choose('Rating')
  await form.getByRole('textbox', { name: 'What 1 means' }).fill('no help')
  await form.getByRole('textbox', { name: 'What 5 means' }).fill('solves it')
  await form.getByRole('checkbox', { name: 'Required' }).check()
  await expect(preview.getByRole('radio')).toHaveCount(5)
  await expect(preview).toContainText('solves it')
  await expectAccessible(page)
  await keepScreenshot(page, 'schemas-rating')
  await save()
  await expect(page.getByRole('table').getByRole('row').filter({ hasText: 'stars' })).toContainText('1 to 5')
  await expect(page.getByRole('button', { name: 'stars', exact: true })).toBeFocused()

  await page.keyboard.press('n')
  await form.getByRole('textbox', { name: 'Name' }).fill('tone')
  await choose('One choice')
  await form.getByRole('textbox', { name: 'Option 1', exact: true }).fill('Friendly')
  await form.getByRole('textbox', { name: 'Option 2', exact: true }).fill('Rude')
  await form.getByRole('checkbox', { name: 'With help texts' }).check()
  await form.getByRole('textbox', { name: 'Help for option 2' }).fill('It offends, or talks down.')
  await expect(preview.getByRole('radio', { name: 'Rude' })).toHaveAccessibleDescription('It offends, or talks down.')
  await expectAccessible(page)
  await keepScreenshot(page, 'schemas-help')
  await save()
  await expect(page.getByRole('button', { name: 'tone', exact: true })).toBeFocused()
  await page.keyboard.press('n')
  await form.getByRole('textbox', { name: 'Name' }).fill('minutes')
  await choose('Number')
  await form.getByRole('textbox', { name: 'Unit' }).fill('minutes')
  await expect(preview).toContainText('minutes')
  await save()
  await expect(page.getByText('3 questions', { exact: true })).toBeVisible()

  const downloading = page.waitForEvent('download')
  await page.getByRole('button', { name: 'File', exact: true }).click()
  await page.getByRole('menuitem', { name: 'Export questions as a file' }).click()
  const file = await (await downloading).path()
  const held = JSON.parse(readFileSync(file, 'utf8')) as { questions: { name: string }[] }
  expect(held.questions.map((question) => question.name).sort()).toEqual(['minutes', 'stars', 'tone'])
  const pick = async (content: object) => {
    const choosing = page.waitForEvent('filechooser')
    await page.getByRole('button', { name: 'File', exact: true }).click()
    await page.getByRole('menuitem', { name: 'Import questions from a file…' }).click()
    await (await choosing).setFiles({
      name: 'questions.json',
      mimeType: 'application/json',
      buffer: Buffer.from(JSON.stringify(content)),
    })
  }
  await pick({ questions: [] })
  await expect(page.getByText('This file holds no questions of Assay', { exact: false })).toBeVisible()
  const kept = held.questions.filter(({ name }) => name !== 'minutes')
  await pick({ ...held, questions: [...kept, { ...kept[0], name: 'fresh' }] })
  const dialog = page.getByRole('dialog')
  await expect(dialog.getByText('The experiment has a question of this name.')).toHaveCount(2)
  await dialog.getByRole('combobox', { name: 'What to do with “tone”' }).click()
  await page.getByRole('option', { name: 'Import as “tone_2”' }).click()
  await expectAccessible(page)
  await keepScreenshot(page, 'schemas-import')
  await dialog.getByRole('button', { name: 'Import 2 questions' }).click()
  await expect(page.getByText('5 questions', { exact: true })).toBeVisible()
  await expect(page.getByRole('table').getByRole('row').filter({ hasText: 'tone_2' })).toContainText('Friendly · Rude')
})

begun('set-up and progress read well in Japanese and in the dark', { tag: '@looks' }, async ({ openBegun }) => {
  const { page } = await openBegun({ locale: 'ja-JP', settings: { language: 'ja', theme: 'dark' } })
  await keepScreenshot(page, 'session-page-ja-dark')
  await page.keyboard.press('2')
  await expect(page.getByRole('table', { name: 'レビュアー別' })).toBeVisible()
  await keepScreenshot(page, 'session-progress-ja-dark')
  await page.keyboard.press('3')
  await expectAccessible(page)
  await keepScreenshot(page, 'session-aside-ja-dark')
  await page.keyboard.press('e')
  const dialog = page.getByRole('dialog')
  for (const [tab, name] of [
    ['ルール', 'rules'],
    ['ガイドライン', 'guidelines'],
    ['セッション', 'session'],
  ] as const) {
    await openTab(dialog, tab)
    if (name !== 'session') await expectAccessible(page)
    await keepScreenshot(page, `session-setup-${name}-ja-dark`)
  }
})
