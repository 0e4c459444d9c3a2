/** Questions that are answered in the trace itself: places marked in its texts, two outputs compared. */
import { expect } from '@playwright/test'
import type { NewLabelSchema } from '../../src/shared/model/labeling.ts'
import { expectAccessible, keepScreenshot, runByPalette } from './look.ts'
import { type MadeTrace, makeChat, makeJapaneseRag, says } from './make-traces.ts'
import { typeText } from './type-text.ts'
import { isPolite, nowMs, position, reading, startLabeling, test } from './with-session.ts'

const whereWrong: NewLabelSchema = {
  name: 'where_wrong',
  type: 'feedback',
  title: 'Where is the answer wrong?',
  isRequired: true,
  input: {
    type: 'highlight',
    labels: [
      { text: 'Wrong', color: 'red', help: 'Not true' },
      { text: 'Unsupported', color: 'amber' },
    ],
  },
}
const chats = [
  makeChat('oil', nowMs, 'Which oil for the chain?', 'Dry lube in summer, **wet lube** in winter. Wax <b>never</b>.'),
  makeChat('bell', nowMs + 1_000, 'Is a bell required?', 'Yes, everywhere.'),
  makeJapaneseRag('rag', nowMs + 2_000),
]

test('places are marked by keys alone, kept, jumped to and taken away', async ({ openSession }) => {
  const { page } = await openSession(
    { name: 'Errors', traces: chats, schemas: [whereWrong, isPolite] },
    { settings: { reviewerName: 'mia' } },
  )
  const press = async (...keys: string[]) => {
    for (const key of keys) await page.keyboard.press(key)
  }
  const marks = reading(page).locator('mark')
  const list = page.getByRole('list', { name: 'Marks' })
  await startLabeling(page, 'Errors')
  await expect(position(page)).toHaveText('Item 1 of 3')
  // As it was sent: what is marked is the text itself, not what markup makes of it.
  await expect(reading(page)).toContainText('**wet lube** in winter. Wax <b>never</b>.')
  await press('1')
  await expect(page.getByText('Select the text to mark first.')).toBeVisible()

  await press('m')
  await expect(reading(page).getByRole('textbox', { name: 'Text to mark (assistant)' })).toBeFocused()
  await press('Shift+ArrowRight', 'Shift+ArrowRight')
  await expect(page.getByText('Selected: “Dry lube”')).toBeVisible()
  await press('1')
  await expect(marks).toHaveText(['Dry lube'])
  await expect(list.getByRole('listitem')).toHaveText(/Wrong.*Dry lube/)
  await press('ArrowDown', 'Shift+ArrowDown', '2')
  await expect(marks).toHaveText(['Dry lube', 'Wax <b>never</b>.'])
  await keepScreenshot(page, 'highlight')
  await expectAccessible(page)

  // A mark over a mark, and the same label again takes it away.
  await press('Home', 'Shift+ArrowRight', '2')
  await expect(marks).toHaveText(['Dry', ' lube', 'Wax <b>never</b>.'])
  await expect(list.getByRole('listitem')).toHaveCount(3)
  await press('Home', 'Shift+ArrowRight', '2')
  await expect(list.getByRole('listitem')).toHaveCount(2)

  // Out of the text and on: the next question is answered, and the item submitted.
  await press('Escape', 'ArrowDown', '1')
  await expect(page.getByRole('radio', { name: 'Polite' })).toBeChecked()
  await press('Enter')
  await expect(position(page)).toHaveText('Item 2 of 3')
  await expect(marks).toHaveCount(0)
  await press('3')
  await expect(page.getByRole('button', { name: 'Nothing to mark' })).toHaveAttribute('aria-pressed', 'true')
  await press('Enter')
  await expect(position(page)).toHaveText('Item 3 of 3')

  // A document, which opens when its mark is shown.
  await press('m', 'Tab', 'Enter', 'Tab', 'Shift+ArrowRight', '1')
  await expect(list.getByRole('listitem')).toHaveCount(1)
  await press('u')
  await expect(position(page)).toHaveText('Item 2 of 3')
  await press('u')
  await expect(position(page)).toHaveText('Item 1 of 3')
  await expect(marks).toHaveText(['Dry lube', 'Wax <b>never</b>.'])
  await page.reload()
  await expect(marks).toHaveText(['Dry lube', 'Wax <b>never</b>.'])
  await list.getByRole('button', { name: /Dry lube/ }).focus()
  await press('Enter')
  await expect(page.getByText('Selected: “Dry lube”')).toBeVisible()
  await press('Backspace')
  await expect(marks).toHaveText(['Wax <b>never</b>.'])
  await press('Enter')
  await expect(position(page)).toHaveText('Item 2 of 3')

  // What became of it: a column of the list.
  await press('q')
  await expect(page.getByRole('row').filter({ hasText: 'Which oil' })).toContainText('1 mark: Unsupported')
})

