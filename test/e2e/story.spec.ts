/** The main job from end to end: a trace comes in, is read and judged, and the judgement leaves. */
import { readFileSync } from 'node:fs'
import path from 'node:path'
import { expect } from '@playwright/test'
import { makeMany } from './make-many.ts'
import { makeAgent, traceIdOf } from './make-traces.ts'
import { typeText } from './type-text.ts'
import { rowWith, test } from './with-traces.ts'

const nowMs = Date.UTC(2026, 4, 12, 9, 30)

test('a trace comes in, is read and judged, and the judgement leaves', async ({ openDesk, host }) => {
  const desk = await openDesk({ settings: { reviewerName: 'Ana' } })
  const { page, send } = desk
  await send([...makeMany(20, nowMs - 60_000), makeAgent('agent', nowMs)])
  await page.keyboard.press('/')
  await typeText(page, 'Randonneur')
  await expect(page.getByText('1 trace', { exact: true })).toBeVisible()
  await page.keyboard.press('Enter')
  await page.keyboard.press('j')
  await page.keyboard.press('Enter')
  await expect(page.getByRole('tabpanel')).toContainText('Shall I switch it to')
  await page.keyboard.press('a')
  await typeText(page, 'resolved')
  await page.getByRole('radio', { name: 'No' }).check()
  await page.getByRole('textbox', { name: 'Rationale' }).fill('It asks instead of doing.')
  await page.keyboard.press('Control+Enter')
  await expect(page.getByRole('complementary', { name: 'Assessments' })).toContainText('It asks instead of doing.')

  const target = path.join(desk.dataFolder, 'judged.jsonl')
  await desk.page.keyboard.press('ControlOrMeta+Shift+e')
  const dialog = page.getByRole('dialog')
  let file: string
  if (host === 'browser') {
    const download = page.waitForEvent('download')
    await dialog.getByRole('button', { name: 'Export and download' }).click()
    file = await (await download).path()
  } else {
    await desk.answerDialog([target])
    await dialog.getByRole('button', { name: 'Export…', exact: true }).click()
    await expect(page.getByText(/judged\.jsonl/).first()).toBeVisible()
    file = target
  }
  const lines = readFileSync(file, 'utf8').trim().split('\n')
  expect(lines).toHaveLength(1)
  expect(lines[0]).toContain(traceIdOf('agent'))
  expect(lines[0]).toContain('It asks instead of doing.')
  await page.keyboard.press('Escape')
  await page.keyboard.press('u')
  await expect(rowWith(page, 'invoke_agent')).toContainText('No')
})
