/** Door of the comparison of scorers with people. */
import { AgainstPeople } from './against-people.tsx'
import { ValidationPage } from './validation-page.tsx'

/** A scorer of one evaluation. */
export function ValidationScreen({ runId, scorer }: { runId: string; scorer: string }) {
  return <ValidationPage runId={runId} scorer={scorer} />
}

/** A version of a judge, over all evaluations that used it. */
export function JudgeAgainstPeople({ judgeId, version }: { judgeId: string; version: number }) {
  return <AgainstPeople key={`${judgeId} ${version}`} subject={{ kind: 'judge', judgeId, version }} />
}
