/** Work on datasets that takes longer than a call. */
import { MessageChannel, type MessagePort } from 'node:worker_threads'
import type { RecordMapping, RecordPreview, TracesSource } from '../../shared/model/dataset.ts'
import { AppError } from '../../shared/model/error.ts'
import type { ImportSource } from '../../shared/model/job.ts'
import type { Json } from '../../shared/model/json.ts'
import { getDataset } from '../store/datasets.ts'
import { runInJobThread } from './channel/run-in-job-thread.ts'
import type { FillEnd } from './commands/dataset-job-commands.ts'
import type { EventBus } from './event-bus.ts'
import { locateSource } from './imports.ts'
import { type JobRegistry, type JobRun, JobStoppedError } from './jobs.ts'
import type { Uploads } from './uploads.ts'
import type { Workspaces } from './workspaces.ts'

interface Fill {
  datasetId: string
  user?: string | undefined
}

/** Those that start a job answer its id. @throws AppError NOT_FOUND (dataset, file), STORE_READ_ONLY */
export interface DatasetJobs {
  previewFile(source: ImportSource, signal: AbortSignal | undefined): Promise<RecordPreview>
  /** An upload is removed with the job's end. */
  importFile(input: Fill & { source: ImportSource; mapping: RecordMapping }): string
  addTraces(input: Fill & { source: TracesSource }): string
  checkDuplicates(datasetId: string): string
}

export function createDatasetJobs({
  workspaces,
  jobs,
  uploads,
  bus,
}: {
  workspaces: Workspaces
  jobs: JobRegistry
  uploads: Uploads
  bus: EventBus
}): DatasetJobs {
  function startFill(title: string, run: (job: JobRun, feed: MessagePort) => Promise<FillEnd>): string {
    const { writer, isReadOnly } = workspaces.getSession()
    if (isReadOnly) throw new AppError('STORE_READ_ONLY', 'The workspace is open read-only.')
    return jobs.start('import', title, async (job) => {
      const { port1, port2 } = new MessageChannel()
      // Slices go from the job's thread to the writer directly.
      await writer.call('attachFeed', { port: port1 }, { transfer: [port1] })
      try {
        const { report, stoppedBy } = await run(job, port2)
        job.report(report.recordsRead, undefined)
        const details = report as unknown as Json
        if (stoppedBy === undefined) return { details }
        throw new JobStoppedError(stoppedBy.code, stoppedBy.message, { details })
      } finally {
        bus.publish({ topic: 'datasets' })
      }
    })
  }

  return {
    previewFile: (source, signal) => runInJobThread('previewRecords', locateSource(source, uploads), { signal }),

    importFile({ datasetId, user, source, mapping }) {
      getDataset(workspaces.getSession().db, datasetId)
      const file = locateSource(source, uploads)
      return startFill(file.fileName, async (job, feed) => {
        try {
          return await runInJobThread(
            'importRecords',
            { datasetId, user, feed, file, mapping },
            { signal: job.signal, onProgress: job.report, port: feed },
          )
        } finally {
          if ('uploadId' in source) await uploads.remove(source.uploadId)
        }
      })
    },

    addTraces({ datasetId, user, source }) {
      const { db, path: workspacePath } = workspaces.getSession()
      const { name } = getDataset(db, datasetId)
      return startFill(name, (job, feed) =>
        runInJobThread(
          'addTraces',
          { datasetId, user, feed, workspacePath, source },
          { signal: job.signal, onProgress: job.report, port: feed },
        ),
      )
    },

    checkDuplicates(datasetId) {
      const { db, path: workspacePath } = workspaces.getSession()
      const { name } = getDataset(db, datasetId)
      return jobs.start('check', name, async (job) => {
        const report = await runInJobThread(
          'findDuplicates',
          { workspacePath, datasetId },
          { signal: job.signal, onProgress: job.report },
        )
        job.report(report.recordCount, 1)
        return { details: report as unknown as Json }
      })
    },
  }
}
