import { mkdir, rm, stat } from 'node:fs/promises'
import { basename, join, resolve } from 'node:path'
import { AppError, ErrorCode } from '../../shared/model/error.ts'
import type { ExportFormat, ExportRequest } from '../../shared/model/job.ts'
import { runInJobThread } from './channel/run-in-job-thread.ts'
import type { DataFolder } from './data-folder.ts'
import type { JobRegistry } from './jobs.ts'
import { workspaceName } from './recents.ts'
import type { Workspaces } from './workspaces.ts'

export interface Exports {
  /** Starts an export job; without a path the file waits in the data folder to be downloaded. */
  start(request: ExportRequest): string
  /** Copies the open workspace to a new file, as a job, and waits for it. */
  backup(path: string, signal: AbortSignal | undefined): Promise<{ path: string; sizeBytes: number }>
  findDownload(jobId: string): { path: string; fileName: string } | undefined
}

const extensions: Record<ExportFormat, string> = {
  jsonl: 'jsonl',
  csv: 'csv',
  parquet: 'parquet',
  otlp: 'otlp.jsonl',
  mlflow: 'mlflow.jsonl',
}

export function createExports(workspaces: Workspaces, jobs: JobRegistry, dataFolder: DataFolder): Exports {
  return {
    start(request) {
      const { path: workspacePath } = workspaces.getSession()
      const fileName = `${workspaceName(workspacePath)}.${extensions[request.format]}`
      return jobs.start('export', request.path === undefined ? fileName : basename(request.path), async (job) => {
        const folder = join(dataFolder.exports, job.jobId)
        if (request.path === undefined) await mkdir(folder, { recursive: true, mode: 0o700 })
        const path = request.path === undefined ? join(folder, fileName) : resolve(request.path)
        try {
          const exportReport = await runInJobThread(
            'runExport',
            { workspacePath, path, request },
            { signal: job.signal, onProgress: job.report },
          )
          job.report(exportReport.traces, 1)
          return { exportReport }
        } catch (error) {
          if (request.path === undefined) await rm(folder, { recursive: true, force: true })
          throw error
        }
      })
    },

    async backup(path, signal) {
      const { path: workspacePath } = workspaces.getSession()
      const target = resolve(path)
      const jobId = jobs.start('backup', basename(target), async (job) => {
        await runInJobThread('backup', { workspacePath, path: target }, { signal: job.signal, onProgress: job.report })
        return {}
      })
      signal?.addEventListener('abort', () => jobs.cancel(jobId), { once: true })
      const { state, error } = await jobs.ended(jobId)
      if (state === 'cancelled') throw new AppError('CANCELLED', 'The backup was cancelled.')
      if (error !== undefined) throw new AppError(ErrorCode.parse(error.code), error.message)
      return { path: target, sizeBytes: (await stat(target)).size }
    },

    findDownload(jobId) {
      const report = jobs.list().find((job) => job.jobId === jobId)?.exportReport
      return report === undefined ? undefined : { path: report.path, fileName: report.fileName }
    },
  }
}
