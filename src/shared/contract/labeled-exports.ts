import * as z from 'zod'
import { LabeledExport, LabeledPreview } from '../model/labeled-export.ts'
import { procedure } from './errors.ts'

/** Labels with what was labelled, as files. */
export const labeledExports = {
  /**
   * What `start` would write and replace; nothing is written. Errors: NOT_FOUND (session, dataset, version, opening), CONFLICT with
   * `details.sealed` (a split, and no opening of it), INVALID_INPUT with `details.pattern` as in `start`, also for one that takes too
   * long. CANCELLED.
   */
  preview: procedure.input(LabeledExport).output(LabeledPreview),
  /**
   * Starts writing; the job's `exportReport` says where it is, its `details` are a LabeledExportReport. Beside the file lies its
   * manifest. Without a path all of it is one ZIP to download. INVALID_INPUT with `details.pattern` (its index) for an expression that
   * cannot be read; the job fails so for one that takes too long. Sources as in `preview`. CONFLICT (job) when a folder of that name has something in it.
   */
  start: procedure
    .input(LabeledExport.extend({ path: z.string().min(1).optional() }))
    .output(z.object({ jobId: z.string() })),
}
