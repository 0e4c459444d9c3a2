import { expect } from '@playwright/test'
import { expectAccessible, keepScreenshot, runByPalette } from './look.ts'
import { makeJapaneseRag, traceIdOf } from './make-traces.ts'
import { typeText } from './type-text.ts'
import {
  accuracy,
  expected,
  guidelines,
  isPolite,
  list,
  many,
  minutes,
  mixed,
  nowMs,
  position,
  progress,
  reading,
  startLabeling,
  test,
} from './with-session.ts'

test('a session is labelled to its end by keys alone, and its answers are columns of the list', async ({
  openSession,
}) => {
  const { page } = await openSession(
    {
      name: 'Help desk',
      traces: mixed,
      schemas: [accuracy, minutes, expected],
      reviewers: ['ken', 'mia'],
      setup: { guidelines },
    },
    { settings: { reviewerName: 'mia' } },
  )
  await startLabeling(page, 'Help desk')
  await expect(position(page)).toHaveText('Item 1 of 3')
  await expect(page.getByText('Labeling as mia')).toBeVisible()
  await expect(reading(page)).toContainText('Your order 4711 is being packed right now.')
  await expect(reading(page)).toContainText('3 tool calls')
  await expectAccessible(page)
  await keepScreenshot(page, 'label')

  // The guidelines, and what stands in the way of submitting.
  await page.keyboard.press('h')
  await expect(page.getByRole('dialog', { name: 'Guidelines' })).toContainText('An answer is accurate when')
  await page.keyboard.press('h')
  await expect(page.getByRole('dialog')).toBeHidden()
  await page.keyboard.press('Enter')
  await expect(page.getByRole('alert')).toContainText('Answer this question before submitting')

  await page.keyboard.press('2')
  await expect(page.getByRole('radio', { name: 'Partly accurate' })).toBeChecked()
  await page.keyboard.press('c')
  await typeText(page, 'Says nothing of the sand one.')
  await page.keyboard.press('Escape')
  await page.keyboard.press('ArrowDown')
  await expect(page.getByRole('textbox', { name: 'How many minutes did it save?' })).toBeFocused()
  await typeText(page, '15')
  await page.keyboard.press('Escape')
  await page.keyboard.press('n')
  await typeText(page, 'The order was black before.')
  await page.keyboard.press('Escape')
  await page.keyboard.press('d')
  await expect(page.getByRole('checkbox', { name: 'I am unsure about this item' })).toBeChecked()
  await keepScreenshot(page, 'label-answered')
  await page.keyboard.press('Enter')

  await expect(position(page)).toHaveText('Item 2 of 3')
  await expect(progress(page)).toHaveAttribute('aria-valuetext', '1 of 3 items done')
  await expect(list(page).getByRole('button').first()).toContainText('Done')
  await expect(reading(page)).toContainText('2 documents')
  await expect(page.getByRole('radio', { name: 'Partly accurate' })).not.toBeChecked()
  await expect(page.getByRole('textbox', { name: 'How many minutes did it save?' })).toHaveValue('')
  await page.keyboard.press('1')
  await page.keyboard.press('ArrowDown')
  await page.keyboard.press('Escape')
  // A digit goes into the field of a number.
  await page.keyboard.press('7')
  await expect(page.getByRole('textbox', { name: 'How many minutes did it save?' })).toHaveValue('7')
  await page.keyboard.press('Tab')
  await expect(page.getByRole('textbox', { name: 'What should it have said?' })).toBeFocused()
  await typeText(page, 'Wash it by hand.')
  await page.keyboard.press('ControlOrMeta+Enter')

  await expect(position(page)).toHaveText('Item 3 of 3')
  await expect(reading(page).getByText('3 earlier messages')).toBeVisible()
  await page.keyboard.press('3')
  await page.keyboard.press('Enter')
  await expect(page.getByRole('heading', { name: 'All done' })).toBeVisible()
  await expect(page.getByText('All saved')).toBeVisible()
  await expectAccessible(page)
  await keepScreenshot(page, 'label-finished')

  await page.keyboard.press('q')
  await expect(page.getByRole('heading', { level: 1, name: 'Help desk' })).toBeVisible()
  await page.keyboard.press('g')
  await page.keyboard.press('t')
  await expect(page.getByRole('columnheader', { name: 'accuracy' })).toBeVisible()
  await expect(page.getByRole('row').filter({ hasText: '防水カバー' })).toContainText('Accurate')
  await expect(page.getByRole('columnheader', { name: 'expected_response' })).toBeVisible()
  await keepScreenshot(page, 'label-columns')
})

