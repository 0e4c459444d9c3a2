import { listTraces } from '../../store/trace-list.ts'
import { getTrace, readTree } from '../../store/trace-read.ts'
import type { Implementer } from '../implementer.ts'
import type { Services } from '../services.ts'

/** Spans up to which a tree is read here; above, it would hold up other calls for too long. */
const maxSpansHere = 2_000

export function traceHandlers(os: Implementer, { workspaces, bus }: Services) {
  const changed = (kind: 'changed' | 'deleted') => bus.publish({ topic: 'traces', kind, traceIds: [], more: true })

  return {
    list: os.traces.list.handler(({ input, signal }) => {
      const { db, reader } = workspaces.getSession()
      const isSearch = (input.filter.search ?? '').trim() !== ''
      return isSearch ? reader.call('listTraces', input, { signal }) : listTraces(db, input)
    }),
    count: os.traces.count.handler(({ input, signal }) =>
      workspaces.getSession().reader.call('countTraces', input, { signal }),
    ),
    facet: os.traces.facet.handler(({ input, signal }) =>
      workspaces.getSession().reader.call('facetTraces', input, { signal }),
    ),
    experiments: os.traces.experiments.handler(({ input, signal }) =>
      workspaces.getSession().reader.call('countByExperiment', input, { signal }),
    ),
    get: os.traces.get.handler(({ input }) => getTrace(workspaces.getSession().db, input.traceId)),
    tree: os.traces.tree.handler(({ input, signal }) => {
      const { db, reader } = workspaces.getSession()
      const { spanCount } = getTrace(db, input.traceId)
      return spanCount <= maxSpansHere ? readTree(db, input.traceId) : reader.call('readTree', input, { signal })
    }),
    findSpans: os.traces.findSpans.handler(({ input, signal }) =>
      workspaces.getSession().reader.call('findSpans', input, { signal }),
    ),
    session: os.traces.session.handler(({ input, signal }) =>
      workspaces.getSession().reader.call('listSessionTurns', input, { signal }),
    ),
    tag: os.traces.tag.handler(async ({ input }) => {
      const result = await workspaces.getSession().writer.call('tagTraces', input)
      changed('changed')
      return result
    }),
    delete: os.traces.delete.handler(async ({ input }) => {
      const result = await workspaces.getSession().writer.call('deleteTraces', input)
      changed('deleted')
      return result
    }),
    restore: os.traces.restore.handler(async ({ input }) => {
      const result = await workspaces.getSession().writer.call('restoreTraces', input)
      changed('changed')
      return result
    }),
    emptyTrash: os.traces.emptyTrash.handler(async () => {
      const { writer } = workspaces.getSession()
      let count = 0
      for (;;) {
        const slice = await writer.call('emptyTrash', undefined)
        count += slice.count
        if (slice.remaining === 0) break
      }
      changed('deleted')
      return { count }
    }),
  }
}
