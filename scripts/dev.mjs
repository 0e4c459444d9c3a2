/**
 * `npm run dev`: rebuilds on every change and restarts the app when main or preload changed. Renderer changes need a reload of
 * the page. Electron where its program can be had, else the browser host.
 */
import { spawn } from 'node:child_process'
import { watch } from 'node:fs'
import { ensureBuilt } from './build.mjs'
import { childEnv, inProject, node24, projectRoot } from './project.mjs'
import { ensureElectron, ensureSetUp } from './setup.mjs'

ensureSetUp()
const electron = ensureElectron()
ensureBuilt()

const restartDelayMs = 300
const [program, args] =
  'program' in electron
    ? [electron.program, [projectRoot]]
    : [node24, ['--enable-source-maps', inProject('out', 'main', 'cli.js'), 'serve']]

const builder = spawn(
  node24,
  [inProject('node_modules', 'electron-vite', 'bin', 'electron-vite.js'), 'build', '--watch'],
  {
    cwd: projectRoot,
    stdio: 'inherit',
    env: childEnv(),
  },
)

let app = startApp()
let restartTimer
for (const folder of ['main', 'preload']) {
  watch(inProject('out', folder), { recursive: true }, () => {
    clearTimeout(restartTimer)
    restartTimer = setTimeout(restartApp, restartDelayMs)
  })
}

function startApp() {
  return spawn(program, args, { cwd: projectRoot, stdio: 'inherit', env: childEnv() })
}

function restartApp() {
  const previous = app
  // The workspace lock is free only when the earlier process has ended.
  const startNext = () => {
    app = startApp()
  }
  if (previous.exitCode !== null || previous.signalCode !== null) return startNext()
  previous.once('exit', startNext)
  previous.kill('SIGTERM')
}

for (const signal of ['SIGINT', 'SIGTERM']) {
  process.on(signal, () => {
    builder.kill(signal)
    app.kill(signal)
    process.exit(0)
  })
}
