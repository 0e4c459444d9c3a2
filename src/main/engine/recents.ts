import { existsSync } from 'node:fs'
import { basename } from 'node:path'
import * as z from 'zod'
import type { RecentWorkspace } from '../../shared/model/workspace.ts'
import { readJsonFile, writeJsonFile } from './json-file.ts'

const Entry = z.object({ path: z.string(), openedAtMs: z.number() })
const maxRecents = 20

export interface Recents {
  /** Most recently opened first; `exists` is looked up now. */
  list(): RecentWorkspace[]
  add(path: string, nowMs: number): void
  forget(path: string): void
}

/** File name without `.assay`, the name a workspace goes by. */
export function workspaceName(path: string): string {
  return basename(path).replace(/\.assay$/i, '')
}

/** The list of recently opened workspaces, kept in `file`. */
export function openRecents(file: string): Recents {
  let entries = readJsonFile(file, z.array(Entry), [])

  function keep(next: z.infer<typeof Entry>[]): void {
    entries = next.slice(0, maxRecents)
    writeJsonFile(file, entries)
  }

  return {
    list: () => entries.map((entry) => ({ ...entry, name: workspaceName(entry.path), exists: existsSync(entry.path) })),
    add: (path, nowMs) => keep([{ path, openedAtMs: nowMs }, ...entries.filter((entry) => entry.path !== path)]),
    forget: (path) => keep(entries.filter((entry) => entry.path !== path)),
  }
}
