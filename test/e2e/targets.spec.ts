/** Programs and modules of a person's own as targets, from the built app: their threads and processes are parts of it. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { expect } from '@playwright/test'
import { runByPalette } from './look.ts'
import { makeChat } from './make-traces.ts'
import { rowWith, test } from './with-traces.ts'

const module = `export async function shout(inputs: { messages: { content: string }[] }): Promise<string> {
  return inputs.messages.at(-1)!.content.toUpperCase()
}
`
const program = `import { createInterface } from 'node:readline'
for await (const line of createInterface({ input: process.stdin })) {
  const { inputs } = JSON.parse(line)
  process.stdout.write(JSON.stringify({ outputs: { length: inputs.messages.at(-1).content.length } }) + '\\n')
}
`

test('a module and a program are tried on a row and saved, a run over them is finished, and the air gap stops both', async ({
  openDesk,
}) => {
  const folder = mkdtempSync(path.join(tmpdir(), 'assay-targets-'))
  writeFileSync(path.join(folder, 'shout.ts'), module)
  writeFileSync(path.join(folder, 'count.mjs'), program)
  const desk = await openDesk()
  const { page } = desk
  await desk.send([makeChat('oil', Date.UTC(2026, 4, 12), 'Which oil?', 'Wet lube.')])
  await expect(rowWith(page, 'Which oil?')).toBeVisible()
  await runByPalette(page, 'New evaluation')
  await page.getByText('Traces', { exact: true }).last().click()
  await expect(page.getByText(/1 row · Inputs: messages/)).toBeVisible()

  const tried = page.getByRole('status', { name: 'What came of one row' })
  await page.getByText('Module', { exact: true }).click()
  await page.getByLabel('File').fill(path.join(folder, 'shout.ts'))
  await page.getByLabel('Function').fill('whisper')
  await page.getByRole('button', { name: 'Try on one row' }).click()
  await expect(tried).toContainText('It exports: shout')
  await page.getByLabel('Function').fill('shout')
  await page.getByRole('button', { name: 'Try on one row' }).click()
  await expect(tried.getByRole('region', { name: 'Answered' })).toHaveText('WHICH OIL?')
  await page.getByRole('button', { name: 'Saved targets' }).click()
  await page.getByRole('menuitem', { name: 'Save this target' }).click()
  const dialog = page.getByRole('dialog', { name: 'Save the target' })
  await dialog.getByLabel('Name').fill('Shouter')
  await dialog.getByRole('button', { name: 'Save' }).click()
  await expect(dialog).toBeHidden()

  await page.getByText('Command', { exact: true }).click()
  await page.getByLabel('Program').fill(process.execPath)
  await page.getByLabel('Arguments').fill(path.join(folder, 'count.mjs'))
  await page.getByRole('button', { name: 'Try on one row' }).click()
  await expect(tried.getByRole('region', { name: 'Answered' })).toContainText('"length": 10')
  await runByPalette(page, 'Switch the air gap on')
  await page.getByRole('button', { name: 'Try on one row' }).click()
  await expect(tried).toContainText('The air gap is on')
  await runByPalette(page, 'Switch the air gap off')

  await page.getByRole('button', { name: 'Shouter' }).click()
  await page.getByRole('menuitem', { name: 'Shouter', exact: true }).click()
  await expect(page.getByLabel('Function')).toHaveValue('shout')
  await page.getByRole('button', { name: 'Add a scorer' }).click()
  await page.getByRole('menuitem', { name: 'Regular expression' }).click()
  await page.getByRole('textbox', { name: 'Pattern' }).fill('^WHICH')
  await page.keyboard.press('ControlOrMeta+Enter')
  await expect(page.getByText('1 of 1 pass')).toBeVisible()
  await expect(rowWith(page, 'WHICH OIL?')).toBeVisible()
  rmSync(folder, { recursive: true, force: true })
})
