import { eventIterator } from '@orpc/contract'
import * as z from 'zod'
import { ColumnMapping, ExportRequest, ImportFormat, ImportPreview, ImportSource, Job } from '../model/job.ts'
import { procedure } from './errors.ts'

const JobRef = z.object({ jobId: z.string() })

export const imports = {
  /** Looks at the head of a source: format, compression and, for generic ones, columns with guesses. */
  preview: procedure.input(z.object({ source: ImportSource })).output(ImportPreview),
  /** Starts reading; `format` and `mapping` as confirmed by the person, else sniffed and guessed. */
  start: procedure
    .input(
      z.object({
        source: ImportSource,
        format: ImportFormat.optional(),
        mapping: ColumnMapping.optional(),
      }),
    )
    .output(JobRef),
}

export const exports = {
  start: procedure.input(ExportRequest).output(JobRef),
}

export const jobs = {
  /** Running ones and the last 50 that ended, newest first. */
  list: procedure.output(z.array(Job)),
  get: procedure.input(JobRef).output(Job),
  cancel: procedure.input(JobRef).output(Job),
  /** The job now and on every change (at most ten a second); ends with the job. */
  watch: procedure.input(JobRef).output(eventIterator(Job)),
}
