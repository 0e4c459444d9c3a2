/**
 * `npm run bench:start`: how long from the start of `assay serve` to the first rows painted in Chromium, with the generated store
 * (200,000 traces, a million spans; `--small` for a quick try). Chromium is running already, as a person's browser is; every start
 * uses a new profile, so nothing is cached. The baseline is the least that any such app costs: Node serving one static page.
 */
import { type ChildProcess, spawn } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { createInterface } from 'node:readline'
import { type Browser, chromium } from '@playwright/test'
import { chromiumArguments, chromiumPath } from '../support/chromium.ts'
import { defaultSize, ensureStore } from './generate.ts'

const runs = process.argv.includes('--full') ? 15 : 5
const startTimeoutMs = 60_000
const projectRoot = path.resolve(import.meta.dirname, '../..')
const rowSelector = '[role="row"][data-trace-id]'

/** Serves one page that already holds a row, and prints its address as `assay serve` does. */
const barePage = `
  require('node:http').createServer((request, response) => {
    response.setHeader('content-type', 'text/html')
    response.end('<!doctype html><title>x</title><div role="row" data-trace-id="1">row</div>')
  }).listen(0, '127.0.0.1', function () { console.log('http://127.0.0.1:' + this.address().port + '/') })`

interface Start {
  rowsMs: number
  serverMs: number
}

/** Runs in the page before its own scripts: notes when (ms since 1970) the frame with the first row had been painted. */
function watchForRows(selector: string): void {
  const look = (): void => {
    if (!document.querySelector(selector)) requestAnimationFrame(look)
    // After the first frame callback the row is laid out; the second one runs when that frame has been painted.
    else requestAnimationFrame(() => requestAnimationFrame(() => performance.mark('rows-painted')))
  }
  look()
}

function paintedAtMs(): number | undefined {
  const mark = performance.getEntriesByName('rows-painted')[0]
  return mark && performance.timeOrigin + mark.startTime
}

function firstUrl(child: ChildProcess): Promise<string> {
  return new Promise((resolve, reject) => {
    if (!child.stdout) throw new Error('The server was started without a pipe.')
    createInterface({ input: child.stdout }).on('line', (line) => {
      const url = /http:\/\/127\.0\.0\.1:\d+\S*/.exec(line)?.[0]
      if (url) resolve(url)
    })
    child.once('exit', (code) => reject(new Error(`The server ended with code ${code} before it printed its address.`)))
  })
}

/** One start: process, page in a new profile, first rows, end. */
async function measure(browser: Browser, args: string[], env: NodeJS.ProcessEnv): Promise<Start> {
  const startedAtMs = performance.timeOrigin + performance.now()
  const child = spawn(process.execPath, args, { cwd: projectRoot, env, stdio: ['ignore', 'pipe', 'inherit'] })
  const context = await browser.newContext({ viewport: { width: 1440, height: 900 } })
  try {
    const url = await firstUrl(child)
    const serverMs = performance.timeOrigin + performance.now() - startedAtMs
    const page = await context.newPage()
    page.setDefaultTimeout(startTimeoutMs)
    await page.addInitScript(watchForRows, rowSelector)
    await page.goto(url, { waitUntil: 'commit' })
    const painted = await page.waitForFunction(paintedAtMs)
    const rowsMs = Number(await painted.jsonValue()) - startedAtMs
    return { rowsMs, serverMs }
  } finally {
    await context.close()
    const ended = new Promise((resolve) => child.once('exit', resolve))
    if (child.exitCode === null && child.kill('SIGTERM')) await ended
  }
}

function median(values: number[]): number {
  const sorted = [...values].sort((a, b) => a - b)
  return Math.round(sorted[Math.floor(sorted.length / 2)] ?? Number.NaN)
}

const size = process.argv.includes('--small') ? { ...defaultSize, traces: 2_000, spans: 10_000 } : defaultSize
const store = ensureStore({ ...size, log: (line) => console.error(line) })
const dataFolder = mkdtempSync(path.join(tmpdir(), 'assay-bench-start-'))
const env = { ...process.env, ASSAY_DATA: dataFolder, ASSAY_NO_OPEN: '1' }
const browser = await chromium.launch({ executablePath: chromiumPath(), args: [...chromiumArguments] })
const starts: Start[] = []
const bare: Start[] = []
try {
  // The first start reads the file through once, as the first opening of a file from elsewhere does; it is reported by itself.
  const serve = [path.join(projectRoot, 'out/main/cli.js'), 'serve', store.path, '--port', '0']
  const first = await measure(browser, serve, env)
  for (let run = 0; run < runs; run += 1) {
    starts.push(await measure(browser, serve, env))
    bare.push(await measure(browser, ['-e', barePage], env))
  }
  const rowsMs = median(starts.map((start) => start.rowsMs))
  const bareMs = median(bare.map((start) => start.rowsMs))
  const figures = {
    rows_on_screen_ms: rowsMs,
    rows_on_screen_worst_ms: Math.round(Math.max(...starts.map((start) => start.rowsMs))),
    first_opening_ms: Math.round(first.rowsMs),
    server_ready_ms: median(starts.map((start) => start.serverMs)),
    bare_page_ms: bareMs,
    rows_on_screen_ratio: Math.round((rowsMs / bareMs) * 100) / 100,
    traces: size.traces,
  }
  console.log(JSON.stringify({ bench: 'start', figures }))
} finally {
  await browser.close()
  rmSync(dataFolder, { recursive: true, force: true })
}
