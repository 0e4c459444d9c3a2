/** Marks in the trace on screen: where highlights are asked for, its texts show plain, as one marks in them. */
import { type ReactNode, useLayoutEffect, useMemo, useState } from 'react'
import { parseMarks, toggleMark } from '../../../shared/model/highlight.ts'
import type { LabelSchema } from '../../../shared/model/labeling.ts'
import { toShownMarks } from '../../ui/highlight-input.tsx'
import { type CursorStore, createCursorStore, type Marking, MarkingProvider } from '../../ui/marking.tsx'
import { shownAnswer } from './item-state.ts'
import type { LabelDesk } from './label-desk.ts'
import { useDeskState } from './use-desk.ts'

/** Puts the focus where one left the text of the trace, else on the answer. */
export function goToText(): void {
  const pane = document.getElementById('label-reading')
  const text =
    pane?.querySelector<HTMLElement>('[data-marked-text]:has([data-caret])') ??
    pane?.querySelector<HTMLElement>('[data-kind="answer"] [data-marked-text]') ??
    pane?.querySelector<HTMLElement>('[data-marked-text]')
  text?.focus()
}

/** The first question about highlights, and those after it. */
function isHighlight({ input }: LabelSchema): boolean {
  return input.type === 'highlight'
}

export function ReadMarks({
  desk,
  schemas,
  traceId,
  store,
  children,
}: {
  desk: LabelDesk
  schemas: readonly LabelSchema[]
  traceId: string
  store: CursorStore
  children: ReactNode
}) {
  const known = useDeskState(desk, ({ items }) => items[traceId])
  const item = known ?? desk.item(traceId)
  const marking = useMemo((): Marking | undefined => {
    if (!schemas.some(isHighlight)) return undefined
    const answerTo = ({ schemaId }: LabelSchema) => (item === undefined ? undefined : shownAnswer(item, schemaId).value)
    return {
      store,
      marks: schemas.flatMap((schema) =>
        schema.input.type === 'highlight' ? toShownMarks(schema.input, answerTo(schema), schema.schemaId) : [],
      ),
      onEnter: () => {
        const { questionAt } = desk.store.getState()
        const current = schemas[questionAt]
        if (current === undefined || !isHighlight(current)) desk.noteQuestion(schemas.findIndex(isHighlight))
      },
      onLeave: () => desk.goToQuestion(desk.store.getState().questionAt),
      onRemove: ({ mark, schemaId }) => {
        const owner = schemas.find((schema) => schema.schemaId === schemaId)
        if (owner === undefined || item === undefined) return
        const { value, comment } = shownAnswer(item, owner.schemaId)
        const left = toggleMark(parseMarks(value) ?? [], mark)
        desk.answer(owner, { value: left.length === 0 ? undefined : left, comment })
      },
    }
  }, [desk, schemas, item, store])
  return <MarkingProvider marking={marking}>{children}</MarkingProvider>
}

/** The selection in the trace on screen, which no other trace has. */
export function useCursor(traceId: string | undefined): CursorStore {
  const [store] = useState(createCursorStore)
  // biome-ignore lint/correctness/useExhaustiveDependencies: the trace says when
  useLayoutEffect(() => store.setState({ cursor: undefined }), [store, traceId])
  return store
}
