/** Items of review queues: the traces of a labeling session, with their states. Every call takes any method. */
import { parseTraceId } from '../../../formats/stable-id.ts'
import { listItemStates } from '../../../store/session-items.ts'
import { MlflowError } from '../mlflow-error.ts'
import { invalid, itemStatus, optionalItemStatus, toReviewItemJson, toUser } from '../review-queue-json.ts'
import { defineRoute, field, type Route } from '../route.ts'
import { pageSize } from '../search/page-size.ts'
import { changingMethods, mostResults, readingMethods } from './label-schemas.ts'
import { getQueue, queueRef, usualResults } from './review-queues.ts'

export const reviewQueueItemRoutes: readonly Route[] = [
  defineRoute({
    methods: changingMethods,
    path: '/mlflow/review-queues/items/add',
    input: queueRef.extend({ item_type: field.optionalText, item_ids: field.texts }),
    handle: async ({ queue_id, item_type, item_ids }, { backend }) => {
      if (item_type !== undefined && !/^(0|1|TRACE|REVIEW_ITEM_TYPE_UNSPECIFIED)$/.test(item_type)) {
        throw invalid('`item_type` must be TRACE.')
      }
      const { sessionId, experimentId } = getQueue(backend.db(), queue_id)
      const traceIds = toTraceIds(item_ids)
      const items = await backend.write('addQueueItems', { sessionId, experimentId, traceIds })
      return { items: items.map((item) => toReviewItemJson(queue_id, item)) }
    },
  }),
  defineRoute({
    methods: changingMethods,
    path: '/mlflow/review-queues/items/remove',
    input: queueRef.extend({ item_ids: field.texts }),
    handle: async ({ queue_id, item_ids }, { backend }) => {
      if (item_ids.length === 0) throw invalid('`item_ids` must be a non-empty list.')
      const { sessionId } = getQueue(backend.db(), queue_id)
      await backend.write('removeQueueItems', {
        sessionId,
        traceIds: item_ids.flatMap((itemId) => parseTraceId(itemId.trim()) ?? []),
      })
      return {}
    },
  }),
  defineRoute({
    methods: readingMethods,
    path: '/mlflow/review-queues/items/list',
    input: queueRef.extend({
      status: optionalItemStatus,
      max_results: field.optionalInteger,
      page_token: field.optionalText,
    }),
    handle: ({ queue_id, status, max_results, page_token }, { backend }) => {
      const { sessionId } = getQueue(backend.db(), queue_id)
      const { items, nextCursor } = listItemStates(backend.db(), {
        sessionId,
        status,
        cursor: page_token,
        limit: pageSize(max_results, usualResults, mostResults),
        newestFirst: true,
      })
      return {
        items: items.map((item) => toReviewItemJson(queue_id, item)),
        ...(nextCursor === undefined ? {} : { next_page_token: nextCursor }),
      }
    },
  }),
  defineRoute({
    methods: changingMethods,
    path: '/mlflow/review-queues/items/set-status',
    input: queueRef.extend({ item_id: field.text, status: itemStatus, completed_by: field.optionalText }),
    handle: async ({ queue_id, item_id, status, completed_by }, { backend }) => {
      const { sessionId } = getQueue(backend.db(), queue_id)
      const [traceId] = toTraceIds([item_id])
      const item = await backend.write('setQueueItemStatus', {
        sessionId,
        traceId: traceId as string,
        status,
        completedBy: completed_by === undefined ? undefined : toUser(completed_by),
      })
      return { item: toReviewItemJson(queue_id, item) }
    },
  }),
]

/** Throws INVALID_PARAMETER_VALUE for none, RESOURCE_DOES_NOT_EXIST for what no trace can have as its id. */
function toTraceIds(itemIds: readonly string[]): string[] {
  if (itemIds.length === 0) throw invalid('`item_ids` must be a non-empty list.')
  if (itemIds.some((itemId) => itemId.trim() === '')) throw invalid('`item_id` must be a non-empty string.')
  const traceIds = itemIds.map((itemId) => {
    const traceId = parseTraceId(itemId.trim())
    if (traceId === undefined) {
      throw new MlflowError('RESOURCE_DOES_NOT_EXIST', 'An item id is no id of a trace. Give ids such as `tr-…`.')
    }
    return traceId
  })
  return [...new Set(traceIds)]
}
