/**
 * `npm test`: sets up, then runs the unit and contract tests (vitest) and the end-to-end tests (Playwright on a real Chromium),
 * both even when the first fails, and closes with the totals of both. `unit` or `e2e` as argument runs one of them;
 * further arguments go on to that runner.
 */
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { ensureBuilt } from './build.mjs'
import { ensureBrowser } from './find-browser.mjs'
import { childEnv, inProject, node24, run } from './project.mjs'
import { ensureElectron, ensureSetUp } from './setup.mjs'

const reportFolder = inProject('.cache', 'test-reports')
const unitReport = path.join(reportFolder, 'unit.json')
const e2eReport = path.join(reportFolder, 'e2e.json')

const [firstArgument, ...otherArguments] = process.argv.slice(2)
const only = firstArgument === 'unit' || firstArgument === 'e2e' ? firstArgument : undefined
const runnerArguments = only ? otherArguments : []

ensureSetUp()
mkdirSync(reportFolder, { recursive: true })
const results = []
if (only !== 'e2e') results.push(runUnitTests())
if (only !== 'unit') results.push(runEndToEndTests())
close(results)

function runUnitTests() {
  rmSync(unitReport, { force: true })
  const vitest = inProject('node_modules', 'vitest', 'vitest.mjs')
  // Many tests start threads from source: without the cache each of them would strip the types of every file again.
  const env = childEnv({ NODE_COMPILE_CACHE: inProject('.cache', 'compile') })
  const code = run(
    node24,
    [vitest, 'run', '--reporter=default', '--reporter=json', `--outputFile.json=${unitReport}`, ...runnerArguments],
    { env },
  )
  const report = readReport(unitReport)
  if (!report) return { name: 'unit', code: code || 1 }
  return {
    name: 'unit',
    code,
    passed: report.numPassedTests,
    failed: report.numFailedTests,
    skipped: report.numPendingTests + report.numTodoTests,
  }
}

function runEndToEndTests() {
  rmSync(e2eReport, { force: true })
  const browser = ensureBrowser()
  const electron = ensureElectron()
  ensureBuilt()
  const playwright = inProject('node_modules', '@playwright', 'test', 'cli.js')
  const env = childEnv({
    ASSAY_CHROMIUM: browser,
    ASSAY_ELECTRON: electronForTests(electron),
    PLAYWRIGHT_JSON_OUTPUT_FILE: e2eReport,
  })
  const code = run(node24, [playwright, 'test', '--reporter=line,json', ...runnerArguments], { env })
  const report = readReport(e2eReport)
  const stats = report?.stats
  if (!stats) return { name: 'end-to-end', code: code || 1 }
  for (const [reason, count] of skipReasons(report)) console.log(`${count} skipped: ${reason}`)
  for (const title of passedLater(report)) console.log(`passed on the second try only: ${title}`)
  return {
    name: 'end-to-end',
    code,
    passed: stats.expected + stats.flaky,
    failed: stats.unexpected,
    skipped: stats.skipped,
  }
}

/** Electron's program where it can open a window; the empty string makes the `electron` project use the stand-in. */
function electronForTests(electron) {
  const hasScreen = process.platform !== 'linux' || Boolean(process.env.DISPLAY || process.env.WAYLAND_DISPLAY)
  const why =
    'program' in electron ? (hasScreen ? '' : 'there is no screen') : `no Electron program: ${electron.reason}`
  console.log(`Electron tests run on ${why === '' ? 'the real Electron' : `the stand-in for Electron (${why})`}.`)
  if (why !== '')
    console.log(
      'How screens look (@looks), and screens that know their host only by the contract, are checked on the browser host.',
    )
  return why === '' ? electron.program : ''
}

/** Titles of the end-to-end tests that failed first and passed then. */
function passedLater(report) {
  const titles = []
  const visit = (suite) => {
    for (const inner of suite.suites ?? []) visit(inner)
    for (const spec of suite.specs ?? [])
      for (const test of spec.tests)
        if (test.status === 'flaky') titles.push(`[${test.projectName}] ${spec.file}: ${spec.title}`)
  }
  visit(report)
  return titles
}

/** Why end-to-end tests were skipped, with how many for each reason. */
function skipReasons(report) {
  const reasons = new Map()
  const visit = ({ specs = [], suites = [] }) => {
    for (const spec of specs) {
      for (const { projectName, status, annotations } of spec.tests) {
        if (status !== 'skipped') continue
        const reason = annotations.find(({ type }) => type === 'skip')?.description ?? 'no reason given'
        const key = `[${projectName}] ${spec.file}: ${reason}`
        reasons.set(key, (reasons.get(key) ?? 0) + 1)
      }
    }
    for (const suite of suites) visit(suite)
  }
  visit(report)
  return reasons
}

function readReport(file) {
  try {
    return JSON.parse(readFileSync(file, 'utf8'))
  } catch {
    return undefined
  }
}

/** The last line is the plain one that readers of a CI log look for: real totals of everything that ran. */
function close(all) {
  const lost = all.filter((result) => result.passed === undefined)
  const isGreen = all.every((result) => result.code === 0)
  process.exitCode = isGreen ? 0 : 1
  for (const result of lost) console.error(`The ${result.name} tests ended without a report.`)
  if (lost.length > 0) return
  for (const { name, passed, failed, skipped } of all) {
    console.log(`${name} tests: ${passed} passed, ${failed} failed, ${skipped} skipped`)
  }
  const total = (key) => all.reduce((sum, result) => sum + result[key], 0)
  // A runner can fail without a failed test (an error outside of any test); the closing line must not look green then.
  const failed = total('failed') || (isGreen ? 0 : 1)
  const totals = `${total('passed')} passed, ${failed} failed, ${total('skipped')} skipped`
  writeFileSync(path.join(reportFolder, 'totals.txt'), `${totals}\n`)
  // .ci/run has more to say after the tests and prints the file itself at its very end.
  if (process.env.ASSAY_TOTALS_LATER !== '1') console.log(totals)
}