/** A trace whose application answered twice. */
function makePair(key: string, startMs: number, question: string, a: string, b: string): MadeTrace {
  const trace = makeChat(key, startMs, question, a)
  const [span] = trace.spans
  if (span?.attributes !== undefined) {
    span.attributes['gen_ai.output.messages'] = [says('assistant', a), says('assistant', b)]
  }
  return trace
}

test('a form that grows keeps its parts apart, and a question that came unseen is led to', async ({ openSession }) => {
  const more = (name: string): NewLabelSchema => ({ ...isPolite, name, title: `Is it ${name}?`, enableComment: true })
  const { page } = await openSession(
    {
      name: 'Narrow',
      traces: chats,
      schemas: [
        more('kind'),
        { ...whereWrong, isRequired: false, enableComment: true, instruction: 'Mark as little as shows the error.' },
        more('clear'),
        { ...more('harmful'), askIf: { schemaId: 'kind', test: 'is', value: false } },
      ],
    },
    { settings: { reviewerName: 'mia' } },
  )
  await page.setViewportSize({ width: 1000, height: 640 })
  await startLabeling(page, 'Narrow')
  await expect(position(page)).toHaveText('Item 1 of 3')
  await expect(reading(page)).toContainText('Dry lube')
  await expect(page.getByText('3 questions without an answer')).toBeVisible()
  await page.keyboard.press('2')
  await expect(page.getByText('3 questions without an answer')).toBeVisible()
  const harmful = page.getByRole('group', { name: 'Is it harmful?' })
  await expect(harmful).not.toBeInViewport()
  await page.keyboard.press('Enter')
  await expect(page.getByText('One more question.')).toBeVisible()
  await expect(harmful).toBeInViewport({ ratio: 0.5 })
  await expect(harmful).toBeFocused()
  await keepScreenshot(page, 'one-more-question')

  // E, as M, goes into the text; every mark makes the question longer.
  await page.keyboard.press('ArrowUp')
  await page.keyboard.press('ArrowUp')
  await expect(page.getByText('or press M to go into it')).toBeVisible()
  await page.keyboard.press('e')
  await expect(reading(page).getByRole('textbox', { name: 'Text to mark (assistant)' })).toBeFocused()
  for (const key of ['Shift+ArrowRight', '1', 'ArrowRight', 'Shift+ArrowRight', '2']) await page.keyboard.press(key)
  await expect(page.getByRole('list', { name: 'Marks' }).getByRole('listitem')).toHaveCount(2)
  const [question, note] = await Promise.all([
    harmful.boundingBox(),
    page.getByRole('textbox', { name: /^Note on the item/ }).boundingBox(),
  ])
  expect((question?.y ?? 0) + (question?.height ?? 0)).toBeLessThanOrEqual(note?.y ?? 0)
  await keepScreenshot(page, 'form-that-grew')

  // Told of once, it may stay open.
  await page.keyboard.press('Escape')
  await page.keyboard.press('ArrowUp')
  await expect(harmful).not.toBeInViewport({ ratio: 0.5 })
  await page.keyboard.press('Enter')
  await expect(page.getByText('One more question.')).toBeVisible()
  await expect(position(page)).toHaveText('Item 1 of 3')
  await page.keyboard.press('Enter')
  await expect(position(page)).toHaveText('Item 2 of 3')
})

