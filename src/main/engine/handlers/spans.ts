import { viewSpan } from '../../normalize/view.ts'
import { getStoredSpan } from '../../store/stored-span.ts'
import type { Implementer } from '../implementer.ts'
import type { Services } from '../services.ts'
import { defaultTextLimit, getValueAt, toSpanDetail, truncateDetail } from '../span-detail.ts'

export function spanHandlers(os: Implementer, { workspaces }: Services) {
  function getDetail({ traceId, spanId }: { traceId: string; spanId: string }) {
    const { span, logs } = getStoredSpan(workspaces.getSession().db, traceId, spanId)
    return toSpanDetail(span, logs, viewSpan(span, logs))
  }

  return {
    get: os.spans.get.handler(({ input }) => truncateDetail(getDetail(input), input.textLimit ?? defaultTextLimit)),
    value: os.spans.value.handler(({ input }) => ({ value: getValueAt(getDetail(input), input.path) })),
  }
}
