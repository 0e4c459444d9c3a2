/** What trace metrics are counted over. Facts: `sql_trace_metrics_utils.py` of MLflow 3.17, less what spans have no columns for. */
import { startMs, traceName } from './trace-conditions.ts'

export type MetricView = 'TRACES' | 'SPANS' | 'ASSESSMENTS'
export type Aggregation = 'COUNT' | 'SUM' | 'AVG' | 'PERCENTILE' | 'MIN' | 'MAX'

export interface Metric {
  /** Counted or measured; NULLs are left out. */
  value: string
  aggregations: readonly Aggregation[]
  dimensions: readonly string[]
}

export interface MetricSource {
  from: string
  /** Milliseconds since the epoch. */
  time: string
  dimensions: Readonly<Record<string, string>>
  metrics: Readonly<Record<string, Metric>>
}

const count = ['COUNT'] as const
const spread = ['AVG', 'MIN', 'MAX', 'PERCENTILE'] as const
const sums = ['SUM', ...spread] as const
const byName = ['trace_name'] as const
const byModel = ['span_model_name'] as const
const ofTokens = (column: string): Metric => ({ value: `t.${column}`, aggregations: sums, dimensions: byName })

/** `t` is the trace everywhere. */
export const metricSources: Readonly<Record<MetricView, MetricSource>> = {
  TRACES: {
    from: 'traces t',
    time: startMs,
    dimensions: { trace_name: traceName, trace_status: 't.state' },
    metrics: {
      trace_count: { value: 't.trace_id', aggregations: count, dimensions: ['trace_name', 'trace_status'] },
      session_count: { value: 'DISTINCT t.session_id', aggregations: count, dimensions: [] },
      latency: { value: 't.duration_us / 1000', aggregations: spread, dimensions: byName },
      input_tokens: ofTokens('input_tokens'),
      output_tokens: ofTokens('output_tokens'),
      total_tokens: ofTokens('total_tokens'),
      cache_read_input_tokens: ofTokens('cache_read_tokens'),
      cache_creation_input_tokens: ofTokens('cache_write_tokens'),
    },
  },
  SPANS: {
    from: 'traces t CROSS JOIN spans s ON s.trace_pk = t.trace_pk',
    time: 's.start_nano / 1000000',
    dimensions: {
      span_name: 's.name',
      span_type: 's.type',
      span_status: "CASE s.status_code WHEN 1 THEN 'OK' WHEN 2 THEN 'ERROR' ELSE 'UNSET' END",
      span_model_name: 's.model',
    },
    metrics: {
      span_count: {
        value: 's.span_id',
        aggregations: count,
        dimensions: ['span_name', 'span_type', 'span_status', ...byModel],
      },
      latency: {
        value: '(s.end_nano - s.start_nano) / 1000000',
        aggregations: spread,
        dimensions: ['span_name', 'span_status'],
      },
      total_cost: { value: 's.cost', aggregations: sums, dimensions: byModel },
    },
  },
  ASSESSMENTS: {
    from: 'traces t CROSS JOIN assessments a ON a.trace_pk = t.trace_pk AND a.valid = 1 AND a.deleted_at_ms IS NULL',
    time: startMs,
    dimensions: { assessment_name: 'a.name', assessment_value: "coalesce(a.value, 'null')" },
    metrics: {
      assessment_count: {
        value: 'a.assessment_id',
        aggregations: count,
        dimensions: ['assessment_name', 'assessment_value'],
      },
      // Yes and no count as 1 and 0, as booleans do.
      assessment_value: {
        value: `coalesce(a.value_number, CASE lower(trim(a.value, ' "')) WHEN 'yes' THEN 1 WHEN 'no' THEN 0 END)`,
        aggregations: spread,
        dimensions: ['assessment_name'],
      },
    },
  },
}
