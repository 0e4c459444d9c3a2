/** The command line as a process of its own, in a folder of its own for each test of the file that imports this. */
import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach } from 'vitest'
import { makeSpanLine } from '../exchange/make-records.ts'

const cli = join(import.meta.dirname, '../../../src/main/cli.ts')
/** Where the command runs. */
export let folder = ''
/** A path for a workspace; nothing is there yet. */
export let workspace = ''

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'assay-cli-'))
  workspace = join(folder, 'w.assay')
})
afterEach(() => rmSync(folder, { recursive: true, force: true }))

export interface Ended {
  code: number | null
  stdout: string
  stderr: string
}

export function start(words: readonly string[]): { child: ChildProcess; ended: Promise<Ended> } {
  const child = spawn(
    process.execPath,
    [cli, ...words, ...(words[0]?.startsWith('-') ? [] : ['--data-folder', join(folder, 'data')])],
    { cwd: folder },
  )
  let stdout = ''
  let stderr = ''
  child.stdout.on('data', (chunk) => {
    stdout += chunk
  })
  child.stderr.on('data', (chunk) => {
    stderr += chunk
  })
  return { child, ended: once(child, 'close').then(([code]) => ({ code, stdout, stderr })) }
}

export const run = (...words: string[]): Promise<Ended> => start(words).ended

export function write(name: string, content: string): string {
  const path = join(folder, name)
  writeFileSync(path, content)
  return path
}

export const lines = (from: number, to: number) =>
  Array.from({ length: to - from }, (_, index) => makeSpanLine(from + index)).join('\n')
