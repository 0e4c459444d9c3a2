import { expect } from '@playwright/test'
import { expectAccessible, keepScreenshot } from './look.ts'
import { makeMany } from './make-many.ts'
import {
  chat,
  type MadeSpan,
  type MadeTrace,
  makeAgent,
  makeChat,
  makeHostile,
  makeJapaneseRag,
  says,
  spanIdOf,
  traceIdOf,
} from './make-traces.ts'
import { typeText } from './type-text.ts'
import { openTrace, rowWith, test } from './with-traces.ts'

const nowMs = Date.UTC(2026, 4, 12, 9, 30)
// One pixel, PNG.
const pixel = 'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=='

test('an agent trace shows its tree, its tool calls with their results, and leads to the error', async ({
  openDesk,
}) => {
  const { page, send } = await openDesk()
  await send([makeAgent('agent', nowMs)])
  await openTrace(page, 'invoke_agent')
  const tree = page.getByRole('tree', { name: 'Span tree' })
  await expect(tree.getByRole('treeitem')).toHaveCount(6)
  await expect(page.getByRole('tabpanel')).toContainText('Your order 4711 is being packed')
  await expect(page.getByRole('tabpanel').getByRole('table')).toContainText('moss')

  await page.keyboard.press('e')
  await expect(tree.locator('[aria-selected="true"]')).toContainText('execute_tool find_order')
  await expect(page.getByText('The order service did not answer within 300 ms.')).toBeVisible()
  await page.getByRole('tab', { name: /^Events/ }).click()
  await expect(page.getByRole('tabpanel')).toContainText('TimeoutError: no answer after 300 ms')

  await tree.getByRole('treeitem').last().click()
  const order = page.getByRole('region', { name: 'Call find_order' })
  await expect(order).toContainText('4711')
  await expect(order).toContainText('packing')
  await expect(page.getByRole('region', { name: 'Call list_colours' })).toContainText('Randonneur 28')
  await expect(page.getByText('First look it up')).toBeHidden()
  await page.getByText('Reasoning').click()
  await expect(page.getByText('First look it up')).toBeVisible()
  await expectAccessible(page)
  await keepScreenshot(page, 'trace-tools')
})

test('tool calls of an agent are listed under its answer and lead to their spans', async ({ openDesk }) => {
  const { page, send } = await openDesk()
  await send([makeAgent('agent', nowMs)])
  await openTrace(page, 'invoke_agent')
  const calls = page.getByRole('region', { name: /tool calls inside/ })
  await expect(calls.getByRole('button').first()).toContainText('find_order')
  await keepScreenshot(page, 'trace-calls')
  await calls
    .getByRole('button', { name: /find_order/ })
    .first()
    .click()
  await expect(page.locator('[aria-selected="true"][role="treeitem"]')).toContainText('find_order')
  await expect(page.getByRole('region', { name: /tool calls? inside/ })).toHaveCount(0)
})

test('a small window shows one pane at a time under a single line', async ({ openDesk }) => {
  const { page, send } = await openDesk()
  await page.setViewportSize({ width: 700, height: 440 })
  await send([makeAgent('agent', nowMs)])
  await openTrace(page, 'invoke_agent')
  await expect(page.getByRole('tabpanel')).toContainText('Your order 4711 is being packed')
  await expect(page.getByRole('tree')).toHaveCount(0)
  await expect(page.getByText('Trace id')).toHaveCount(0)
  await expectAccessible(page)
  await keepScreenshot(page, 'trace-small')
  await page.getByText('Spans', { exact: true }).click()
  await expect(page.getByRole('treeitem')).toHaveCount(6)
  await keepScreenshot(page, 'trace-small-spans')
  await page.getByText('Assessments', { exact: true }).click()
  await expect(page.getByRole('tree')).toHaveCount(0)
  await page.keyboard.press('/')
  await expect(page.getByRole('searchbox', { name: 'Search spans' })).toBeFocused()
  await page.getByRole('button', { name: 'Show the figures and tags' }).click()
  await expect(page.getByText('Trace id')).toBeVisible()
})

