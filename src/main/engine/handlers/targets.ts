import { AppError } from '../../../shared/model/error.ts'
import { describeRequest } from '../../evaluation/targets/describe-request.ts'
import { makeTraceparent, openTarget } from '../../evaluation/targets/open-target.ts'
import { listTargets } from '../../store/targets.ts'
import { threadEntry } from '../channel/entry.ts'
import type { Implementer } from '../implementer.ts'
import type { Services } from '../services.ts'

export function targetHandlers(os: Implementer, { workspaces, bus, outside }: Services) {
  function told<T>(result: T): T {
    bus.publish({ topic: 'targets' })
    return result
  }

  return {
    list: os.targets.list.handler(() => listTargets(workspaces.getSession().db)),
    save: os.targets.save.handler(async ({ input }) =>
      told(await workspaces.getSession().writer.call('saveTarget', input)),
    ),
    delete: os.targets.delete.handler(async ({ input }) =>
      told(await workspaces.getSession().writer.call('deleteTarget', input)),
    ),
    tryRow: os.targets.tryRow.handler(async ({ input: { target, inputs }, signal }) => {
      if (target.kind === 'recorded') {
        throw new AppError('INVALID_INPUT', 'Recorded outputs are not called. Choose another kind of target to try it.')
      }
      const { egress, providers } = outside
      const moduleThread = threadEntry('target-module')
      const caller = openTarget(target, { egress, providers, moduleThread, env: process.env })
      try {
        const traceparent = makeTraceparent()
        const given = signal ?? new AbortController().signal
        const { canRetry: _, retryAfterMs: __, ...result } = await caller.call(inputs, { traceparent, signal: given })
        return { ...result, request: describeRequest(target, inputs) }
      } finally {
        await caller.close()
      }
    }),
  }
}
