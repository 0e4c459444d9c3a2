/**
 * What a question about places in a trace needs to know of where it is asked: the trace, whether its texts are on screen beside the form, and
 * the selection that the next mark takes.
 */
import { createContext, type ReactNode, useContext } from 'react'
import { useStore } from 'zustand'
import { createStore, type StoreApi } from 'zustand/vanilla'
import type { HighlightMark, MarkableText, MarkColor } from '../../shared/model/highlight.ts'
import type { ReadableTrace } from '../../shared/model/label-work.ts'
import type { Candidates } from '../../shared/model/pairwise.ts'
import { selectedRange, type TextRange } from './text-cursor.ts'

/** The caret or selection, in one text of the trace. */
export interface TextCursor extends TextRange {
  place: MarkableText
}

export interface CursorState {
  cursor?: TextCursor | undefined
}
export type CursorStore = StoreApi<CursorState>

export function createCursorStore(): CursorStore {
  return createStore<CursorState>(() => ({}))
}

/** A mark as it is drawn. */
export interface ShownMark {
  mark: HighlightMark
  color: MarkColor
  /** The question that it answers, where several do. */
  schemaId?: string | undefined
}

export interface Marking {
  store: CursorStore
  marks: readonly ShownMark[]
  /** A text has the focus: its marks belong to the question that the keys answer now. */
  onEnter?: () => void
  /** Escape in a text without a selection. */
  onLeave?: () => void
  onRemove?: ((shown: ShownMark) => void) | undefined
}

const MarkingContext = createContext<Marking | undefined>(undefined)

/** Texts inside show plain, as one marks in them. */
export function MarkingProvider({ marking, children }: { marking: Marking | undefined; children: ReactNode }) {
  return <MarkingContext value={marking}>{children}</MarkingContext>
}

export function useMarking(): Marking | undefined {
  return useContext(MarkingContext)
}

export interface AnswerGround {
  trace: ReadableTrace | undefined
  /** The texts are on screen beside the form, with this selection. Absent: the question shows them itself. */
  store?: CursorStore | undefined
  /** The key that goes into the texts beside the form. */
  markKey?: string | undefined
  /** Of two outputs, B is on the left. */
  isSwapped?: boolean | undefined
  /** The two outputs themselves, where there is no trace to find them in. */
  candidates?: Candidates | undefined
}

const GroundContext = createContext<AnswerGround | undefined>(undefined)

export function AnswerGroundProvider({ ground, children }: { ground: AnswerGround | undefined; children: ReactNode }) {
  return <GroundContext value={ground}>{children}</GroundContext>
}

export function useAnswerGround(): AnswerGround | undefined {
  return useContext(GroundContext)
}

/** The mark that a label would make of the selection; undefined without one. */
export function markOfSelection({ cursor }: CursorState, label: string): HighlightMark | undefined {
  if (cursor === undefined) return undefined
  const { path, role, text } = cursor.place
  const range = selectedRange(text, cursor)
  return range === undefined
    ? undefined
    : { source: { path, role }, ...range, label, quote: text.slice(range.start, range.end) }
}

/** The selected words; undefined without any. */
export function useSelectedText(store: CursorStore): string | undefined {
  return useStore(store, (state) => markOfSelection(state, '')?.quote)
}

/** The selection is used up: the caret stays at its end. */
export function collapseCursor(store: CursorStore): void {
  store.setState(({ cursor }) => {
    if (cursor === undefined) return {}
    const at = Math.max(cursor.anchor, cursor.focus)
    return { cursor: { ...cursor, anchor: at, focus: at } }
  })
}
