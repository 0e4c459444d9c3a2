/** Search of evaluation datasets. */
import * as z from 'zod'
import { listDatasets } from '../../../store/datasets.ts'
import { toDatasetJson } from '../dataset-json.ts'
import { MlflowError } from '../mlflow-error.ts'
import { fromOffsetToken, toOffsetToken } from '../offset-token.ts'
import { defineRoute, field, type Route } from '../route.ts'
import { pageSize } from '../search/page-size.ts'
import { mostResults } from './label-schemas.ts'

export const datasetSearchRoutes: readonly Route[] = [
  defineRoute({
    methods: ['POST', 'GET'],
    path: '/mlflow/datasets/search',
    input: z.object({
      experiment_ids: field.texts,
      filter_string: field.optionalText,
      max_results: field.optionalInteger,
      order_by: field.texts,
      page_token: field.optionalText,
    }),
    handle: ({ experiment_ids, filter_string, max_results, page_token }, { backend }) => {
      const limit = pageSize(max_results || undefined, 1000, mostResults)
      const offset = fromOffsetToken(page_token)
      const name = filter_string === undefined ? undefined : /^\s*name\s*=\s*'([^']*)'\s*$/.exec(filter_string)?.[1]
      if (filter_string !== undefined && name === undefined) {
        throw new MlflowError('INVALID_PARAMETER_VALUE', "Filter datasets by `name = '…'`.")
      }
      const datasets = listDatasets(backend.db()).filter(
        (dataset) =>
          (name === undefined || dataset.name === name) &&
          (experiment_ids.length === 0 || dataset.experimentIds.some((id) => experiment_ids.includes(id))),
      )
      return {
        datasets: datasets.slice(offset, offset + limit).map(toDatasetJson),
        ...(datasets.length > offset + limit ? { next_page_token: toOffsetToken(offset + limit) } : {}),
      }
    },
  }),
]