test('one question needs one key an item; skipped, flagged, undone and jumped to by key', async ({ openSession }) => {
  const { page } = await openSession(
    { name: 'Tone', traces: many(40), schemas: [isPolite] },
    { settings: { reviewerName: 'ana' } },
  )
  await startLabeling(page, 'Tone')
  await expect(position(page)).toHaveText('Item 1 of 40')
  await expect(reading(page)).toContainText('Answer 1')
  await page.keyboard.press('1')
  await expect(position(page)).toHaveText('Item 2 of 40')
  await expect(reading(page)).toContainText('Answer 2')
  await page.keyboard.press('2')
  await expect(position(page)).toHaveText('Item 3 of 40')
  await page.keyboard.press('s')
  await page.getByRole('dialog').getByRole('textbox', { name: 'Why? (optional)' }).waitFor()
  await typeText(page, 'Not my subject')
  await page.keyboard.press('Enter')
  await expect(position(page)).toHaveText('Item 4 of 40')
  await page.keyboard.press('f')
  await page.getByRole('dialog').getByRole('textbox', { name: 'What is wrong?' }).waitFor()
  await typeText(page, 'Holds a name')
  await page.keyboard.press('Enter')
  await expect(position(page)).toHaveText('Item 5 of 40')
  await expect(progress(page)).toHaveAttribute('aria-valuetext', '4 of 40 items done')

  // Back through what was ended: flagged, skipped, submitted.
  await page.keyboard.press('u')
  await expect(position(page)).toHaveText('Item 4 of 40')
  await page.keyboard.press('u')
  await expect(position(page)).toHaveText('Item 3 of 40')
  await page.keyboard.press('u')
  await expect(position(page)).toHaveText('Item 2 of 40')
  await expect(page.getByRole('radio', { name: 'Rude' })).toBeChecked()
  await expect(progress(page)).toHaveAttribute('aria-valuetext', '1 of 40 items done')
  await page.keyboard.press('1')
  await expect(position(page)).toHaveText('Item 3 of 40')
  await page.keyboard.press('k')
  await expect(position(page)).toHaveText('Item 2 of 40')
  await expect(page.getByRole('radio', { name: 'Polite' })).toBeChecked()
  await page.keyboard.press('ArrowRight')
  await expect(position(page)).toHaveText('Item 3 of 40')
  await page.keyboard.press('g')
  await page.getByRole('dialog').getByRole('textbox').waitFor()
  await typeText(page, '38')
  await page.keyboard.press('Enter')
  await expect(position(page)).toHaveText('Item 38 of 40')
  await expect(list(page).getByRole('button', { name: /38/ })).toHaveAttribute('aria-current', 'step')
  await page.keyboard.press('t')
  await expect(list(page).getByText('Done')).toHaveCount(0)

  // Without rail and status bar, and back.
  await page.keyboard.press('z')
  await expect(page.getByRole('navigation', { name: 'Main navigation' })).toBeHidden()
  await keepScreenshot(page, 'label-distraction-free')
  await page.keyboard.press('Escape')
  await expect(page.getByRole('navigation', { name: 'Main navigation' })).toBeVisible()

  // The full trace, and back to the same item.
  await page.keyboard.press('o')
  await expect(page.getByRole('tabpanel')).toContainText('Question 38')
  await page.keyboard.press('u')
  await expect(position(page)).toHaveText('Item 38 of 40')

  // Choosing goes on by itself only while that is wanted.
  await runByPalette(page, 'Go on by itself after a choice: on or off')
  await page.keyboard.press('1')
  await expect(page.getByRole('radio', { name: 'Polite' })).toBeChecked()
  await expect(position(page)).toHaveText('Item 38 of 40')
  await page.keyboard.press('Enter')
  await expect(position(page)).toHaveText('Item 39 of 40')
})

