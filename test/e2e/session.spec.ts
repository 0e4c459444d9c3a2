import { expect } from '@playwright/test'
import { expectAccessible, keepScreenshot } from './look.ts'
import { makeChat } from './make-traces.ts'
import { openTrace, rowWith, test } from './with-traces.ts'

const nowMs = Date.UTC(2026, 4, 12, 9, 30)
const turns = [
  ['How do I fix a flat tyre?', '1. Remove the wheel.\n2. Find the hole.\n3. Patch it.'],
  ['What tools do I need?', 'Tyre levers and a **patch kit**.'],
  ['日本語でも答えられますか？', 'はい、日本語でもお答えできます。'],
] as const

test('a conversation reads in order, grows while it goes on, and leads to each trace', async ({ openDesk }) => {
  const { page, send } = await openDesk()
  const more = { 'gen_ai.conversation.id': 'session-1', 'user.id': 'mia' }
  const made = turns.map(([question, answer], at) =>
    makeChat(`turn ${at}`, nowMs + at * 60_000, question, answer, more),
  )
  await send([...made.slice(0, 2), makeChat('elsewhere', nowMs + 1, 'Another conversation', 'Yes')])
  await openTrace(page, 'flat tyre')
  await page.getByRole('link', { name: 'session-1' }).click()
  const list = page.getByRole('list', { name: 'Conversation' })
  await expect(list.locator('[data-turn]')).toHaveCount(2)
  await expect(list.locator('[data-turn="1"]')).toContainText('How do I fix a flat tyre?')
  await expect(list.locator('[data-turn="2"]')).toContainText('Tyre levers and a patch kit.')
  await expect(list).not.toContainText('Another conversation')
  await send(made.slice(2))
  await expect(list.locator('[data-turn="3"]')).toContainText('はい、日本語でもお答えできます。')
  await expect(page.getByText('3 turns')).toBeVisible()
  await expectAccessible(page)
  await keepScreenshot(page, 'session')
  await page.keyboard.press('j')
  await page.keyboard.press('j')
  await page.keyboard.press('Enter')
  await expect(page.getByRole('tabpanel')).toContainText('日本語でも答えられますか？')
  // S alone leads to the session; after G it is the second half of another command.
  await page.keyboard.press('g')
  await page.keyboard.press('s')
  await expect(page).toHaveURL(/#\/settings$/)
})

test('a session that is not here says so', async ({ openDesk }) => {
  const { page, send } = await openDesk()
  await send([makeChat('one', nowMs, 'Hello', 'Hi')])
  await expect(rowWith(page, 'Hello')).toBeVisible()
  await page.evaluate(() => {
    window.location.hash = '#/session/never'
  })
  await expect(page.getByRole('heading', { name: 'No trace of this session is here' })).toBeVisible()
  await expectAccessible(page)
  await page.getByRole('button', { name: 'Back to the list' }).click()
  await expect(rowWith(page, 'Hello')).toBeVisible()
})
