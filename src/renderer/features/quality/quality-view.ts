/** What is looked at in the quality of a session: kept while a trace is read, so that "back" finds the place. */
import { create } from 'zustand'
import type { Answer } from '../../ui/question.tsx'

interface QualityView {
  sessionId: string | undefined
  /** Whether names show; undefined until someone chooses: then they do unless the session is blind. */
  areNamesShown: boolean | undefined
  /** Undefined: of every question. */
  schemaId: string | undefined
  withSettled: boolean
  /** The disagreement at hand, by `keyOf`. */
  activeKey: string | undefined
  /** Answers that are not saved yet, by `keyOf`. */
  drafts: Readonly<Record<string, Answer>>
}

const fresh: Omit<QualityView, 'sessionId'> = {
  areNamesShown: undefined,
  schemaId: undefined,
  withSettled: false,
  activeKey: undefined,
  drafts: {},
}

const useStore = create<QualityView>(() => ({ sessionId: undefined, ...fresh }))

/** The view of a session; that of another session is as if new. */
export function useQualityView(sessionId: string): QualityView {
  const view = useStore()
  return view.sessionId === sessionId ? view : { sessionId, ...fresh }
}

/** The same outside React. */
export function viewOf(sessionId: string): QualityView {
  const view = useStore.getState()
  return view.sessionId === sessionId ? view : { sessionId, ...fresh }
}

export function changeView(sessionId: string, change: Partial<Omit<QualityView, 'sessionId'>>): void {
  const state = useStore.getState()
  useStore.setState({ ...(state.sessionId === sessionId ? state : { sessionId, ...fresh }), ...change })
}

/** Keeps an answer that is being made; undefined forgets it. */
export function keepDraft(sessionId: string, key: string, answer: Answer | undefined): void {
  const state = useStore.getState()
  const { [key]: _, ...others } = state.sessionId === sessionId ? state.drafts : {}
  changeView(sessionId, { drafts: answer === undefined ? others : { ...others, [key]: answer } })
}
