/**
 * Python environments of the client tests: one below `.cache/clients` for each `test/clients/requirements-<name>.txt` (and
 * `requirements-<name>-alone.txt`, whose packages come without what they require), made anew when those or the Python change. Run directly with a name it prints the path of that environment's Python.
 */
import { createHash } from 'node:crypto'
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { pathToFileURL } from 'node:url'
import { fail, inProject, runQuietly } from './project.mjs'

const installTimeoutMs = 900_000
const oldest = [3, 10]
const newest = [3, 13]

/** What pip says when the package index cannot be reached, or has none of a package at all. */
const indexIsMissing =
  /from versions: none|connection broken|connection error|max retries exceeded|timed out|name resolution|network is unreachable|ProxyError|SSLError|could not fetch url/i

/**
 * A Python that can make environments and for which the pinned packages exist: `PYTHON`, else the newest on PATH.
 * @returns {{program: string, version: string} | undefined}
 */
export function findPython() {
  const named = process.env.PYTHON
  const versions = [13, 12, 11, 10].map((minor) => `python3.${minor}`)
  const candidates = named ? [named] : [...versions, 'python3', 'python']
  for (const program of candidates) {
    const { code, output } = runQuietly(program, ['-c', 'import sys, venv, ensurepip; print(*sys.version_info[:3])'])
    const [major, minor, patch] = output.trim().split(' ').map(Number)
    // A pyenv shim of a version that is not switched on fails here.
    if (code !== 0 || major !== 3 || !(minor >= oldest[1] && minor <= newest[1])) continue
    return { program, version: `${major}.${minor}.${patch}` }
  }
  return undefined
}

/**
 * The environment's Python, installing what is missing.
 * @returns {{python: string} | {reason: string, isUnavailable: boolean}} `isUnavailable`: this machine has no Python or index
 */
export function ensureEnvironment(name) {
  const found = findPython()
  if (!found) {
    const which = process.env.PYTHON ? 'PYTHON names none' : 'there is none on PATH'
    return { reason: `Python ${oldest.join('.')} to ${newest.join('.')} is needed and ${which}`, isUnavailable: true }
  }
  const requirements = inProject('test', 'clients', `requirements-${name}.txt`)
  const alone = inProject('test', 'clients', `requirements-${name}-alone.txt`)
  const lists = [['-r', requirements], ...(existsSync(alone) ? [['--no-deps', '-r', alone]] : [])]
  const folder = inProject('.cache', 'clients', name)
  const python = path.join(folder, ...(process.platform === 'win32' ? ['Scripts', 'python.exe'] : ['bin', 'python']))
  const stampFile = path.join(folder, 'requirements.sha256')
  const hash = createHash('sha256').update(found.version)
  for (const list of lists) hash.update(readFileSync(list.at(-1)))
  const stamp = hash.digest('hex')
  if (existsSync(stampFile) && readFileSync(stampFile, 'utf8') === stamp) return { python }

  console.error(`Installing the ${name} MLflow client and its company …`)
  rmSync(folder, { recursive: true, force: true })
  mkdirSync(path.dirname(folder), { recursive: true })
  const made = runQuietly(found.program, ['-m', 'venv', folder])
  if (made.code !== 0) return { reason: `no environment could be made: ${lastLine(made.output)}`, isUnavailable: true }
  const options = ['--quiet', '--prefer-binary', '--no-compile', '--disable-pip-version-check']
  for (const list of lists) {
    const installed = runQuietly(python, ['-m', 'pip', 'install', ...options, ...list], { timeout: installTimeoutMs })
    if (installed.code === 0) continue
    rmSync(folder, { recursive: true, force: true })
    const isUnavailable = installed.timedOut || indexIsMissing.test(installed.output)
    if (isUnavailable) return { reason: 'the package index cannot be reached', isUnavailable }
    console.error(installed.output)
    return { reason: `the packages could not be installed: ${lastLine(installed.output)}`, isUnavailable }
  }
  writeFileSync(stampFile, stamp)
  return { python }
}

function lastLine(text) {
  return text.trim().split('\n').at(-1) ?? ''
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  const environment = ensureEnvironment(process.argv[2] ?? 'newest')
  if ('reason' in environment) fail(`No Python for MLflow clients: ${environment.reason}.`)
  console.log(environment.python)
}
