/** Questions from the engine, and changing them. */
import { useQuery } from '@tanstack/react-query'
import type { LabelSchema, NewLabelSchema } from '../../../shared/model/labeling.ts'
import type { Experiment } from '../../../shared/model/run.ts'
import { client, orpc } from '../../data/client.ts'
import { queryClient } from '../../data/query.ts'
import { currentSettings } from '../../data/settings.ts'
import type { FileQuestion } from './schema-file.ts'

const noExperiments: readonly Experiment[] = []

export function useSchemas() {
  return useQuery(orpc.labelSchemas.list.queryOptions({ input: {} }))
}

export function useExperiments(): readonly Experiment[] {
  return useQuery(orpc.experiments.list.queryOptions()).data ?? noExperiments
}

/** How many traces have assessments of a name already. */
export function useTracesAssessed(name: string): number {
  const infos = useQuery(orpc.assessments.names.queryOptions()).data ?? []
  return infos.find((info) => info.name === name.trim())?.traceCount ?? 0
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
  const { name, title, instruction, enableComment, isRequired, group, askIf, input } = schema
  const createdBy = currentSettings().reviewerName
  const saved =
    edits === undefined
      ? await client.labelSchemas.create({ ...schema, ...(createdBy === '' ? {} : { createdBy }) })
      : await client.labelSchemas.update({
          schemaId: edits.schemaId,
          change: { name, title, instruction, enableComment, isRequired, group, askIf: askIf ?? null, input },
        })
  await refresh()
  return saved
}

/** All or none. Rejects with CONFLICT when a name was taken meanwhile. */
export async function createSchemas(
  schemas: readonly (FileQuestion & { experimentId: string })[],
): Promise<LabelSchema[]> {
  const createdBy = currentSettings().reviewerName
  const made = await client.labelSchemas.createAll({
    schemas: schemas.map((schema) => ({ ...schema, ...(createdBy === '' ? {} : { createdBy }) })),
  })
  await refresh()
  return made
}

/** Makes the unpublished changes of a question a new version. */
export async function publishSchema(schemaId: string): Promise<LabelSchema> {
  const published = await client.labelSchemas.publish({ schemaId })
  await refresh()
  return published
}

export async function discardSchemaDraft(schemaId: string): Promise<LabelSchema> {
  const left = await client.labelSchemas.discardDraft({ schemaId })
  await refresh()
  return left
}

/** By one place within its experiment; at the ends nothing moves. Rejects with INVALID_INPUT when a condition would be about a later question. */
export async function moveSchema(schemas: readonly LabelSchema[], moved: LabelSchema, step: 1 | -1): Promise<void> {
  const { experimentId, schemaId } = moved
  const ids = schemas.filter((each) => each.experimentId === experimentId).map((each) => each.schemaId)
  const to = ids.indexOf(schemaId) + step
  if (to < 0 || to >= ids.length) return
  const others = ids.filter((id) => id !== schemaId)
  await client.labelSchemas.reorder({ experimentId, schemaIds: others.toSpliced(to, 0, schemaId) })
  await refresh()
}

export async function deleteSchema(schemaId: string): Promise<void> {
  await client.labelSchemas.delete({ schemaId })
  await refresh()
}
