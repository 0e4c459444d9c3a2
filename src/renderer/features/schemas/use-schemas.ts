/** Questions from the engine, and changing them. */
import { useQuery } from '@tanstack/react-query'
import type { LabelSchema, NewLabelSchema } from '../../../shared/model/labeling.ts'
import type { Experiment } from '../../../shared/model/run.ts'
import { client, orpc } from '../../data/client.ts'
import { queryClient } from '../../data/query.ts'
import { currentSettings } from '../../data/settings.ts'

const noExperiments: readonly Experiment[] = []

export function useSchemas() {
  return useQuery(orpc.labelSchemas.list.queryOptions({ input: {} }))
}

export function useExperiments(): readonly Experiment[] {
  return useQuery(orpc.experiments.list.queryOptions()).data ?? noExperiments
}

/** In how many labeling sessions each question is asked, by its id. */
export function useSchemaUses(): ReadonlyMap<string, number> {
  const sessions = useQuery(orpc.labelingSessions.list.queryOptions()).data ?? []
  const uses = new Map<string, number>()
  for (const { schemas } of sessions) {
    for (const { schemaId } of schemas) uses.set(schemaId, (uses.get(schemaId) ?? 0) + 1)
  }
  return uses
}

async function refresh(): Promise<void> {
  await queryClient.invalidateQueries({ queryKey: orpc.labelSchemas.key() })
}

/** Rejects with CONFLICT when the experiment has a question of this name. */
export async function saveSchema(schema: NewLabelSchema, edits: LabelSchema | undefined): Promise<LabelSchema> {
  const { name, title, instruction, enableComment, isRequired, input } = schema
  const createdBy = currentSettings().reviewerName
  const saved =
    edits === undefined
      ? await client.labelSchemas.create({ ...schema, ...(createdBy === '' ? {} : { createdBy }) })
      : await client.labelSchemas.update({
          schemaId: edits.schemaId,
          change: { name, title, instruction, enableComment, isRequired, input },
        })
  await refresh()
  return saved
}

/** All or none. Rejects with CONFLICT when a name was taken meanwhile. */
export async function createSchemas(schemas: readonly NewLabelSchema[]): Promise<LabelSchema[]> {
  const createdBy = currentSettings().reviewerName
  const made = await client.labelSchemas.createAll({
    schemas: schemas.map((schema) => ({ ...schema, ...(createdBy === '' ? {} : { createdBy }) })),
  })
  await refresh()
  return made
}

export async function deleteSchema(schemaId: string): Promise<void> {
  await client.labelSchemas.delete({ schemaId })
  await refresh()
}
