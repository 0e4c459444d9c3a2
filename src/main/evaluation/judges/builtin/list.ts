/** The judges that come with Assay: MLflow's list, with texts of our own. */
import { AppError } from '../../../../shared/model/error.ts'
import { type BuiltinJudge, BuiltinJudgeId } from '../../../../shared/model/judge.ts'
import { answerJudges } from './answers.ts'
import type { BuiltinText } from './builtin-text.ts'
import { conversationJudges } from './conversations.ts'
import { retrievalJudges } from './retrieval.ts'
import { ruleJudges } from './rules.ts'
import { toolJudges } from './tools.ts'

/** All versions of all of them: an evaluation that began with an older one goes on with it. */
const texts: readonly BuiltinText[] = [
  ...answerJudges,
  ...ruleJudges,
  ...retrievalJudges,
  ...toolJudges,
  ...conversationJudges,
]

const builtins: readonly BuiltinJudge[] = texts.map((text) => ({
  version: 1,
  isMultiTurn: false,
  takesGuidelines: false,
  ...text,
}))

/** The newest version of each, in MLflow's order. */
export function listBuiltins(): BuiltinJudge[] {
  return BuiltinJudgeId.options.flatMap((builtinId) => newestOf(builtinId) ?? [])
}

/** @throws AppError NOT_FOUND for a version that this build does not have */
export function getBuiltin(builtinId: BuiltinJudgeId, version: number): BuiltinJudge {
  const found = builtins.find((each) => each.builtinId === builtinId && each.version === version)
  if (found !== undefined) return found
  const newest = newestOf(builtinId)?.version
  throw new AppError(
    'NOT_FOUND',
    `This build of Assay has no version ${version} of the judge ${builtinId}. Choose version ${newest}.`,
  )
}

function newestOf(builtinId: BuiltinJudgeId): BuiltinJudge | undefined {
  return builtins.filter((each) => each.builtinId === builtinId).sort((a, b) => b.version - a.version)[0]
}
