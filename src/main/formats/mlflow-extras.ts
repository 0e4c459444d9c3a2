/**
 * What MLflow's span JSON cannot say of an OTLP span, so that an export read back gives the same store content.
 *
 * MLflow attributes are a map of JSON texts. An OTLP attribute goes in as follows:
 * a string that is JSON text already (which MLflow's own are) as it is; any other string as its JSON text, its key
 * listed in `assay.strings`; any other type as JSON text with the exact value in `assay.values`. A list that a map
 * cannot hold in order (repeated or number-like keys) is kept whole in `assay.attributes`.
 */
import * as z from 'zod'
import type { Json } from '../../shared/model/json.ts'
import type { AnyValue, KeyValue } from '../../shared/model/otlp.ts'
import { setOwn, toAnyValue } from './any-value.ts'

const ExactValue: z.ZodType<AnyValue> = z.custom<AnyValue>(
  (value) => value !== null && typeof value === 'object' && !Array.isArray(value),
)
const ExactAttributes = z.array(z.object({ key: z.string(), value: ExactValue }))

const AttributeExtras = z.object({
  strings: z.array(z.string()).optional(),
  values: z.record(z.string(), ExactValue).optional(),
  attributes: ExactAttributes.optional(),
  droppedAttributesCount: z.number().optional(),
})
export type AttributeExtras = z.infer<typeof AttributeExtras>

const SpanExtras = AttributeExtras.extend({
  kind: z.number().int().min(0).max(5).optional(),
  flags: z.number().optional(),
  traceState: z.string().optional(),
  statusCode: z.number().int().min(0).optional(),
  droppedEventsCount: z.number().optional(),
  droppedLinksCount: z.number().optional(),
  /** Indexes into the trace's `assay.resources` and `assay.scopes`. */
  resource: z.number().optional(),
  scope: z.number().optional(),
})
export type SpanExtras = z.infer<typeof SpanExtras>

/** Nothing for a foreign file, whatever it has under that key. */
export function parseAttributeExtras(value: unknown): AttributeExtras {
  return AttributeExtras.safeParse(value).data ?? {}
}

export function parseSpanExtras(value: unknown): SpanExtras {
  return SpanExtras.safeParse(value).data ?? {}
}

/** OTLP attributes as MLflow's map, and what else is needed to get them back. */
export function toMlflowAttributes(attributes: readonly KeyValue[]): {
  attributes: Record<string, string>
  extras: AttributeExtras
} {
  const map: Record<string, string> = {}
  const strings: string[] = []
  const values: Record<string, AnyValue> = {}
  for (const { key, value } of attributes) {
    if ('stringValue' in value && typeof value.stringValue === 'string') {
      const isText = isJsonText(value.stringValue)
      setOwn(map, key, isText ? value.stringValue : JSON.stringify(value.stringValue))
      if (!isText) strings.push(key)
    } else {
      setOwn(map, key, JSON.stringify(toPlain(value)))
      setOwn(values, key, value)
    }
  }
  if (!isFaithfulMap(attributes)) return { attributes: map, extras: { attributes: [...attributes] } }
  return {
    attributes: map,
    extras: {
      ...(strings.length === 0 ? {} : { strings }),
      ...(Object.keys(values).length === 0 ? {} : { values }),
    },
  }
}

/** The reverse; for a foreign file (no extras) every text is taken as it is. */
export function fromMlflowAttributes(map: { [key: string]: Json }, extras: AttributeExtras): KeyValue[] {
  if (extras.attributes !== undefined) return extras.attributes
  const strings = new Set(extras.strings)
  const values = extras.values ?? {}
  return Object.entries(map).map(([key, value]) => {
    const exact = Object.hasOwn(values, key) ? values[key] : undefined
    if (exact !== undefined) return { key, value: exact }
    return {
      key,
      value: typeof value === 'string' && strings.has(key) ? toAnyValue(JSON.parse(value) as Json) : toAnyValue(value),
    }
  })
}

function isFaithfulMap(attributes: readonly KeyValue[]): boolean {
  const keys = new Set<string>()
  for (const { key } of attributes) {
    if (keys.has(key) || /^\d+$/.test(key) || key === '__proto__') return false
    keys.add(key)
  }
  return true
}

function isJsonText(text: string): boolean {
  // Cheap refusals first: most attribute strings are words.
  if (!/^\s*(?:[{["\d-]|true|false|null)/.test(text)) return false
  try {
    JSON.parse(text)
    return true
  } catch {
    return false
  }
}

/** An OTLP value as the plain JSON that people expect to see. 64-bit integers beyond 2^53 stay texts. */
export function toPlain(value: AnyValue): Json {
  if ('stringValue' in value) return value.stringValue as string
  if ('boolValue' in value) return value.boolValue as boolean
  if ('intValue' in value) {
    const number = Number(value.intValue)
    return Number.isSafeInteger(number) ? number : (value.intValue as string)
  }
  if ('doubleValue' in value) return value.doubleValue as number | string
  if ('bytesValue' in value) return value.bytesValue as string
  if ('arrayValue' in value) return (value.arrayValue as { values: AnyValue[] }).values.map(toPlain)
  if ('kvlistValue' in value) {
    const record: { [key: string]: Json } = {}
    for (const entry of (value.kvlistValue as { values: KeyValue[] }).values)
      setOwn(record, entry.key, toPlain(entry.value))
    return record
  }
  return null
}
