/**
 * `npm start`: sets up, builds when the build is stale, and opens Assay: in Electron where its program can be had
 * and there is a screen, otherwise the same app in the browser. Arguments go on to the app (`npm start -- file.assay`).
 */
import { spawn } from 'node:child_process'
import { ensureBuilt } from './build.mjs'
import { becomeChild, childEnv, inProject, node24, projectRoot } from './project.mjs'
import { ensureElectron, ensureSetUp } from './setup.mjs'

ensureSetUp()
const electron = ensureElectron()
ensureBuilt()

const isRootOnLinux = process.platform === 'linux' && process.getuid?.() === 0
const hasScreen = process.platform !== 'linux' || Boolean(process.env.DISPLAY || process.env.WAYLAND_DISPLAY)
const appArguments = process.argv.slice(2)

if ('program' in electron && hasScreen) {
  // Chromium refuses its sandbox to root; nobody should work as root, but containers do.
  becomeChild(electron.program, [...(isRootOnLinux ? ['--no-sandbox'] : []), projectRoot, ...appArguments])
} else {
  const why = 'program' in electron ? 'There is no screen' : `Electron could not be downloaded (${electron.reason})`
  console.log(`${why}: opening Assay in the browser instead; "npm run setup" tries Electron again.`)
  serve()
}

/** Runs the browser host, repeats what it prints, and opens the page it names. */
function serve() {
  const child = becomeChild(node24, [inProject('out', 'main', 'cli.js'), 'serve', ...appArguments], {
    stdio: ['inherit', 'pipe', 'inherit'],
  })
  let seen = ''
  let isOpened = !hasScreen || process.env.ASSAY_NO_OPEN === '1'
  child.stdout?.on('data', (chunk) => {
    process.stdout.write(chunk)
    if (isOpened) return
    seen += chunk
    const url = /https?:\/\/(?:127\.0\.0\.1|localhost|\[::1\]):\d+\S*/.exec(seen)?.[0]
    if (!url || !seen.slice(seen.indexOf(url) + url.length)) return
    isOpened = true
    openInBrowser(url)
  })
}

/** Best effort: the URL is printed anyway, so a missing opener is not worth a word. */
function openInBrowser(url) {
  const [program, ...args] =
    process.platform === 'darwin'
      ? ['open', url]
      : process.platform === 'win32'
        ? ['cmd', '/c', 'start', '', url.replaceAll('&', '^&')]
        : ['xdg-open', url]
  const opener = spawn(program, args, { stdio: 'ignore', detached: true, env: childEnv() })
  opener.on('error', () => undefined)
  opener.unref()
}
