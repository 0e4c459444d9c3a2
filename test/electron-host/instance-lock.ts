import { mkdirSync, readdirSync, readFileSync, rmSync, watch, writeFileSync } from 'node:fs'
import path from 'node:path'

/**
 * Electron's single instance lock: true for the first process on `folder`. A later one leaves its arguments there, and
 * `onSecond` of the first is called with them.
 */
export function takeInstanceLock(folder: string, onSecond: (argv: string[], cwd: string) => void): boolean {
  const lock = path.join(folder, 'instance.lock')
  const inbox = path.join(folder, 'instance.inbox')
  mkdirSync(inbox, { recursive: true })
  try {
    writeFileSync(lock, String(process.pid), { flag: 'wx' })
  } catch {
    if (isAlive(Number(readFileSync(lock, 'utf8')))) {
      const letter = path.join(inbox, `${process.pid}.json`)
      writeFileSync(`${letter}.tmp`, JSON.stringify({ argv: process.argv.slice(1), cwd: process.cwd() }))
      writeFileSync(letter, readFileSync(`${letter}.tmp`))
      rmSync(`${letter}.tmp`)
      return false
    }
    writeFileSync(lock, String(process.pid))
  }
  process.on('exit', () => rmSync(lock, { force: true }))
  watch(inbox, () => {
    for (const name of readdirSync(inbox).filter((entry) => entry.endsWith('.json'))) {
      const letter = path.join(inbox, name)
      try {
        const { argv, cwd } = JSON.parse(readFileSync(letter, 'utf8')) as { argv: string[]; cwd: string }
        rmSync(letter)
        onSecond(argv, cwd)
      } catch {
        // Half written: the watcher tells of the rest.
      }
    }
  }).unref()
  return true
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch {
    return false
  }
}
