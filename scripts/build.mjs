/**
 * Builds out/main, out/preload and out/renderer with electron-vite (which does not need Electron's program).
 * `npm run build` always builds; `ensureBuilt` (`--if-needed`) only when a source is newer than the last build.
 */
import { existsSync, mkdirSync, readdirSync, rmSync, statSync, utimesSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { pathToFileURL } from 'node:url'
import { inProject, node24, run, runQuietly } from './project.mjs'
import { ensureSetUp } from './setup.mjs'

const electronVite = inProject('node_modules', 'electron-vite', 'bin', 'electron-vite.js')
const stampFile = inProject('out', '.built')

/** Files and folders whose change makes a build stale. */
const buildInputs = ['src', 'resources/python', 'electron.vite.config.ts', 'package-lock.json', 'tsconfig.json']

/** Builds when needed, quietly; ends the process with the build's output when it fails. */
export function ensureBuilt() {
  if (isBuildCurrent()) return
  console.error('Building …')
  const startedAtMs = Date.now()
  const { code, output } = runQuietly(node24, [electronVite, 'build'])
  if (code !== 0) {
    console.error(output)
    console.error('The build failed (see above).')
    process.exit(1)
  }
  writeStamp(startedAtMs)
}

/** True when nothing that goes into the build changed after the last build began. */
export function isBuildCurrent() {
  if (!existsSync(stampFile)) return false
  const builtAtMs = statSync(stampFile).mtimeMs
  return buildInputs.every((input) => newestMtimeMs(inProject(input)) < builtAtMs)
}

/** Newest change in a file or folder, folders included: a removed or renamed file changes its folder. */
function newestMtimeMs(target) {
  const stats = statSync(target)
  if (!stats.isDirectory()) return stats.mtimeMs
  return readdirSync(target).reduce(
    (newest, name) => Math.max(newest, newestMtimeMs(path.join(target, name))),
    stats.mtimeMs,
  )
}

/** The stamp carries the time at which the build began: a file saved during the build makes it stale. */
function writeStamp(startedAtMs) {
  mkdirSync(path.dirname(stampFile), { recursive: true })
  writeFileSync(stampFile, '')
  utimesSync(stampFile, startedAtMs / 1000, startedAtMs / 1000)
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  ensureSetUp()
  if (process.argv.includes('--if-needed')) ensureBuilt()
  else buildLoudly()
}

function buildLoudly() {
  rmSync(stampFile, { force: true })
  const startedAtMs = Date.now()
  const code = run(node24, [electronVite, 'build'])
  if (code === 0) writeStamp(startedAtMs)
  process.exitCode = code
}
