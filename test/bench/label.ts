/**
 * `npm run bench:label`: how fast a session of 10,000 items (`--items n`) is labelled in Chromium: one question with a few options, by
 * keys. From a key press to the answer being on disk, and to the next item being painted; and how many keys an item takes. `--full`
 * presses more keys.
 *
 * The baseline of the same run: a bare durable transaction of SQLite that writes one such row, and a bare page that shows another
 * text when a key is pressed. The engine answers only after the disk has an answer, so its answer counts; at the end the file is read.
 */
import { spawn } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { createInterface } from 'node:readline'
import { type Browser, chromium, type Page } from '@playwright/test'
import Database from 'better-sqlite3'
import { defaultSettings } from '../../src/shared/model/workspace.ts'
import { chromiumArguments, chromiumPath } from '../support/chromium.ts'
import { answeredAt, paintedAfter, pressedAt, watchPage } from './label-page.ts'
import { benchReviewer, countAnswers, makeBenchSession } from './label-session.ts'

const isFull = process.argv.includes('--full')
const itemCount = Number(process.argv[process.argv.indexOf('--items') + 1]) || 10_000
const measured = isFull ? 1_500 : 300
const measuredSlowly = isFull ? 300 : 60
/** The first ones load what everything needs later. */
const warmUp = 20
/** Between two keys; a person takes longer. */
const pauseMs = 60
const projectRoot = path.resolve(import.meta.dirname, '../..')
const say = (line: string): void => void process.stderr.write(`${line}\n`)

function quantile(values: readonly number[], q: number): number {
  const sorted = values.toSorted((a, b) => a - b)
  return Math.round((sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * q))] ?? Number.NaN) * 10) / 10
}

/** `assay serve` on the workspace; the page's address, and how to end it. */
async function serve(workspace: string, dataFolder: string, layout: Record<string, unknown>) {
  mkdirSync(dataFolder, { recursive: true })
  const settings = { ...defaultSettings, otlpHttpPort: 0, otlpGrpcPort: 0, mlflowPort: 0, layout }
  writeFileSync(path.join(dataFolder, 'settings.json'), JSON.stringify(settings))
  const child = spawn(
    process.execPath,
    [path.join(projectRoot, 'out/main/cli.js'), 'serve', workspace, '--port', '0'],
    {
      env: { ...process.env, ASSAY_DATA: dataFolder, ASSAY_NO_OPEN: '1', ASSAY_LOCALE: 'en' },
      stdio: ['ignore', 'pipe', 'inherit'],
    },
  )
  const url = await new Promise<string>((resolve, reject) => {
    createInterface({ input: child.stdout }).on('line', (line) => {
      const found = /http:\/\/127\.0\.0\.1:\d+\S*/.exec(line)?.[0]
      if (found) resolve(found)
    })
    child.once('exit', (code) => reject(new Error(`The server ended with code ${code} before it printed its address.`)))
  })
  return {
    url,
    stop: async () => {
      const ended = new Promise((resolve) => child.once('exit', resolve))
      if (child.exitCode === null && child.kill('SIGTERM')) await ended
    },
  }
}

interface Run {
  savedMs: number[]
  paintedMs: number[]
  keys: number
  items: number
}

/** Labels `count` items one after another, by `keys` each; the last of them leads on. */
async function label(browser: Browser, url: string, sessionId: string, count: number, keys: string[]): Promise<Run> {
  const lastKey = keys.at(-1) as string
  const context = await browser.newContext({ viewport: { width: 1440, height: 900 } })
  const page = await context.newPage()
  try {
    await watchPage(page, { selector: '#label-reading', content: 'Question \\d+', key: lastKey })
    await page.goto(url)
    await page.getByRole('grid').waitFor()
    await page.evaluate((hash) => (location.hash = hash), `#/label/${sessionId}`)
    await page
      .locator('#label-reading')
      .getByText(/^Question \d+/)
      .waitFor()
    const paintedMs: number[] = []
    let pressed = 0
    for (let at = 1; at <= warmUp + count; at++) {
      for (const key of keys) {
        await page.keyboard.press(key)
        pressed += 1
        if (key !== lastKey) await waitForCalls(page, 'labelWork/answer', at)
      }
      const ms = await paintedAfter(page, at)
      if (at > warmUp) paintedMs.push(ms)
      await waitForCalls(page, 'labelWork/submit', at)
      await page.waitForTimeout(pauseMs)
    }
    const answered = await answeredAt(page, 'labelWork/answer')
    // In two-key runs the answer goes out at a key that leads nowhere, and is not timed.
    const pressedMs = keys.length === 1 ? await pressedAt(page) : []
    const savedMs = pressedMs.map((at, index) => (answered[index] as number) - at).slice(warmUp)
    return { savedMs, paintedMs, keys: pressed, items: warmUp + count }
  } finally {
    await context.close()
  }
}

