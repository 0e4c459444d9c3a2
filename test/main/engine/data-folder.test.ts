import { mkdirSync, mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { defaultDataFolder, defaultWorkspaceFolder, openDataFolder } from '../../../src/main/engine/data-folder.ts'
import { openRecents } from '../../../src/main/engine/recents.ts'
import { openSettings } from '../../../src/main/engine/settings.ts'
import { defaultSettings } from '../../../src/shared/model/workspace.ts'

let home: string

beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), 'assay-home-'))
})

afterEach(() => {
  rmSync(home, { recursive: true, force: true })
})

test('application data goes where each platform keeps it, or where ASSAY_DATA says', () => {
  const at = (platform: NodeJS.Platform, env: Record<string, string> = {}) => defaultDataFolder({ env, platform, home })
  expect(at('linux')).toBe(join(home, '.config', 'Assay'))
  expect(at('linux', { XDG_CONFIG_HOME: '/x/config' })).toBe('/x/config/Assay')
  expect(at('linux', { XDG_CONFIG_HOME: 'relative' })).toBe(join(home, '.config', 'Assay'))
  expect(at('darwin')).toBe(join(home, 'Library', 'Application Support', 'Assay'))
  expect(at('win32', { APPDATA: '/roaming' })).toBe(join('/roaming', 'Assay'))
  expect(at('linux', { ASSAY_DATA: '/data' })).toBe('/data')
})

test('new workspaces go to the documents folder where there is one', () => {
  const at = (env: Record<string, string> = {}) => defaultWorkspaceFolder('/data', { env, platform: 'linux', home })
  expect(at()).toBe('/data/workspaces')
  mkdirSync(join(home, 'Documents'))
  expect(at()).toBe(join(home, 'Documents', 'Assay'))
  expect(at({ ASSAY_DATA: '/data' })).toBe('/data/workspaces')

  const config = join(home, '.config')
  mkdirSync(config)
  mkdirSync(join(home, '書類'))
  writeFileSync(join(config, 'user-dirs.dirs'), 'XDG_DESKTOP_DIR="$HOME/x"\nXDG_DOCUMENTS_DIR="$HOME/書類"\n')
  expect(at()).toBe(join(home, '書類', 'Assay'))
  writeFileSync(join(config, 'user-dirs.dirs'), 'XDG_DOCUMENTS_DIR="$HOME/"\n')
  expect(at()).toBe('/data/workspaces')
})

if (process.platform === 'win32') console.warn('Skipped: Windows has no file modes to look at.')
test.skipIf(process.platform === 'win32')('the data folder is for this person only', () => {
  const folder = openDataFolder(join(home, 'a', 'b'))
  expect(statSync(folder.path).mode & 0o777).toBe(0o700)
  expect(statSync(folder.uploads).mode & 0o777).toBe(0o700)
})

test('settings survive a restart, merge, and a damaged file means defaults', () => {
  const file = join(home, 'settings.json')
  const settings = openSettings(file)
  expect(settings.get()).toEqual(defaultSettings)
  settings.update({ theme: 'dark', layout: { traces: { columns: ['name'] }, tree: 1 } })
  const { before, after } = settings.update({ reviewerName: 'Aoi', layout: { tree: 2 } })
  expect(before.reviewerName).toBe('')
  expect(after).toEqual({
    ...defaultSettings,
    theme: 'dark',
    reviewerName: 'Aoi',
    layout: { traces: { columns: ['name'] }, tree: 2 },
  })
  expect(openSettings(file).get()).toEqual(after)

  writeFileSync(file, '{"theme": "dark", ')
  expect(openSettings(file).get()).toEqual(defaultSettings)
})

test('recent workspaces: newest first, once each, forgotten on request', () => {
  const file = join(home, 'recent.json')
  const existing = join(home, 'a.assay')
  writeFileSync(existing, '')
  const recents = openRecents(file)
  recents.add(existing, 1)
  recents.add('/gone/b.assay', 2)
  recents.add(existing, 3)
  expect(openRecents(file).list()).toEqual([
    { path: existing, name: 'a', openedAtMs: 3, exists: true },
    { path: '/gone/b.assay', name: 'b', openedAtMs: 2, exists: false },
  ])
  recents.forget('/gone/b.assay')
  expect(
    openRecents(file)
      .list()
      .map((recent) => recent.path),
  ).toEqual([existing])
})
