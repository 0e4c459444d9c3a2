/** Label schemas (`label_schemas.proto`). Every call takes any method, as clients of different ages use different ones. */
import * as z from 'zod'
import { AppError } from '../../../../shared/model/error.ts'
import type { LabelSchema } from '../../../../shared/model/labeling.ts'
import {
  defaultSchemaName,
  findLabelSchemaByName,
  getLabelSchema,
  hasDefaultLabelSchema,
  listLabelSchemas,
} from '../../../store/label-schemas.ts'
import { requireActiveExperiment } from '../../../store/runs.ts'
import type { Backend } from '../backend.ts'
import { schemaInput, schemaType, toChangedInput, toLabelSchemaJson } from '../label-schema-json.ts'
import { asLabelingChange } from '../labeling-errors.ts'
import { MlflowError } from '../mlflow-error.ts'
import { fromOffsetToken, toOffsetToken } from '../offset-token.ts'
import { defineRoute, field, type Method, type Route } from '../route.ts'
import { pageSize } from '../search/page-size.ts'

export const readingMethods: readonly Method[] = ['GET', 'POST']
/** No GET among them: a page of any origin can send those without asking, by a picture's address. */
export const changingMethods: readonly Method[] = ['POST', 'PUT', 'PATCH', 'DELETE']

/** Most results of one page (`SEARCH_MAX_RESULTS_THRESHOLD`). */
export const mostResults = 50_000

const schemaRef = z.object({ schema_id: field.text })

export const labelSchemaRoutes: readonly Route[] = [
  defineRoute({
    methods: changingMethods,
    path: '/mlflow/label-schemas/create',
    input: z.object({
      experiment_id: field.text,
      name: field.text,
      type: schemaType,
      input: schemaInput,
      instruction: field.optionalText,
      enable_comment: field.optionalFlag,
    }),
    handle: async ({ experiment_id, name, type, input, instruction, enable_comment }, { backend }) => {
      refuseReserved(name)
      const schema = await asLabelingChange(
        backend.write('createLabelSchema', {
          experimentId: experiment_id,
          name,
          type: type === 'FEEDBACK' ? 'feedback' : 'expectation',
          input,
          instruction,
          enableComment: enable_comment,
        }),
      )
      return { label_schema: toLabelSchemaJson(schema) }
    },
  }),
  defineRoute({
    methods: readingMethods,
    path: '/mlflow/label-schemas/get',
    input: schemaRef,
    handle: ({ schema_id }, { backend }) => ({
      label_schema: toLabelSchemaJson(getLabelSchema(backend.db(), schema_id)),
    }),
  }),
  defineRoute({
    methods: readingMethods,
    path: '/mlflow/label-schemas/get-by-name',
    input: z.object({ experiment_id: field.text, name: field.text }),
    handle: ({ experiment_id, name }, { backend }) => {
      requireActiveExperiment(backend.db(), experiment_id)
      const schema = findLabelSchemaByName(backend.db(), experiment_id, name)
      if (schema === undefined) {
        throw new MlflowError('RESOURCE_DOES_NOT_EXIST', 'The experiment has no label schema with this name.')
      }
      return { label_schema: toLabelSchemaJson(schema) }
    },
  }),
  defineRoute({
    methods: readingMethods,
    path: '/mlflow/label-schemas/list',
    input: z.object({
      experiment_id: field.text,
      max_results: field.optionalInteger,
      page_token: field.optionalText,
    }),
    handle: async ({ experiment_id, max_results, page_token }, { backend }) => {
      const limit = pageSize(max_results, 100, mostResults)
      const offset = fromOffsetToken(page_token)
      requireActiveExperiment(backend.db(), experiment_id)
      await ensureDefault(backend, experiment_id)
      const schemas = listLabelSchemas(backend.db(), { experimentId: experiment_id }).sort(newestFirst)
      return {
        label_schemas: schemas.slice(offset, offset + limit).map(toLabelSchemaJson),
        ...(schemas.length > offset + limit ? { next_page_token: toOffsetToken(offset + limit) } : {}),
      }
    },
  }),
  defineRoute({
    methods: changingMethods,
    path: '/mlflow/label-schemas/update',
    input: schemaRef.extend({
      name: z.string().nullish(),
      instruction: z.string().nullish(),
      enable_comment: field.optionalFlag,
      input: schemaInput.optional(),
    }),
    handle: async ({ schema_id, name, instruction, enable_comment, input }, { backend }) => {
      const before = getLabelSchema(backend.db(), schema_id)
      if (typeof name === 'string' && name !== before.name) refuseReserved(name)
      const schema = await asLabelingChange(
        backend.write('updateLabelSchema', {
          schemaId: schema_id,
          change: {
            name: name ?? undefined,
            instruction: instruction ?? undefined,
            enableComment: enable_comment,
            input: input === undefined ? undefined : toChangedInput(before.input, input),
          },
        }),
      )
      return { label_schema: toLabelSchemaJson(schema) }
    },
  }),
  defineRoute({
    methods: changingMethods,
    path: '/mlflow/label-schemas/delete',
    input: schemaRef,
    handle: async ({ schema_id }, { backend }) => {
      await asLabelingChange(backend.write('deleteLabelSchema', { schemaId: schema_id }))
      return {}
    },
  }),
]

function newestFirst(a: LabelSchema, b: LabelSchema): number {
  return b.createdAtMs - a.createdAtMs || (a.schemaId < b.schemaId ? -1 : 1)
}

/** Clients expect the question that MLflow's server makes when schemas are first listed. */
async function ensureDefault(backend: Backend, experimentId: string): Promise<void> {
  if (hasDefaultLabelSchema(backend.db(), experimentId)) return
  try {
    await backend.write('ensureDefaultLabelSchema', { experimentId })
  } catch (error) {
    // A list can be read where nothing can be written.
    if (!(error instanceof AppError) || error.code !== 'STORE_READ_ONLY') throw error
  }
}

function refuseReserved(name: string): void {
  if (name.trim().toLowerCase() !== defaultSchemaName.toLowerCase()) return
  throw new MlflowError(
    'INVALID_PARAMETER_VALUE',
    `\`${defaultSchemaName}\` is reserved for the experiment's default question. Choose another name.`,
  )
}