async function waitForCalls(page: Page, procedure: string, count: number): Promise<void> {
  await page.waitForFunction(
    ([name, wanted]) =>
      performance.getEntriesByType('resource').filter((entry) => entry.name.endsWith(name)).length >= wanted,
    [procedure, count] as const,
  )
}

/** Milliseconds of durable transactions that write one short row each, on the same disk. */
function measureBareWrites(folder: string, count: number): number[] {
  const db = new Database(path.join(folder, 'bare.db'))
  db.pragma('journal_mode = WAL')
  db.pragma('synchronous = FULL')
  db.exec('CREATE TABLE answers (id INTEGER PRIMARY KEY, value TEXT NOT NULL) STRICT')
  const insert = db.prepare('INSERT INTO answers (value) VALUES (?)')
  const taken = Array.from({ length: count }, () => {
    const start = performance.now()
    insert.run('"Accurate"')
    return performance.now() - start
  })
  db.close()
  return taken
}

/** Milliseconds from a key to another text being painted, on a page with nothing else. */
async function measureBarePaints(browser: Browser, count: number): Promise<number[]> {
  const server = createServer((_, response) => {
    response.setHeader('content-type', 'text/html')
    response.end(`<!doctype html><title>x</title><p id="label-reading">Question 0</p><script>
      let n = 0
      addEventListener('keydown', () => { document.querySelector('p').textContent = 'Question ' + ++n })</script>`)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const context = await browser.newContext({ viewport: { width: 1440, height: 900 } })
  try {
    const page = await context.newPage()
    await watchPage(page, { selector: '#label-reading', content: 'Question \\d+', key: '1' })
    await page.goto(`http://127.0.0.1:${(server.address() as AddressInfo).port}/`)
    const taken: number[] = []
    for (let at = 1; at <= count; at++) {
      await page.keyboard.press('1')
      taken.push(await paintedAfter(page, at))
      await page.waitForTimeout(pauseMs)
    }
    return taken
  } finally {
    await context.close()
    server.close()
  }
}

const folder = mkdtempSync(path.join(tmpdir(), 'assay-bench-label-'))
const workspace = path.join(folder, 'bench.assay')
const browser = await chromium.launch({ executablePath: chromiumPath(), args: [...chromiumArguments] })
try {
  say(`making a session of ${itemCount} items …`)
  const sessionId = makeBenchSession(workspace, itemCount)
  const reviewer = { [`label.reviewer.${sessionId}`]: benchReviewer }
  const bareWrites = measureBareWrites(folder, 100)
  const barePaints = await measureBarePaints(browser, 60)
  const runs: Run[] = []
  for (const [name, count, keys, layout] of [
    ['auto', measured, ['1'], reviewer],
    ['plain', measuredSlowly, ['1', 'Enter'], { ...reviewer, 'label.autoAdvance': false }],
  ] as const) {
    say(`${count} items by ${keys.length === 1 ? 'one key' : 'two keys'} each …`)
    const server = await serve(workspace, path.join(folder, name), layout)
    try {
      runs.push(await label(browser, server.url, sessionId, count, [...keys]))
    } finally {
      await server.stop()
    }
  }
  const [auto, plain] = runs as [Run, Run]
  const inFile = countAnswers(workspace)
  if (inFile !== auto.items + plain.items)
    throw new Error(`${inFile} answers are in the file, not ${auto.items + plain.items}.`)
  const figures = {
    key_to_saved_p95_ms: quantile(auto.savedMs, 0.95),
    key_to_saved_p50_ms: quantile(auto.savedMs, 0.5),
    key_to_next_painted_p95_ms: quantile(auto.paintedMs, 0.95),
    key_to_next_painted_p50_ms: quantile(auto.paintedMs, 0.5),
    keys_per_item: auto.keys / auto.items,
    keys_per_item_without_auto_advance: plain.keys / plain.items,
    enter_to_next_painted_p95_ms: quantile(plain.paintedMs, 0.95),
    bare_write_p95_ms: quantile(bareWrites, 0.95),
    bare_write_p50_ms: quantile(bareWrites, 0.5),
    bare_paint_p95_ms: quantile(barePaints, 0.95),
    bare_paint_p50_ms: quantile(barePaints, 0.5),
    items: itemCount,
  }
  process.stdout.write(`${JSON.stringify({ bench: 'label', figures })}\n`)
} finally {
  await browser.close()
  rmSync(folder, { recursive: true, force: true, maxRetries: 5 })
}
