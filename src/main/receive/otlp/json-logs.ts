/** `ExportLogsServiceRequest` and `LogsData` from OTLP/JSON. */
import type { OtlpLogRecord, OtlpResource, OtlpScope } from '../../../shared/model/otlp.ts'
import { toEventName } from './decode-logs.ts'
import type { DecodedLogs } from './decoded.ts'
import {
  field,
  type JsonObject,
  parseJsonBody,
  toAnyValue,
  toEnum,
  toHex,
  toKeyValues,
  toObjects,
  toResource,
  toScope,
  toText,
  toUint32,
} from './json-common.ts'
import { toNano } from './json-trace.ts'
import { checkSpanId, checkTraceId } from './otlp-ids.ts'

/** `SEVERITY_NUMBER_TRACE` is 1, `..._TRACE2` 2, and so on to `..._FATAL4`, 24. */
const severities = [
  'SEVERITY_NUMBER_UNSPECIFIED',
  ...['TRACE', 'DEBUG', 'INFO', 'WARN', 'ERROR', 'FATAL'].flatMap((level) =>
    ['', '2', '3', '4'].map((step) => `SEVERITY_NUMBER_${level}${step}`),
  ),
]

/** Log records of a JSON body. Throws INVALID_INPUT naming the field. Pure, and safe on hostile input. */
export function parseJsonLogs(body: unknown): DecodedLogs {
  const request = parseJsonBody(body)
  const records: OtlpLogRecord[] = []
  for (const resourceLogs of toObjects(field(request, 'resourceLogs', 'resource_logs'), 'resourceLogs')) {
    const resource = toResource(resourceLogs.resource, field(resourceLogs, 'schemaUrl', 'schema_url'))
    for (const scopeLogs of toObjects(field(resourceLogs, 'scopeLogs', 'scope_logs'), 'scopeLogs')) {
      const scope = toScope(scopeLogs.scope, field(scopeLogs, 'schemaUrl', 'schema_url'))
      for (const item of toObjects(field(scopeLogs, 'logRecords', 'log_records'), 'logRecords')) {
        records.push(toLogRecord(item, resource, scope))
      }
    }
  }
  return { records, rejected: [] }
}

function toLogRecord(record: JsonObject, resource: OtlpResource, scope: OtlpScope): OtlpLogRecord {
  const attributes = toKeyValues(record.attributes, 'logRecord.attributes')
  const body = record.body
  return {
    traceId: checkTraceId(toHex(field(record, 'traceId', 'trace_id'), 'logRecord.traceId')),
    spanId: checkSpanId(toHex(field(record, 'spanId', 'span_id'), 'logRecord.spanId')),
    timeNano: toNano(field(record, 'timeUnixNano', 'time_unix_nano'), 'logRecord.timeUnixNano'),
    observedTimeNano: toNano(
      field(record, 'observedTimeUnixNano', 'observed_time_unix_nano'),
      'logRecord.observedTimeUnixNano',
    ),
    severityNumber: toEnum(field(record, 'severityNumber', 'severity_number'), 'logRecord.severityNumber', severities),
    severityText: toText(field(record, 'severityText', 'severity_text'), 'logRecord.severityText'),
    eventName: toEventName(toText(field(record, 'eventName', 'event_name'), 'logRecord.eventName'), attributes),
    body: body === undefined || body === null ? undefined : toAnyValue(body, 'logRecord.body'),
    attributes,
    droppedAttributesCount: toUint32(
      field(record, 'droppedAttributesCount', 'dropped_attributes_count'),
      'logRecord.droppedAttributesCount',
    ),
    flags: toUint32(record.flags, 'logRecord.flags'),
    resource,
    scope,
  }
}
