/** What one reviewer's place in a session keeps in this browser: unsent saves, the way back, the item on screen. */
import type { Refusal, Save } from './save-queue.ts'

export interface KeptDesk {
  saves: Save[]
  refusals: Refusal[]
  /** Items ended here, the last one last. */
  history: string[]
  currentId?: string | undefined
}

export interface DeskStorage {
  read: () => KeptDesk | undefined
  write: (kept: KeptDesk) => void
}

const longestHistory = 1_000

/** Storage that may be full or forbidden: then what waits lives as long as the page. */
export function browserStorage(sessionId: string, reviewer: string): DeskStorage {
  const key = `assay.label.${sessionId}.${reviewer}`
  return {
    read: () => {
      try {
        return parseKept(window.localStorage.getItem(key))
      } catch {
        return undefined
      }
    },
    write: (kept) => {
      try {
        window.localStorage.setItem(key, JSON.stringify({ ...kept, history: kept.history.slice(-longestHistory) }))
      } catch {
        return
      }
    },
  }
}

/** Undefined for what is no such record; only this module writes them, so their insides are trusted. */
export function parseKept(text: string | null): KeptDesk | undefined {
  if (text === null) return undefined
  const { saves, refusals, history, currentId } = JSON.parse(text) as Partial<KeptDesk>
  if (!Array.isArray(saves) || !Array.isArray(refusals) || !Array.isArray(history)) return undefined
  return { saves, refusals, history, ...(typeof currentId === 'string' ? { currentId } : {}) }
}
