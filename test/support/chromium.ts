import { execFileSync } from 'node:child_process'
import path from 'node:path'

/** How every test, bench and stand-in starts Chromium. */

const isRootOnLinux = process.platform === 'linux' && process.getuid?.() === 0

/** Chromium refuses its sandbox to root; the other switches keep it from calling home, which a closed network answers late. */
export const chromiumArguments: readonly string[] = [
  ...(isRootOnLinux ? ['--no-sandbox'] : []),
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  '--no-first-run',
]

let found: string | undefined

/** Path of the Chromium to use: named by `npm test`, else found (or installed) the same way. */
export function chromiumPath(): string {
  found ??= process.env.ASSAY_CHROMIUM ?? findChromium()
  return found
}

function findChromium(): string {
  const script = path.resolve(import.meta.dirname, '../../scripts/find-browser.mjs')
  return execFileSync(process.execPath, [script], { encoding: 'utf8', stdio: ['ignore', 'pipe', 'inherit'] }).trim()
}
