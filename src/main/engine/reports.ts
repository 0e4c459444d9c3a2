/** Reports of evaluations as files, as jobs. */
import type { ReportFormat } from '../../shared/model/report.ts'
import type { ReportFileRequest } from '../evaluation/report/report-file.ts'
import { getEvaluationPk } from '../store/evaluations.ts'
import { readRuns } from '../store/runs.ts'
import { runInJobThread } from './channel/run-in-job-thread.ts'
import type { DataFolder } from './data-folder.ts'
import { createExportStarter, toFileName } from './export-starter.ts'
import type { JobRegistry } from './jobs.ts'
import type { Workspaces } from './workspaces.ts'

export interface Reports {
  /** Without a path the file waits in the data folder to be downloaded. @throws AppError NOT_FOUND */
  start(request: ReportFileRequest & { format: ReportFormat; path?: string | undefined }): string
}

export function createReports(workspaces: Workspaces, jobs: JobRegistry, dataFolder: DataFolder): Reports {
  const startExport = createExportStarter(jobs, dataFolder)
  return {
    start({ path: given, format, ...request }) {
      const { db, path: workspacePath } = workspaces.getSession()
      // A run that is not there is told at once.
      const names = readRuns(
        db,
        request.runIds.map((runId) => getEvaluationPk(db, runId)),
      ).map(({ name }) => name)
      const kind = names.length > 1 ? 'comparison' : 'report'
      return startExport(given, `${toFileName(names[0] ?? '')} ${kind}.${format}`, async (path, job) => {
        const input = { workspacePath, path, request, format }
        const exportReport = await runInJobThread('writeReport', input, { signal: job.signal })
        job.report(exportReport.traces, 1)
        return { exportReport }
      })
    },
  }
}
