/**
 * Set-up: everything a fresh clone needs, with nothing but Node 20 or newer and npm present.
 * Run directly (`npm run setup`) it tries everything again; `start` and `test` call `ensureSetUp`, which does only what is missing.
 * Works whether or not npm runs the packages' install scripts.
 */
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { pathToFileURL } from 'node:url'
import { fail, inProject, node24, run, runNpm, runQuietly } from './project.mjs'

const electronTimeoutMs = 60_000
/** Lives inside node_modules, so that a fresh install forgets it. */
const electronFailureFile = inProject('node_modules', '.assay', 'electron-failure.json')

/**
 * Installs what package-lock.json names and is not there, and makes the project's Node usable.
 * Ends the process with a clear line when that is impossible.
 */
export function ensureSetUp() {
  const major = Number(process.versions.node.split('.')[0])
  if (major < 20) fail(`Assay needs Node 20 or newer to set itself up; this is ${process.version}.`)
  const isInstalled = isInstallCurrent()
  if (!isInstalled) {
    console.error('Installing packages …')
    installPackages()
  }
  ensureNode24()
  if (!isInstalled) checkSqlite()
}

/**
 * `npm ci` installs exactly the lock file, but refuses one that lacks packages for another platform (see complete-lock.mjs);
 * `npm install --no-save` takes the same versions and fills the gap without touching the lock file.
 */
function installPackages() {
  const quiet = ['--no-audit', '--no-fund', '--loglevel=error']
  if (runNpm(['ci', ...quiet]) === 0) return
  console.error('"npm ci" refused; trying "npm install --no-save" …')
  if (runNpm(['install', '--no-save', ...quiet]) === 0) return
  fail('npm could not install the packages (see above). Is the npm registry reachable?')
}

/**
 * Is every package of package-lock.json installed in the locked version? Compared by content, not by time:
 * a checkout of another commit with the same packages needs no new install.
 */
export function isInstallCurrent() {
  const wanted = readLock(inProject('package-lock.json'))
  const present = readLock(inProject('node_modules', '.package-lock.json'))
  if (!wanted) fail('package-lock.json is missing or unreadable.')
  if (!present) return false
  return Object.entries(wanted).every(([key, entry]) => {
    if (key === '') return true
    const found = present[key]
    // A package for another platform is in the lock file but never installed here.
    return found ? found.version === entry.version : entry.optional === true || entry.devOptional === true
  })
}

function readLock(file) {
  try {
    return JSON.parse(readFileSync(file, 'utf8')).packages
  } catch {
    return undefined
  }
}

/** `node@24` fetches its program in an install script; where npm did not run that script, it is run here. */
function ensureNode24() {
  if (isNode24Usable()) return
  const folder = inProject('node_modules', 'node')
  const script = path.join(folder, 'installArchSpecificPackage.js')
  if (existsSync(script)) run(process.execPath, [script], { cwd: folder, stdio: ['ignore', 'ignore', 'inherit'] })
  if (!isNode24Usable()) fail('Node 24 (npm package "node") could not be installed; run "npm run setup" again.')
}

function isNode24Usable() {
  if (!existsSync(node24)) return false
  const { code, output } = runQuietly(node24, ['--version'])
  return code === 0 && output.startsWith('v24.')
}

/** better-sqlite3 brings its binaries in the package; this shows at once when there is none for this platform. */
function checkSqlite() {
  const program = "const D = require('better-sqlite3'); new D(':memory:').prepare('SELECT 1').get()"
  const { code, output } = runQuietly(node24, ['-e', program])
  if (code !== 0) fail(`SQLite does not load on this platform:\n${output}`)
}

/**
 * Path of Electron's program, or the reason why there is none. Tries Electron's own download once, for a bounded
 * time, and remembers a failure so that later starts do not wait for it again.
 * @param {{isRetry?: boolean}} [options] isRetry: try even though an earlier attempt failed
 * @returns {{program: string} | {reason: string}}
 */
export function ensureElectron({ isRetry = false } = {}) {
  const found = findElectron()
  if (found) return { program: found }
  const version = JSON.parse(readFileSync(inProject('node_modules', 'electron', 'package.json'), 'utf8')).version
  if (!isRetry) {
    const known = readFailure()
    if (known?.version === version) return { reason: known.reason }
  }
  console.error(`Downloading Electron ${version} (up to ${electronTimeoutMs / 1000} s) …`)
  const { output, timedOut } = runQuietly(node24, [inProject('node_modules', 'electron', 'install.js')], {
    timeout: electronTimeoutMs,
  })
  const program = findElectron()
  if (program) {
    rmSync(electronFailureFile, { force: true })
    return { program }
  }
  const reason = timedOut ? `no answer within ${electronTimeoutMs / 1000} s` : shortReason(output)
  mkdirSync(path.dirname(electronFailureFile), { recursive: true })
  writeFileSync(electronFailureFile, `${JSON.stringify({ version, reason })}\n`)
  return { reason }
}

/** Path of Electron's program when it is complete on disk, else undefined. */
export function findElectron() {
  const folder = inProject('node_modules', 'electron')
  try {
    const program = path.join(folder, 'dist', readFileSync(path.join(folder, 'path.txt'), 'utf8'))
    return existsSync(program) ? program : undefined
  } catch {
    return undefined
  }
}

function readFailure() {
  try {
    return JSON.parse(readFileSync(electronFailureFile, 'utf8'))
  } catch {
    return undefined
  }
}

/** The download's own first line, without the stack and the address. */
function shortReason(output) {
  const line = output.split('\n').find((text) => /error/i.test(text)) ?? output.split('\n')[0] ?? ''
  const plain = line
    .replace(/https?:\/\/\S+/g, '…')
    .replace(/^\w*Error:\s*/, '')
    .trim()
  return plain === '' ? 'download failed' : plain.slice(0, 120)
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  ensureSetUp()
  const electron = ensureElectron({ isRetry: true })
  console.log(
    'program' in electron
      ? 'Set-up is complete: "npm start" opens the Electron app.'
      : `Set-up is complete without Electron (${electron.reason}): "npm start" opens Assay in the browser.`,
  )
}