test('drafts and place survive a reload; whoever has no name chooses one', async ({ openSession }) => {
  const { page, sessionId } = await openSession({
    name: 'Round 1',
    traces: mixed,
    schemas: [accuracy, expected],
    reviewers: ['ken', 'mia'],
  })
  await startLabeling(page, 'Round 1')
  await expect(page.getByRole('heading', { name: 'Who is labeling?' })).toBeVisible()
  await expectAccessible(page)
  await keepScreenshot(page, 'label-reviewer')
  await page.keyboard.press('Tab')
  await page.keyboard.press('Enter')
  await expect(page.getByText('Labeling as mia')).toBeVisible()
  await page.keyboard.press('j')
  await expect(position(page)).toHaveText('Item 2 of 3')
  await page.keyboard.press('3')
  await page.keyboard.press('e')
  await page.keyboard.press('Escape')
  await page.keyboard.press('ArrowDown')
  await typeText(page, 'By hand, in lukewarm water')
  // Before the pause after which typing is saved.
  await page.evaluate(() => window.location.reload())
  await expect(position(page)).toHaveText('Item 2 of 3')
  await expect(page.getByRole('radio', { name: 'Inaccurate' })).toBeChecked()
  await expect(page.getByRole('textbox', { name: 'What should it have said?' })).toHaveValue(
    'By hand, in lukewarm water',
  )
  await expect(page.getByText('All saved')).toBeVisible()
  await expect(list(page).getByRole('button').nth(1)).toContainText('Begun')

  // A trace that is deleted meanwhile leaves the queue; a link to no session says so.
  await page.evaluate((id) => {
    window.location.hash = `#/label/${id.replace(/^./, (first) => (first === '0' ? '1' : '0'))}`
  }, sessionId)
  await expect(page.getByRole('heading', { name: 'This labeling session is not here' })).toBeVisible()
})

test('without a connection labeling goes on, and everything arrives when it is back', async ({ openSession }) => {
  const { page, kind } = await openSession(
    { name: 'Tone', traces: many(6), schemas: [isPolite] },
    { settings: { reviewerName: 'ana' } },
  )
  test.skip(kind !== 'browser', 'Only the browser host has a network to cut.')
  await startLabeling(page, 'Tone')
  await expect(position(page)).toHaveText('Item 1 of 6')
  await expect(reading(page)).toContainText('Answer 1')
  // The next two are here before they are wanted.
  for (const answer of ['Answer 2', 'Answer 3']) {
    await page.keyboard.press('j')
    await expect(reading(page)).toContainText(answer)
  }
  await page.keyboard.press('k')
  await page.keyboard.press('k')
  await expect(position(page)).toHaveText('Item 1 of 6')
  await page.route('**/rpc/labelWork/**', (route) => route.abort())
  for (const digit of ['1', '2', '1']) await page.keyboard.press(digit)
  await expect(position(page)).toHaveText('Item 4 of 6')
  const waiting = page.getByRole('button', { name: '6 changes not saved yet' })
  await expect(waiting).toBeVisible()
  await waiting.click()
  await expect(page.getByText('Go on labeling.', { exact: false })).toBeVisible()
  await expectAccessible(page)
  await keepScreenshot(page, 'label-offline')
  await page.keyboard.press('Escape')
  await page.unroute('**/rpc/labelWork/**')
  await expect(page.getByText('All saved')).toBeVisible()
  await expect(reading(page)).toContainText('Answer 4')
  await page.reload()
  await expect(progress(page)).toHaveAttribute('aria-valuetext', '3 of 6 items done')
  await expect(position(page)).toHaveText('Item 4 of 6')
})

