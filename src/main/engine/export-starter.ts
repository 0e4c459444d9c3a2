import { mkdir, rm } from 'node:fs/promises'
import { basename, join, resolve } from 'node:path'
import type { DataFolder } from './data-folder.ts'
import type { JobOutcome, JobRegistry, JobRun } from './jobs.ts'

/** Starts a job that writes a file: at the given path, or in a folder of the job that is removed when nothing comes of it. */
export type StartExport = (
  given: string | undefined,
  fileName: string,
  write: (path: string, job: JobRun) => Promise<JobOutcome>,
) => string

export function createExportStarter(jobs: JobRegistry, dataFolder: DataFolder): StartExport {
  return (given, fileName, write) =>
    jobs.start('export', given === undefined ? fileName : basename(given), async (job) => {
      if (given !== undefined) return write(resolve(given), job)
      const folder = join(dataFolder.exports, job.jobId)
      await mkdir(folder, { recursive: true, mode: 0o700 })
      try {
        return await write(join(folder, fileName), job)
      } catch (error) {
        await rm(folder, { recursive: true, force: true })
        throw error
      }
    })
}

/** A name as a file may be called on any system. */
export function toFileName(name: string): string {
  return (
    name
      .replaceAll(/[\p{Cc}<>:"/\\|?*]+/gu, ' ')
      .trim()
      .slice(0, 80) || 'session'
  )
}
