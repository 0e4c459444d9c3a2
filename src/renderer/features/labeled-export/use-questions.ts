import { useQuery } from '@tanstack/react-query'
import { useMemo } from 'react'
import type { Json } from '../../../shared/model/json.ts'
import type { LabeledSource } from '../../../shared/model/labeled-export.ts'
import { orpc } from '../../data/client.ts'
import { type KnownQuestion, listAnswers } from './draft.ts'

/** Those that a session asks, else every name in the workspace. */
export function useQuestions(source: LabeledSource): readonly KnownQuestion[] {
  const sessionId = source.kind === 'session' ? source.sessionId : undefined
  const session = useQuery({
    ...orpc.labelingSessions.get.queryOptions({ input: { sessionId: sessionId ?? '' } }),
    enabled: sessionId !== undefined,
  }).data
  const names = useQuery({ ...orpc.assessments.names.queryOptions(), enabled: sessionId === undefined }).data
  return useMemo(() => {
    if (sessionId !== undefined) {
      return (session?.schemas ?? []).map(({ name, input }) => ({ name, answers: listAnswers(input) }))
    }
    const plain = (value: Json) => ({ value, label: undefined })
    const known = (names ?? []).flatMap(({ name, kind, choices, valueTypes }) => {
      if (kind === 'issue') return []
      return [{ name, answers: valueTypes.includes('boolean') ? [true, false].map(plain) : choices.map(plain) }]
    })
    // A name may stand for feedback and for an expectation.
    return [...new Map(known.map((question) => [question.name, question])).values()]
  }, [sessionId, session, names])
}
