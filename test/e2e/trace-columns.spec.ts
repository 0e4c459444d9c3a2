import { expect } from '@playwright/test'
import { expectAccessible, keepScreenshot, runByPalette } from './look.ts'
import { makeMany } from './make-many.ts'
import { makeChat, toOtlpJson, traceIdOf } from './make-traces.ts'
import { openTrace, rowWith, test } from './with-traces.ts'

const nowMs = Date.UTC(2026, 4, 12, 9, 30)

test('a second experiment brings its column, and is filtered by', async ({ openDesk }) => {
  const { page, send, mlflow, mlflowUrl } = await openDesk()
  await send([makeChat('one', nowMs, 'Do you sell bells?', 'Yes.')])
  await expect(rowWith(page, 'bells')).toBeVisible()
  const header = page.getByRole('columnheader', { name: 'Experiment' })
  await expect(header).toHaveCount(0)
  const { experiment_id: experimentId } = await mlflow('POST', '/2.0/mlflow/experiments/create', { name: 'Help desk' })
  const sent = await fetch(`${await mlflowUrl()}/v1/traces`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', 'x-mlflow-experiment-id': String(experimentId) },
    body: toOtlpJson([makeChat('two', nowMs + 1_000, 'Which oil for the chain?', 'Dry lube.')]),
  })
  expect(sent.status).toBe(200)
  await expect(header).toBeVisible()
  await expect(rowWith(page, 'oil')).toContainText('Help desk')
  await expect(rowWith(page, 'bells')).toContainText('Default')
  await page.getByRole('button', { name: 'Add filter' }).click()
  await page.getByRole('menuitem', { name: 'Experiment' }).click()
  await page.getByRole('combobox', { name: 'Experiment' }).fill('Help')
  await page.getByRole('option', { name: 'Help desk' }).click()
  await expectAccessible(page)
  await page.getByRole('button', { name: 'Apply' }).click()
  await expect(page.getByText('1 trace', { exact: true })).toBeVisible()
  await expect(rowWith(page, 'bells')).toHaveCount(0)
  // A session of its traces is one of its own: only there do clients find them by the session's run.
  await page.getByRole('grid').focus()
  await page.keyboard.press('ControlOrMeta+a')
  await page.keyboard.press('l')
  const dialog = page.getByRole('dialog')
  await expect(dialog.getByText('1 trace will be added.')).toBeVisible()
  await page.keyboard.press('Enter')
  await expect(dialog.getByRole('combobox', { name: 'Experiment' })).toHaveValue('Help desk')
  await page.keyboard.press('Escape')
  await page.keyboard.press('Escape')
  await page.getByRole('grid').focus()
  await expect(page.getByRole('button', { name: 'Remove filter: Experiment: Help desk' })).toBeVisible()
  await keepScreenshot(page, 'traces-experiment')
  await openTrace(page, 'oil')
  await expect(page.getByText('Help desk', { exact: true })).toBeVisible()
  await page.keyboard.press('u')
  // Hidden by hand it stays so, however many there are.
  await page.getByRole('button', { name: 'Columns' }).click()
  await page.getByRole('checkbox', { name: 'Experiment' }).uncheck()
  await page.keyboard.press('Escape')
  await expect(header).toHaveCount(0)
  await page.reload()
  await expect(rowWith(page, 'oil')).toBeVisible()
  await expect(header).toHaveCount(0)
})

test('boxes and the first column stay while the list scrolls sideways', async ({ openDesk }) => {
  const { page, send, mlflow } = await openDesk()
  await send(makeMany(30, nowMs))
  await expect(page.getByText('30 traces')).toBeVisible()
  await page.setViewportSize({ width: 1000, height: 700 })
  await page.keyboard.press('j')
  await page
    .getByRole('checkbox', { name: /^Select / })
    .nth(2)
    .check()
  await send([makeChat('last', nowMs + 3_600_000, 'Do you sell bells?', 'Yes.')])
  await mlflow('POST', `/3.0/mlflow/traces/tr-${traceIdOf('last')}/assessments`, {
    assessment: {
      trace_id: `tr-${traceIdOf('last')}`,
      assessment_name: 'accuracy_score',
      source: { source_type: 'HUMAN', source_id: 'ana' },
      feedback: { value: 0.75 },
    },
  })
  await expect(page.getByRole('columnheader', { name: 'accuracy_score' })).toBeInViewport({ ratio: 0.9 })
  const time = page.getByRole('columnheader', { name: 'Time' })
  for (const theme of ['light', 'dark']) {
    if (theme === 'dark') await runByPalette(page, 'Use the dark theme')
    await page.getByRole('grid').focus()
    // What scrolls passes below, so that what is seen is what is hit.
    const hit = await time.evaluate((header) => {
      const { left, top, width, height } = header.getBoundingClientRect()
      const found = document.elementFromPoint(left + width / 2, top + height / 2)
      return {
        isShown: found !== null && header.contains(found),
        isScrolled: header.closest('[role=grid]')?.scrollLeft !== 0,
      }
    })
    expect(hit).toEqual({ isShown: true, isScrolled: true })
    await page
      .getByRole('checkbox', { name: /^Select / })
      .nth(4)
      .click()
    await expectAccessible(page)
    await keepScreenshot(page, `traces-pinned-${theme}`)
  }
})
