/** Stores log records: GenAI content events that belong to a span, or anything else a sender logs. */
import { createHash } from 'node:crypto'
import type { OtlpLogRecord } from '../../shared/model/otlp.ts'
import type { Ingestion } from './ingestion.ts'
import { whole } from './span-rows.ts'
import { prepared, preparedPluck } from './statements.ts'

const maxInt64 = 0x7fff_ffff_ffff_ffffn

const insertLog = `INSERT INTO logs (hash, trace_id, span_id, time_nano, observed_time_nano, severity_number, severity_text, event_name,
  body, attributes, dropped_attributes, flags, resource_id, scope_id)
  VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (hash) DO NOTHING`

/** A record that is already there (the same in every field) is left alone: exporters resend after a lost answer. */
export function ingestLog(ingestion: Ingestion, record: OtlpLogRecord): void {
  const { db, dictionary } = ingestion
  const content = [
    record.traceId,
    record.spanId,
    clamp(record.timeNano),
    clamp(record.observedTimeNano),
    whole(record.severityNumber),
    record.severityText,
    record.eventName,
    record.body === undefined ? null : JSON.stringify(record.body),
    JSON.stringify(record.attributes),
    whole(record.droppedAttributesCount),
    whole(record.flags),
    dictionary.resourceId(record.resource),
    dictionary.scopeId(record.scope),
  ]
  const hash = createHash('sha256')
    .update(JSON.stringify(content, (_key, value) => (typeof value === 'bigint' ? String(value) : value)))
    .digest()
    .subarray(0, 16)
  if (prepared(db, insertLog).run(hash, ...content).changes === 0) return
  ingestion.result.newLogs++
  if (record.traceId === '') return
  const tracePk = preparedPluck(db, 'SELECT trace_pk FROM traces WHERE trace_id = ?').get(record.traceId)
  if (tracePk === undefined) return
  prepared(db, 'INSERT OR IGNORE INTO search_pending (trace_pk) VALUES (?)').run(tracePk)
  ingestion.changedTraceIds.add(record.traceId)
  // Its content may be all that the trace says: read when there is time.
  if (record.spanId !== '') prepared(db, 'INSERT OR IGNORE INTO settle_pending (trace_pk) VALUES (?)').run(tracePk)
}

const clamp = (nano: bigint): bigint => (nano > maxInt64 ? maxInt64 : nano)
