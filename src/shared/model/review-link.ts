/** Links by which a reviewer without Assay labels in one session. */
import * as z from 'zod'

export const ReviewLink = z.object({
  linkId: z.string(),
  reviewer: z.string(),
  createdAtMs: z.number(),
  /** When its page was opened last; absent: never. */
  usedAtMs: z.number().optional(),
  revokedAtMs: z.number().optional(),
})
export type ReviewLink = z.infer<typeof ReviewLink>

/** Where links can be opened. */
export const ReviewHostStatus = z.object({
  isRunning: z.boolean(),
  /** Whether other machines can reach it; never so after a start. */
  isOnNetwork: z.boolean(),
  /** `http://ADDRESS:PORT`, this machine's own first, without a path. */
  origins: z.array(z.string()),
})
export type ReviewHostStatus = z.infer<typeof ReviewHostStatus>

/** What the page of a link needs to know to start. */
export const ReviewPassInfo = z.object({ sessionId: z.string(), reviewer: z.string(), workspaceId: z.string() })
export type ReviewPassInfo = z.infer<typeof ReviewPassInfo>
