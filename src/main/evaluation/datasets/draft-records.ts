/** What a dataset's records are made of: traces, the answers of a labeling session, or records as they are. */
import type { Database } from 'better-sqlite3'
import type { RecordSource } from '../../../shared/model/dataset.ts'
import { AppError } from '../../../shared/model/error.ts'
import type { Json } from '../../../shared/model/json.ts'
import { isJsonObject } from '../../formats/json-text.ts'
import { canonicalJson } from '../../store/assessment-rows.ts'
import { listAssessments } from '../../store/assessments.ts'
import type { NewRecord } from '../../store/dataset-records.ts'
import { getSession } from '../../store/labeling-sessions.ts'
import { iterateSelection } from '../../store/selection.ts'
import { listSessionLabels, type SessionLabel } from '../../store/session-labels.ts'
import { listSettled } from '../../store/settled-labels.ts'
import { readTraceContent } from './trace-content.ts'

/** Traces that are turned into records at once. */
const mostTraces = 20_000

export interface Draft {
  records: NewRecord[]
  /** Traces without inputs, items without an answer. */
  left: number
}

/** Errors: NOT_FOUND (session), INVALID_INPUT (too many traces). */
export function draftRecords(db: Database, source: RecordSource): Draft {
  if (source.kind === 'records') {
    return { records: source.records.map((record) => ({ ...record, sourceType: 'HUMAN' as const })), left: 0 }
  }
  return source.kind === 'session' ? draftFromSession(db, source.sessionId) : draftFromTraces(db, source)
}

function draftFromTraces(db: Database, { selection }: Extract<RecordSource, { kind: 'traces' }>): Draft {
  const records: NewRecord[] = []
  let left = 0
  for (const traceId of iterateSelection(db, selection)) {
    if (records.length === mostTraces) {
      throw new AppError(
        'INVALID_INPUT',
        `More than ${mostTraces} traces are chosen. Choose fewer, and add the rest after.`,
      )
    }
    const record = draftTrace(db, traceId)
    if (record === undefined) left++
    else {
      const expectations: Record<string, Json> = {}
      const labelers = new Set<string>()
      for (const each of listAssessments(db, { traceId })) {
        const isOfTrace = each.kind === 'expectation' && each.spanId === undefined
        if (!isOfTrace || each.value === undefined) continue
        // The newest of a name comes last.
        expectations[each.name] = each.value
        if (each.source.type === 'HUMAN') labelers.add(each.source.id)
      }
      records.push({
        ...record,
        ...(Object.keys(expectations).length === 0 ? {} : { expectations }),
        lineage: { traceId, ...(labelers.size === 0 ? {} : { labelers: [...labelers].sort() }) },
      })
    }
  }
  return { records, left }
}

/** Undefined for a trace of which nobody knows what went in. */
function draftTrace(db: Database, traceId: string): NewRecord | undefined {
  const { inputs, outputs } = readTraceContent(db, traceId)
  if (inputs === undefined || inputs === null) return undefined
  const shownId = `tr-${traceId}`
  return {
    inputs: isJsonObject(inputs) ? inputs : { [Array.isArray(inputs) ? 'messages' : 'input']: inputs },
    outputs,
    sourceType: 'TRACE',
    sourceId: shownId,
    source: { source_type: 'TRACE', source_data: { trace_id: shownId } },
  }
}

function draftFromSession(db: Database, sessionId: string): Draft {
  const { schemas, itemCounts } = getSession(db, sessionId)
  const schemaOf = new Map(schemas.map((schema) => [schema.schemaId, schema]))
  const settled = new Map(
    listSettled(db, sessionId).map(({ traceId, schemaId, value }) => [JSON.stringify([traceId, schemaId]), value]),
  )
  const records: NewRecord[] = []
  for (const [traceId, labels] of Map.groupBy(listSessionLabels(db, sessionId), (label) => label.traceId)) {
    const record = draftTrace(db, traceId)
    if (record === undefined) continue
    const expectations: Record<string, Json> = {}
    const tags: Record<string, Json> = {}
    const answered: { schemaId: string; name: string; version: number }[] = []
    for (const [schemaId, given] of Map.groupBy(labels, (label) => label.schemaId)) {
      const schema = schemaOf.get(schemaId)
      if (schema === undefined) continue
      const value = settled.get(JSON.stringify([traceId, schemaId])) ?? chooseAnswer(given)
      if (schema.type === 'expectation') expectations[schema.name] = value
      else tags[schema.name] = value
      answered.push({ schemaId, name: schema.name, version: schema.version })
    }
    records.push({
      ...record,
      ...(Object.keys(expectations).length === 0 ? {} : { expectations }),
      ...(Object.keys(tags).length === 0 ? {} : { tags }),
      lineage: {
        traceId,
        sessionId,
        schemas: answered,
        labelers: [...new Set(labels.map(({ reviewer }) => reviewer))].sort(),
      },
    })
  }
  const items = itemCounts.pending + itemCounts.complete + itemCounts.declined
  return { records, left: items - records.length }
}

/** The answer that most reviewers gave; of several such, the one that was given last. `labels` come in no order of time. */
function chooseAnswer(labels: readonly SessionLabel[]): Json {
  const groups = [...Map.groupBy(labels, ({ value }) => canonicalJson(value)).values()]
  const newestOf = (group: readonly SessionLabel[]): number => Math.max(...group.map(({ createdAtMs }) => createdAtMs))
  const [best] = groups.sort((a, b) => b.length - a.length || newestOf(b) - newestOf(a))
  return (best as SessionLabel[])[0]?.value as Json
}
