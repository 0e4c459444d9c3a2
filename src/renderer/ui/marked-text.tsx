/**
 * A text of a trace as it was sent, with its marks, in which one selects by mouse or keyboard. What is drawn are text nodes only, so that
 * nothing in a trace can become markup, and offsets in them are those of the raw text.
 */
import { type KeyboardEvent, useEffect, useRef } from 'react'
import { useStore } from 'zustand'
import type { MarkableText } from '../../shared/model/highlight.ts'
import { useT } from '../i18n/i18n.ts'
import css from './highlight.module.css'
import type { Marking, ShownMark } from './marking.tsx'
import { cutAtRanges, moveCursor, type Step, type TextRange } from './text-cursor.ts'

/** Text before a point of the DOM inside `root`. */
function offsetIn(root: Node, node: Node, offset: number): number {
  const range = document.createRange()
  range.setStart(root, 0)
  range.setEnd(node, offset)
  return range.toString().length
}

/** The native selection as a range of the text; undefined when it began elsewhere. */
function readSelection(root: HTMLElement, length: number): TextRange | undefined {
  const selection = window.getSelection()
  const { anchorNode, focusNode } = selection ?? {}
  if (!selection || !anchorNode || !focusNode || !root.contains(anchorNode)) return undefined
  const anchor = offsetIn(root, anchorNode, selection.anchorOffset)
  if (root.contains(focusNode)) return { anchor, focus: offsetIn(root, focusNode, selection.focusOffset) }
  // Dragged out of the text: up to its edge.
  const isAfter = (root.compareDocumentPosition(focusNode) & Node.DOCUMENT_POSITION_FOLLOWING) !== 0
  return { anchor, focus: isAfter ? length : 0 }
}

const arrows: Readonly<Record<string, { direction: 1 | -1; step: Step }>> = {
  ArrowRight: { direction: 1, step: 'word' },
  ArrowLeft: { direction: -1, step: 'word' },
  ArrowDown: { direction: 1, step: 'sentence' },
  ArrowUp: { direction: -1, step: 'sentence' },
}

/** Where a key leads; undefined for keys that mean nothing here. */
function rangeAfter(
  event: Pick<KeyboardEvent, 'key' | 'shiftKey' | 'ctrlKey' | 'metaKey' | 'altKey'>,
  text: string,
  range: TextRange,
): TextRange | undefined {
  if (event.altKey) return undefined
  const isFine = event.ctrlKey || event.metaKey
  if (isFine && event.key.toLowerCase() === 'a') return { anchor: 0, focus: text.length }
  const arrow = arrows[event.key]
  if (arrow !== undefined) {
    if (isFine && arrow.step === 'sentence') return undefined
    return moveCursor(text, range, isFine ? 'character' : arrow.step, arrow.direction, event.shiftKey)
  }
  if (event.key !== 'Home' && event.key !== 'End') return undefined
  const focus = event.key === 'Home' ? 0 : text.length
  return { anchor: event.shiftKey ? range.anchor : focus, focus }
}

