/**
 * Finds a Chromium for the tests, or gets one: the system's, Playwright's own, a fresh Playwright download, Debian's package.
 * Run directly it prints the program's path.
 */
import { existsSync } from 'node:fs'
import path from 'node:path'
import { pathToFileURL } from 'node:url'
import { fail, firstExisting, inProject, node24, runQuietly } from './project.mjs'

const downloadTimeoutMs = 120_000
const aptTimeoutMs = 300_000

/**
 * Path of a Chromium or Chrome that starts. Ends the process with a clear line when none can be had.
 * `ASSAY_CHROMIUM` names one; then no other is tried.
 */
export function ensureBrowser() {
  const named = process.env.ASSAY_CHROMIUM
  if (named) return works(named) ? named : fail(`ASSAY_CHROMIUM is set, but ${named} does not start.`)
  return (
    findSystemBrowser() ??
    findPlaywrightBrowser() ??
    downloadPlaywrightBrowser() ??
    installDebianBrowser() ??
    fail(
      "No Chromium for the tests: none is installed, Playwright could not download its own, and Debian's package could not be " +
        'installed (that needs root and apt-get). Install Chromium or Chrome, or set ASSAY_CHROMIUM to its path.',
    )
  )
}

function findSystemBrowser() {
  // The headless shell draws the same pages with a fifth less work, as it has no window to draw them for.
  const names = ['chromium-headless-shell', 'chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable']
  const folders = (process.env.PATH ?? '').split(path.delimiter)
  const onPath = names.flatMap((name) => folders.map((folder) => path.join(folder, name)))
  const wellKnown =
    process.platform === 'darwin'
      ? ['Chromium', 'Google Chrome'].map((name) => `/Applications/${name}.app/Contents/MacOS/${name}`)
      : process.platform === 'win32'
        ? ['PROGRAMFILES', 'PROGRAMFILES(X86)', 'LOCALAPPDATA']
            .filter((key) => process.env[key])
            .map((key) => path.join(process.env[key], 'Google', 'Chrome', 'Application', 'chrome.exe'))
        : []
  return [...onPath, ...wellKnown].filter((file) => existsSync(file)).find(works)
}

function findPlaywrightBrowser() {
  const program = "process.stdout.write(require('playwright-core').chromium.executablePath())"
  const { code, output } = runQuietly(node24, ['-e', program])
  const file = code === 0 ? firstExisting([output.trim()]) : undefined
  return file && works(file) ? file : undefined
}

function downloadPlaywrightBrowser() {
  console.error('Downloading Chromium for the tests …')
  const cli = inProject('node_modules', '@playwright', 'test', 'cli.js')
  runQuietly(node24, [cli, 'install', 'chromium'], { timeout: downloadTimeoutMs })
  return findPlaywrightBrowser()
}

function installDebianBrowser() {
  const aptGet = firstExisting(['/usr/bin/apt-get'])
  if (process.platform !== 'linux' || process.getuid?.() !== 0 || !aptGet) return undefined
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' }
  runQuietly(aptGet, ['update'], { timeout: aptTimeoutMs, env })
  for (const name of ['chromium-headless-shell', 'chromium']) {
    console.error(`Installing Debian's ${name} package …`)
    const install = ['install', '-y', '--no-install-recommends', name]
    const { code, output } = runQuietly(aptGet, install, { timeout: aptTimeoutMs, env })
    if (code === 0) break
    console.error(output.split('\n').slice(-5).join('\n'))
  }
  return findSystemBrowser()
}

/** A launcher can exist and still not start (a snap stub, a missing library). Windows' chrome.exe answers no --version. */
function works(file) {
  if (process.platform === 'win32') return existsSync(file)
  return runQuietly(file, ['--version'], { timeout: 20_000 }).code === 0
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) console.log(ensureBrowser())
