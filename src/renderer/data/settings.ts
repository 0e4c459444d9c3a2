/** This person's preferences on this machine, from the engine, with changes shown at once. */
import { useQuery } from '@tanstack/react-query'
import { useCallback, useMemo } from 'react'
import { create } from 'zustand'
import type { Json } from '../../shared/model/json.ts'
import type { Settings } from '../../shared/model/workspace.ts'
import { client, orpc } from './client.ts'
import { queryClient } from './query.ts'

/** Until the engine has answered. */
const initial: Settings = {
  theme: 'system',
  language: 'system',
  reviewerName: '',
  otlpHttpPort: 4318,
  otlpGrpcPort: 4317,
  mlflowPort: 5000,
  mlflowToken: '',
  isAirGapped: false,
  layout: {},
}

/** The preferences as known now. */
export function useSettings(): Settings {
  return useQuery(orpc.settings.get.queryOptions()).data ?? initial
}

/** The preferences outside React. */
export function currentSettings(): Settings {
  return withUnsaved(queryClient.getQueryData(orpc.settings.get.queryKey()) ?? initial)
}

/** Loads them before the first paint, so that theme and language never flash. */
export async function loadSettings(): Promise<Settings> {
  return queryClient.ensureQueryData(orpc.settings.get.queryOptions())
}

/** Shows the change at once and saves it; if saving fails the old value comes back and the error is thrown. */
export async function updateSettings(change: Partial<Settings>): Promise<void> {
  const key = orpc.settings.get.queryKey()
  const before = currentSettings()
  const layout = change.layout === undefined ? before.layout : { ...before.layout, ...change.layout }
  queryClient.setQueryData(key, { ...before, ...change, layout })
  try {
    await client.settings.update(change)
  } catch (error) {
    void queryClient.invalidateQueries({ queryKey: key })
    throw error
  }
}

/** The name that assessments made here carry as source id; empty until one is set. */
export function useReviewerName(): string {
  return useSettings().reviewerName
}

/**
 * Layout not saved yet. It lies over whatever the engine answers meanwhile, which may still be without it, and shows
 * at once: the query cache tells its readers a moment later, too late for a checkbox.
 */
const useUnsaved = create<{ layout: Record<string, Json> }>(() => ({ layout: {} }))
let timer: ReturnType<typeof setTimeout> | undefined

function withUnsaved(settings: Settings): Settings {
  return { ...settings, layout: { ...settings.layout, ...useUnsaved.getState().layout } }
}

/** Keeps one piece of interface state (pane sizes, columns); written half a second after the last change. */
export function rememberLayout(key: string, value: Json): void {
  useUnsaved.setState(({ layout }) => ({ layout: { ...layout, [key]: value } }))
  clearTimeout(timer)
  timer = setTimeout(() => void saveLayout(), 500)
}

async function saveLayout(): Promise<void> {
  const { layout } = useUnsaved.getState()
  try {
    const saved = await client.settings.update({ layout })
    queryClient.setQueryData(orpc.settings.get.queryKey(), saved)
  } catch {
    // Pane sizes are not worth a message when they cannot be kept; they hold until the window closes.
    return
  }
  // What changed again meanwhile stays, for the next time.
  useUnsaved.setState((now) => ({
    layout: Object.fromEntries(Object.entries(now.layout).filter(([key, value]) => layout[key] !== value)),
  }))
}

window.addEventListener('pagehide', () => {
  if (Object.keys(useUnsaved.getState().layout).length > 0) void saveLayout()
})

/**
 * Interface state that survives a restart, such as column widths. `parse` turns what was stored (by any version,
 * so anything) into a value, undefined when it does not fit.
 */
export function useRemembered<T extends Json>(
  key: string,
  fallback: T,
  parse: (stored: Json) => T | undefined,
): [T, (value: T) => void] {
  const saved = useSettings().layout[key]
  const stored = useUnsaved(({ layout }) => layout[key]) ?? saved
  // One object for one stored value, so that what is made of it can be kept too.
  const value = useMemo(
    () => (stored === undefined ? fallback : (parse(stored) ?? fallback)),
    [stored, fallback, parse],
  )
  const remember = useCallback((next: T) => rememberLayout(key, next), [key])
  return [value, remember]
}
