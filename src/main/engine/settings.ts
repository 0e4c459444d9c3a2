import { defaultSettings, Settings } from '../../shared/model/workspace.ts'
import { readJsonFile, writeJsonFile } from './json-file.ts'

export interface SettingsStore {
  get(): Settings
  /** Merges at the top level, `layout` by key; answers the settings before and after. */
  update(change: { [K in keyof Settings]?: Settings[K] | undefined }): { before: Settings; after: Settings }
}

/** Preferences in `path`; keys that an older or newer Assay wrote and this one does not know are dropped. */
export function openSettings(path: string): SettingsStore {
  const stored = readJsonFile(path, Settings.partial(), {})
  let current: Settings = Settings.parse({ ...defaultSettings, ...stored })
  return {
    get: () => current,
    update(change) {
      const before = current
      const given = Object.fromEntries(Object.entries(change).filter(([, value]) => value !== undefined))
      current = Settings.parse({ ...before, ...given, layout: { ...before.layout, ...change.layout } })
      writeJsonFile(path, current)
      return { before, after: current }
    },
  }
}
