/**
 * What the engine needs of a host of review links, and what it gives one. The engine does not know how pages are served: whoever starts
 * it may hand over a function that starts such a host (`startReviewHost` of `src/main/serve`), and it is called when there are links.
 */
import type { Router } from '@orpc/server'
import type { reviewContract } from '../../../shared/contract/review-page.ts'

/** Whose request it is, by the token of a link. */
export interface ReviewPass {
  linkId: string
  sessionId: string
  reviewer: string
  /** Aborts when the link is revoked or its workspace is closed. */
  signal: AbortSignal
}

export type ReviewRouter = Router<typeof reviewContract, { pass: ReviewPass }>

export interface ReviewGate {
  /** Asked at each request; undefined for a token of no link that works. */
  find(token: string): ReviewPass | undefined
  /** All that a link opens. */
  router: ReviewRouter
}

export interface ReviewHost {
  port: number
  /** `http://ADDRESS:PORT`, this machine's own first. */
  origins(): string[]
  close(): Promise<void>
}

export interface ReviewHostOptions {
  gate: ReviewGate
  /** Whether other machines can reach it. */
  isOnNetwork: boolean
  /** Tried first; the usual ones when absent or taken. */
  port?: number | undefined
}

export type StartReviewHost = (options: ReviewHostOptions) => Promise<ReviewHost>
