import { listReviewLinks } from '../../store/review-links.ts'
import type { Implementer } from '../implementer.ts'
import type { Services } from '../services.ts'

export function reviewLinkHandlers(os: Implementer, { workspaces, bus, reviewLinks }: Services) {
  /** Pages that show the links ask again. */
  function told<T>(result: T): T {
    bus.publish({ topic: 'labeling' })
    return result
  }

  return {
    list: os.reviewLinks.list.handler(({ input }) => listReviewLinks(workspaces.getSession().db, input.sessionId)),
    create: os.reviewLinks.create.handler(async ({ input }) => told(await reviewLinks.create(input))),
    revoke: os.reviewLinks.revoke.handler(async ({ input }) => told(await reviewLinks.revoke(input.linkId))),
    status: os.reviewLinks.status.handler(() => reviewLinks.status()),
    setNetwork: os.reviewLinks.setNetwork.handler(async ({ input }) =>
      told(await reviewLinks.setNetwork(input.isOnNetwork)),
    ),
  }
}
