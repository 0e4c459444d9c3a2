import { listGold, proposeGold } from '../../store/label-gold.ts'
import type { Implementer } from '../implementer.ts'
import type { Services } from '../services.ts'

/** Items with known answers, and answers for several items at once. */
export function labelExtrasHandlers(os: Implementer, { workspaces, bus }: Services) {
  const db = () => workspaces.getSession().db
  const reader = () => workspaces.getSession().reader
  const writer = () => workspaces.getSession().writer
  function told<T>(traceIds: string[], result: T): T {
    const ids = { traceIds, more: false }
    bus.publish({ topic: 'labeling' })
    bus.publish({ topic: 'assessments', ...ids })
    bus.publish({ topic: 'traces', kind: 'changed', ...ids })
    return result
  }

  return {
    labelGold: {
      list: os.labelGold.list.handler(({ input }) => listGold(db(), input.sessionId)),
      propose: os.labelGold.propose.handler(({ input }) => proposeGold(db(), input)),
      set: os.labelGold.set.handler(async ({ input }) => {
        const result = await writer().call('setGold', input)
        bus.publish({ topic: 'labeling' })
        return result
      }),
    },
    labelBulk: {
      similar: os.labelBulk.similar.handler(({ input }) => reader().call('findSimilarItems', input)),
      plan: os.labelBulk.plan.handler(({ input }) => reader().call('planBulk', input)),
      answer: os.labelBulk.answer.handler(async ({ input }) => {
        const undo = await writer().call('bulkAnswer', input)
        return told(
          undo.items.map(({ traceId }) => traceId),
          undo,
        )
      }),
      undo: os.labelBulk.undo.handler(async ({ input }) => {
        const { count, traceIds } = await writer().call('undoBulk', input)
        return told(traceIds, { count })
      }),
    },
  }
}
