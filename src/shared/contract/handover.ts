import * as z from 'zod'
import { AnswerConflict, Handover, MergeReport, PackageContent, Redaction } from '../model/handover.ts'
import { procedure } from './errors.ts'

const SessionRef = z.object({ sessionId: z.string() })
const JobRef = z.object({ jobId: z.string() })
const Reviewer = z.string().trim().min(1).max(250)

/** A returned package (`.assay`) or labels file, as a path the engine can open or as an upload. */
const ReturnedSource = z.union([z.object({ path: z.string().min(1) }), z.object({ uploadId: z.string() })])

/** A session as a file for a reviewer without a connection, and what comes back. */
export const handover = {
  /** Packages of a session, newest first. */
  list: procedure.input(SessionRef).output(z.array(Handover)),
  /**
   * Starts writing a package; the job's `exportReport` says where it is, its `details` are a PackageReport. Without a path the
   * file is downloaded. INVALID_INPUT with `details.pattern` (its index) for an expression that cannot be read; the job fails so
   * for one that takes too long. CONFLICT when there is a file already.
   */
  exportPackage: procedure
    .input(
      SessionRef.extend({
        /** Whose queue; absent: every item, for whoever opens it. */
        reviewer: Reviewer.optional(),
        path: z.string().min(1).optional(),
        content: PackageContent,
        redaction: Redaction,
        /** Others' labels and judges' verdicts; never in a blind session. The reviewer's own always go along. */
        withAssessments: z.boolean(),
      }),
    )
    .output(JobRef),
  /** Starts writing the small file of labels alone; the job has an `exportReport`. */
  exportLabels: procedure
    .input(SessionRef.extend({ reviewer: Reviewer.optional(), path: z.string().min(1).optional() }))
    .output(JobRef),
  /**
   * What merging a returned file would do. UNSUPPORTED_FORMAT when it is neither package nor labels file, INVALID_INPUT when it
   * cannot be read, TOO_LARGE.
   */
  preview: procedure.input(z.object({ source: ReturnedSource })).output(MergeReport),
  /** Starts merging; `details` of the job are a MergeReport. CONFLICT (job) when it is of a session that is not here. */
  merge: procedure.input(z.object({ source: ReturnedSource })).output(JobRef),
  /** Answers of one reviewer that differ between places, in the order of the items. */
  conflicts: procedure
    .input(SessionRef.extend({ cursor: z.string().optional(), limit: z.number().int().min(1).max(200) }))
    .output(z.object({ items: z.array(AnswerConflict), nextCursor: z.string().optional(), total: z.number() })),
  /** Chooses the answer that counts. A different answer that arrives later makes it a conflict again. */
  resolve: procedure
    .input(
      SessionRef.extend({
        traceId: z.string(),
        schemaId: z.string(),
        reviewer: Reviewer,
        /** Of the answer that is to count. */
        origin: z.string(),
        decidedBy: Reviewer,
      }),
    )
    .output(z.object({ resolved: z.boolean() })),
}
