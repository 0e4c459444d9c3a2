import * as z from 'zod'
import { Assessment } from '../model/assessment.ts'
import { Json } from '../model/json.ts'
import { QualityFileKind, SessionChecks } from '../model/label-checks.ts'
import { Disagreement, SessionQuality } from '../model/label-quality.ts'
import { procedure } from './errors.ts'

const SessionRef = z.object({ sessionId: z.string() })

export const labelQuality = {
  /** Counts submitted answers of all reviewers; takes seconds for large sessions, hence computed off the engine thread. */
  report: procedure.input(SessionRef).output(SessionQuality),
  /** How reviewers do on items with known answers and on items that came twice. */
  checks: procedure.input(SessionRef).output(SessionChecks),
  /** Starts writing the quality as a file; the job has an `exportReport`. Without a path the file is downloaded. */
  export: procedure
    .input(SessionRef.extend({ kind: QualityFileKind, path: z.string().min(1).optional() }))
    .output(z.object({ jobId: z.string() })),
  disagreements: procedure
    .input(
      SessionRef.extend({
        schemaId: z.string().optional(),
        withSettled: z.boolean().optional(),
        /** One item, also where its answers do not differ. */
        traceId: z.string().optional(),
        cursor: z.string().optional(),
        limit: z.number().int().min(1).max(200),
      }),
    )
    .output(z.object({ items: z.array(Disagreement), nextCursor: z.string().optional() })),
  /** Writes the settled answer as an assessment of its own that names the ones it settles. A second settling supersedes the first. */
  settle: procedure
    .input(
      SessionRef.extend({
        traceId: z.string(),
        schemaId: z.string(),
        value: Json,
        rationale: z.string().max(20_000).optional(),
        settledBy: z.string().trim().min(1).max(250),
      }),
    )
    .output(Assessment),
  /** Takes a settled answer back. */
  unsettle: procedure
    .input(SessionRef.extend({ traceId: z.string(), schemaId: z.string() }))
    .output(z.object({ deleted: z.boolean() })),
}
