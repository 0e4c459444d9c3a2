import { examineInThread } from '../examine.ts'
import type { Implementer } from '../implementer.ts'
import type { Services } from '../services.ts'

export function workspaceHandlers(os: Implementer, { workspaces, recents, exports }: Services) {
  return {
    current: os.workspaces.current.handler(() => workspaces.current()),
    recent: os.workspaces.recent.handler(() => recents.list()),
    forget: os.workspaces.forget.handler(({ input }) => {
      recents.forget(input.path)
      return recents.list()
    }),
    open: os.workspaces.open.handler(({ input }) => workspaces.open(input.path, input.readOnly)),
    create: os.workspaces.create.handler(({ input }) => workspaces.create(input.path)),
    openSample: os.workspaces.openSample.handler(() => workspaces.openSample()),
    close: os.workspaces.close.handler(async () => ({ closed: await workspaces.close() })),
    backup: os.workspaces.backup.handler(({ input, signal }) => exports.backup(input.path, signal)),
    doctor: os.workspaces.doctor.handler(({ signal }) => examineInThread(workspaces.getSession().path, signal)),
  }
}
