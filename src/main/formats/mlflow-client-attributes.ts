/**
 * A span's attributes as an MLflow client reads them: plain values, with the keys that its properties `inputs`,
 * `outputs`, `span_type` and so on look for, whichever SDK sent the span.
 *
 * MLflow keeps every value as JSON text in the process and sends it in one of two ways: its Python client decoded
 * (`mlflow.spanType` is `LLM`, inputs are a `kvlistValue`), its TypeScript SDK and plain OTLP exporters as the text
 * itself (`"LLM"` with quotation marks). Which of the two it is, the id that each of its spans carries tells.
 */
import type { Json } from '../../shared/model/json.ts'
import type { KeyValue, OtlpSpan } from '../../shared/model/otlp.ts'
import type { SpanView, TokenUsage } from '../../shared/model/view.ts'
import { toAnyValue } from './any-value.ts'
import { toMlflowTraceId } from './mlflow-ids.ts'

/** Source: MLflow `mlflow/tracing/constant.py`, `SpanAttributeKey`. */
const keys = {
  traceId: 'mlflow.traceRequestId',
  type: 'mlflow.spanType',
  inputs: 'mlflow.spanInputs',
  outputs: 'mlflow.spanOutputs',
  usage: 'mlflow.chat.tokenUsage',
  cost: 'mlflow.llm.cost',
  model: 'mlflow.llm.model',
  provider: 'mlflow.llm.provider',
  tools: 'mlflow.chat.tools',
} as const

/** Normalises a span. Called only for spans that MLflow's own SDKs did not send. */
export type ViewSpan = (span: OtlpSpan) => SpanView

export function toClientAttributes(span: OtlpSpan, view: ViewSpan): KeyValue[] {
  const { attributes } = span
  const sent = hasJsonTexts(attributes) ? attributes.map(decode) : [...attributes]
  const known = new Map(sent.map(({ key, value }) => [key, value]))
  const added: KeyValue[] = []
  if (!known.has(keys.type)) {
    for (const [key, value] of Object.entries(describe(view(span)))) {
      if (!known.has(key) && value !== undefined) added.push({ key, value: toAnyValue(value) })
    }
  }
  // The id is the store's word, not the sender's, as with MLflow's server.
  const rest = sent.filter(({ key }) => key !== keys.traceId)
  return [{ key: keys.traceId, value: { stringValue: toMlflowTraceId(span.traceId) } }, ...rest, ...added]
}

/** Whether the values are JSON texts. */
function hasJsonTexts(attributes: readonly KeyValue[]): boolean {
  const mark = attributes.find(({ key }) => key === keys.traceId) ?? attributes.find(({ key }) => key === keys.type)
  return mark !== undefined && 'stringValue' in mark.value && mark.value.stringValue?.startsWith('"') === true
}

/** What is no JSON is the value itself, as for MLflow's own readers. */
function decode({ key, value }: KeyValue): KeyValue {
  if (!('stringValue' in value) || typeof value.stringValue !== 'string') return { key, value }
  try {
    return { key, value: toAnyValue(JSON.parse(value.stringValue) as Json) }
  } catch {
    return { key, value }
  }
}

function describe(view: SpanView): Record<string, Json | undefined> {
  return {
    [keys.type]: view.type === 'UNKNOWN' ? undefined : view.type,
    [keys.inputs]: view.inputs,
    [keys.outputs]: view.outputs,
    [keys.usage]: view.usage === undefined ? undefined : toUsageJson(view.usage),
    [keys.cost]:
      view.cost === undefined
        ? undefined
        : compact({ input_cost: view.cost.input, output_cost: view.cost.output, total_cost: view.cost.total }),
    [keys.model]: view.model,
    [keys.provider]: view.provider,
    [keys.tools]:
      view.tools.length === 0
        ? undefined
        : view.tools.map(({ name, description, parameters }) => ({
            type: 'function',
            function: compact({ name, description, parameters }),
          })),
  }
}

/** Token counts under MLflow's names. */
export function toUsageJson(usage: TokenUsage): { [key: string]: Json } {
  return compact({
    input_tokens: usage.input,
    output_tokens: usage.output,
    total_tokens: usage.total,
    cache_read_input_tokens: usage.cacheRead,
    cache_creation_input_tokens: usage.cacheWrite,
  })
}

function compact(record: { [key: string]: Json | undefined }): { [key: string]: Json } {
  return Object.fromEntries(Object.entries(record).filter((entry): entry is [string, Json] => entry[1] !== undefined))
}
