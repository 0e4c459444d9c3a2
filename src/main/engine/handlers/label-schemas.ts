import { listVersions } from '../../store/label-schema-changes.ts'
import { listLabelSchemas } from '../../store/label-schemas.ts'
import type { Implementer } from '../implementer.ts'
import type { Services } from '../services.ts'

export function labelSchemaHandlers(os: Implementer, { workspaces, bus }: Services) {
  function told<T>(result: T): T {
    bus.publish({ topic: 'labeling' })
    return result
  }

  return {
    list: os.labelSchemas.list.handler(({ input }) => listLabelSchemas(workspaces.getSession().db, input)),
    create: os.labelSchemas.create.handler(async ({ input }) =>
      told(await workspaces.getSession().writer.call('createLabelSchema', input)),
    ),
    createAll: os.labelSchemas.createAll.handler(async ({ input }) =>
      told(await workspaces.getSession().writer.call('createLabelSchemas', input)),
    ),
    update: os.labelSchemas.update.handler(async ({ input }) =>
      told(await workspaces.getSession().writer.call('updateLabelSchema', input)),
    ),
    publish: os.labelSchemas.publish.handler(async ({ input }) =>
      told(await workspaces.getSession().writer.call('publishSchemaDraft', input)),
    ),
    discardDraft: os.labelSchemas.discardDraft.handler(async ({ input }) =>
      told(await workspaces.getSession().writer.call('discardSchemaDraft', input)),
    ),
    versions: os.labelSchemas.versions.handler(({ input }) => listVersions(workspaces.getSession().db, input.schemaId)),
    reorder: os.labelSchemas.reorder.handler(async ({ input }) =>
      told(await workspaces.getSession().writer.call('orderLabelSchemas', input)),
    ),
    delete: os.labelSchemas.delete.handler(async ({ input }) =>
      told(await workspaces.getSession().writer.call('deleteLabelSchema', input)),
    ),
  }
}
