/** Commands of reports: reads for the reader thread, and the writing of files for a job's. */
import { basename } from 'node:path'
import type { Database } from 'better-sqlite3'
import type { ExportReport } from '../../../shared/model/job.ts'
import type { ReportFormat } from '../../../shared/model/report.ts'
import { makeReportFile, type ReportFileRequest } from '../../evaluation/report/report-file.ts'
import { createReportReader, type ReportReader } from '../../evaluation/report/report-reader.ts'
import { createAtomicFile } from '../../exchange/export/atomic-file.ts'
import { openReader } from '../../store/open-store.ts'

type Input<K extends keyof ReportReader> = Parameters<ReportReader[K]>[0]

/** Runs that were read are held while the same workspace is open. */
export function createReportReads(getDb: () => Database) {
  const readers = new WeakMap<Database, ReportReader>()

  function reports(): ReportReader {
    const db = getDb()
    const known = readers.get(db)
    if (known !== undefined) return known
    const made = createReportReader(db)
    readers.set(db, made)
    return made
  }

  return {
    reportRun: ({ runId }: { runId: string }) => reports().summary(runId),
    reportSlices: (input: Input<'slices'>) => reports().slices(input),
    listSliceTraces: (input: Input<'sliceTraces'>) => ({ traceIds: reports().sliceTraces(input) }),
    compareRuns: (input: Input<'compare'>) => reports().compare(input),
    listPairs: (input: Input<'pairs'>) => reports().pairs(input),
    makeReportPage: (request: ReportFileRequest) => ({ html: makeReportFile(reports(), request, 'html').text }),
    readRowTexts: (input: Input<'texts'>) => reports().texts(input),
  }
}

export interface ReportFileInput {
  workspacePath: string
  path: string
  request: ReportFileRequest
  format: ReportFormat
}

/** Writes a report as a whole file, or not at all. @throws AppError NOT_FOUND, and as files do */
export function writeReport({ workspacePath, path, request, format }: ReportFileInput): ExportReport {
  const db = openReader(workspacePath)
  const file = createAtomicFile(path)
  try {
    const { text, rowCount } = makeReportFile(createReportReader(db), request, format)
    file.write(text)
    file.finish()
    const sizeBytes = file.sizeBytes()
    return { path, fileName: basename(path), sizeBytes, traces: rowCount, spans: 0, assessments: 0 }
  } finally {
    file.discard()
    db.close()
  }
}
