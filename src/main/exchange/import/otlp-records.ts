/**
 * OTLP JSON records: `TracesData` and `LogsData` in any wrapping that is met in files (Collector file exporter,
 * Tempo's `batches`, Jaeger's `result`), and what Assay's own export adds.
 */
import { AppError } from '../../../shared/model/error.ts'
import type { IngestAssessment, IngestTrace } from '../../../shared/model/ingest.ts'
import type { Json } from '../../../shared/model/json.ts'
import type { OtlpLogRecord, OtlpSpan } from '../../../shared/model/otlp.ts'
import { isJsonObject } from '../../formats/json-text.ts'
import { fromAssayRecord } from '../assay-records.ts'
import type { Found } from './ingest-feed.ts'
import type { SkipLog } from './skip-log.ts'

interface Rejected {
  reason: string
  message: string
  count: number
}

/** The OTLP decoders, injected: they live with the receiver. They throw AppError for a body of no use. */
export interface OtlpDecoders {
  decodeOtlpTraces: (body: unknown) => { spans: OtlpSpan[]; rejected: Rejected[] }
  decodeOtlpLogs: (body: unknown) => { records: OtlpLogRecord[]; rejected: Rejected[] }
  toAssessments: (records: readonly OtlpLogRecord[]) => IngestAssessment[]
}

/** Keys whose arrays hold OTLP elements, to their canonical name. */
const signalKeys: Readonly<Record<string, string>> = {
  resourceSpans: 'resourceSpans',
  resource_spans: 'resourceSpans',
  batches: 'resourceSpans',
  resourceLogs: 'resourceLogs',
  resource_logs: 'resourceLogs',
  resourceMetrics: 'resourceMetrics',
  resource_metrics: 'resourceMetrics',
  resourceProfiles: 'resourceProfiles',
  resource_profiles: 'resourceProfiles',
}
export const otlpContainerKeys: readonly string[] = Object.keys(signalKeys)
/** Objects that wrap one of the above. */
export const otlpParentKeys: readonly string[] = ['trace', 'result', 'data']

/** Whether a record, as the splitter gave it, is OTLP. */
export function isOtlpRecord(value: Json): boolean {
  if (!isJsonObject(value)) return false
  if (Object.keys(value).some((key) => Object.hasOwn(signalKeys, key) && Array.isArray(value[key]))) return true
  return otlpParentKeys.some((key) => isJsonObject(value[key]) && isOtlpRecord(value[key]))
}

/** Converts one OTLP record. What cannot be kept goes to `skips`, the rest is never lost with it. */
export function convertOtlpRecord(value: Json, place: number, decoders: OtlpDecoders, skips: SkipLog): Found {
  const found: Required<Found> & {
    spans: OtlpSpan[]
    logs: OtlpLogRecord[]
    traces: IngestTrace[]
    assessments: IngestAssessment[]
  } = {
    spans: [],
    logs: [],
    traces: [],
    assessments: [],
  }
  const visit = (record: { [key: string]: Json }): void => {
    for (const [key, elements] of Object.entries(record)) {
      const signal = Object.hasOwn(signalKeys, key) ? signalKeys[key] : undefined
      if (signal !== undefined && Array.isArray(elements)) {
        if (signal === 'resourceSpans') found.spans.push(...decodeSpans(elements, place, decoders, skips))
        else if (signal === 'resourceLogs')
          addLogs(found, decodeLogs(elements, place, decoders, skips), decoders, place, skips)
        else skips.add('unsupportedSignal', place, elements.length)
      } else if (otlpParentKeys.includes(key) && isJsonObject(elements)) visit(elements)
    }
  }
  if (!isJsonObject(value) || !isOtlpRecord(value)) skips.add('unknownRecord', place)
  else visit(value)
  return found
}

function addLogs(
  found: { logs: OtlpLogRecord[]; traces: IngestTrace[]; assessments: IngestAssessment[] },
  records: OtlpLogRecord[],
  decoders: OtlpDecoders,
  place: number,
  skips: SkipLog,
): void {
  const foreign: OtlpLogRecord[] = []
  for (const record of records) {
    const own = fromAssayRecord(record)
    if (own === undefined) foreign.push(record)
    else if (own === 'unreadable') skips.add('badAssessment', place)
    else if ('trace' in own) found.traces.push(own.trace)
    else found.assessments.push(own.assessment)
  }
  found.logs.push(...foreign)
  found.assessments.push(...decoders.toAssessments(foreign))
}

function decodeSpans(elements: Json[], place: number, decoders: OtlpDecoders, skips: SkipLog): OtlpSpan[] {
  return decodeLeniently(
    elements,
    ['scopeSpans', 'scope_spans'],
    ['spans'],
    (resourceSpans) => {
      const { spans, rejected } = decoders.decodeOtlpTraces({ resourceSpans })
      noteRejected(rejected, place, skips)
      return spans
    },
    place,
    skips,
  )
}

function decodeLogs(elements: Json[], place: number, decoders: OtlpDecoders, skips: SkipLog): OtlpLogRecord[] {
  return decodeLeniently(
    elements,
    ['scopeLogs', 'scope_logs'],
    ['logRecords', 'log_records'],
    (resourceLogs) => {
      const { records, rejected } = decoders.decodeOtlpLogs({ resourceLogs })
      noteRejected(rejected, place, skips)
      return records
    },
    place,
    skips,
  )
}

function noteRejected(rejected: Rejected[], place: number, skips: SkipLog): void {
  for (const { reason, message, count } of rejected) {
    if (count === 0) continue
    if (reason === 'missingIds') skips.add('spanWithoutId', place, count)
    else skips.addOther(reason, message, place, count)
  }
}

/** Decodes everything at once; when that fails, item by item, so that only what is bad is lost. */
function decodeLeniently<T>(
  elements: Json[],
  scopeKeys: readonly string[],
  itemKeys: readonly string[],
  decode: (elements: Json[]) => T[],
  place: number,
  skips: SkipLog,
): T[] {
  try {
    return decode(elements)
  } catch (error) {
    if (!(error instanceof AppError)) throw error
    const singles = elements.flatMap((element) => toSingles(element, scopeKeys, itemKeys))
    if (singles.length <= 1) {
      skips.addOther(String(error.details?.reason ?? 'badOtlp'), error.message, place)
      return []
    }
    return singles.flatMap((single) => {
      try {
        return decode([single])
      } catch (singleError) {
        if (!(singleError instanceof AppError)) throw singleError
        skips.addOther(String(singleError.details?.reason ?? 'badOtlp'), singleError.message, place)
        return []
      }
    })
  }
}

/** One element a span or log record, each with its own resource and scope around it. */
function toSingles(element: Json, scopeKeys: readonly string[], itemKeys: readonly string[]): Json[] {
  if (!isJsonObject(element)) return [element]
  const scopeKey = scopeKeys.find((key) => Array.isArray(element[key]))
  const scopes = scopeKey === undefined ? undefined : element[scopeKey]
  if (scopeKey === undefined || !Array.isArray(scopes)) return [element]
  return scopes.flatMap((scope): Json[] => {
    if (!isJsonObject(scope)) return [{ ...element, [scopeKey]: [scope] }]
    const itemKey = itemKeys.find((key) => Array.isArray(scope[key]))
    const items = itemKey === undefined ? undefined : scope[itemKey]
    if (itemKey === undefined || !Array.isArray(items)) return [{ ...element, [scopeKey]: [scope] }]
    return items.map((item) => ({ ...element, [scopeKey]: [{ ...scope, [itemKey]: [item] }] }))
  })
}
