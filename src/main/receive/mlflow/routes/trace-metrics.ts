/** Counts and measures over traces, for charts. */
import * as z from 'zod'
import { defineRoute, field, type Route } from '../route.ts'
import type { Aggregation, MetricView } from '../search/metric-sources.ts'
import { pageSize } from '../search/page-size.ts'

/** Enums of `service.proto`, by name or number. */
const views = ['TRACES', 'SPANS', 'ASSESSMENTS'] as const satisfies readonly MetricView[]
const aggregations = ['COUNT', 'SUM', 'AVG', 'PERCENTILE', 'MIN', 'MAX'] as const satisfies readonly Aggregation[]

function byNameOrNumber<const Names extends readonly string[]>(names: Names) {
  return z.preprocess((value) => (typeof value === 'number' ? names[value - 1] : value), z.enum(names))
}

/** `MAX_RESULTS_QUERY_TRACE_METRICS`. */
const usualPoints = 1_000
const mostPoints = 50_000

export const traceMetricRoutes: readonly Route[] = [
  defineRoute({
    methods: 'POST',
    path: '/mlflow/traces/metrics',
    versions: ['3.0'],
    input: z.object({
      experiment_ids: field.texts,
      view_type: byNameOrNumber(views),
      metric_name: field.text,
      aggregations: z
        .array(z.object({ aggregation_type: byNameOrNumber(aggregations), percentile_value: z.number().optional() }))
        .min(1),
      dimensions: field.texts,
      filters: field.texts,
      time_interval_seconds: field.optionalInteger,
      start_time_ms: field.optionalInteger,
      end_time_ms: field.optionalInteger,
      max_results: field.optionalInteger,
      page_token: field.optionalText,
    }),
    async handle(input, { backend }) {
      const { points, nextPageToken } = await backend.read('measureTraces', {
        experimentIds: input.experiment_ids,
        view: input.view_type,
        metric: input.metric_name,
        aggregations: input.aggregations.map(({ aggregation_type: type, percentile_value: percentile }) => ({
          type,
          percentile,
        })),
        dimensions: input.dimensions,
        filters: input.filters,
        intervalSeconds: input.time_interval_seconds,
        startMs: input.start_time_ms,
        endMs: input.end_time_ms,
        maxResults: pageSize(input.max_results, usualPoints, mostPoints),
        pageToken: input.page_token,
      })
      return {
        data_points: points.map((point) => ({ metric_name: input.metric_name, ...point })),
        ...(nextPageToken === undefined ? {} : { next_page_token: nextPageToken }),
      }
    },
  }),
]
