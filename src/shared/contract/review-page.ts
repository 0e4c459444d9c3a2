/**
 * All that the page of a review link may call: the labeling loop of its session. The procedures are those of the contract; on top of
 * their own checks, session and reviewer have to be the link's.
 */
import { ReviewPassInfo } from '../model/review-link.ts'
import { procedure } from './errors.ts'
import { events } from './events.ts'
import { labelWork } from './label-work.ts'
import { labelingSessions } from './labeling.ts'

export const reviewContract = {
  reviewPage: {
    /** Tells the page whose it is. */
    pass: procedure.output(ReviewPassInfo),
  },
  labelingSessions: { get: labelingSessions.get, setup: labelingSessions.setup },
  labelWork,
  events,
}

/** `/review/<token>`: what is passed on to a reviewer. Leads to the page of the link. */
export function reviewEntryPath(token: string): string {
  return `/review/${token}`
}

/** `/r/<link id>/`: the page of a link. Everything it loads and calls lies below, where its cookie is sent. */
export function reviewPagePath(linkId: string): string {
  return `/r/${linkId}/`
}

/** The link of a page by its path; undefined for any other page. */
export function parseReviewPath(path: string): string | undefined {
  return /^\/r\/([\w-]+)\/$/.exec(path)?.[1]
}
