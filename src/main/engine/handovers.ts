/** Hand-over of sessions: packages and labels files out, merging what comes back, as jobs. */
import { randomUUID } from 'node:crypto'
import { existsSync, realpathSync } from 'node:fs'
import { basename, resolve } from 'node:path'
import { AppError } from '../../shared/model/error.ts'
import type { MergeReport, PackageContent, Redaction } from '../../shared/model/handover.ts'
import type { Json } from '../../shared/model/json.ts'
import type { QualityFileKind } from '../../shared/model/label-checks.ts'
import { emptyMergeReport, sumMergeReports } from '../labeling/merge-report.ts'
import { createRedactor } from '../labeling/redact.ts'
import { requireReviewer } from '../store/label-queue.ts'
import { getSession } from '../store/labeling-sessions.ts'
import { runInJobThread } from './channel/run-in-job-thread.ts'
import type { DataFolder } from './data-folder.ts'
import type { EventBus } from './event-bus.ts'
import { createExportStarter, toFileName } from './export-starter.ts'
import { type JobOutcome, type JobRegistry, type JobRun, JobStoppedError } from './jobs.ts'
import type { Uploads } from './uploads.ts'
import type { Workspaces } from './workspaces.ts'

/** Items merged in one transaction: some tens of milliseconds. */
const sliceItems = 100

export type ReturnedSource = { path: string } | { uploadId: string }

interface Place {
  sessionId: string
  reviewer?: string | undefined
  path?: string | undefined
}

export interface Handovers {
  /** Starts writing a package; without a path it waits in the data folder to be downloaded. */
  exportPackage(request: Place & { content: PackageContent; redaction: Redaction; withAssessments: boolean }): string
  /** Starts writing a labels file. */
  exportLabels(request: Place): string
  /** Starts writing the quality of a session as a file. */
  exportQuality(request: Omit<Place, 'reviewer'> & { kind: QualityFileKind }): string
  preview(source: ReturnedSource, signal: AbortSignal | undefined): Promise<MergeReport>
  /** Starts merging. An upload is removed with the job's end. */
  merge(source: ReturnedSource): string
}

export interface HandoverServices {
  workspaces: Workspaces
  jobs: JobRegistry
  uploads: Uploads
  dataFolder: DataFolder
  bus: EventBus
}

export function createHandovers({ workspaces, jobs, uploads, dataFolder, bus }: HandoverServices): Handovers {
  const startExport = createExportStarter(jobs, dataFolder)

  /** The session's name and whose part of it, as a file may be called. Throws NOT_FOUND, CONFLICT. */
  function nameOf({ sessionId, reviewer }: Place): string {
    const { db } = workspaces.getSession()
    const { name } = reviewer === undefined ? getSession(db, sessionId) : requireReviewer(db, sessionId, reviewer)
    return toFileName(reviewer === undefined ? name : `${name} - ${reviewer}`)
  }

  function locate(source: ReturnedSource): string {
    const path = 'uploadId' in source ? uploads.getPath(source.uploadId) : resolve(source.path)
    if (!existsSync(path)) throw new AppError('NOT_FOUND', 'There is no such file.')
    const open = workspaces.getSession().path
    if (realpathSync(path) === realpathSync(open)) {
      throw new AppError('CONFLICT', 'This is the open workspace itself. Choose the file that came back.', {
        details: { reason: 'openWorkspace' },
      })
    }
    return path
  }

  async function merge(path: string, job: JobRun): Promise<JobOutcome> {
    const { writer, path: workspacePath } = workspaces.getSession()
    const { file, changedTraceIds } = await runInJobThread(
      'readReturned',
      { workspacePath, path },
      { signal: job.signal, onProgress: job.report },
    )
    const { items, ...header } = file
    let total: MergeReport = emptyMergeReport(header)
    const toDetails = () => ({ details: total as unknown as Json })
    try {
      // Once also for nothing, which says whether the session is here.
      for (let at = 0; at === 0 || at < items.length; at += sliceItems) {
        if (job.signal.aborted) {
          throw new AppError('CANCELLED', 'Cancelled. What was merged so far stays; merging again does the rest.')
        }
        const slice = items.slice(at, at + sliceItems)
        const done = await writer.call('mergeItems', { header, items: slice, changedTraceIds })
        total = sumMergeReports(total, done)
        tell(slice.map(({ traceId }) => traceId))
        job.report(total.itemCount, items.length === 0 ? 1 : total.itemCount / items.length)
      }
    } catch (error) {
      if (!(error instanceof AppError)) throw error
      throw new JobStoppedError(error.code, error.message, toDetails())
    }
    if (header.packageId !== undefined) await writer.call('markMerged', { packageId: header.packageId })
    tell([])
    return toDetails()
  }

  function tell(traceIds: string[]): void {
    bus.publish({ topic: 'labeling' })
    bus.publish({ topic: 'runs' })
    if (traceIds.length === 0) return
    bus.publish({ topic: 'assessments', traceIds, more: false })
    bus.publish({ topic: 'traces', kind: 'changed', traceIds, more: false })
  }

  return {
    exportPackage({ path: given, ...request }) {
      const { path: workspacePath, writer, isReadOnly } = workspaces.getSession()
      const fileName = `${nameOf(request)}.assay`
      // An expression that cannot be read is told at once.
      createRedactor(request.redaction)
      return startExport(given, fileName, async (path, job) => {
        const { sessionId, reviewer, content, redaction, withAssessments } = request
        const packageId = randomUUID()
        const { exportReport, report, hashes, createdAtMs } = await runInJobThread(
          'writePackage',
          { workspacePath, path, packageId, sessionId, reviewer, content, redaction, withAssessments },
          { signal: job.signal, onProgress: job.report },
        )
        // A workspace that is read only remembers nothing; what comes back names its package all the same.
        if (!isReadOnly) await writer.call('recordHandover', { packageId, sessionId, reviewer, hashes, createdAtMs })
        bus.publish({ topic: 'labeling' })
        job.report(exportReport.traces, 1)
        return { exportReport, details: report as unknown as Json }
      })
    },

    exportLabels({ path: given, ...request }) {
      const { path: workspacePath } = workspaces.getSession()
      const fileName = `${nameOf(request)}.labels.json`
      return startExport(given, fileName, async (path, job) => {
        const { sessionId, reviewer } = request
        const input = { workspacePath, path, sessionId, reviewer }
        const exportReport = await runInJobThread('writeLabels', input, { signal: job.signal })
        job.report(exportReport.traces, 1)
        return { exportReport }
      })
    },

    exportQuality({ path: given, sessionId, kind }) {
      const { path: workspacePath } = workspaces.getSession()
      const fileName = `${nameOf({ sessionId })}.${kind === 'json' ? 'quality.json' : `${kind}.csv`}`
      return startExport(given, fileName, async (path, job) => {
        const input = { workspacePath, path, sessionId, kind }
        const exportReport = await runInJobThread('writeQuality', input, { signal: job.signal })
        job.report(exportReport.traces, 1)
        return { exportReport }
      })
    },

    preview(source, signal) {
      const { path: workspacePath } = workspaces.getSession()
      return runInJobThread('previewMerge', { workspacePath, path: locate(source) }, { signal })
    },

    merge(source) {
      if (workspaces.getSession().isReadOnly) {
        throw new AppError('STORE_READ_ONLY', 'The workspace is open read-only.')
      }
      const path = locate(source)
      return jobs.start('merge', 'uploadId' in source ? 'labels' : basename(path), async (job) => {
        try {
          return await merge(path, job)
        } finally {
          if ('uploadId' in source) await uploads.remove(source.uploadId)
        }
      })
    },
  }
}
