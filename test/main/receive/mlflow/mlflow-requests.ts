/** Bodies that MLflow clients send. */
import type { MlflowDesk } from './mlflow-desk.ts'

export interface SpanSpec {
  spanId: string
  parentSpanId?: string
  name?: string
  /** Nanoseconds since the epoch, as a decimal string. */
  start?: string
  end?: string
  /** OTLP/JSON `AnyValue`s. */
  attributes?: Record<string, unknown>
  events?: unknown[]
  links?: unknown[]
  status?: unknown
}

export const start = '1790000000123456789'
export const end = '1790000001357456789'

/** Any OTLP value of plain JSON, as MLflow's Python client sends attributes. */
export function any(value: unknown): unknown {
  if (value === null) return {}
  if (typeof value === 'string') return { stringValue: value }
  if (typeof value === 'boolean') return { boolValue: value }
  if (typeof value === 'number') return Number.isInteger(value) ? { intValue: String(value) } : { doubleValue: value }
  if (Array.isArray(value)) return { arrayValue: { values: value.map(any) } }
  const entries = Object.entries(value as object)
  return { kvlistValue: { values: entries.map(([key, item]) => ({ key, value: any(item) })) } }
}

export function otlpJson(traceId: string, spans: readonly SpanSpec[]): string {
  return JSON.stringify({
    resourceSpans: [
      {
        resource: { attributes: [{ key: 'service.name', value: { stringValue: 'svc' } }] },
        scopeSpans: [
          {
            spans: spans.map((span) => ({
              traceId,
              spanId: span.spanId,
              ...(span.parentSpanId === undefined ? {} : { parentSpanId: span.parentSpanId }),
              name: span.name ?? 'span',
              kind: 1,
              startTimeUnixNano: span.start ?? start,
              endTimeUnixNano: span.end ?? end,
              attributes: Object.entries(span.attributes ?? {}).map(([key, value]) => ({ key, value })),
              events: span.events ?? [],
              links: span.links ?? [],
              status: span.status ?? { code: 1 },
            })),
          },
        ],
      },
    ],
  })
}

export function sendSpans(
  desk: MlflowDesk,
  traceId: string,
  spans: readonly SpanSpec[],
  headers: Record<string, string> = {},
) {
  return desk.call('POST', '/v1/traces', otlpJson(traceId, spans), {
    'content-type': 'application/json',
    'x-mlflow-experiment-id': '0',
    ...headers,
  })
}

export interface InfoJson {
  trace_id: string
  trace_location: { mlflow_experiment: { experiment_id: string } }
  request_time: string
  execution_duration?: string
  state: string
  request_preview?: string
  response_preview?: string
  client_request_id?: string
  trace_metadata: Record<string, string>
  tags: Record<string, string>
  assessments: { assessment_id: string; assessment_name: string; valid: boolean; [key: string]: unknown }[]
}

export async function startTrace(
  desk: MlflowDesk,
  traceId: string,
  info: Record<string, unknown> = {},
): Promise<InfoJson> {
  const { status, body } = await desk.call<{ trace: { trace_info: InfoJson } }>('POST', '/api/3.0/mlflow/traces', {
    trace: {
      trace_info: {
        trace_id: `tr-${traceId}`,
        trace_location: { type: 'MLFLOW_EXPERIMENT', mlflow_experiment: { experiment_id: '0' } },
        request_time: '2026-09-21T13:46:40.123Z',
        execution_duration: '1.234s',
        state: 'OK',
        ...info,
      },
    },
  })
  if (status !== 200) throw new Error(`start_trace answered ${status}: ${JSON.stringify(body)}`)
  return body.trace.trace_info
}

export async function getInfo(desk: MlflowDesk, traceId: string): Promise<InfoJson> {
  const { body } = await desk.call<{ trace: { trace_info: InfoJson } }>('GET', `/api/3.0/mlflow/traces/tr-${traceId}`)
  return body.trace.trace_info
}

export async function makeExperiment(desk: MlflowDesk, name: string): Promise<string> {
  const { body } = await desk.call<{ experiment_id: string }>('POST', '/api/2.0/mlflow/experiments/create', { name })
  return body.experiment_id
}

export async function makeRun(desk: MlflowDesk, experimentId = '0'): Promise<string> {
  const { body } = await desk.call<{ run: { info: { run_id: string } } }>('POST', '/api/2.0/mlflow/runs/create', {
    experiment_id: experimentId,
  })
  return body.run.info.run_id
}
