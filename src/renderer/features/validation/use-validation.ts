/** What the engine knows of a comparison. */
import { keepPreviousData, useInfiniteQuery, useQuery } from '@tanstack/react-query'
import type { Judge } from '../../../shared/model/judge.ts'
import type {
  ComparableQuestion,
  RowChoice,
  ValidationQuery,
  ValidationSetup,
  ValidationSplit,
  ValidationSubject,
  ValueMapping,
} from '../../../shared/model/validation.ts'
import { notifyFailure } from '../../app/notify.tsx'
import { client, orpc } from '../../data/client.ts'
import { queryClient } from '../../data/query.ts'
import { questionKey } from './compared.ts'

const pageRows = 30

const setupOptions = (subject: ValidationSubject) => orpc.validations.setup.queryOptions({ input: { subject } })

export function useSetup(subject: ValidationSubject) {
  return useQuery(setupOptions(subject))
}

/** A comparison as the engine is asked for it. */
export function toQuery(
  subject: ValidationSubject,
  { name, kind, mapping }: ComparableQuestion,
  split: ValidationSplit | undefined,
  openingId: number | undefined,
): ValidationQuery {
  return {
    subject,
    question: { name, kind },
    mapping,
    ...(split === undefined ? {} : { split: { datasetId: split.datasetId, name: split.name } }),
    ...(openingId === undefined ? {} : { openingId }),
  }
}

export function useMeasures(query: ValidationQuery) {
  return useQuery(orpc.validations.measure.queryOptions({ input: query, placeholderData: keepPreviousData }))
}

export function useChosenRows(query: ValidationQuery, choice: RowChoice) {
  return useInfiniteQuery(
    orpc.validations.rows.infiniteOptions({
      input: (cursor: string | undefined) => ({
        ...query,
        choice,
        limit: pageRows,
        ...(cursor === undefined ? {} : { cursor }),
      }),
      initialPageParam: undefined,
      getNextPageParam: (page) => page.nextCursor,
    }),
  )
}

/** Shows the mapping at once and keeps it for the next comparison of the scorer with this question. */
export function changeMapping(
  subject: ValidationSubject,
  setup: ValidationSetup,
  question: ComparableQuestion,
  mapping: ValueMapping,
): void {
  const key = questionKey(question)
  queryClient.setQueryData(setupOptions(subject).queryKey, (data) =>
    data === undefined
      ? data
      : {
          ...data,
          questions: data.questions.map((each) =>
            questionKey(each) === key ? { ...each, mapping, isKept: true } : each,
          ),
        },
  )
  const { experimentId, scorer } = setup
  const { name, kind } = question
  client.validations.keepMapping({ experimentId, scorer, question: { name, kind }, mapping }).catch(notifyFailure)
}

/** The newest version of the judge that a scorer is. */
export function useNewestJudge(judgeId: string | undefined): Judge | undefined {
  const versions = useQuery({
    ...orpc.judges.versions.queryOptions({ input: { judgeId: judgeId ?? '' } }),
    enabled: judgeId !== undefined,
  })
  return versions.data?.[0]
}

/** After a label was settled or a seal opened. */
export function refreshValidations(): Promise<void> {
  return queryClient.invalidateQueries({ queryKey: orpc.validations.key() })
}
