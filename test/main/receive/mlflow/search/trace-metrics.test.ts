import { beforeEach, describe, expect, test } from 'vitest'
import { type MlflowDesk, openMlflowDesk } from '../mlflow-desk.ts'
import { baseMs, fillStore, makeRawTraces, type RawTrace } from './seed-traces.ts'

interface Points {
  data_points: { metric_name: string; dimensions: Record<string, string>; values: Record<string, number> }[]
  next_page_token?: string
}

let desk: MlflowDesk
let living: RawTrace[]
beforeEach(async () => {
  desk = await openMlflowDesk()
  const raws = makeRawTraces(60)
  fillStore(desk.db, raws)
  living = raws.filter((raw) => !raw.isDeleted)
})

const ask = (body: object) =>
  desk.call<Points>('POST', '/api/3.0/mlflow/traces/metrics', { experiment_ids: ['0', '1', '2'], ...body })
const points = async (body: object) => (await ask(body)).body.data_points

function countBy<T>(list: readonly T[], keyOf: (item: T) => string): Record<string, number> {
  const counts: Record<string, number> = {}
  for (const item of list) counts[keyOf(item)] = (counts[keyOf(item)] ?? 0) + 1
  return counts
}

describe('metrics', () => {
  test('count traces by state, and none in the trash', async () => {
    const found = await points({
      view_type: 'TRACES',
      metric_name: 'trace_count',
      aggregations: [{ aggregation_type: 'COUNT' }],
      dimensions: ['trace_status'],
    })
    expect(Object.fromEntries(found.map(({ dimensions, values }) => [dimensions.trace_status, values.COUNT]))).toEqual(
      countBy(living, (raw) => raw.state),
    )
  })

  test('measure durations, percentiles between neighbours', async () => {
    const durations = living
      .flatMap((raw) => (raw.durationUs === undefined ? [] : [Math.floor(raw.durationUs / 1000)]))
      .sort((a, b) => a - b)
    const place = 0.95 * (durations.length - 1)
    const [low = 0, high = 0] = [durations[Math.floor(place)], durations[Math.ceil(place)]]
    const [point] = await points({
      view_type: 1,
      metric_name: 'latency',
      aggregations: [
        { aggregation_type: 3 },
        { aggregation_type: 'MAX' },
        { aggregation_type: 'PERCENTILE', percentile_value: 95 },
      ],
    })
    expect(point).toEqual({
      metric_name: 'latency',
      dimensions: {},
      values: {
        AVG: expect.closeTo(durations.reduce((sum, ms) => sum + ms, 0) / durations.length, 9),
        MAX: durations.at(-1),
        'P95.0': expect.closeTo(low + (high - low) * (place % 1), 9),
      },
    })
  })

  test('are put into buckets of time, page by page, and narrowed by filters', async () => {
    const body = {
      view_type: 'TRACES',
      metric_name: 'trace_count',
      aggregations: [{ aggregation_type: 'COUNT' }],
      filters: ["trace.status = 'OK'"],
      time_interval_seconds: 1,
      start_time_ms: baseMs,
      end_time_ms: baseMs + 30,
    }
    const wanted = living.filter((raw) => raw.state === 'OK' && raw.startUs / 1000 < baseMs + 31)
    expect(wanted.length).toBeGreaterThan(3)
    expect(await points(body)).toEqual([
      {
        metric_name: 'trace_count',
        dimensions: { time_bucket: '2023-11-14T22:13:20+00:00' },
        values: { COUNT: wanted.length },
      },
    ])
    const named = { ...body, dimensions: ['trace_name'], max_results: 1 }
    const first = await ask(named)
    const second = await ask({ ...named, page_token: first.body.next_page_token })
    expect(second.body.data_points[0]?.dimensions.trace_name).not.toBe(first.body.data_points[0]?.dimensions.trace_name)
  })

  test('count spans by type and assessments by name', async () => {
    const count = [{ aggregation_type: 'COUNT' }]
    const spans = await points({
      view_type: 'SPANS',
      metric_name: 'span_count',
      aggregations: count,
      dimensions: ['span_type'],
      filters: ["span.status = 'ERROR'"],
    })
    const failed = living.flatMap((raw) => raw.spans).filter((span) => span.status === 'ERROR')
    expect(Object.fromEntries(spans.map(({ dimensions, values }) => [dimensions.span_type, values.COUNT]))).toEqual(
      countBy(failed, (span) => span.type),
    )
    const judged = await points({
      view_type: 'ASSESSMENTS',
      metric_name: 'assessment_count',
      aggregations: count,
      dimensions: ['assessment_name'],
      filters: ["assessment.type = 'feedback'", "trace.tag.env = 'x'"],
    })
    const wanted = living
      .filter((raw) => raw.tags.env === 'x')
      .flatMap((raw) => raw.assessments)
      .filter((assessment) => assessment.isValid && assessment.kind === 'feedback')
    expect(
      Object.fromEntries(judged.map(({ dimensions, values }) => [dimensions.assessment_name, values.COUNT])),
    ).toEqual(countBy(wanted, (assessment) => assessment.name))
  })

  test.each([
    [{ metric_name: 'speed' }, /metric_name 'speed' is not measured over TRACES/],
    [{ aggregations: [{ aggregation_type: 'SUM' }] }, /trace_count has no aggregation SUM/],
    [{ metric_name: 'latency', aggregations: [{ aggregation_type: 'PERCENTILE' }] }, /between 0 and 100/],
    [{ dimensions: ['span_name'] }, /no dimension 'span_name'/],
    [{ time_interval_seconds: 60 }, /start_time_ms and end_time_ms are required/],
    [{ filters: ["trace.status = 'OK' AND trace.status = 'OK'"] }, /Write one comparison/],
    [{ filters: ["trace.name = 'x'"] }, /Invalid filter on 'trace.name'/],
    [{ filters: ["span.kind = 'x'"] }, /Valid fields are/],
    [{ filters: ["trace.status != 'OK'"] }, /Invalid comparator/],
    [{ view_type: 'NOTHING' }, /view_type/],
  ])('are refused for %j', async (wrong, message) => {
    const body = { view_type: 'TRACES', metric_name: 'trace_count', aggregations: [{ aggregation_type: 'COUNT' }] }
    const answer = await desk.call<{ message: string }>('POST', '/api/3.0/mlflow/traces/metrics', {
      experiment_ids: ['0'],
      ...body,
      ...wrong,
    })
    expect(answer).toMatchObject({ status: 400, body: { error_code: 'INVALID_PARAMETER_VALUE' } })
    expect(answer.body.message).toMatch(message)
  })
})
