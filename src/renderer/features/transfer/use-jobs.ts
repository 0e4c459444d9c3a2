import { useQueries } from '@tanstack/react-query'
import type { Job } from '../../../shared/model/job.ts'
import { orpc } from '../../data/client.ts'

/** Jobs by id, kept up to date by the engine's events; undefined until known. */
export function useJobs(jobIds: string[]): (Job | undefined)[] {
  return useQueries({
    queries: jobIds.map((jobId) => orpc.jobs.get.queryOptions({ input: { jobId } })),
    combine: (results) => results.map((result) => result.data),
  })
}
