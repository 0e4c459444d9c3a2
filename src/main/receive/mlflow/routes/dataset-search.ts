/** Search of evaluation datasets. */
import * as z from 'zod'
import { readDatasets } from '../../../store/datasets.ts'
import { toDatasetJson } from '../dataset-json.ts'
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
    handle: async ({ experiment_ids, filter_string, max_results, order_by, page_token }, { backend }) => {
      const { ids, nextPageToken } = await backend.read('searchDatasets', {
        experimentIds: experiment_ids,
        filter: filter_string,
        orderBy: order_by,
        maxResults: pageSize(max_results || undefined, 1000, mostResults),
        pageToken: page_token,
      })
      return {
        datasets: readDatasets(backend.db(), ids).map(toDatasetJson),
        ...(nextPageToken === undefined ? {} : { next_page_token: nextPageToken }),
      }
    },
  }),
]
