import * as z from 'zod'
import { ReviewHostStatus, ReviewLink } from '../model/review-link.ts'
import { procedure } from './errors.ts'

const SessionRef = z.object({ sessionId: z.string() })

/** A session shared with people who have no Assay; what their page may call is in `review-page.ts`. */
export const reviewLinks = {
  /** Of a session, newest first, revoked ones too. */
  list: procedure.input(SessionRef).output(z.array(ReviewLink)),
  /**
   * `path` is told once, as only its hash is kept; any of the status's origins goes before it. NOT_FOUND (session), CONFLICT with
   * `details.reason` `notAReviewer`, UNAVAILABLE where no page can be served.
   */
  create: procedure
    .input(SessionRef.extend({ reviewer: z.string().trim().min(1).max(250) }))
    .output(z.object({ link: ReviewLink, path: z.string() })),
  /** Its pages stop at once. `revoked` is false when it was already. */
  revoke: procedure.input(z.object({ linkId: z.string() })).output(z.object({ revoked: z.boolean() })),
  status: procedure.output(ReviewHostStatus),
  /** Opens links to other machines, in plain HTTP, until it is switched off or Assay ends. */
  setNetwork: procedure.input(z.object({ isOnNetwork: z.boolean() })).output(ReviewHostStatus),
}
