/** The labeling loop's calls to the engine, and what their failures mean for what waits to be saved. */
import { client } from '../../data/client.ts'
import { toFailure } from '../../data/errors.ts'
import type { LabelApi } from './desk-state.ts'
import type { FailureKind } from './save-queue.ts'
import { tellKnown } from './tell-known.ts'

/** The item or the answer itself is at fault: sending it again changes nothing. */
const refusing = new Set(['INVALID_INPUT', 'NOT_FOUND', 'TOO_LARGE'])

function kindOf(code: string): FailureKind {
  // The session is paused or closed, or the reviewer was taken from it: someone can change that.
  if (code === 'CONFLICT') return 'blocked'
  return refusing.has(code) ? 'refused' : 'wait'
}

export const labelApi: LabelApi = {
  queue: ({ sessionId, reviewer }) => client.labelWork.queue({ sessionId, reviewer }),
  item: ({ sessionId, reviewer, traceId }) => client.labelWork.item({ sessionId, reviewer, traceId }),
  classify: (error) => {
    const { code } = toFailure(error)
    return { kind: kindOf(code), code }
  },
  submitted: tellKnown,
  send: ({ sessionId, reviewer }, save) => {
    const work = { sessionId, reviewer }
    switch (save.kind) {
      case 'answer':
        return client.labelWork.answer({ ...work, ...without(save) })
      case 'annotate':
        return client.labelWork.annotate({ ...work, ...without(save) })
      case 'submit':
        return client.labelWork.submit({ ...work, ...without(save) })
      case 'setAside':
        return client.labelWork.setAside({ ...work, ...without(save) })
      case 'reopen':
        return client.labelWork.reopen({ ...work, traceId: save.traceId })
    }
  },
}

function without<T extends { kind: string }>({ kind: _, ...rest }: T): Omit<T, 'kind'> {
  return rest
}
