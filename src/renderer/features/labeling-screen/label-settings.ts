/** What a person chose about labeling, kept with their settings. */
import type { Json } from '../../../shared/model/json.ts'
import type { LabelingSession } from '../../../shared/model/labeling.ts'
import { useRemembered, useReviewerName } from '../../data/settings.ts'
import { changedKeys, defaultKeys, type KeyMap, parseKeyMap } from './key-map.ts'
import { findReviewer } from './reviewer.ts'

function parseFlag(stored: Json): boolean | undefined {
  return typeof stored === 'boolean' ? stored : undefined
}

function parseText(stored: Json): string | undefined {
  return typeof stored === 'string' ? stored : undefined
}

const defaultStored: Record<string, string> = {}
const parseStored = (stored: Json) => {
  const map = parseKeyMap(stored)
  return map === undefined ? undefined : changedKeys(map)
}

export function useKeyMap(): [KeyMap, (map: KeyMap) => void] {
  const [stored, remember] = useRemembered<Record<string, string>>('label.keys', defaultStored, parseStored)
  return [parseKeyMap(stored) ?? defaultKeys, (map) => remember(changedKeys(map))]
}

/** Whether an answer leads on: to the next question, or past the only one to the next item. */
export function useAutoAdvance() {
  return useRemembered<boolean>('label.autoAdvance', true, parseFlag)
}

export function useItemsShown() {
  return useRemembered<boolean>('label.items', true, parseFlag)
}

/** Parts of a trace beside question and answer. */
export type ShownParts = { earlier: boolean; documents: boolean; tools: boolean }
export const allParts: ShownParts = { earlier: true, documents: true, tools: true }

function parseParts(stored: Json): ShownParts | undefined {
  if (typeof stored !== 'object' || stored === null || Array.isArray(stored)) return undefined
  const { earlier, documents, tools } = stored
  return { earlier: earlier !== false, documents: documents !== false, tools: tools !== false }
}

export function useShownParts(sessionId: string) {
  return useRemembered<ShownParts>(`label.shown.${sessionId}`, allParts, parseParts)
}

export function useReviewer(session: LabelingSession | undefined) {
  const [chosen, choose] = useRemembered<string>(`label.reviewer.${session?.sessionId ?? ''}`, '', parseText)
  const ownName = useReviewerName()
  return { reviewer: session === undefined ? undefined : findReviewer(session, chosen, ownName), choose }
}
