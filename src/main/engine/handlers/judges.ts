import { listBuiltins } from '../../evaluation/judges/builtin/list.ts'
import { planDefinition } from '../../evaluation/judges/judge-plan.ts'
import { tryJudge } from '../../evaluation/judges/try-judge.ts'
import { listJudges, listJudgeVersions } from '../../store/judges.ts'
import type { Implementer } from '../implementer.ts'
import type { Services } from '../services.ts'

export function judgeHandlers(os: Implementer, { workspaces, bus, outside }: Services) {
  function told<T>(result: T): T {
    bus.publish({ topic: 'judges' })
    return result
  }
  const session = () => workspaces.getSession()

  return {
    list: os.judges.list.handler(({ input }) => listJudges(session().db, input)),
    versions: os.judges.versions.handler(({ input }) => listJudgeVersions(session().db, input.judgeId)),
    save: os.judges.save.handler(async ({ input }) => {
      planDefinition(input.definition, input.name)
      return told(await session().writer.call('saveJudge', input))
    }),
    remove: os.judges.remove.handler(async ({ input }) => told(await session().writer.call('removeJudge', input))),
    restore: os.judges.restore.handler(async ({ input }) => told(await session().writer.call('restoreJudge', input))),
    builtins: os.judges.builtins.handler(() => listBuiltins()),
    tryOut: os.judges.tryOut.handler(({ input: { definition, row }, signal }) =>
      tryJudge(definition, () => session().reader.call('readTrialRow', row, signal === undefined ? {} : { signal }), {
        egress: outside.egress,
        providers: outside.providers,
        signal: signal ?? new AbortController().signal,
      }),
    ),
  }
}
