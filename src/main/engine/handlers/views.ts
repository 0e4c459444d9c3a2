import { listViews } from '../../store/views.ts'
import type { Implementer } from '../implementer.ts'
import type { Services } from '../services.ts'

export function viewHandlers(os: Implementer, { workspaces, bus }: Services) {
  return {
    list: os.views.list.handler(() => listViews(workspaces.getSession().db)),
    save: os.views.save.handler(async ({ input }) => {
      const view = await workspaces.getSession().writer.call('saveView', input)
      bus.publish({ topic: 'views' })
      return view
    }),
    delete: os.views.delete.handler(async ({ input }) => {
      const result = await workspaces.getSession().writer.call('deleteView', input)
      bus.publish({ topic: 'views' })
      return result
    }),
  }
}