test('the tree is walked, folded and searched with the keyboard', async ({ openDesk }) => {
  const { page, send } = await openDesk()
  await send([makeAgent('agent', nowMs)])
  await openTrace(page, 'invoke_agent')
  const tree = page.getByRole('tree', { name: 'Span tree' })
  const selected = tree.locator('[aria-selected="true"]')
  await expect(selected).toContainText('invoke_agent')
  await tree.focus()
  await page.keyboard.press('ArrowLeft')
  await expect(tree.getByRole('treeitem')).toHaveCount(1)
  await page.keyboard.press('ArrowRight')
  await expect(tree.getByRole('treeitem')).toHaveCount(6)
  await page.keyboard.press('End')
  await expect(selected).toContainText('chat gpt-4.1-mini')
  await page.keyboard.press('ArrowLeft')
  await expect(selected).toContainText('invoke_agent')
  // A name answers at once, a content from the engine.
  await page.keyboard.press('/')
  await typeText(page, 'execute_tool')
  await expect(page.getByText('3 found')).toBeVisible()
  await page.keyboard.press('Enter')
  await expect(page.getByText('1 of 3')).toBeVisible()
  await page.keyboard.press('Enter')
  await expect(page.getByText('2 of 3')).toBeVisible()
  await page.getByRole('searchbox', { name: 'Search spans' }).fill('Randonneur')
  await expect(page.getByText(/(of 3|3 found)$/)).toBeVisible()
})

test('a retriever shows its documents with source and score', async ({ openDesk }) => {
  const { page, send } = await openDesk()
  await send([makeJapaneseRag('rag', nowMs)])
  await openTrace(page, '質問応答')
  await page.getByRole('treeitem', { name: /社内文書の検索/ }).click()
  const panel = page.getByRole('tabpanel')
  await expect(panel).toContainText('防水カバー 洗濯')
  await expect(panel.getByRole('listitem').first()).toContainText('お手入れガイド.pdf')
  await expect(panel.getByRole('listitem').first()).toContainText('Score 0.91')
  await expect(panel.getByRole('listitem')).toHaveCount(2)
  await page.getByRole('tab', { name: /^Attributes/ }).click()
  await expect(panel.getByRole('row', { name: /retrieval\.documents\.0\.document\.score/ })).toContainText('double')
  await page.getByRole('searchbox', { name: 'Filter attributes' }).fill('score')
  await expect(panel.getByRole('row')).toHaveCount(3)
  await expectAccessible(page)
})

test('J and K go through the list, the same way round as there', async ({ openDesk }) => {
  const { page, send } = await openDesk()
  await send(makeMany(140, nowMs))
  await openTrace(page, 'Question 139 about')
  const panel = page.getByRole('tabpanel')
  await expect(panel).toContainText('Question 139 about')
  for (let step = 0; step < 3; step++) {
    await page.keyboard.press('j')
    await expect(panel).toContainText(`Question ${138 - step} about`)
  }
  await page.keyboard.press('k')
  await expect(panel).toContainText('Question 137 about')
  // Faster than traces load: no key is lost.
  for (const key of ['j', 'j', 'j', 'k', 'j', 'k', 'k', 'j']) await page.keyboard.press(key)
  await expect(panel).toContainText('Question 135 about')
  await page.keyboard.press('k')
  await page.keyboard.press('k')
  await expect(panel).toContainText('Question 137 about')
  await page.getByRole('button', { name: 'Back to the list' }).click()
  await expect(page.locator('[data-active]')).toContainText('Question 137 about')
})

test('a trace still in progress grows while it is read, and the selection stays', async ({ openDesk }) => {
  const { page, send } = await openDesk()
  const agent = makeAgent('live', nowMs)
  const spans = (ids: string[]): MadeTrace => ({ ...agent, spans: agent.spans.filter((span) => ids.includes(span.id)) })
  await send([spans(['plan', 'order'])])
  await page.locator('[data-trace-id]').first().dblclick()
  const tree = page.getByRole('tree', { name: 'Span tree' })
  await tree.getByRole('treeitem', { name: /find_order/ }).click()
  await expect(tree.getByRole('img', { name: 'Its parent has not arrived' }).first()).toBeVisible()
  await send([spans(['retry', 'stock'])])
  await expect(tree.getByRole('treeitem')).toHaveCount(4)
  await send([spans(['root', 'answer'])])
  await expect(tree.getByRole('treeitem')).toHaveCount(6)
  await expect(tree.getByRole('img', { name: 'Its parent has not arrived' })).toHaveCount(0)
  await expect(tree.locator('[aria-selected="true"]')).toContainText('find_order')
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('invoke_agent order-desk')
})

