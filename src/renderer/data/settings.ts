/** This person's preferences on this machine, from the engine, with changes shown at once. */
import { useQuery } from '@tanstack/react-query'
import { useCallback } from 'react'
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
  layout: {},
}

/** The preferences as known now. */
export function useSettings(): Settings {
  return useQuery(orpc.settings.get.queryOptions()).data ?? initial
}

/** The preferences outside React. */
export function currentSettings(): Settings {
  return queryClient.getQueryData(orpc.settings.get.queryKey()) ?? initial
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

const pending = new Map<string, Json>()
let timer: ReturnType<typeof setTimeout> | undefined

/** Keeps one piece of interface state (pane sizes, columns); written half a second after the last change. */
export function rememberLayout(key: string, value: Json): void {
  const queryKey = orpc.settings.get.queryKey()
  const before = currentSettings()
  queryClient.setQueryData(queryKey, { ...before, layout: { ...before.layout, [key]: value } })
  pending.set(key, value)
  clearTimeout(timer)
  timer = setTimeout(saveLayout, 500)
}

function saveLayout(): void {
  const layout = Object.fromEntries(pending)
  pending.clear()
  // Pane sizes are not worth a message when they cannot be kept.
  client.settings.update({ layout }).catch(() => undefined)
}

window.addEventListener('pagehide', () => {
  if (pending.size > 0) saveLayout()
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
  const stored = useSettings().layout[key]
  const value = stored === undefined ? fallback : (parse(stored) ?? fallback)
  const remember = useCallback((next: T) => rememberLayout(key, next), [key])
  return [value, remember]
}
