/** Search of experiments, runs and logged models. */
import * as z from 'zod'
import { readExperiments } from '../../../store/experiments.ts'
import { readLoggedModels } from '../../../store/logged-models.ts'
import { toExperimentJson } from '../experiment-json.ts'
import { toLoggedModelJson } from '../logged-model-json.ts'
import { defineRoute, field, type Route } from '../route.ts'
import { readRunJsons } from '../run-json.ts'
import { pageSize } from '../search/page-size.ts'
import type { RunView } from '../search/run-search.ts'

/** `SEARCH_MAX_RESULTS_THRESHOLD` and its defaults in `mlflow/store/tracking/__init__.py`. */
const mostResults = 50_000
const usualResults = 1_000
const usualModels = 100

/** `ViewType` of `service.proto`, by name or number; deleted ones only when asked for. */
const view = z.preprocess(
  (value): RunView | unknown => {
    const views: readonly RunView[] = ['ACTIVE_ONLY', 'DELETED_ONLY', 'ALL']
    if (value === undefined || value === null || value === '') return 'ACTIVE_ONLY'
    const number = Number(value)
    return Number.isInteger(number) ? views[number - 1] : value
  },
  z.enum(['ACTIVE_ONLY', 'DELETED_ONLY', 'ALL']),
)

const shared = {
  filter: field.optionalText,
  max_results: field.optionalInteger,
  page_token: field.optionalText,
}

const optionalName = field.optionalText
const modelDataset = z.object({ dataset_name: field.text, dataset_digest: optionalName })
const modelOrder = z.object({
  field_name: field.text,
  ascending: field.optionalFlag,
  dataset_name: optionalName,
  dataset_digest: optionalName,
})

export const entitySearchRoutes: readonly Route[] = [
  defineRoute({
    methods: ['POST', 'GET'],
    path: '/mlflow/experiments/search',
    versions: ['2.0'],
    input: z.object({ ...shared, view_type: view, order_by: field.texts }),
    async handle(input, { backend }) {
      const { ids, nextPageToken } = await backend.read('searchExperiments', {
        ...toSearch(input, usualResults),
        view: input.view_type,
        orderBy: input.order_by,
      })
      const experiments = readExperiments(backend.db(), ids.map(Number)).map(toExperimentJson)
      return { experiments, ...withToken(nextPageToken) }
    },
  }),
  defineRoute({
    methods: 'POST',
    path: '/mlflow/runs/search',
    versions: ['2.0'],
    input: z.object({ ...shared, experiment_ids: field.texts, run_view_type: view, order_by: field.texts }),
    async handle(input, { backend }) {
      const { ids, nextPageToken } = await backend.read('searchRuns', {
        ...toSearch(input, usualResults),
        experimentIds: input.experiment_ids,
        view: input.run_view_type,
        orderBy: input.order_by,
      })
      return { runs: readRunJsons(backend.db(), ids), ...withToken(nextPageToken) }
    },
  }),
  defineRoute({
    methods: 'POST',
    path: '/mlflow/logged-models/search',
    versions: ['2.0'],
    input: z.object({
      ...shared,
      experiment_ids: field.texts,
      datasets: z.array(modelDataset).optional(),
      order_by: z.array(modelOrder).optional(),
    }),
    async handle(input, { backend }) {
      const { ids, nextPageToken } = await backend.read('searchModels', {
        ...toSearch({ ...input, max_results: input.max_results || undefined }, usualModels),
        experimentIds: input.experiment_ids,
        datasets: input.datasets?.map(toDataset),
        orderBy: input.order_by?.map(({ field_name, ascending, dataset_name, dataset_digest }) => ({
          field: field_name,
          isAscending: ascending ?? true,
          dataset: dataset_name === undefined ? undefined : toDataset({ dataset_name, dataset_digest }),
        })),
      })
      return { models: readLoggedModels(backend.db(), ids).map(toLoggedModelJson), ...withToken(nextPageToken) }
    },
  }),
]

function toSearch(
  input: { filter?: string | undefined; max_results?: number | undefined; page_token?: string | undefined },
  fallback: number,
) {
  return {
    filter: input.filter,
    maxResults: pageSize(input.max_results, fallback, mostResults),
    pageToken: input.page_token,
  }
}

function toDataset({ dataset_name: name, dataset_digest: digest }: z.output<typeof modelDataset>) {
  return { name, digest }
}

function withToken(token: string | undefined): { next_page_token?: string } {
  return token === undefined ? {} : { next_page_token: token }
}
