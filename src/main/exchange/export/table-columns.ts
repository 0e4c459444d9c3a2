/** The columns that CSV and Parquet share: one row a trace, three columns an assessment name. */
import type { Assessment } from '../../../shared/model/assessment.ts'
import type { Json } from '../../../shared/model/json.ts'
import { type ExportedTrace, type RootContent, toCellText, toIsoTime, toShownTraceId } from './exported-trace.ts'

export type Cell = string | number | undefined

export interface TableColumn {
  name: string
  type: 'STRING' | 'DOUBLE' | 'INT64' | 'JSON'
  read(trace: ExportedTrace, content: RootContent): Cell
}

const traceColumns: readonly TableColumn[] = [
  { name: 'trace_id', type: 'STRING', read: ({ info }) => toShownTraceId(info.traceId) },
  { name: 'name', type: 'STRING', read: ({ info }) => info.name },
  { name: 'state', type: 'STRING', read: ({ info }) => info.state },
  { name: 'start_time', type: 'STRING', read: ({ info }) => toIsoTime(info.startUs) },
  { name: 'duration_ms', type: 'DOUBLE', read: ({ info }) => info.durationUs && info.durationUs / 1000 },
  { name: 'inputs', type: 'STRING', read: (_, content) => toCellText(content.inputs) },
  { name: 'outputs', type: 'STRING', read: (_, content) => toCellText(content.outputs) },
  { name: 'model', type: 'STRING', read: ({ info }) => info.model },
  { name: 'session_id', type: 'STRING', read: ({ info }) => info.sessionId },
  { name: 'user_id', type: 'STRING', read: ({ info }) => info.userId },
  { name: 'input_tokens', type: 'INT64', read: ({ info }) => info.inputTokens },
  { name: 'output_tokens', type: 'INT64', read: ({ info }) => info.outputTokens },
  { name: 'total_tokens', type: 'INT64', read: ({ info }) => info.totalTokens },
  { name: 'cost_usd', type: 'DOUBLE', read: ({ info }) => info.cost },
  { name: 'span_count', type: 'INT64', read: ({ info }) => info.spanCount },
  { name: 'error_count', type: 'INT64', read: ({ info }) => info.errorCount },
  { name: 'tags', type: 'JSON', read: ({ info }) => JSON.stringify(info.tags) },
]

/**
 * Columns for a table with these assessment names; `undefined` leaves assessments out. `<name>` is the newest valid
 * value, beside it who gave it and why; `assessments` has all of them as JSON.
 */
export function tableColumns(assessmentNames: readonly string[] | undefined): TableColumn[] {
  if (assessmentNames === undefined) return [...traceColumns]
  const columns = assessmentNames.flatMap((name): TableColumn[] => {
    const prefix = traceColumns.some((column) => column.name === name) ? `assessment ${name}` : name
    const find = (trace: ExportedTrace) => findNewest(trace.assessments, name)
    return [
      { name: prefix, type: 'STRING', read: (trace) => toCellText(find(trace)?.value as Json | undefined) },
      { name: `${prefix}.rationale`, type: 'STRING', read: (trace) => find(trace)?.rationale },
      { name: `${prefix}.source`, type: 'STRING', read: (trace) => toSource(find(trace)) },
    ]
  })
  return [
    ...traceColumns,
    ...columns,
    { name: 'assessments', type: 'JSON', read: ({ assessments }) => JSON.stringify(assessments) },
  ]
}

function findNewest(assessments: readonly Assessment[], name: string): Assessment | undefined {
  return assessments.findLast((assessment) => assessment.name === name && assessment.valid && !assessment.deletedAtMs)
}

function toSource(assessment: Assessment | undefined): string | undefined {
  return assessment && `${assessment.source.type}:${assessment.source.id}`
}
