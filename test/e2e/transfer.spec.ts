import { readFileSync, statSync, utimesSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { gzipSync } from 'node:zlib'
import { expect, type Page } from '@playwright/test'
import { type Launched, test } from './launch.ts'
import { expectAccessible, keepScreenshot, runByPalette, workspaceButton } from './look.ts'
import { traceIdOf } from './make-traces.ts'

/** OTLP JSON of traces with one chat span each. */
function makeOtlp(keys: string[]): string {
  const spans = keys.map((key) => ({
    traceId: traceIdOf(key),
    spanId: traceIdOf(key).slice(0, 16),
    name: `chat ${key}`,
    kind: 3,
    startTimeUnixNano: '1750000000000000000',
    endTimeUnixNano: '1750000001500000000',
    attributes: [{ key: 'gen_ai.operation.name', value: { stringValue: 'chat' } }],
  }))
  return JSON.stringify({ resourceSpans: [{ scopeSpans: [{ spans }] }] })
}

async function makeWorkspace({ page }: Launched, name = 'Transfer'): Promise<void> {
  await page.getByRole('button', { name: 'New workspace…' }).click()
  await page.getByRole('textbox', { name: 'Name' }).fill(name)
  await page.keyboard.press('Enter')
  await expect(workspaceButton(page)).toHaveAccessibleName(`Workspace: ${name}`)
}

/** Chooses files in the import dialog, by the window's own dialog or the browser's. */
async function chooseFiles(assay: Launched, files: string[]): Promise<void> {
  const { page } = assay
  const button = page.getByRole('button', { name: 'Choose files…' })
  if (assay.kind === 'electron') {
    await assay.answerDialog(files)
    await button.click()
    return
  }
  const chooser = page.waitForEvent('filechooser')
  await button.click()
  await (await chooser).setFiles(files)
}

async function openImport(page: Page): Promise<void> {
  await runByPalette(page, 'Import…')
  await expect(page.getByRole('dialog', { name: 'Import' })).toBeVisible()
}

function write(assay: Launched, name: string, content: string | Uint8Array): string {
  const file = path.join(assay.dataFolder, name)
  writeFileSync(file, content)
  return file
}

test('an OTLP file is recognised, imported and reported, and changes nothing the second time', async ({ assay }) => {
  const { page } = assay
  await makeWorkspace(assay)
  const file = write(assay, 'traces.json.gz', gzipSync(makeOtlp(['a', 'b', 'c'])))
  await openImport(page)
  await expectAccessible(page)
  await keepScreenshot(page, 'import-choose')
  await chooseFiles(assay, [file])
  const dialog = page.getByRole('dialog', { name: 'Import' })
  await expect(dialog.getByText('OpenTelemetry (OTLP JSON), compressed (gzip)')).toBeVisible()
  await dialog.getByRole('button', { name: 'Import', exact: true }).click()
  await expect(dialog.getByText('3 new traces · 3 new spans')).toBeVisible()
  await expectAccessible(page)
  await dialog.getByRole('button', { name: 'Import more' }).click()
  await chooseFiles(assay, [file])
  await dialog.getByRole('button', { name: 'Import', exact: true }).click()
  await expect(dialog.getByText('3 spans already here')).toBeVisible()
  await expect(dialog.getByText('Nothing new: everything in this file is already here.')).toBeVisible()
  await dialog.getByRole('button', { name: 'Show traces' }).click()
  await expect(page.getByText('chat b')).toBeVisible()
})

test('columns of a table are guessed, can be changed, and become what was said', async ({ assay }) => {
  const { page } = assay
  await makeWorkspace(assay)
  const rows = ['question,answer,score,team', 'What is OTLP?,A protocol.,0.75,blue', '返品したい,はい。,0.5,red']
  const file = write(assay, 'golden.csv', rows.join('\n'))
  utimesSync(file, 1_709_640_000, 1_709_640_000)
  await openImport(page)
  await chooseFiles(assay, [file])
  const dialog = page.getByRole('dialog', { name: 'Import' })
  await expect(dialog.getByLabel('What question becomes')).toHaveValue('Input')
  await expect(dialog.getByLabel('What answer becomes')).toHaveValue('Output')
  await expect(dialog.getByText('返品したい')).toBeVisible()
  await choose(page, 'team', 'Input')
  await expect(dialog.getByText('Two columns become “Input”. Choose one.')).toBeVisible()
  await expect(dialog.getByRole('button', { name: 'Import', exact: true })).toBeDisabled()
  await choose(page, 'team', 'Tag')
  await choose(page, 'score', 'Feedback')
  await expectAccessible(page)
  await keepScreenshot(page, 'import-columns')
  await dialog.getByRole('button', { name: 'Import', exact: true }).click()
  await expect(dialog.getByText('2 new traces · 2 new spans · 2 assessments')).toBeVisible()
  await dialog.getByRole('button', { name: 'Show traces' }).click()
  await expect(page.getByText('What is OTLP?')).toBeVisible()
  await expect(page.getByRole('columnheader', { name: /score/ })).toBeVisible()
  // The table says no times, so the traces are as old as the file.
  await expect(page.locator('[role=grid] time').first()).toHaveAttribute('datetime', '2024-03-05T12:00:00.000Z')
})

async function choose(page: Page, column: string, target: string): Promise<void> {
  await page.getByRole('dialog').getByLabel(`What ${column} becomes`).click()
  await page.getByRole('option', { name: target, exact: true }).click()
}

test('lines that cannot be read are reported with their place, the others arrive', async ({ assay }) => {
  const { page } = assay
  await makeWorkspace(assay)
  const file = write(assay, 'mixed.jsonl', [makeOtlp(['ok 1']), '{"broken', makeOtlp(['ok 2'])].join('\n'))
  await openImport(page)
  await chooseFiles(assay, [file])
  const dialog = page.getByRole('dialog', { name: 'Import' })
  await dialog.getByRole('button', { name: 'Import', exact: true }).click()
  await expect(dialog.getByText('2 new traces · 2 new spans')).toBeVisible()
  await expect(dialog.getByText('1 record skipped')).toBeVisible()
  await expect(dialog.getByText('Record 2')).toBeVisible()
  await expectAccessible(page)
  await keepScreenshot(page, 'import-report')
})

test('a file that is none of the formats is said to be so and can be taken away', async ({ assay }) => {
  const { page } = assay
  await makeWorkspace(assay)
  const file = write(
    assay,
    'picture.bin',
    Uint8Array.from({ length: 4000 }, (_, index) => (index * 37) % 251),
  )
  await openImport(page)
  await chooseFiles(assay, [file])
  const dialog = page.getByRole('dialog', { name: 'Import' })
  await expect(dialog.getByText('The format was not recognised.', { exact: false })).toBeVisible()
  await expect(dialog.getByRole('button', { name: 'Import', exact: true })).toBeDisabled()
  await dialog.getByRole('button', { name: 'Remove picture.bin' }).click()
  await expect(dialog.getByText('Drop files here')).toBeVisible()
})

test('text pasted on the window and files dropped on it open the import', async ({ assay }) => {
  const { page } = assay
  await makeWorkspace(assay)
  await page.evaluate(
    (text) => {
      const data = new DataTransfer()
      data.setData('text/plain', text)
      document.body.dispatchEvent(new ClipboardEvent('paste', { clipboardData: data, bubbles: true, cancelable: true }))
    },
    makeOtlp(['pasted']),
  )
  const dialog = page.getByRole('dialog', { name: 'Import' })
  await expect(dialog.getByText('Pasted text')).toBeVisible()
  await page.evaluate(
    (text) => {
      const data = new DataTransfer()
      data.items.add(new File([text], 'dropped.json'))
      const init = { dataTransfer: data, bubbles: true, cancelable: true }
      document.body.dispatchEvent(new DragEvent('dragover', init))
      document.body.dispatchEvent(new DragEvent('drop', init))
    },
    makeOtlp(['dropped']),
  )
  await expect(dialog.getByText('dropped.json')).toBeVisible()
  await dialog.getByRole('button', { name: 'Import 2 files' }).click()
  await expect(dialog.getByText('1 new trace · 1 new span')).toHaveCount(2)
})

test('everything is exported to a file that holds every trace', async ({ assay }) => {
  const { page } = assay
  await makeWorkspace(assay)
  const source = write(assay, 'traces.json', makeOtlp(['a', 'b', 'c']))
  await openImport(page)
  await chooseFiles(assay, [source])
  await page.getByRole('button', { name: 'Import', exact: true }).click()
  await page.getByRole('button', { name: 'Show traces' }).click()

  await runByPalette(page, 'Export everything…')
  const dialog = page.getByRole('dialog', { name: 'Export' })
  await expect(dialog.getByText('Everything in the workspace: 3 traces')).toBeVisible()
  await expectAccessible(page)
  await keepScreenshot(page, 'export')
  await dialog.getByRole('radio', { name: 'JSON lines' }).check()
  const file = await exportTo(assay, path.join(assay.dataFolder, 'out.jsonl'))
  const lines = readFileSync(file, 'utf8').trim().split('\n')
  expect(lines.map((line) => JSON.parse(line))).toHaveLength(3)
  expect(statSync(file).size).toBeGreaterThan(100)
  await expect(dialog.getByText('Exported')).toBeVisible()
  await expectAccessible(page)
  await dialog.getByRole('button', { name: 'Close' }).last().click()

  await runByPalette(page, 'Show jobs')
  const jobs = page.getByRole('dialog', { name: 'Jobs' })
  await expect(jobs.getByRole('listitem').filter({ hasText: /^(Import|Export): / })).toHaveCount(2)
  await expectAccessible(page)
  await keepScreenshot(page, 'jobs')
})

/** Presses the button of the export dialog and answers the path of what was written. */
async function exportTo(assay: Launched, wanted: string): Promise<string> {
  const { page } = assay
  if (assay.kind === 'electron') {
    await assay.answerDialog([wanted])
    await page.getByRole('button', { name: 'Export…' }).click()
    await expect(page.getByText('Exported')).toBeVisible()
    return wanted
  }
  const download = page.waitForEvent('download')
  await page.getByRole('button', { name: 'Export and download' }).click()
  return (await download).path()
}