test('two outputs are compared blind to which is which, by one key an item', async ({ openSession }) => {
  const better: NewLabelSchema = {
    name: 'better',
    type: 'feedback',
    title: 'Which answer is better?',
    input: { type: 'pairwise', hasBothBad: true },
    enableComment: false,
  }
  const count = 8
  const traces = [
    ...Array.from({ length: count }, (_, at) =>
      makePair(`pair ${at}`, nowMs + at * 1_000, `Question ${at + 1}`, '**First** answer here', 'Second answer here'),
    ),
    makeChat('single', nowMs + 60_000, 'Just one?', 'Only one answer'),
  ]
  const { page } = await openSession(
    { name: 'Compare', traces, schemas: [better] },
    { settings: { reviewerName: 'mia' } },
  )
  await startLabeling(page, 'Compare')
  const left = reading(page).getByRole('region', { name: 'Left' })
  const right = reading(page).getByRole('region', { name: 'Right' })
  await expect(left).toContainText(/First answer|Second answer/)
  await page.keyboard.press('v')
  await expect(left.locator('mark')).toHaveCount(1)
  await expect(reading(page)).toContainText('Marked is what only this side says.')
  await keepScreenshot(page, 'pairwise')
  await expectAccessible(page)
  await page.keyboard.press('v')
  await expect(left.locator('mark')).toHaveCount(0)

  // Always the one that says “First”, wherever it is.
  const sides: string[] = []
  for (let at = 0; at < count; at++) {
    await expect(position(page)).toHaveText(`Item ${at + 1} of ${count + 1}`)
    await expect(left).toBeVisible()
    const isLeft = (await left.textContent())?.includes('First') === true
    sides.push(isLeft ? 'left' : 'right')
    await expect(isLeft ? right : left).toContainText('Second answer')
    await page.keyboard.press(at % 2 === 0 ? (isLeft ? 'ArrowLeft' : 'ArrowRight') : isLeft ? '1' : '2')
  }
  expect(new Set(sides).size).toBe(2)
  await expect(position(page)).toHaveText('Item 9 of 9')
  await expect(page.getByRole('alert')).toContainText('does not hold two answers')
  await expect(reading(page)).toContainText('Only one answer')
  await page.keyboard.press('1')
  await expect(position(page)).toHaveText('Item 9 of 9')
  // Back to one of them: the side that was chosen is the side that is shown as chosen.
  await page.keyboard.press('k')
  await expect(
    page.getByRole('radio', { name: sides.at(-1) === 'left' ? 'Left is better' : 'Right is better' }),
  ).toBeChecked()
  await page.keyboard.press('=')
  await expect(position(page)).toHaveText('Item 9 of 9')
  await page.keyboard.press('q')
  const rows = page.getByRole('row').filter({ hasText: /^.*Question \d/ })
  await expect(rows).toHaveCount(count)
  await expect(rows.filter({ hasText: 'tie' })).toHaveCount(1)
  await expect(rows.getByRole('gridcell', { name: 'A', exact: true })).toHaveCount(count - 1)
})

test('options are ranked by digits, moved by Alt with an arrow, and half an order is no answer', async ({
  openSession,
}) => {
  const order: NewLabelSchema = {
    name: 'improve_first',
    type: 'feedback',
    title: 'What should be improved first?',
    isRequired: true,
    input: { type: 'ranking', options: ['Accuracy', 'Clarity', 'Tone', 'Length'], isPartial: false },
  }
  const { page } = await openSession(
    { name: 'Order', traces: chats.slice(0, 2), schemas: [order] },
    { settings: { reviewerName: 'mia' } },
  )
  const press = async (...keys: string[]) => {
    for (const key of keys) await page.keyboard.press(key)
  }
  const form = page.getByRole('region', { name: 'Questions' })
  const rows = form.getByRole('listitem').getByRole('button', { name: /place/ })
  const expectOrder = (...names: string[]) =>
    expect
      .poll(() => rows.evaluateAll((all) => all.map((row) => row.querySelector('[data-place-name]')?.textContent)))
      .toEqual(names)
  await startLabeling(page, 'Order')
  await expect(position(page)).toHaveText('Item 1 of 2')
  await press('3', '1')
  await expectOrder('Tone, place 1', 'Accuracy, place 2', 'Clarity, without a place', 'Length, without a place')
  await press('Enter')
  await expect(page.getByRole('alert')).toContainText('Answer this question before submitting')
  await form.getByRole('button', { name: /^Accuracy/ }).focus()
  // On a button Enter presses it, as everywhere: its place goes.
  await press('Enter')
  await expectOrder('Tone, place 1', 'Accuracy, without a place', 'Clarity, without a place', 'Length, without a place')
  await press('4', '2')
  await expectOrder('Tone, place 1', 'Length, place 2', 'Clarity, place 3', 'Accuracy, place 4')
  await form.getByRole('button', { name: /^Clarity/ }).focus()
  await press('Alt+ArrowUp', 'Alt+ArrowUp')
  await expectOrder('Clarity, place 1', 'Tone, place 2', 'Length, place 3', 'Accuracy, place 4')
  await keepScreenshot(page, 'ranking')
  await expectAccessible(page)
  await form.getByRole('button', { name: /^Accuracy/ }).dragTo(form.getByRole('button', { name: /^Tone/ }))
  await expectOrder('Clarity, place 1', 'Accuracy, place 2', 'Tone, place 3', 'Length, place 4')
  await press('ControlOrMeta+Enter')
  await expect(position(page)).toHaveText('Item 2 of 2')
  await expectOrder(
    'Accuracy, without a place',
    'Clarity, without a place',
    'Tone, without a place',
    'Length, without a place',
  )
  await press('u')
  await expect(position(page)).toHaveText('Item 1 of 2')
  await page.reload()
  await expectOrder('Clarity, place 1', 'Accuracy, place 2', 'Tone, place 3', 'Length, place 4')
})