test('nothing in a hostile trace runs, everything in it can be read', async ({ openDesk }) => {
  const { page, send } = await openDesk()
  const asked: string[] = []
  page.on('request', (request) => asked.push(request.url()))
  const ran = () => page.evaluate(() => Reflect.get(globalThis, '__ran') as unknown)
  await send([makeHostile('hostile', nowMs), makeChat('other', nowMs - 1_000, 'Q', 'A')])
  await expect(rowWith(page, 'onerror')).toBeVisible()
  await page.getByRole('grid').focus()
  await page.keyboard.press('p')
  await page.keyboard.press('j')
  await expect(page.getByRole('region', { name: 'Preview' })).toContainText('click me')
  await page.keyboard.press('Enter')
  const panel = page.getByRole('tabpanel')
  // HTML is shown as the text it is.
  await expect(panel).toContainText('<script>globalThis.__ran = "script"</script>')
  await expect(panel.getByRole('link')).toHaveCount(0)
  for (const tab of await page.getByRole('tab').all()) {
    await tab.click()
    await expect(panel).toBeVisible()
  }
  await page.getByRole('tab', { name: 'Conversation' }).click()
  await page.getByText('Plain text').click()
  await expect(panel).toContainText('[click me](javascript:globalThis.__ran=1)')
  expect(await page.locator('iframe, object, embed, [onerror], [onload], [onmouseover]').count()).toBe(0)
  expect(await page.locator('a[href^="javascript"], a[href^="data"], img[src^="http"]').count()).toBe(0)
  expect(await ran()).toBeUndefined()
  expect(asked.filter((url) => url.includes('tracker.example'))).toEqual([])
  await page.getByRole('link', { name: /onmouseover/ }).click()
  await expect(page.getByRole('heading', { level: 1 })).toContainText('<b onmouseover')
  expect(await ran()).toBeUndefined()
})

test('a long text opens whole on request, also what did not come with the span', async ({ openDesk }) => {
  const { page, send } = await openDesk()
  await send([makeHostile('hostile', nowMs)])
  await openTrace(page, 'onerror')
  await page.getByRole('tree').focus()
  await page.keyboard.press('End')
  const turn = page.getByRole('article', { name: 'User' })
  await expect(turn).toContainText('start long text')
  await expect(turn).not.toContainText('THE END')
  await turn.getByRole('button', { name: 'Show all' }).click()
  await expect(turn).toContainText('THE END')
  await turn.getByRole('button', { name: 'Show less' }).click()
  await expect(turn).not.toContainText('THE END')
})

test('images in a trace show, images elsewhere are only named', async ({ openDesk }) => {
  const { page, send } = await openDesk()
  const image = { type: 'blob' as const, modality: 'image' as const, mime_type: 'image/png', content: pixel }
  const user = { role: 'user', parts: [{ type: 'text' as const, content: 'What is this?' }, image] }
  await send([
    {
      key: 'image',
      startMs: nowMs,
      spans: [
        {
          id: 'root',
          name: 'look',
          attributes: chat([user], [says('assistant', 'A pixel. ![far](https://tracker.example/a.png)')]),
        },
      ],
    },
  ])
  await openTrace(page, 'look')
  const shown = page.getByRole('img', { name: 'Image in the message' })
  await expect(shown).toBeVisible()
  expect(await shown.evaluate((element: HTMLImageElement) => element.naturalWidth)).toBe(1)
  await expect(page.getByText('Image on the web, not loaded: far')).toBeVisible()
})

