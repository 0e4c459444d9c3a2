/**
 * Where things are in this checkout, and how to run a child process on the Node the project brings along.
 * Plain JavaScript for Node 20: this file runs before anything is installed.
 */
import { spawn, spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import path from 'node:path'
import { fileURLToPath } from 'node:url'

export const projectRoot = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '..')

/** Absolute path of something in the checkout. */
export function inProject(...parts) {
  return path.join(projectRoot, ...parts)
}

/** The `node@24` devDependency's program. It exists only after set-up. */
export const node24 = inProject('node_modules', 'node', 'bin', process.platform === 'win32' ? 'node.exe' : 'node')

/** Environment for children: the project's own tools first on PATH, as npm does it. */
export function childEnv(extra = {}) {
  const bin = inProject('node_modules', '.bin')
  const pathKey = Object.keys(process.env).find((key) => key.toUpperCase() === 'PATH') ?? 'PATH'
  return { ...process.env, [pathKey]: `${bin}${path.delimiter}${process.env[pathKey] ?? ''}`, ...extra }
}

/**
 * Runs a program to its end with the terminal's own input and output.
 * @returns {number} exit code; 1 when a signal ended it or it could not be started
 */
export function run(program, args, options = {}) {
  const result = spawnSync(program, args, { cwd: projectRoot, stdio: 'inherit', env: childEnv(), ...options })
  return result.status ?? 1
}

/**
 * Runs a program and keeps its output, so that it is shown only when it matters.
 * @returns {{code: number, output: string, timedOut: boolean}}
 */
export function runQuietly(program, args, options = {}) {
  const result = spawnSync(program, args, {
    cwd: projectRoot,
    stdio: ['ignore', 'pipe', 'pipe'],
    encoding: 'utf8',
    maxBuffer: 64 * 1024 * 1024,
    env: childEnv(),
    ...options,
  })
  const timedOut = result.error?.code === 'ETIMEDOUT'
  const output = `${result.stdout ?? ''}${result.stderr ?? ''}${result.error && !timedOut ? result.error.message : ''}`
  return { code: result.status ?? 1, output, timedOut }
}

/** npm itself: `npm` is a command file on Windows and needs a shell there. */
export function runNpm(args) {
  return run('npm', args, { shell: process.platform === 'win32' })
}

/**
 * Starts a long-running child and ends with it: signals go on to the child, its exit code becomes ours.
 * @returns {import('node:child_process').ChildProcess}
 */
export function becomeChild(program, args, options = {}) {
  const child = spawn(program, args, { cwd: projectRoot, stdio: 'inherit', env: childEnv(), ...options })
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => child.kill(signal))
  child.on('error', (error) => {
    console.error(`Could not start ${path.basename(program)}: ${error.message}`)
    process.exitCode = 1
  })
  child.on('exit', (code, signal) => {
    process.exitCode = code ?? (signal === 'SIGINT' || signal === 'SIGTERM' ? 0 : 1)
  })
  return child
}

/** Ends the script with one line on stderr: for failures whose cause is known. */
export function fail(message) {
  console.error(message)
  process.exit(1)
}

/** First existing path of a list, or undefined. */
export function firstExisting(paths) {
  return paths.find((candidate) => candidate && existsSync(candidate))
}
