/**
 * `npm run test:clients`: real clients (MLflow's newest and oldest claimed, OpenTelemetry's SDK, instrumentations of the OpenAI
 * client) against a running Assay and a fake model server. Arguments that are not options go on to pytest.
 *
 *     --only newest|oldest   one of the two environments
 *     --source               Assay from its sources instead of the build
 *     --required             fail where Python or the package index is missing, instead of skipping
 *     --keep                 leave Assay and its workspace running after the tests, to look at; ends with Ctrl+C
 */
import { spawn, spawnSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { firstLine, startAssay, stopProcess } from './assay-process.mjs'
import { ensureBuilt } from './build.mjs'
import { ensureEnvironment } from './client-python.mjs'
import { ensureBrowser } from './find-browser.mjs'
import { childEnv, inProject, node24 } from './project.mjs'
import { ensureSetUp } from './setup.mjs'

/** The oldest client gets what matters to it: tracing, assessments, runs and the tutorial's parts that it knows. */
const suites = {
  newest: [],
  oldest: ['test_tutorial.py', 'test_traces.py', 'test_assessments.py', 'test_runs.py', '-k', 'not five_thousand'],
}
const testFolder = inProject('test', 'clients')
const reportFolder = inProject('.cache', 'test-reports')

const options = readOptions(process.argv.slice(2))
ensureSetUp()
process.exitCode = await main()

async function main() {
  const environments = []
  for (const name of options.only ? [options.only] : Object.keys(suites)) {
    const environment = ensureEnvironment(name)
    if ('reason' in environment) return giveUp(environment)
    environments.push({ name, python: environment.python })
  }
  if (!options.fromSource) ensureBuilt()

  const folder = mkdtempSync(path.join(tmpdir(), 'assay-clients-'))
  const running = []
  try {
    const assay = await startAssay({ folder, fromSource: options.fromSource })
    running.push(assay.stop)
    const model = spawn(environments[0].python, [path.join(testFolder, 'fake_openai.py')], {
      stdio: ['ignore', 'pipe', 'inherit'],
    })
    running.push(() => stopProcess(model))
    const { url: modelUrl } = JSON.parse(await firstLine(model))
    const results = environments.map((environment) => runTests(environment, folder, assay, modelUrl))
    if (options.only !== 'oldest' && options.pytestArguments.length === 0) results.push(lookAtInterface(assay))
    const code = close(results)
    if (options.keep) await waitForInterrupt(assay)
    return code
  } finally {
    for (const stop of running.reverse()) await stop()
    rmSync(folder, { recursive: true, force: true })
  }
}

function readOptions(given) {
  const rest = [...given]
  const takeFlag = (name) => {
    const index = rest.indexOf(name)
    if (index !== -1) rest.splice(index, 1)
    return index !== -1
  }
  const flags = { fromSource: takeFlag('--source'), isRequired: takeFlag('--required'), keep: takeFlag('--keep') }
  const onlyAt = rest.indexOf('--only')
  const [, only] = onlyAt === -1 ? [] : rest.splice(onlyAt, 2)
  if (onlyAt !== -1 && !Object.hasOwn(suites, only)) {
    console.error('--only takes newest or oldest.')
    process.exit(2)
  }
  return { ...flags, only, pytestArguments: rest }
}

/** Without Python or a package index there is nothing to test with; that is no failure unless it is asked for. */
function giveUp({ reason, isUnavailable }) {
  if (isUnavailable && !options.isRequired) {
    say(`client tests: skipped (${reason})`)
    return 0
  }
  console.error(`The client tests cannot run: ${reason}.`)
  return 1
}

function runTests({ name, python }, folder, assay, modelUrl) {
  const report = path.join(folder, `${name}.xml`)
  const chosen = options.pytestArguments.length > 0 ? options.pytestArguments : suites[name]
  console.log(`-- ${name} client`)
  const { status } = spawnSync(python, ['-m', 'pytest', `--junit-xml=${report}`, ...chosen], {
    cwd: testFolder,
    stdio: 'inherit',
    env: childEnv({
      ASSAY_CLIENTS_URI: assay.mlflowUrl,
      ASSAY_CLIENTS_ORIGIN: assay.origin,
      ASSAY_CLIENTS_TOKEN: assay.token,
      ASSAY_CLIENTS_OTLP_HTTP: assay.otlpHttpUrl,
      ASSAY_CLIENTS_OTLP_GRPC: assay.otlpGrpcUrl,
      OPENAI_BASE_URL: modelUrl,
      OPENAI_API_BASE: modelUrl,
      OPENAI_API_KEY: 'test',
      MLFLOW_TRACKING_URI: assay.mlflowUrl,
      MLFLOW_DISABLE_TELEMETRY: 'true',
      DO_NOT_TRACK: 'true',
      TRACELOOP_TELEMETRY: 'false',
      // Folders are loaded from the disk.
      HF_HUB_OFFLINE: '1',
      // Nothing but loopback: a client that tries another address fails at once instead of reaching it.
      HTTP_PROXY: 'http://127.0.0.1:9',
      HTTPS_PROXY: 'http://127.0.0.1:9',
      http_proxy: 'http://127.0.0.1:9',
      https_proxy: 'http://127.0.0.1:9',
      NO_PROXY: '127.0.0.1,localhost',
      no_proxy: '127.0.0.1,localhost',
      PYTHONDONTWRITEBYTECODE: '1',
      PYTHONUNBUFFERED: '1',
    }),
  })
  return { code: status ?? 1, ...readReport(report) }
}

/** What the newest client wrote, in the interface: see `test/clients/interface.spec.ts`. */
function lookAtInterface(assay) {
  console.log('-- interface')
  const report = path.join(reportFolder, 'clients-interface.json')
  rmSync(report, { force: true })
  const playwright = inProject('node_modules', '@playwright', 'test', 'cli.js')
  const config = path.join(testFolder, 'playwright.config.ts')
  const { status } = spawnSync(node24, [playwright, 'test', '--config', config, '--reporter=line,json'], {
    stdio: 'inherit',
    env: childEnv({
      ASSAY_CLIENTS_PAGE: assay.url,
      ASSAY_CHROMIUM: ensureBrowser(),
      PLAYWRIGHT_JSON_OUTPUT_FILE: report,
    }),
  })
  try {
    const { expected, flaky, unexpected, skipped } = JSON.parse(readFileSync(report, 'utf8')).stats
    return { code: status ?? 1, passed: expected + flaky, failed: unexpected, skipped }
  } catch {
    return { code: status || 1 }
  }
}

/** Counts of pytest's JUnit report; undefined ones when it ended without a report. */
function readReport(file) {
  try {
    const [, attributes] = /<testsuite ([^>]*)>/.exec(readFileSync(file, 'utf8'))
    const count = (name) => Number(new RegExp(`\\b${name}="(\\d+)"`).exec(attributes)[1])
    const failed = count('failures') + count('errors')
    return { passed: count('tests') - failed - count('skipped'), failed, skipped: count('skipped') }
  } catch {
    return {}
  }
}

function close(results) {
  const isGreen = results.every(({ code, passed }) => code === 0 && passed !== undefined)
  const total = (key) => results.reduce((sum, result) => sum + (result[key] ?? 0), 0)
  // pytest can fail without a failed test (a file that cannot be read); the line must not look green then.
  const failed = total('failed') || (isGreen ? 0 : 1)
  const totals = `${total('passed')} passed, ${failed} failed, ${total('skipped')} skipped`
  say(`client tests: ${totals}`)
  return isGreen ? 0 : 1
}

/** Prints the closing line and keeps it for the end of .ci/run. */
function say(line) {
  mkdirSync(reportFolder, { recursive: true })
  writeFileSync(path.join(reportFolder, 'clients.txt'), `${line}\n`)
  console.log(line)
}

function waitForInterrupt(assay) {
  console.log(`Assay stays open at ${assay.url} (MLFLOW_TRACKING_URI=${assay.mlflowUrl}) until Ctrl+C.`)
  return new Promise((resolve) => {
    const timer = setInterval(() => undefined, 60_000)
    for (const signal of ['SIGINT', 'SIGTERM']) {
      process.once(signal, () => {
        clearInterval(timer)
        resolve()
      })
    }
  })
}
