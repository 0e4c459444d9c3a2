import { expect, type Page } from '@playwright/test'
import { expectAccessible, keepScreenshot, runByPalette } from './look.ts'
import { makeChat, traceIdOf } from './make-traces.ts'
import { typeText } from './type-text.ts'
import { rowWith, test } from './with-traces.ts'

const nowMs = Date.UTC(2026, 4, 12, 9, 30)
const talks = [
  ['How do I fix a flat tyre?', 'Remove the wheel, find the hole, patch it.'],
  ['Which oil for the chain?', 'Dry lube in summer, wet lube in winter.'],
  ['防水カバーは洗えますか？', 'ぬるま湯で手洗いしてください。'],
  ['What does a tune-up cost?', 'A full tune-up costs 80 euros.'],
] as const
const made = talks.map(([question, answer], at) => makeChat(`talk ${at}`, nowMs + at * 60_000, question, answer))

/** Calls the MLflow API as a client does, and answers what it says. */
async function callMlflow(url: string, path: string, body: object): Promise<Record<string, unknown>> {
  const response = await fetch(`${url}/api/3.0/mlflow/${path}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  })
  const answer = (await response.json()) as Record<string, unknown>
  expect(response.status, JSON.stringify(answer)).toBe(200)
  return answer
}

async function go(page: Page, key: string): Promise<void> {
  await page.keyboard.press('g')
  await page.keyboard.press(key)
}

test('a session is made from selected traces by keyboard, and MLflow has it at once', async ({ openDesk }) => {
  const { page, send, mlflowUrl: findMlflow } = await openDesk()
  await send(made)
  const mlflowUrl = await findMlflow()
  await expect(rowWith(page, 'flat tyre')).toBeVisible()
  await go(page, 'l')
  await expect(page.getByRole('heading', { name: 'No labeling sessions yet' })).toBeVisible()
  await expectAccessible(page)
  await keepScreenshot(page, 'labeling-empty')
  await go(page, 't')
  // Keys mean nothing to a list that is not there yet.
  await expect(rowWith(page, 'flat tyre')).toBeVisible()
  await page.keyboard.press('ControlOrMeta+a')
  await expect(page.getByText('4 selected')).toBeVisible()
  await page.keyboard.press('l')
  const dialog = page.getByRole('dialog')
  await expect(dialog.getByText('4 traces will be added.')).toBeVisible()
  await expectAccessible(page)
  await page.keyboard.press('Enter')
  await expect(dialog.getByRole('textbox', { name: 'Name' })).toBeFocused()
  await typeText(page, 'Help desk')
  await dialog.getByRole('button', { name: 'New question…' }).focus()
  await page.keyboard.press('Enter')
  await dialog.getByRole('textbox', { name: 'Name' }).fill('correct')
  await expectAccessible(page)
  await keepScreenshot(page, 'labeling-new-question')
  await page.keyboard.press('ControlOrMeta+Enter')
  await expect(dialog.getByRole('checkbox', { name: 'correct' })).toBeChecked()
  await expect(dialog.getByRole('textbox', { name: 'Name' })).toHaveValue('Help desk')
  await dialog.getByRole('combobox', { name: 'Reviewers' }).focus()
  await typeText(page, 'mia')
  await page.keyboard.press('Enter')
  await typeText(page, 'ken')
  await page.keyboard.press('Enter')
  await expectAccessible(page)
  await keepScreenshot(page, 'labeling-new')
  await dialog.getByRole('button', { name: 'Create session' }).focus()
  await page.keyboard.press('Enter')
  await expect(page.getByRole('heading', { level: 1, name: 'Help desk' })).toBeVisible()
  await expect(page.getByText('0 of 4 reviewed')).toBeVisible()
  const grid = page.getByRole('grid', { name: 'Traces of the session' })
  await expect(grid.getByRole('row')).toHaveCount(5)

  const sessionId = /labeling\/([0-9a-f]{32})/.exec(page.url())?.[1] ?? ''
  const { review_queues } = await callMlflow(mlflowUrl, 'review-queues/list', { experiment_id: '0' })
  const [queue] = review_queues as { queue_id: string; name: string; users: string[]; schema_ids: string[] }[]
  expect(queue).toMatchObject({ name: 'Help desk', users: ['ken', 'mia'] })
  const { label_schemas } = await callMlflow(mlflowUrl, 'label-schemas/list', { experiment_id: '0' })
  const schemas = label_schemas as { schema_id: string; name: string }[]
  expect(schemas.find(({ name }) => name === 'correct')?.schema_id).toBe(queue?.schema_ids[0])
  const run = await fetch(`${mlflowUrl}/api/2.0/mlflow/runs/get?run_id=${sessionId}`)
  expect(run.status).toBe(200)
  const { items } = await callMlflow(mlflowUrl, 'review-queues/items/list', { queue_id: queue?.queue_id })
  expect((items as { item_id: string }[]).map((item) => item.item_id).sort()).toEqual(
    talks.map((_, at) => `tr-${traceIdOf(`talk ${at}`)}`).sort(),
  )

  // What clients do shows at once: an answer, and an item that is done.
  const traceId = `tr-${traceIdOf('talk 1')}`
  await callMlflow(mlflowUrl, `traces/${traceId}/assessments`, {
    assessment: {
      assessment_name: 'correct',
      trace_id: traceId,
      source: { source_type: 'HUMAN', source_id: 'mia' },
      feedback: { value: true },
    },
  })
  await callMlflow(mlflowUrl, 'review-queues/items/set-status', {
    queue_id: queue?.queue_id,
    item_id: traceId,
    status: 'COMPLETE',
    completed_by: 'mia',
  })
  const done = grid.getByRole('row').filter({ hasText: 'Which oil' })
  await expect(done).toContainText('Complete')
  await expect(done).toContainText('Pass')
  await expect(done).toContainText('mia')
  await expect(page.getByText('1 of 4 reviewed')).toBeVisible()
  await page.getByText('Read the answers in Python').click()
  await expect(page.getByRole('region', { name: 'Python' })).toContainText(`search_traces(run_id="${sessionId}"`)
  await expect(page.getByRole('region', { name: 'Python' })).toContainText(mlflowUrl)
  await expectAccessible(page)
  await keepScreenshot(page, 'labeling-session')
  await go(page, 'l')
  await expect(page.getByRole('grid').getByRole('row').filter({ hasText: 'Help desk' })).toContainText(
    '1 of 4 reviewed',
  )
  await expectAccessible(page)
  await keepScreenshot(page, 'labeling')
  await runByPalette(page, 'Use the dark theme')
  await keepScreenshot(page, 'labeling-dark')
  await page.getByRole('link', { name: 'Help desk' }).click()
  await expect(grid).toBeVisible()
  await expectAccessible(page)
  await keepScreenshot(page, 'labeling-session-dark')
})

test('traces are read through, removed and put back, and added from a trace with a way back', async ({ openDesk }) => {
  const { page, send, mlflowUrl: findMlflow } = await openDesk()
  await send(made)
  const mlflowUrl = await findMlflow()
  await expect(rowWith(page, 'flat tyre')).toBeVisible()
  const created = await callMlflow(mlflowUrl, 'review-queues/create', {
    experiment_id: '0',
    name: 'From a client',
    queue_type: 'CUSTOM',
    users: ['mia'],
    schema_ids: [],
  })
  const queueId = (created.review_queue as { queue_id: string }).queue_id
  await go(page, 'l')
  const sessions = page.getByRole('grid', { name: 'Labeling sessions' })
  await expect(sessions.getByRole('row').filter({ hasText: 'From a client' })).toContainText('No traces yet')
  // While the list is on screen, too.
  await callMlflow(mlflowUrl, 'review-queues/create', {
    experiment_id: '0',
    name: 'A later one',
    queue_type: 'CUSTOM',
    users: [],
    schema_ids: [],
  })
  await expect(sessions.getByRole('row').filter({ hasText: 'A later one' })).toContainText('Anyone')

  await go(page, 't')
  // Keys mean nothing to a list that is not there yet.
  await expect(rowWith(page, 'flat tyre')).toBeVisible()
  await page.keyboard.press('j')
  await page.keyboard.press('x')
  await page.keyboard.press('j')
  await page.keyboard.press('x')
  await page.keyboard.press('l')
  await expect(page.getByRole('option')).toHaveCount(3)
  await expectAccessible(page)
  await keepScreenshot(page, 'labeling-add')
  await page.getByRole('combobox', { name: 'Find a session' }).fill('client')
  await page.keyboard.press('Enter')
  await expect(page.getByText('2 traces added to “From a client”')).toBeVisible()
  await page.getByRole('button', { name: 'Undo' }).click()
  await expect(page.getByText('Taken back')).toBeVisible()
  const itemsOf = async () =>
    ((await callMlflow(mlflowUrl, 'review-queues/items/list', { queue_id: queueId })).items ?? []) as object[]
  expect(await itemsOf()).toHaveLength(0)
  await page.keyboard.press('l')
  await page.getByRole('combobox', { name: 'Find a session' }).fill('client')
  await page.keyboard.press('Enter')
  // The first message may still stand there.
  await expect.poll(itemsOf).toHaveLength(2)

  // From the trace page.
  await page.keyboard.press('Escape')
  await rowWith(page, 'flat tyre').dblclick()
  await expect(page.getByRole('tabpanel', { name: 'Conversation' })).toBeVisible()
  await page.keyboard.press('l')
  await page.getByRole('combobox', { name: 'Find a session' }).fill('client')
  await page.keyboard.press('Enter')
  await expect(page.getByText('1 trace added to “From a client”')).toBeVisible()

  await go(page, 'l')
  await sessions.getByRole('row').filter({ hasText: 'From a client' }).dblclick()
  const grid = page.getByRole('grid', { name: 'Traces of the session' })
  await expect(grid.getByRole('row')).toHaveCount(4)
  await expect(page.getByText('0 of 3 reviewed')).toBeVisible()
  await page.keyboard.press('j')
  await page.keyboard.press('Enter')
  await expect(page.getByRole('tabpanel', { name: 'Conversation' })).toContainText('防水カバー')
  await page.keyboard.press('j')
  await expect(page.getByRole('tabpanel', { name: 'Conversation' })).toContainText('tune-up')
  await page.keyboard.press('u')
  const second = grid.getByRole('row').filter({ hasText: 'tune-up' })
  await expect(second).toHaveAttribute('aria-selected', 'true')

  await page.keyboard.press('Delete')
  await expect(page.getByText('1 trace removed from the session')).toBeVisible()
  await expect(grid.getByRole('row')).toHaveCount(3)
  await page.keyboard.press('ControlOrMeta+z')
  await expect(grid.getByRole('row')).toHaveCount(4)
  await page.keyboard.press('x')
  await page.keyboard.press('k')
  await page.keyboard.press('x')
  await expect(page.getByText('2 selected')).toBeVisible()
  await expectAccessible(page)
  await keepScreenshot(page, 'labeling-selected')
  await page.keyboard.press('Escape')
  await page.getByText('Declined 0').click()
  await expect(page.getByRole('heading', { name: 'No trace with this status' })).toBeVisible()
  await expectAccessible(page)
  await page.getByRole('button', { name: 'Show all' }).click()
  await expect(grid.getByRole('row')).toHaveCount(4)
})

test('a session is renamed, given reviewers and deleted; its traces stay', async ({ openDesk }) => {
  const { page, send } = await openDesk({ locale: 'ja-JP', settings: { language: 'ja' } })
  await send(made)
  await expect(rowWith(page, 'flat tyre')).toBeVisible()
  await go(page, 'l')
  await expect(page.getByRole('heading', { name: 'ラベリングセッションはまだありません' })).toBeVisible()
  await expectAccessible(page)
  await keepScreenshot(page, 'labeling-empty-ja')
  await page.keyboard.press('n')
  const dialog = page.getByRole('dialog')
  await dialog.getByRole('button', { name: 'セッションを作成' }).click()
  await expect(dialog.getByText('セッションの名前を入力してください。')).toBeVisible()
  await dialog.getByRole('textbox', { name: '名前' }).fill('空のセッション')
  await dialog.getByRole('button', { name: 'セッションを作成' }).click()
  await expect(page.getByRole('heading', { name: 'このセッションにはまだトレースがありません' })).toBeVisible()
  await expectAccessible(page)
  await keepScreenshot(page, 'labeling-session-empty-ja')
  await page.getByRole('main').focus()
  await page.keyboard.press('e')
  await dialog.getByRole('textbox', { name: '名前' }).fill('第 20 週')
  await dialog.getByRole('combobox', { name: 'レビュアー' }).fill('佐藤')
  await page.keyboard.press('Enter')
  await dialog.getByRole('button', { name: '保存' }).click()
  await expect(page.getByRole('heading', { level: 1, name: '第 20 週' })).toBeVisible()
  await expect(dialog).toBeHidden()
  await expect(page.getByRole('main').getByText('佐藤')).toBeVisible()

  await go(page, 't')
  // Keys mean nothing to a list that is not there yet.
  await expect(rowWith(page, 'flat tyre')).toBeVisible()
  await page.keyboard.press('ControlOrMeta+a')
  await page.keyboard.press('l')
  await expect(dialog.getByText('第 20 週')).toBeVisible()
  await page.keyboard.press('Enter')
  await expect(page.getByText('トレース 4 件を「第 20 週」に追加しました')).toBeVisible()
  await go(page, 'l')
  await page.getByRole('link', { name: '第 20 週' }).click()
  await expect(page.getByRole('grid').getByRole('row')).toHaveCount(5)
  await keepScreenshot(page, 'labeling-session-ja')
  // A window of 1440 pixels at 200 % zoom.
  await page.setViewportSize({ width: 720, height: 450 })
  await expectAccessible(page)
  await keepScreenshot(page, 'labeling-session-narrow-ja')
  await page.setViewportSize({ width: 1440, height: 900 })
  await page.getByRole('main').getByRole('button', { name: 'メニューを開く' }).click()
  await page.getByRole('menuitem', { name: 'セッションを削除…' }).click()
  await expect(dialog).toContainText('トレースとこれまでの回答は残ります')
  await dialog.getByRole('button', { name: 'セッションを削除' }).click()
  await expect(page.getByRole('heading', { name: 'ラベリングセッションはまだありません' })).toBeVisible()
  await go(page, 't')
  await expect(rowWith(page, 'flat tyre')).toBeVisible()
})

test('everything that the filter finds goes into a session, and its list reads on to the end', async ({ openDesk }) => {
  const { page, send } = await openDesk()
  const count = 450
  await send(
    Array.from({ length: count }, (_, at) =>
      makeChat(`many ${at}`, nowMs + at * 1000, `Question ${at}`, `Answer ${at}`),
    ),
  )
  await expect(page.getByText('450 traces', { exact: true })).toBeVisible()
  await page
    .getByRole('searchbox')
    .or(page.getByRole('textbox', { name: 'Search' }))
    .first()
    .fill('question')
  await page.keyboard.press('Enter')
  await expect(page.getByText('450 traces', { exact: true })).toBeVisible()
  await page.getByRole('grid').focus()
  await page.keyboard.press('ControlOrMeta+a')
  await page.keyboard.press('j')
  await page.keyboard.press('x')
  await expect(page.getByText('449 selected')).toBeVisible()
  await page.keyboard.press('l')
  await expect(page.getByText('449 traces will be added.')).toBeVisible()
  await page.keyboard.press('Enter')
  await page.getByRole('dialog').getByRole('textbox', { name: 'Name' }).fill('Many')
  await page.keyboard.press('Enter')
  await expect(page.getByText('0 of 449 reviewed')).toBeVisible()
  const grid = page.getByRole('grid', { name: 'Traces of the session' })
  await expect(grid).toHaveAttribute('aria-rowcount', '450')
  await grid.focus()
  // Each time to the end of what is loaded; the next page comes meanwhile.
  await expect(async () => {
    await page.keyboard.press('End')
    await expect(grid.getByRole('row').filter({ hasText: 'Question 448' })).toBeVisible({ timeout: 500 })
  }).toPass()
  await expect(grid.getByRole('row').filter({ hasText: 'Question 449' })).toHaveCount(0)
})
