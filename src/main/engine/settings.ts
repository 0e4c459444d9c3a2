import * as z from 'zod'
import { defaultSettings, Settings } from '../../shared/model/workspace.ts'
import { readJsonFile, writeJsonFile } from './json-file.ts'

export interface SettingsStore {
  get(): Settings
  /** Merges at the top level, `layout` by key; answers the settings before and after. */
  update(change: { [K in keyof Settings]?: Settings[K] | undefined }): { before: Settings; after: Settings }
}

/** Preferences in `path`, which only its owner can read, as the token is among them. */
export function openSettings(path: string): SettingsStore {
  let current = readSettings(path)
  return {
    get: () => current,
    update(change) {
      const before = current
      const given = Object.fromEntries(Object.entries(change).filter(([, value]) => value !== undefined))
      const after = Settings.parse({ ...before, ...given, layout: { ...before.layout, ...change.layout } })
      writeJsonFile(path, after)
      current = after
      return { before, after }
    },
  }
}

/**
 * Each key on its own: one that an older or newer Assay wrote, or a hand spoilt, must cost no other, least of all the
 * token.
 */
function readSettings(path: string): Settings {
  const stored = readJsonFile<Record<string, unknown>>(path, z.record(z.string(), z.unknown()), {})
  const entries = Object.entries(Settings.shape).flatMap(([key, schema]) => {
    const parsed = schema.safeParse(stored[key])
    return parsed.success ? [[key, parsed.data] as const] : []
  })
  return Settings.parse({ ...defaultSettings, ...Object.fromEntries(entries) })
}
