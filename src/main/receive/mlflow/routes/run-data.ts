/** What runs read, made and measured over time. */
import * as z from 'zod'
import { metricHistory } from '../../../store/runs.ts'
import { MlflowError } from '../mlflow-error.ts'
import { fromOffsetToken, toOffsetToken } from '../offset-token.ts'
import { defineRoute, field, type Route } from '../route.ts'
import { runRef } from '../run-fields.ts'
import { toRunId } from '../run-input.ts'
import { toMetricJson } from '../run-json.ts'

const orEmpty = field.optionalText.transform((text) => text ?? '')

/** `Dataset` of `service.proto`; texts of any length, as MLflow's own limits are those of its database columns. */
const dataset = z.object({
  name: field.text,
  digest: orEmpty,
  source_type: orEmpty,
  source: orEmpty,
  schema: field.optionalText,
  profile: field.optionalText,
})

/** An input of one context, such as training; the tag `mlflow.data.context` says which. */
const datasetInput = z.object({ dataset, tags: field.pairs })

const list = <Item extends z.ZodType>(item: Item) => z.preprocess((value) => value ?? [], z.array(item))

export const runDataRoutes: readonly Route[] = [
  defineRoute({
    methods: 'POST',
    path: '/mlflow/runs/log-inputs',
    input: z.object({
      ...runRef,
      datasets: list(datasetInput),
      models: list(z.object({ model_id: field.text })),
    }),
    handle: async ({ datasets, models, ...ref }, { backend }) => {
      const ofDatasets = datasets.map((input) => ({
        kind: 'dataset' as const,
        key: JSON.stringify([input.dataset.name, input.dataset.digest]),
        content: { dataset: withoutAbsent(input.dataset), tags: input.tags },
      }))
      const ofModels = models.map((input) => ({ kind: 'modelInput' as const, key: input.model_id, content: input }))
      await backend.write('logRunLinks', { runId: toRunId(ref), links: [...ofDatasets, ...ofModels] })
      return {}
    },
  }),
  defineRoute({
    methods: 'POST',
    path: '/mlflow/runs/outputs',
    input: z.object({
      ...runRef,
      models: z.array(z.object({ model_id: field.text, step: field.optionalInteger })),
    }),
    handle: async ({ models, ...ref }, { backend }) => {
      const links = models.map(({ model_id, step = 0 }) => ({
        kind: 'modelOutput' as const,
        key: model_id,
        content: { model_id, step },
      }))
      await backend.write('logRunLinks', { runId: toRunId(ref), links })
      return {}
    },
  }),
  defineRoute({
    methods: 'GET',
    path: '/mlflow/metrics/get-history',
    input: z.object({
      ...runRef,
      metric_key: field.text,
      max_results: field.optionalInteger,
      page_token: field.optionalText,
    }),
    handle: ({ metric_key, max_results, page_token, ...ref }, { backend }) => {
      if (max_results !== undefined && max_results <= 0) {
        throw new MlflowError(
          'INVALID_PARAMETER_VALUE',
          `Invalid value ${max_results} for parameter 'max_results' supplied. It must be a positive integer.`,
        )
      }
      const offset = fromOffsetToken(page_token)
      // One more than asked for tells whether there is another page.
      const limit = max_results === undefined ? -1 : max_results + 1
      const metrics = metricHistory(backend.db(), toRunId(ref), metric_key, { offset, limit })
      const hasMore = max_results !== undefined && metrics.length > max_results
      return {
        metrics: metrics.slice(0, max_results).map((metric) => toMetricJson(metric)),
        ...(hasMore ? { next_page_token: toOffsetToken(offset + max_results) } : {}),
      }
    },
  }),
]

/** JSON has no undefined. */
function withoutAbsent(texts: Readonly<Record<string, string | undefined>>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(texts).flatMap(([key, value]) => (value === undefined ? [] : [[key, value]])),
  )
}
