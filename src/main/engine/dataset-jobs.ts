/** Work on datasets that takes longer than a call. */
import type { Json } from '../../shared/model/json.ts'
import { getDataset } from '../store/datasets.ts'
import { runInJobThread } from './channel/run-in-job-thread.ts'
import type { JobRegistry } from './jobs.ts'
import type { Workspaces } from './workspaces.ts'

export interface DatasetJobs {
  /** Answers the job's id. @throws AppError NOT_FOUND */
  checkDuplicates(datasetId: string): string
}

export function createDatasetJobs({ workspaces, jobs }: { workspaces: Workspaces; jobs: JobRegistry }): DatasetJobs {
  return {
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
