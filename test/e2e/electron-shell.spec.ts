/** What only the Electron host does: window, menu, dialogs, files from the system, locked-down pages. */
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { pathToFileURL } from 'node:url'
import { expect } from '@playwright/test'
import { openWorkspace } from '../../src/main/store/open-store.ts'
import { makeTraceId, makeTraceRequest } from '../contract/fixtures.ts'
import { startAgain, test } from './launch.ts'

test.beforeEach(({ host }) => {
  test.skip(host !== 'electron', 'the Electron shell is no part of the browser host')
})

test('the page has the bridge and nothing of Node', async ({ assay }) => {
  const seen = await assay.page.evaluate(() => ({
    bridge: Object.keys(window.assay ?? {}).sort(),
    node: [typeof (globalThis as { require?: unknown }).require, typeof (globalThis as { process?: unknown }).process],
  }))
  expect(seen.bridge).toEqual([
    'onHostEvent',
    'openExternal',
    'pathForFile',
    'pickOpenFiles',
    'pickSaveFile',
    'platform',
    'printToPdf',
    'revealInFolder',
    'setTitle',
  ])
  expect(seen.node).toEqual(['undefined', 'undefined'])
})

test('menu entries reach the page, in the language of the settings', async ({ launch }) => {
  const english = await launch()
  await expect(english.page.getByRole('heading', { name: 'Welcome to Assay' })).toBeVisible()
  await english.clickMenu(['File', 'Settings…'])
  await expect(english.page).toHaveURL(/settings/)
  const japanese = await launch({ settings: { language: 'ja' } })
  await expect.poll(japanese.readMenu).toContain('ファイル > インポート…')
})

test('a workspace is made where the save dialog says, and listed as recent', async ({ launch }, testInfo) => {
  const assay = await launch()
  await expect(assay.page.getByRole('heading', { name: 'Welcome to Assay' })).toBeVisible()
  const file = testInfo.outputPath('judged.assay')
  await assay.answerDialog([file])
  await assay.clickMenu(['File', 'New workspace…'])
  await assay.page.getByRole('button', { name: 'Choose a place…' }).click()
  await expect(assay.page.getByRole('button', { name: 'Workspace: judged' })).toBeVisible()
  expect(existsSync(file)).toBe(true)
  await expect.poll(assay.readMenu).toContain('File > Open recent > judged')
})

test('a workspace on the command line is opened, other files are offered for import', async ({ launch }, testInfo) => {
  const traces = testInfo.outputPath('traces.jsonl')
  writeFileSync(traces, makeTraceRequest(makeTraceId(1), 2, 'from the command line'))
  const workspace = testInfo.outputPath('first.assay')
  openWorkspace(workspace, { mode: 'create' }).close()
  const dataFolder = testInfo.outputPath('data')
  const assay = await launch({ workspace, dataFolder })
  await expect(assay.page.getByRole('button', { name: 'Workspace: first' })).toBeVisible()
  await assay.close()
  // The workspace was open last, so the next start has it.
  const again = await launch({ files: [traces], dataFolder })
  await expect(again.page.getByRole('button', { name: 'Workspace: first' })).toBeVisible()
  await expect(again.page.getByRole('dialog').getByText(path.basename(traces)).first()).toBeVisible()
})

test('a second start hands its files to the first and ends', async ({ launch }, testInfo) => {
  const workspace = testInfo.outputPath('second.assay')
  openWorkspace(workspace, { mode: 'create' }).close()
  const assay = await launch()
  test.skip(assay.isRealElectron, 'the second process is started by the stand-in')
  await expect(assay.page.getByRole('heading', { name: 'Welcome to Assay' })).toBeVisible()
  const code = await startAgain(assay.dataFolder, [workspace])
  expect(code).toBe(0)
  await expect(assay.page.getByRole('button', { name: 'Workspace: second' })).toBeVisible()
})

test('pages cannot be led elsewhere, open windows, or run foreign scripts', async ({ assay }) => {
  const { page } = assay
  const home = page.url()
  await page.evaluate(() => {
    window.location.href = 'https://example.com/'
  })
  await page.evaluate(() => {
    window.open('https://example.com/help')
    window.open('file:///etc/passwd')
  })
  if (!assay.isRealElectron) {
    const opened = () => assay.requests.filter((request) => request.kind === 'openExternal')
    await expect.poll(opened).toEqual([{ kind: 'openExternal', url: 'https://example.com/help' }])
  }
  expect(page.url()).toBe(home)
  const ran = await page.evaluate(async () => {
    const script = document.createElement('script')
    script.textContent = 'window.foreignScriptRan = true'
    document.body.append(script)
    await new Promise((resolve) => setTimeout(resolve, 50))
    return 'foreignScriptRan' in window
  })
  expect(ran).toBe(false)
})

test('the host functions refuse what they should not do', async ({ assay }) => {
  const tryTo = (url: string) =>
    assay.page.evaluate(
      (target) =>
        window.assay?.openExternal(target).then(
          () => 'opened',
          (error: Error) => error.message,
        ),
      url,
    )
  for (const url of [
    'http://example.com',
    'file:///etc/passwd',
    'javascript:alert(1)',
    'smb://host/share',
    'nonsense',
  ]) {
    expect(await tryTo(url), url).toContain('Only https links are opened')
  }
  const picked = await assay.page.evaluate(() => window.assay?.pickOpenFiles({ kinds: [], isMultiple: false }))
  expect(picked).toEqual([])
})

test('a page is printed to a PDF, without running or loading what is in it', async ({ assay }, testInfo) => {
  const stolen = testInfo.outputPath('stolen.txt')
  writeFileSync(stolen, 'not for the page')
  const html = `<!doctype html><title>Report</title><h1>What came out</h1>
    <script>document.title = 'ran'</script><iframe src="${pathToFileURL(stolen).href}"></iframe>`
  const print = (file: string) =>
    assay.page.evaluate(
      (options) =>
        window.assay?.printToPdf(options).then(
          () => 'printed',
          (error: Error) => error.message,
        ),
      { html, path: file },
    )
  const file = testInfo.outputPath('report.pdf')
  expect(await print(file)).toBe('printed')
  const pdf = readFileSync(file, 'latin1')
  expect(pdf.slice(0, 5)).toBe('%PDF-')
  expect(pdf).toContain('(Report)')
  expect(pdf).not.toContain('(ran)')
  expect(readdirSync(path.dirname(file)).filter((name) => name.endsWith('.part'))).toEqual([])
  for (const wrong of [testInfo.outputPath('report.html'), 'report.pdf']) {
    expect(await print(wrong), wrong).not.toBe('printed')
    expect(existsSync(wrong)).toBe(false)
  }
})