test('a link leads to the trace it names, and an unknown trace says so', async ({ openDesk }) => {
  const { page, send } = await openDesk()
  const linked = makeChat('linked', nowMs, 'The question linked to', 'Answer')
  const linking: MadeTrace = {
    key: 'linking',
    startMs: nowMs + 1_000,
    spans: [
      {
        id: 'root',
        name: 'follow-up',
        attributes: {},
        links: [
          { traceId: traceIdOf('linked'), spanId: spanIdOf('linked', 'root') },
          { traceId: 'f'.repeat(32), spanId: 'f'.repeat(16) },
        ],
      },
    ],
  }
  await send([linked, linking])
  await openTrace(page, 'follow-up')
  await page.getByRole('tab', { name: /^Links/ }).click()
  await page.getByRole('link', { name: `tr-${'f'.repeat(32)}` }).click()
  await expect(page.getByRole('heading', { name: 'This trace is not here' })).toBeVisible()
  await expectAccessible(page)
  await page.goBack()
  await page.getByRole('tab', { name: /^Links/ }).click()
  await page.getByRole('link', { name: `tr-${traceIdOf('linked')}` }).click()
  await expect(page.getByRole('tabpanel')).toContainText('The question linked to')
})

test('tags are set and removed on the trace; deleting it offers undo', async ({ openDesk }) => {
  const { page, send } = await openDesk()
  await send([makeChat('one', nowMs, 'Tag me', 'Yes')])
  await openTrace(page, 'Tag me')
  await page.getByRole('button', { name: 'Add tag' }).click()
  await page.getByRole('textbox', { name: 'Tag' }).fill('topic')
  await page.getByRole('textbox', { name: 'Value' }).fill('bells')
  await page.keyboard.press('Enter')
  await expect(page.getByText('topic: bells')).toBeVisible()
  await page.getByRole('button', { name: 'Remove the tag topic' }).click()
  await expect(page.getByText('topic: bells')).toBeHidden()
  await page.keyboard.press('Delete')
  await expect(page.getByText('This trace is in the trash.')).toBeVisible()
  await page.getByRole('button', { name: 'Undo' }).click()
  await expect(page.getByText('This trace is in the trash.')).toBeHidden()
})

test('thousands of spans scroll with few rows in the page', async ({ openDesk }) => {
  const { page, send } = await openDesk()
  const spans: MadeSpan[] = [{ id: 'root', name: 'batch', durationMs: 60_000 }]
  for (let index = 0; index < 4_000; index++) {
    const parent = index % 10 === 0 ? 'root' : `s${index - (index % 10)}`
    spans.push({
      id: `s${index}`,
      parent,
      name: `step ${index}`,
      offsetMs: index * 10,
      durationMs: 8,
      ...(index === 3_333 ? { error: 'broken' } : {}),
    })
  }
  await send([{ key: 'big', startMs: nowMs, spans }])
  await openTrace(page, 'batch')
  const tree = page.getByRole('tree', { name: 'Span tree' })
  await tree.focus()
  await page.keyboard.press('End')
  await expect(tree.locator('[aria-selected="true"]')).toContainText('step 3999')
  expect(await tree.getByRole('treeitem').count()).toBeLessThan(90)
  await page.keyboard.press('e')
  await expect(tree.locator('[aria-selected="true"]')).toContainText('step 3333')
  await expect(tree.locator('[aria-selected="true"]')).toBeInViewport()
})

for (const [theme, locale] of [
  ['light', 'en-US'],
  ['dark', 'ja-JP'],
] as const) {
  test(`the trace page is accessible in ${theme} and ${locale}`, { tag: '@looks' }, async ({ openDesk }) => {
    const language = locale === 'ja-JP' ? 'ja' : 'en'
    const { page, send } = await openDesk({ locale, settings: { theme, language } })
    await send([makeAgent('agent', nowMs)])
    await openTrace(page, 'invoke_agent')
    await expect(page.getByRole('treeitem')).toHaveCount(6)
    await page.keyboard.press('e')
    await expect(page.getByRole('tabpanel')).toContainText('find_order')
    await expectAccessible(page)
    await keepScreenshot(page, `trace-${theme}-${language}`)
  })
}
