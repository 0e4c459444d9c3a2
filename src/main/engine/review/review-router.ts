/**
 * All that the page of a review link may call. Whose work it is comes from the link: a request that names another session or reviewer,
 * or a trace outside the reviewer's queue, gets what it would get if there were no such thing.
 */
import type { ContractRouterClient } from '@orpc/contract'
import { implement, ORPCError } from '@orpc/server'
import type { EngineEvent } from '../../../shared/contract/events.ts'
import type { Contract } from '../../../shared/contract/index.ts'
import { reviewContract } from '../../../shared/contract/review-page.ts'
import { AppError } from '../../../shared/model/error.ts'
import { type ImplementerOptions, toContractError } from '../implementer.ts'
import type { Services } from '../services.ts'
import type { ReviewPass, ReviewRouter } from './review-host.ts'
import { ReviewQueues } from './review-queues.ts'

type Needs = Pick<Services, 'workspaces' | 'bus'> & { engine: ContractRouterClient<Contract> }

/** `engine`: the whole contract, which this lets a small part through of. */
export function createReviewRouter(
  { workspaces, bus, engine }: Needs,
  { log, isOutputChecked }: ImplementerOptions,
): ReviewRouter {
  const queues = new ReviewQueues(() => workspaces.getSession().db)
  const os = implement(reviewContract, { initialOutputValidationIndex: isOutputChecked ? 0 : Number.NaN })
    .$context<{ pass: ReviewPass }>()
    .use(async ({ next, path }) => {
      try {
        return await next()
      } catch (error) {
        // The engine has said it already.
        if (error instanceof ORPCError && error.defined) throw error
        throw toContractError(error, `review.${path.join('.')}`, log)
      }
    })

  /** The input, when it is about the work of this link. */
  function own<T extends { sessionId: string; reviewer?: string }>(input: T, pass: ReviewPass): T {
    const isOwn = input.sessionId === pass.sessionId && (input.reviewer ?? pass.reviewer) === pass.reviewer
    if (!isOwn) throw new AppError('NOT_FOUND', 'This link is for another session or reviewer.')
    return input
  }
  function ownTrace<T extends { traceId: string }>(input: T, pass: ReviewPass): T {
    if (queues.has(pass, input.traceId)) return input
    throw new AppError('NOT_FOUND', 'There is no such item in the queue of this link.')
  }
  function ownItem<T extends { sessionId: string; reviewer: string; traceId: string }>(input: T, pass: ReviewPass): T {
    return ownTrace(own(input, pass), pass)
  }

  return os.router({
    reviewPage: {
      pass: os.reviewPage.pass.handler(async ({ context: { pass } }) => {
        const { writer, isReadOnly } = workspaces.getSession()
        const current = workspaces.current()
        if (current === null) throw new AppError('NO_WORKSPACE', 'The workspace of this link is closed.')
        if (!isReadOnly) {
          await writer.call('markReviewLinkUsed', { linkId: pass.linkId })
          bus.publish({ topic: 'labeling' })
        }
        return { sessionId: pass.sessionId, reviewer: pass.reviewer, workspaceId: current.workspaceId }
      }),
    },
    labelingSessions: {
      get: os.labelingSessions.get.handler(async ({ input, context: { pass } }) => {
        const { createdBy: _, ...session } = await engine.labelingSessions.get(own(input, pass))
        // Who else labels is nobody's business but of whoever leads the session.
        return { ...session, reviewers: [pass.reviewer] }
      }),
      setup: os.labelingSessions.setup.handler(({ input, context: { pass } }) =>
        engine.labelingSessions.setup(own(input, pass)),
      ),
    },
    labelWork: {
      queue: os.labelWork.queue.handler(async ({ input, context: { pass } }) => {
        const queue = await engine.labelWork.queue(own(input, pass))
        queues.learn(pass, queue.traceIds)
        return queue
      }),
      item: os.labelWork.item.handler(({ input, context: { pass } }) => engine.labelWork.item(ownItem(input, pass))),
      read: os.labelWork.read.handler(({ input, context: { pass } }) => engine.labelWork.read(ownTrace(input, pass))),
      answer: os.labelWork.answer.handler(({ input, context: { pass } }) =>
        engine.labelWork.answer(ownItem(input, pass)),
      ),
      annotate: os.labelWork.annotate.handler(({ input, context: { pass } }) =>
        engine.labelWork.annotate(ownItem(input, pass)),
      ),
      submit: os.labelWork.submit.handler(({ input, context: { pass } }) =>
        engine.labelWork.submit(ownItem(input, pass)),
      ),
      setAside: os.labelWork.setAside.handler(({ input, context: { pass } }) =>
        engine.labelWork.setAside(ownItem(input, pass)),
      ),
      reopen: os.labelWork.reopen.handler(({ input, context: { pass } }) =>
        engine.labelWork.reopen(ownItem(input, pass)),
      ),
      progress: os.labelWork.progress.handler(async ({ input, context: { pass } }) => {
        const progress = await engine.labelWork.progress(own(input, pass))
        return { ...progress, reviewers: progress.reviewers.filter(({ reviewer }) => reviewer === pass.reviewer) }
      }),
    },
    events: {
      subscribe: os.events.subscribe.handler(({ signal, context: { pass } }) =>
        ownEvents(
          bus.subscribe(signal === undefined ? pass.signal : AbortSignal.any([signal, pass.signal])),
          (traceId) => queues.knows(pass, traceId),
        ),
      ),
    },
  })
}

/** What concerns the link: that its session may have changed, and that traces of its queue arrived, changed or went. */
async function* ownEvents(
  events: AsyncIterable<EngineEvent>,
  isOwn: (traceId: string) => boolean,
): AsyncGenerator<EngineEvent, undefined> {
  for await (const event of events) {
    if (event.topic === 'ready' || event.topic === 'labeling') yield event
    // Labels that others give change a trace too, which is not to be seen from outside.
    if (event.topic !== 'traces' || event.kind === 'changed') continue
    const traceIds = event.traceIds.filter(isOwn)
    if (traceIds.length > 0 || event.more) yield { ...event, traceIds }
  }
  return undefined
}
