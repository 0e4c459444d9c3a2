/** Runs one export: selection → traces, one at a time → a format → a file that appears when it is whole. */
import { basename } from 'node:path'
import type { Database } from 'better-sqlite3'
import { AppError } from '../../../shared/model/error.ts'
import type { ExportReport, ExportRequest } from '../../../shared/model/job.ts'
import { listAssessmentNames, listAssessments } from '../../store/assessments.ts'
import { selectTraceIds } from '../../store/selection.ts'
import { iterateSpans, readTraceLogs } from '../../store/stored-span.ts'
import { readTraceFacts } from '../../store/trace-facts.ts'
import { getTrace } from '../../store/trace-read.ts'
import { type AtomicFile, createAtomicFile } from './atomic-file.ts'
import { createCsvWriter } from './csv.ts'
import type { ExportedTrace, TraceWriter, ViewSpan } from './exported-trace.ts'
import { createJsonlWriter } from './jsonl.ts'
import { createMlflowWriter } from './mlflow.ts'
import { createOtlpWriter } from './otlp.ts'
import { writeParquet } from './parquet.ts'
import { tableColumns } from './table-columns.ts'

export interface ExportOptions {
  /** A connection of its own: one read transaction spans the whole export, so it is one state of the workspace. */
  db: Database
  request: Omit<ExportRequest, 'path'>
  path: string
  signal: AbortSignal
  view: ViewSpan
  /** Called after every trace. */
  onProgress(doneTraces: number, totalTraces: number): void
}

/**
 * Writes the selection to `path`. A failed or cancelled export leaves what was at `path` before.
 *
 * @throws AppError CANCELLED, STORE_FULL, STORE_READ_ONLY, NOT_FOUND (folder), UNAVAILABLE
 */
export function runExport(options: ExportOptions): ExportReport {
  const { db, path } = options
  const file = createAtomicFile(path)
  const counts = { traces: 0, spans: 0, assessments: 0 }
  try {
    db.exec('BEGIN')
    try {
      writeAll(options, file, counts)
    } finally {
      db.exec('ROLLBACK')
    }
    file.finish()
  } finally {
    file.discard()
  }
  return { path, fileName: basename(path), sizeBytes: file.sizeBytes(), ...counts }
}

type Counts = Pick<ExportReport, 'traces' | 'spans' | 'assessments'>

function writeAll(options: ExportOptions, file: AtomicFile, counts: Counts): void {
  const { db, request, view } = options
  const traces = readTraces(options, counts)
  if (request.format === 'csv' || request.format === 'parquet') {
    const names = request.withAssessments
      ? listAssessmentNames(db)
          .map(({ name }) => name)
          .sort()
      : undefined
    const columns = tableColumns(names)
    if (request.format === 'parquet') writeParquet(file, columns, view, traces)
    else drain(traces, createCsvWriter(file, columns, view))
    return
  }
  const writers = { jsonl: createJsonlWriter, otlp: createOtlpWriter, mlflow: createMlflowWriter }
  drain(traces, writers[request.format](file, view))
}

function drain(traces: Iterable<ExportedTrace>, writer: TraceWriter): void {
  for (const trace of traces) writer.write(trace)
  writer.end()
}

function* readTraces(options: ExportOptions, counts: Counts): Iterable<ExportedTrace> {
  const { db, request, signal } = options
  const traceIds = selectTraceIds(db, request.selection)
  for (const traceId of traceIds) {
    if (signal.aborted) throw new AppError('CANCELLED', 'The export was cancelled; nothing was written.')
    const assessments = request.withAssessments
      ? listAssessments(db, { traceId, withHistory: true }).filter((assessment) => assessment.deletedAtMs === undefined)
      : []
    const info = getTrace(db, traceId)
    yield {
      info,
      assessments,
      facts: readTraceFacts(db, traceId),
      looseLogs: readTraceLogs(db, traceId),
      spans: () => iterateSpans(db, traceId),
    }
    counts.traces++
    counts.spans += info.spanCount
    counts.assessments += assessments.length
    options.onProgress(counts.traces, traceIds.length)
  }
}
