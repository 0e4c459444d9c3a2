/** What the dialog that fills a dataset holds, and what it asks the engine for. Pure. */
import type { AnswerUse, RecordSource, SeveralAnswers } from '../../../shared/model/dataset.ts'
import type { TraceSelection } from '../../../shared/model/trace.ts'

/** A question, or an assessment's name, and what becomes of its answers where nothing else is said. */
export interface DraftQuestion {
  name: string
  kind: 'feedback' | 'expectation'
  use: AnswerUse
}

export interface MakeDraft {
  name: string
  /** Undefined: a new one. */
  datasetId: string | undefined
  /** Only what was changed. */
  uses: Readonly<Record<string, AnswerUse>>
  rule: SeveralAnswers['rule']
  reviewer: string | undefined
}

/** The questions as they are shown: the defaults with what was changed. */
export function shownQuestions(questions: readonly DraftQuestion[], draft: MakeDraft): DraftQuestion[] {
  return questions.map((each) => ({ ...each, use: draft.uses[each.name] ?? each.use }))
}

/** Only what was decided is told, so that the engine's own rules hold for the rest. */
export function toSource(
  from: { traces: TraceSelection } | { sessionId: string | undefined },
  questions: readonly DraftQuestion[],
  draft: MakeDraft,
): RecordSource | undefined {
  const shown = shownQuestions(questions, draft)
  const { rule, reviewer } = draft
  const several: SeveralAnswers | undefined =
    rule !== 'reviewer' ? { rule } : reviewer === undefined ? undefined : { rule, reviewer }
  const rules = {
    uses: Object.fromEntries(shown.map(({ name, use }) => [name, use])),
    ...(several === undefined ? {} : { several }),
  }
  if ('traces' in from) return { kind: 'traces', selection: from.traces, ...rules }
  return from.sessionId === undefined ? undefined : { kind: 'session', sessionId: from.sessionId, ...rules }
}

export type MakeProblem = 'nameEmpty' | 'noReviewer' | 'noSession'

export function findMakeProblem(
  draft: MakeDraft,
  from: { traces: TraceSelection } | { sessionId: string | undefined } | undefined,
): MakeProblem | undefined {
  if (draft.datasetId === undefined && draft.name.trim() === '') return 'nameEmpty'
  if (from === undefined) return undefined
  if ('sessionId' in from && from.sessionId === undefined) return 'noSession'
  return draft.rule === 'reviewer' && draft.reviewer === undefined ? 'noReviewer' : undefined
}