test('what judges said stands in the form until it is confirmed; keys can be changed', async ({ openSession }) => {
  const source = { type: 'LLM_JUDGE' as const, id: 'gpt-4o-mini' }
  const { page } = await openSession(
    {
      name: 'With a judge',
      traces: mixed,
      schemas: [{ ...accuracy, enableComment: false }, isPolite],
      setup: { rules: { hasSuggestions: true } },
      assessments: [
        {
          traceId: traceIdOf('agent'),
          name: 'accuracy',
          kind: 'feedback',
          value: 'Inaccurate',
          rationale: 'The first call failed.',
          source,
        },
      ],
    },
    { settings: { reviewerName: 'ana' } },
  )
  await startLabeling(page, 'With a judge')
  await expect(page.getByRole('radio', { name: 'Inaccurate' })).toBeChecked()
  await expect(page.getByText('Suggested by gpt-4o-mini. Counts when you submit.')).toBeVisible()
  await expectAccessible(page)
  await keepScreenshot(page, 'label-suggestion')
  await page.keyboard.press('ArrowUp')
  await page.keyboard.press('1')
  await expect(page.getByRole('radio', { name: 'Accurate', exact: true })).toBeChecked()
  await expect(page.getByText('gpt-4o-mini said: Inaccurate')).toBeVisible()

  await runByPalette(page, 'Change the keys of the labeling screen')
  const dialog = page.getByRole('dialog')
  await dialog.getByRole('button', { name: 'Change the key of “Skip the item”' }).focus()
  await page.keyboard.press('Enter')
  await page.keyboard.press('u')
  await expect(dialog.getByText('“Undo the last item” has S now.')).toBeVisible()
  await expectAccessible(page)
  await keepScreenshot(page, 'label-keys')
  await page.keyboard.press('Escape')
  await expect(dialog).toBeHidden()
  await page.keyboard.press('u')
  await expect(page.getByRole('dialog', { name: 'Skip this item' })).toBeVisible()
  await page.keyboard.press('Enter')
  await expect(position(page)).toHaveText('Item 2 of 3')
  await page.keyboard.press('s')
  await expect(position(page)).toHaveText('Item 1 of 3')
})

test('in Japanese, in the dark and at 200 %', { tag: '@looks' }, async ({ openSession }) => {
  const { page } = await openSession(
    {
      name: '第 20 週',
      traces: [makeJapaneseRag('rag', nowMs), ...mixed.slice(2)],
      schemas: [
        {
          ...accuracy,
          title: '回答は正確ですか？',
          instruction: '**文書とツールの結果**だけで判断してください。',
          input: { type: 'categorical', options: ['正確', '一部正確', '不正確'], isMultiple: false },
        },
        { ...expected, title: '本来の回答' },
      ],
      reviewers: ['佐藤'],
      setup: { guidelines: '文書に書かれていることだけを「正確」とします。' },
    },
    { locale: 'ja-JP', settings: { language: 'ja', reviewerName: '佐藤' } },
  )
  await startLabeling(page, '第 20 週')
  await expect(page.getByText('佐藤 としてラベリング中')).toBeVisible()
  await page.getByText('お手入れガイド.pdf').click()
  await page.getByRole('radio', { name: '一部正確' }).click()
  await expectAccessible(page)
  await keepScreenshot(page, 'label-ja')
  await page.setViewportSize({ width: 720, height: 450 })
  await expectAccessible(page)
  await keepScreenshot(page, 'label-narrow-ja')
  await page.setViewportSize({ width: 480, height: 800 })
  await keepScreenshot(page, 'label-stacked-ja')
  await page.setViewportSize({ width: 1440, height: 900 })
  await runByPalette(page, 'ダークテーマを使う')
  await expectAccessible(page)
  await keepScreenshot(page, 'label-dark-ja')
})

test('a trace that is deleted meanwhile says so and leaves; a paused session takes nothing', async ({
  openSession,
}) => {
  const { page } = await openSession(
    { name: 'Tone', traces: many(3), schemas: [isPolite] },
    { settings: { reviewerName: 'ana' } },
  )
  await startLabeling(page, 'Tone')
  await expect(position(page)).toHaveText('Item 1 of 3')
  await page.keyboard.press('o')
  await expect(page.getByRole('tabpanel')).toContainText('Question 1')
  await runByPalette(page, 'Delete this trace')
  await expect(page.getByText('1 trace moved to the trash')).toBeVisible()
  await page.keyboard.press('u')
  await expect(page.getByRole('heading', { name: 'This trace was deleted' })).toBeVisible()
  await keepScreenshot(page, 'label-gone')
  await expect(page.getByRole('button', { name: 'Go on' })).toBeVisible()
  await page.keyboard.press('Enter')
  await expect(position(page)).toHaveText('Item 1 of 2')
  await expect(reading(page)).toContainText('Question 2')
  const paused = await openSession(
    { name: 'Later', traces: many(1), schemas: [isPolite], setup: { state: 'paused' } },
    { settings: { reviewerName: 'ana' } },
  )
  await startLabeling(paused.page, 'Later')
  await expect(paused.page.getByRole('heading', { name: 'This session is paused' })).toBeVisible()
  await expectAccessible(paused.page)
  await paused.page.keyboard.press('q')
  await expect(paused.page.getByRole('heading', { level: 1, name: 'Later' })).toBeVisible()
})
