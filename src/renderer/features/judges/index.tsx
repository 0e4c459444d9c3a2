/** Door of the judges: the list of them, and one of them. */
import { BuiltinPage } from './builtin-page.tsx'
import { JudgeList } from './judge-list.tsx'
import { JudgePage, NewJudgePage } from './judge-page.tsx'
import { builtinPrefix } from './use-judges.ts'

export function JudgesScreen({ judgeId, tab }: { judgeId?: string | undefined; tab?: string | undefined }) {
  if (judgeId === undefined) return <JudgeList />
  if (judgeId === 'new') return <NewJudgePage key={tab} builtinId={tab} />
  if (judgeId.startsWith(builtinPrefix)) {
    return <BuiltinPage key={judgeId} builtinId={judgeId.slice(builtinPrefix.length)} />
  }
  return <JudgePage key={judgeId} judgeId={judgeId} tab={tab} />
}
