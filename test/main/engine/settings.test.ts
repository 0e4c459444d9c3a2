import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { openSettings } from '../../../src/main/engine/settings.ts'
import { defaultSettings } from '../../../src/shared/model/workspace.ts'

let folder: string
let path: string

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'assay-settings-'))
  path = join(folder, 'settings.json')
})

afterEach(() => rmSync(folder, { recursive: true, force: true }))

test('what is changed is there after a restart, and nobody else can read the file', () => {
  openSettings(path).update({ mlflowToken: 'secret', mlflowPort: 5123 })
  expect(openSettings(path).get()).toEqual({ ...defaultSettings, mlflowToken: 'secret', mlflowPort: 5123 })
  if (process.platform !== 'win32') expect(statSync(path).mode & 0o777).toBe(0o600)
})

test('a spoilt key costs no other one', () => {
  writeFileSync(path, JSON.stringify({ theme: 'mauve', mlflowToken: 'secret', mlflowPort: -1, later: true }))
  expect(openSettings(path).get()).toEqual({ ...defaultSettings, mlflowToken: 'secret' })
})

test('a token that no header can carry is refused and nothing is written', () => {
  const settings = openSettings(path)
  settings.update({ mlflowToken: 'before' })
  const written = readFileSync(path, 'utf8')
  for (const mlflowToken of ['two words', 'line\nbreak', 'schlüssel', 'x'.repeat(1001)]) {
    expect(() => settings.update({ mlflowToken })).toThrow()
  }
  expect(settings.get().mlflowToken).toBe('before')
  expect(readFileSync(path, 'utf8')).toBe(written)
})
