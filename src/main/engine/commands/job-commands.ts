/** What a job thread does: one long piece of work, on connections of its own. */
import type { MessagePort } from 'node:worker_threads'
import type { ErrorCode } from '../../../shared/model/error.ts'
import type {
  ColumnMapping,
  ExportReport,
  ExportRequest,
  ImportFormat,
  ImportPreview,
  ImportReport,
} from '../../../shared/model/job.ts'
import type { DoctorReport } from '../../../shared/model/workspace.ts'
import { runExport } from '../../exchange/export/run-export.ts'
import { ImportStoppedError, runImport } from '../../exchange/import/run-import.ts'
import { previewImport } from '../../exchange/import/sniff.ts'
import { summarizeSpan } from '../../normalize/summarize.ts'
import { viewSpan } from '../../normalize/view.ts'
import { parseJsonLogs } from '../../receive/otlp/json-logs.ts'
import { parseJsonTraces } from '../../receive/otlp/json-trace.ts'
import { toAssessments } from '../../receive/otlp/log-assessments.ts'
import { backupTo } from '../../store/backup.ts'
import { examineWorkspace } from '../../store/doctor.ts'
import { openReader } from '../../store/open-store.ts'
import { callCommands } from '../channel/call-commands.ts'
import type { CommandCall } from '../channel/protocol.ts'
import { createDatasetJobCommands } from './dataset-job-commands.ts'
import { createHandoverCommands } from './handover-commands.ts'
import { type ImportInput, toSource } from './import-input.ts'
import { createLabeledCommands } from './labeled-commands.ts'
import { type ReportFileInput, writeReport } from './report-commands.ts'
import type { WriterCommands } from './writer-commands.ts'

export interface JobEvent {
  /** Records so far. */
  done: number
  /** 0 to 1; undefined while the size is unknown. */
  progress: number | undefined
}

export type JobCommands = ReturnType<typeof createJobCommands>

/** Progress is worth a message ten times a second. */
const progressGapMs = 100

export interface JobHost {
  emit(event: JobEvent): void
  /** Lets a cancellation in while a synchronous command runs. */
  poll(): void
}

/** What an import did; `stoppedBy` when it ended early, with what was stored before. */
export interface ImportEnd {
  report: ImportReport
  stoppedBy: { code: ErrorCode; message: string } | undefined
}

export function createJobCommands(host: JobHost) {
  let lastMs = 0
  function report(done: number, progress: number | undefined): void {
    const nowMs = performance.now()
    if (nowMs - lastMs < progressGapMs) return
    lastMs = nowMs
    host.poll()
    host.emit({ done, progress })
  }

  return {
    previewImport: (input: ImportInput, { signal }: CommandCall): Promise<ImportPreview> =>
      previewImport({ ...toSource(input), signal }),

    async runImport(
      input: ImportInput & {
        format: ImportFormat | undefined
        mapping: ColumnMapping | undefined
        feed: MessagePort
      },
      { signal }: CommandCall,
    ): Promise<ImportEnd> {
      const writer = callCommands<Pick<WriterCommands, 'ingestBatch'>>(input.feed)
      try {
        const done = await runImport({
          ...toSource(input),
          format: input.format,
          mapping: input.mapping,
          signal,
          ingest: (batch) => writer.call('ingestBatch', batch),
          summarize: summarizeSpan,
          decodeOtlpTraces: parseJsonTraces,
          decodeOtlpLogs: parseJsonLogs,
          toAssessments,
          onProgress: report,
        })
        return { report: done, stoppedBy: undefined }
      } catch (error) {
        if (!(error instanceof ImportStoppedError)) throw error
        return { report: error.report, stoppedBy: { code: error.code, message: error.message } }
      } finally {
        input.feed.close()
      }
    },

    runExport(
      { workspacePath, path, request }: { workspacePath: string; path: string; request: ExportRequest },
      { signal }: CommandCall,
    ): ExportReport {
      const db = openReader(workspacePath)
      try {
        return runExport({
          db,
          request,
          path,
          signal,
          view: viewSpan,
          onProgress: (done, total) => report(done, total === 0 ? undefined : done / total),
        })
      } finally {
        db.close()
      }
    },

    async backup(
      { workspacePath, path }: { workspacePath: string; path: string },
      { signal }: CommandCall,
    ): Promise<void> {
      const db = openReader(workspacePath)
      try {
        await backupTo(db, path, ({ donePages, totalPages }) => {
          signal.throwIfAborted()
          report(donePages, totalPages === 0 ? undefined : donePages / totalPages)
        })
      } finally {
        db.close()
      }
    },

    ...createHandoverCommands(report),
    ...createLabeledCommands(report),
    ...createDatasetJobCommands(report),

    writeReport: (input: ReportFileInput): ExportReport => writeReport(input),

    examine: ({ path }: { path: string }): DoctorReport => examineWorkspace(path),
  }
}
