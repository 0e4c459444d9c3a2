/** The whole path of labels: questions, a blind session for two, labelled here and elsewhere, agreement, settled answers, and out. */
import { copyFileSync, existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { expect, type Locator, type Page } from '@playwright/test'
import { test as base, type Launched } from './launch.ts'
import { expectAccessible, keepScreenshot, runByPalette, workspaceButton } from './look.ts'
import { typeText } from './type-text.ts'

const itemCount = 5
/** Digits of the first question's options; the two reviewers differ on the second and the fourth item. */
const givenByAda = ['1', '2', '3', '1', '1']
const givenByBen = ['1', '3', '3', '2', '1']
const expectedByBen = 'Say where the figure comes from.'

const test = base.extend<{ folder: string }>({
  // biome-ignore lint/correctness/noEmptyPattern: the form that Playwright wants
  folder: async ({}, use) => {
    const folder = mkdtempSync(path.join(tmpdir(), 'assay-two-'))
    await use(folder)
    rmSync(folder, { recursive: true, force: true, maxRetries: 5 })
  },
})

const heading = (page: Page) => page.getByRole('region', { name: 'Trace' }).getByRole('heading', { level: 2 })

/** Waits for an item, and until it can be read: nothing can be answered unread. */
async function isAt(page: Page, at: number): Promise<void> {
  await expect(heading(page)).toHaveText(`Item ${at + 1} of ${itemCount}`)
  await expect(page.getByRole('region', { name: 'Trace' }).getByText('Answer', { exact: true }).first()).toBeVisible()
}

/** Goes on by Tab until something has the focus. */
async function tabTo(page: Page, wanted: Locator): Promise<void> {
  await wanted.waitFor()
  for (let steps = 0; steps < 80; steps++) {
    if (await wanted.evaluate((element) => element === document.activeElement)) return
    await page.keyboard.press('Tab')
  }
  throw new Error('Tab never got there.')
}

async function press(page: Page, wanted: Locator, key = 'Enter'): Promise<void> {
  await tabTo(page, wanted)
  await page.keyboard.press(key)
}

async function typeInto(page: Page, field: Locator, ...texts: readonly string[]): Promise<void> {
  await tabTo(page, field)
  for (const text of texts) {
    await typeText(page, text)
    if (texts.length > 1) await page.keyboard.press('Enter')
  }
}

async function addTemplate(page: Page, label: string, name: string): Promise<void> {
  await press(
    page,
    page
      .getByRole('button', { name: label, exact: true })
      .or(page.getByRole('button', { name: 'Templates' }))
      .first(),
  )
  const entry = page.getByRole('menuitem', { name: label })
  const field = page.getByRole('textbox', { name: 'Name' })
  await entry.or(field).first().waitFor()
  if (await entry.isVisible()) {
    for (let steps = 0; steps < 20 && !(await entry.evaluate((element) => element === document.activeElement)); steps++)
      await page.keyboard.press('ArrowDown')
    await page.keyboard.press('Enter')
  }
  await expect(field).toHaveValue(name)
  await page.keyboard.press('ControlOrMeta+Enter')
  await expect(field).toBeHidden()
}

/** From the first start to a session that ada has finished, by keys alone. */
async function labelAsAda({ page }: Launched): Promise<void> {
  await page.evaluate(() => {
    const seen = { count: 0 }
    Object.assign(window, { mouseSeen: seen })
    for (const type of ['mousedown', 'pointerdown', 'touchstart'])
      window.addEventListener(type, () => seen.count++, { capture: true })
  })
  await press(page, page.getByRole('button', { name: 'Open the sample' }))
  await expect(workspaceButton(page)).toHaveAccessibleName('Workspace: Sample')
  await expect(page.getByRole('grid')).toBeVisible()

  await page.keyboard.press('g')
  await page.keyboard.press('q')
  await expect(page.getByRole('heading', { name: 'No questions yet' })).toBeVisible()
  await addTemplate(page, 'Response accuracy', 'response_accuracy')
  await addTemplate(page, 'Expected response', 'expected_response')

  await page.keyboard.press('g')
  await page.keyboard.press('t')
  // The grid stands before its rows: a key without a row to go to does nothing.
  await expect(page.getByRole('grid').getByRole('gridcell').first()).toBeVisible()
  for (let count = 1; count <= itemCount; count++) {
    await page.keyboard.press('j')
    await page.keyboard.press('x')
    await expect(page.getByText(`${count} selected`, { exact: true })).toBeVisible()
  }
  await page.keyboard.press('l')
  const dialog = page.getByRole('dialog')
  await expect(dialog.getByText(`${itemCount} traces will be added.`)).toBeVisible()
  const name = dialog.getByRole('textbox', { name: 'Name' })
  if (!(await name.isVisible())) await page.keyboard.press('Enter')
  await typeInto(page, name, 'Round 1')
  for (const question of ['Is the answer accurate?', 'What should the answer have been?']) {
    const box = dialog.getByRole('checkbox', { name: question })
    await box.waitFor()
    if (!(await box.isChecked())) await press(page, box, 'Space')
    await expect(box).toBeChecked()
  }
  await typeInto(page, dialog.getByRole('combobox', { name: 'Reviewers' }), 'ada', 'ben')
  await tabTo(page, dialog.getByRole('tab', { selected: true }))
  for (const tab of ['Traces', 'Rules']) {
    await page.keyboard.press('ArrowRight')
    if (await dialog.getByRole('tab', { name: tab, selected: true }).isHidden()) continue
  }
  await expect(dialog.getByRole('tab', { name: 'Rules', selected: true })).toBeVisible()
  await tabTo(page, dialog.getByRole('radiogroup', { name: 'Who labels what' }).getByRole('radio', { checked: true }))
  await page.keyboard.press('ArrowDown')
  await page.keyboard.press('ArrowDown')
  await expect(dialog.getByRole('radio', { name: 'Split with overlap' })).toBeChecked()
  await tabTo(page, dialog.getByRole('textbox', { name: 'Labels wanted for each trace' }))
  await page.keyboard.press('ControlOrMeta+a')
  await typeText(page, '2')
  await press(page, dialog.getByRole('checkbox', { name: 'Blind' }), 'Space')
  await keepScreenshot(page, 'two-reviewers-rules')
  await page.keyboard.press('ControlOrMeta+Enter')
  await expect(page.getByRole('heading', { level: 1, name: 'Round 1' })).toBeVisible()
  await expect(page.getByText('Split, 2 labels each · Blind · As added')).toBeVisible()

  await page.keyboard.press('l')
  await keepScreenshot(page, 'two-reviewers-who')
  await press(
    page,
    page
      .getByRole('button', { name: 'ada' })
      .or(page.getByRole('radio', { name: 'ada' }))
      .first(),
  )
  for (const [at, key] of givenByAda.entries()) {
    await isAt(page, at)
    await page.keyboard.press(key)
    await page.keyboard.press('Enter')
  }
  await expect(page.getByRole('heading', { name: 'All done' })).toBeVisible()
  await expect(page.getByText('All saved')).toBeVisible()
  expect(await page.evaluate(() => (window as unknown as { mouseSeen: { count: number } }).mouseSeen.count)).toBe(0)
}

/** Answers everything as ben; `between` runs after the second item. */
async function labelAsBen(page: Page, between?: () => Promise<void>): Promise<void> {
  for (const [at, key] of givenByBen.entries()) {
    await isAt(page, at)
    await page.keyboard.press(key)
    if (key !== '1') {
      await page.keyboard.press('Tab')
      await page.getByRole('textbox', { name: 'What should the answer have been?' }).fill(expectedByBen)
      await page.keyboard.press('ControlOrMeta+Enter')
    } else await page.keyboard.press('Enter')
    if (at === 1) await between?.()
  }
  await expect(page.getByRole('heading', { name: 'All done' })).toBeVisible()
}

async function openShare(page: Page, entry: string): Promise<void> {
  await page.getByRole('button', { name: 'Share' }).click()
  await page.getByRole('menuitem', { name: entry }).click()
}

/** Presses a button that writes a file and copies what was written to a place. */
async function writeTo({ page, kind, answerDialog }: Launched, button: Locator, target: string): Promise<void> {
  if (kind === 'electron') {
    await answerDialog([target])
    await button.click()
    await expect.poll(() => existsSync(target)).toBe(true)
    return
  }
  const download = page.waitForEvent('download')
  await button.click()
  copyFileSync(await (await download).path(), target)
}

/** From two reviewers' answers to settled ones, as columns of the list and in a file. */
async function settleAndExport(lead: Launched, folder: string): Promise<void> {
  const { page } = lead
  await expect(page.getByText(`${itemCount} of ${itemCount} reviewed`)).toBeVisible()
  await page.getByRole('main').focus()
  await page.keyboard.press('a')
  const accuracy = page.getByRole('region', { name: 'Is the answer accurate?', exact: true })
  // Three of five agree.
  await expect(accuracy.getByRole('row', { name: /^Equal answers/ })).toContainText('60%')
  await expect(accuracy).toContainText('2 disagreements')
  for (const name of ['ada', 'ben']) await expect(page.getByRole('main')).not.toContainText(name)
  await keepScreenshot(page, 'two-reviewers-agreement')
  await runByPalette(page, 'Settle disagreements')
  await expect(page.getByText('1 of 2, 0 settled')).toBeVisible()
  await page.keyboard.press('2')
  await page.getByRole('textbox', { name: 'Your name' }).fill('lead')
  await page.keyboard.press('ControlOrMeta+Enter')
  await expect(page.getByText('2 of 2, 1 settled')).toBeVisible()
  await page.keyboard.press('1')
  await page.keyboard.press('Enter')
  await expect(page.getByText('2 of 2, all settled')).toBeVisible()
  await keepScreenshot(page, 'two-reviewers-settled')

  await page.keyboard.press('g')
  await page.keyboard.press('t')
  for (const name of ['response_accuracy', 'expected_response'])
    await expect(page.getByRole('columnheader', { name })).toBeAttached()
  await expectAccessible(page)
  await keepScreenshot(page, 'two-reviewers-columns')
  await runByPalette(page, 'Export everything…')
  const dialog = page.getByRole('dialog')
  await dialog.getByRole('radio', { name: 'JSON lines' }).check()
  const file = path.join(folder, 'labelled.jsonl')
  await writeTo(lead, dialog.getByRole('button', { name: /^Export(…| and download)$/ }), file)
  const labels = readFileSync(file, 'utf8')
    .trim()
    .split('\n')
    .flatMap((line) => (JSON.parse(line) as { assessments?: Exported[] }).assessments ?? [])
  const values = (source: string, name: string) =>
    labels.filter((each) => each.source?.id === source && each.name === name).map((each) => each.value)
  const option = (key: string) => ['Accurate', 'Partially Accurate', 'Inaccurate'][Number(key) - 1]
  // The file has the newest trace last, the session had it first or last: the same either way, counted by value.
  expect(values('ada', 'response_accuracy').sort()).toEqual(givenByAda.map(option).sort())
  expect(values('ben', 'response_accuracy').sort()).toEqual(givenByBen.map(option).sort())
  expect(values('ben', 'expected_response')).toEqual(Array(3).fill(expectedByBen))
  expect(values('lead', 'response_accuracy')).toHaveLength(2)
}

interface Exported {
  name: string
  value: unknown
  source?: { id?: string }
}

test('labelled by keys alone from the first start, and in another Assay through a file: merged, measured, settled, exported', async ({
  assay,
  launch,
  folder,
}) => {
  test.slow()
  await labelAsAda(assay)
  const { page } = assay
  await page.keyboard.press('q')
  await expect(page.getByRole('heading', { level: 1, name: 'Round 1' })).toBeVisible()
  await openShare(page, 'Hand over as a file…')
  const dialog = page.getByRole('dialog')
  await dialog.getByRole('combobox', { name: 'Reviewer' }).click()
  await page.getByRole('option', { name: 'ben' }).click()
  const packed = path.join(folder, 'round-1-ben.assay')
  await writeTo(assay, dialog.getByRole('button', { name: /^Export/ }), packed)
  await expect(dialog.getByText(`${itemCount} items are in the file.`)).toBeVisible()
  await dialog.getByRole('button', { name: 'Close' }).last().click()

  const other = await launch({ workspace: packed, settings: { reviewerName: 'ben' } })
  await labelAsBen(other.page)
  await expect(other.page.getByText('All saved')).toBeVisible()
  await press(other.page, other.page.getByRole('button', { name: 'Labels alone as a file…' }))
  const labels = path.join(folder, 'round-1-ben.json')
  await writeTo(other, other.page.getByRole('dialog').getByRole('button', { name: /^Export/ }), labels)
  await other.close()

  await openShare(page, 'Merge a returned file…')
  const choose = dialog.getByRole('button', { name: 'Choose a file…' })
  if (assay.kind === 'electron') {
    await assay.answerDialog([labels])
    await choose.click()
  } else {
    const chooser = page.waitForEvent('filechooser')
    await choose.click()
    await (await chooser).setFiles(labels)
  }
  await expect(dialog.getByRole('row', { name: /^New(?!er)/ })).toContainText('8')
  await dialog.getByRole('button', { name: 'Merge', exact: true }).click()
  await expect(dialog.getByText('Answers that were merged')).toBeVisible()
  await dialog.getByRole('button', { name: 'Close' }).last().click()
  await settleAndExport(assay, folder)
})

test('labelled through a link whose connection is cut in the middle: nothing lost, nothing twice, and the same way on', async ({
  assay,
  browser,
  folder,
}) => {
  test.slow()
  await labelAsAda(assay)
  const { page } = assay
  await page.keyboard.press('q')
  await openShare(page, 'Review links…')
  const dialog = page.getByRole('dialog')
  await dialog.getByRole('combobox', { name: 'Reviewer' }).click()
  await page.getByRole('option', { name: 'ben' }).click()
  await dialog.getByRole('button', { name: 'Make a link' }).click()
  const url = await dialog.getByText(/^http:\/\/127\.0\.0\.1:\d+\/review\//).textContent()
  const context = await browser.newContext({ locale: 'en-US', viewport: { width: 1280, height: 800 } })
  const review = await context.newPage()
  await review.goto(url ?? '')
  await labelAsBen(review, async () => {
    await expect(review.getByText('All saved')).toBeVisible()
    await context.setOffline(true)
  })
  await expect(review.getByRole('button', { name: /not saved yet/ })).toBeVisible()
  await context.setOffline(false)
  await expect(review.getByText('All saved')).toBeVisible({ timeout: 30_000 })
  await context.close()
  await page.keyboard.press('Escape')
  await settleAndExport(assay, folder)
})