test('together: made from templates, marked by mouse, on the trace page, dark and in Japanese', {
  tag: '@looks',
}, async ({ openSession }) => {
  const better: NewLabelSchema = { name: 'better', type: 'feedback', input: { type: 'pairwise', hasBothBad: false } }
  const { page } = await openSession(
    {
      name: 'All kinds',
      traces: [makePair('both', nowMs, 'Which oil?', 'Dry lube in **summer**.', 'Wet lube in winter.')],
      schemas: [whereWrong, better],
    },
    { settings: { reviewerName: 'mia' } },
  )
  await startLabeling(page, 'All kinds')
  // One marks in the two outputs where they are compared, not told which came first.
  const answer = reading(page).getByRole('textbox', { name: 'Text to mark (assistant)' }).filter({ hasText: 'Dry' })
  await expect(reading(page).getByRole('textbox', { name: 'Text to mark (assistant)' })).toHaveCount(2)
  // By mouse: a word by a double click, then the button of a label.
  await answer.getByText('Dry lube').dblclick({ position: { x: 6, y: 8 } })
  await expect(page.getByText('Selected: “Dry”')).toBeVisible()
  await page.getByRole('button', { name: /^Wrong/ }).click()
  await expect(reading(page).locator('mark')).toHaveText(['Dry'])
  await page.getByRole('radio', { name: 'Tie' }).click()
  await runByPalette(page, 'Use the dark theme')
  await expectAccessible(page)
  await keepScreenshot(page, 'question-types-dark')
  await page.keyboard.press('ControlOrMeta+Enter')
  await expect(page.getByRole('heading', { name: 'All done' })).toBeVisible()

  // Templates: the preview is the form that reviewers get, with something to judge.
  await page.getByRole('navigation').getByRole('link', { name: 'Schemas' }).click()
  const preview = page.getByRole('region', { name: 'Preview' })
  for (const [name, seen] of [
    ['What to improve first', 'Completeness'],
    ['Which is better?', 'You may return it within 14 days.'],
    ['Where is it wrong?', 'You may return it within 30 days.'],
  ] as const) {
    await page.getByRole('button', { name: 'Templates' }).click()
    await page.getByRole('menuitem', { name }).click()
    await expect(preview).toContainText(seen)
    await expectAccessible(page)
    await keepScreenshot(page, `template-${name.replaceAll(/\W+/g, '-').toLowerCase()}`)
    if (name !== 'Where is it wrong?') await page.getByRole('button', { name: 'Save question' }).click()
  }
  await page.getByRole('textbox', { name: 'Name' }).fill('where_wrong_again')
  await page.getByRole('button', { name: 'Save question' }).click()
  await expect(page.getByRole('table').getByRole('row').filter({ hasText: 'where_wrong_again' })).toContainText(
    'Wrong · Not supported by the documents · Harmful',
  )

  // On the trace page the question brings its texts along.
  await page.keyboard.press('g')
  await page.keyboard.press('t')
  await expect(page.getByRole('row').filter({ hasText: 'Which oil?' })).toContainText('1 mark: Wrong')
  await page.keyboard.press('j')
  await page.keyboard.press('Enter')
  const pane = page.getByRole('complementary', { name: 'Assessments' })
  await expect(pane.getByRole('listitem').filter({ hasText: 'Dry' }).last()).toHaveText('Wrong Dry')
  await page.keyboard.press('a')
  const form = pane.getByRole('form')
  await form.getByRole('combobox', { name: 'Name' }).waitFor()
  await typeText(page, 'where_wrong')
  await page.keyboard.press('Escape')
  const text = form.getByRole('textbox', { name: 'Text to mark (assistant)' }).last()
  await text.focus()
  await page.keyboard.press('Shift+ArrowRight')
  await form.getByRole('button', { name: /^Unsupported/ }).click()
  await expect(text.locator('mark')).toHaveText(['Wet'])
  await runByPalette(page, 'Switch language to Japanese')
  await keepScreenshot(page, 'question-types-trace-ja')
})
