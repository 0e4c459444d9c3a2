import type { LabelItem } from '../../../shared/model/label-work.ts'
import { isRepeatId } from '../../../shared/model/repeat-id.ts'
import { buildQueue } from '../../store/label-queue.ts'
import { getRepeat } from '../../store/label-repeats.ts'
import { getItem } from '../../store/label-work.ts'
import { readProgress } from '../../store/session-progress.ts'
import { readReadableTrace } from '../commands/readable-trace.ts'
import type { Implementer } from '../implementer.ts'
import type { Services } from '../services.ts'

export function labelWorkHandlers(os: Implementer, { workspaces, bus }: Services) {
  /** An item that ends or is taken up again changes its session and, as its answers are assessments, its trace. */
  function told(item: LabelItem): LabelItem {
    bus.publish({ topic: 'labeling' })
    // The second time of an item is no change of its trace.
    if (isRepeatId(item.traceId)) return item
    const ids = { traceIds: [item.traceId], more: false }
    bus.publish({ topic: 'assessments', ...ids })
    bus.publish({ topic: 'traces', kind: 'changed', ...ids })
    return item
  }
  const db = () => workspaces.getSession().db
  const writer = () => workspaces.getSession().writer

  return {
    queue: os.labelWork.queue.handler(({ input }) => buildQueue(db(), input.sessionId, input.reviewer)),
    item: os.labelWork.item.handler(({ input }) => (isRepeatId(input.traceId) ? getRepeat : getItem)(db(), input)),
    read: os.labelWork.read.handler(({ input }) => readReadableTrace(db(), input)),
    answer: os.labelWork.answer.handler(({ input }) => writer().call('saveAnswer', input)),
    annotate: os.labelWork.annotate.handler(({ input }) => writer().call('annotateItem', input)),
    submit: os.labelWork.submit.handler(async ({ input }) => told(await writer().call('submitItem', input))),
    setAside: os.labelWork.setAside.handler(async ({ input }) => told(await writer().call('setAside', input))),
    reopen: os.labelWork.reopen.handler(async ({ input }) => told(await writer().call('reopenItem', input))),
    progress: os.labelWork.progress.handler(({ input }) => readProgress(db(), input.sessionId)),
  }
}
