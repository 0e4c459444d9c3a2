/** Search of traces: version 3 by locations, version 2 by experiments; and how two filters hang together. */
import * as z from 'zod'
import { defineRoute, field, type Route } from '../route.ts'
import { pageSize } from '../search/page-size.ts'
import { readTraceInfos, toV2Info } from '../trace-json.ts'

/** `_search_traces_v3` of MLflow's handlers. */
const mostTraces = 500
const usualTraces = 100

const shared = {
  filter: field.optionalText,
  max_results: field.optionalInteger,
  order_by: field.texts,
  page_token: field.optionalText,
}

/** Other kinds of locations are Databricks tables, which have no traces here. */
const location = z.looseObject({
  mlflow_experiment: z.object({ experiment_id: field.text }).optional(),
})

export const traceSearchRoutes: readonly Route[] = [
  defineRoute({
    methods: 'POST',
    path: '/mlflow/traces/search',
    versions: ['3.0'],
    input: z.object({ ...shared, locations: z.array(location) }),
    async handle({ locations, ...input }, { backend }) {
      const { traceIds, nextPageToken } = await backend.read('searchTraces', {
        ...toSearch(input),
        experimentIds: locations.flatMap((one) => one.mlflow_experiment?.experiment_id ?? []),
      })
      return { traces: readTraceInfos(backend.db(), traceIds), ...withToken(nextPageToken) }
    },
  }),
  defineRoute({
    methods: 'GET',
    path: '/mlflow/traces',
    versions: ['2.0'],
    input: z.object({ ...shared, experiment_ids: field.texts }),
    async handle({ experiment_ids: experimentIds, ...input }, { backend }) {
      const { traceIds, nextPageToken } = await backend.read('searchTraces', { ...toSearch(input), experimentIds })
      return { traces: readTraceInfos(backend.db(), traceIds).map(toV2Info), ...withToken(nextPageToken) }
    },
  }),
  defineRoute({
    methods: 'POST',
    path: '/mlflow/traces/calculate-filter-correlation',
    versions: ['3.0'],
    input: z.object({
      experiment_ids: field.texts,
      filter_string1: field.text,
      filter_string2: field.text,
      base_filter: field.optionalText,
    }),
    async handle(input, { backend }) {
      const found = await backend.read('correlateFilters', {
        experimentIds: input.experiment_ids,
        filter1: input.filter_string1,
        filter2: input.filter_string2,
        baseFilter: input.base_filter,
      })
      return {
        npmi: toProtoNumber(found.npmi),
        npmi_smoothed: toProtoNumber(found.npmiSmoothed),
        filter1_count: found.filter1Count,
        filter2_count: found.filter2Count,
        joint_count: found.jointCount,
        total_count: found.totalCount,
      }
    },
  }),
]

interface SearchInput {
  filter?: string | undefined
  max_results?: number | undefined
  order_by: readonly string[]
  page_token?: string | undefined
}

function toSearch({ filter, max_results, order_by, page_token }: SearchInput) {
  return {
    filter,
    orderBy: order_by,
    maxResults: pageSize(max_results, usualTraces, mostTraces),
    pageToken: page_token,
  }
}

function withToken(token: string | undefined): { next_page_token?: string } {
  return token === undefined ? {} : { next_page_token: token }
}

/** Protobuf's JSON has no number for NaN. */
function toProtoNumber(value: number): number | string {
  return Number.isNaN(value) ? 'NaN' : value
}