export function MarkedText({ place, marking }: { place: MarkableText; marking: Marking }) {
  const t = useT()
  const { store, onEnter, onLeave, onRemove } = marking
  const { path, text } = place
  const root = useRef<HTMLDivElement>(null)
  const isPointing = useRef(false)
  const cursor = useStore(store, (state) => (state.cursor?.place.path === path ? state.cursor : undefined))
  const marks = marking.marks.filter(
    ({ mark }) => mark.source.path === path && text.slice(mark.start, mark.end) === mark.quote,
  )
  const set = (range: TextRange) => store.setState({ cursor: { place, ...range } })
  const setRef = useRef(set)
  setRef.current = set
  useEffect(() => {
    // The button may be let go anywhere.
    const onUp = () => {
      if (!isPointing.current) return
      isPointing.current = false
      const range = root.current === null ? undefined : readSelection(root.current, text.length)
      if (range === undefined) return
      setRef.current(range)
      // From here on the selection is drawn with the marks, and stays when the focus goes to the form.
      if (range.anchor !== range.focus) window.getSelection()?.removeAllRanges()
    }
    document.addEventListener('pointerup', onUp)
    return () => document.removeEventListener('pointerup', onUp)
  }, [text])
  useEffect(() => {
    if (cursor !== undefined) root.current?.querySelector('[data-caret]')?.scrollIntoView({ block: 'nearest' })
  }, [cursor])
  const onKeyDown = (event: KeyboardEvent<HTMLDivElement>) => {
    if (event.nativeEvent.isComposing) return
    const range = cursor ?? { anchor: 0, focus: 0 }
    const take = () => {
      event.preventDefault()
      event.stopPropagation()
    }
    if (event.key === 'Escape') {
      take()
      if (range.anchor !== range.focus) set({ anchor: range.focus, focus: range.focus })
      else onLeave?.()
      return
    }
    if ((event.key === 'Backspace' || event.key === 'Delete') && onRemove !== undefined) {
      const under = marks.findLast(({ mark }) => mark.start <= range.focus && range.focus <= mark.end)
      take()
      if (under !== undefined) onRemove(under)
      return
    }
    const next = rangeAfter(event, text, range)
    if (next === undefined) return
    take()
    set(next)
  }
  return (
    <div
      ref={root}
      role="textbox"
      aria-readonly="true"
      aria-multiline="true"
      aria-label={t('ui.highlight.text', { role: place.role })}
      tabIndex={0}
      className={css.text}
      data-marked-text={path}
      onFocus={() => {
        onEnter?.()
        // A pointer says itself where.
        if (!isPointing.current && store.getState().cursor?.place.path !== path) set({ anchor: 0, focus: 0 })
      }}
      onPointerDown={() => {
        isPointing.current = true
      }}
      onKeyDown={onKeyDown}
      onCopy={(event) => {
        const from = Math.min(cursor?.anchor ?? 0, cursor?.focus ?? 0)
        const to = Math.max(cursor?.anchor ?? 0, cursor?.focus ?? 0)
        if (from === to || window.getSelection()?.isCollapsed === false) return
        event.preventDefault()
        event.clipboardData.setData('text/plain', text.slice(from, to))
      }}
    >
      <Pieces text={text} marks={marks} cursor={cursor} />
    </div>
  )
}

function Pieces({ text, marks, cursor }: { text: string; marks: readonly ShownMark[]; cursor: TextRange | undefined }) {
  const from = cursor === undefined ? 0 : Math.min(cursor.anchor, cursor.focus)
  const to = cursor === undefined ? 0 : Math.max(cursor.anchor, cursor.focus)
  const caret = cursor === undefined ? [] : [{ start: cursor.focus, end: cursor.focus }]
  const pieces = cutAtRanges(text.length, [...marks.map(({ mark }) => mark), { start: from, end: to }, ...caret])
  return (
    <>
      {pieces.map(({ start, end, covering }) => {
        const over = covering.flatMap((at) => (at < marks.length ? [marks[at] as ShownMark] : []))
        const isSelected = from < to && start >= from && end <= to
        const part = text.slice(start, end)
        const top = over.at(-1)
        const ending = over.filter(({ mark }) => mark.end === end)
        return (
          <span key={start}>
            {cursor?.focus === start && <span className={css.caret} data-caret aria-hidden />}
            {top === undefined ? (
              <span data-selected={isSelected || undefined} className={css.piece}>
                {part}
              </span>
            ) : (
              <mark
                className={css.mark}
                data-color={top.color}
                data-selected={isSelected || undefined}
                data-many={over.length > 1 || undefined}
                title={over.map(({ mark }) => mark.label).join(' · ')}
              >
                {part}
                {ending.map(({ mark, color }) => (
                  // Drawn by the style sheet: it must not be part of the text.
                  <span key={mark.label} className={css.tag} data-color={color} data-label={mark.label} aria-hidden />
                ))}
              </mark>
            )}
          </span>
        )
      })}
      {cursor?.focus === text.length && <span className={css.caret} data-caret aria-hidden />}
    </>
  )
}

/** Shows a mark in its text: what is folded opens, the text gets the focus and the mark is selected. */
export function showMark(
  { store }: Pick<Marking, 'store'>,
  place: MarkableText,
  range: { start: number; end: number },
): void {
  const text = document.querySelector<HTMLElement>(`[data-marked-text="${CSS.escape(place.path)}"]`)
  if (text === null) return
  for (let fold = text.closest('details'); fold !== null; fold = fold.parentElement?.closest('details') ?? null) {
    fold.open = true
  }
  text.focus({ preventScroll: true })
  store.setState({ cursor: { place, anchor: range.start, focus: range.end } })
}
