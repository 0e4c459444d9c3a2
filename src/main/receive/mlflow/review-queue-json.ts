/** Review queues and their items as `review_queues.proto` has them. A queue is a labeling session. */
import * as z from 'zod'
import { ItemStatus, type LabelingSession } from '../../../shared/model/labeling.ts'
import { toMlflowTraceId } from '../../formats/mlflow-ids.ts'
import type { ItemState } from '../../store/session-items.ts'
import { MlflowError } from './mlflow-error.ts'

export interface ReviewQueueJson {
  queue_id: string
  experiment_id: string
  name: string
  queue_type: 'USER' | 'CUSTOM'
  created_by?: string
  creation_time_ms: number
  last_update_time_ms: number
  users: string[]
  schema_ids: string[]
}

/** A user queue names no schemas: it has all of the experiment's. */
export function toReviewQueueJson(session: LabelingSession): ReviewQueueJson {
  const schemaIds = session.queueType === 'user' ? [] : session.schemas.map((schema) => schema.schemaId)
  return {
    queue_id: session.queueId,
    experiment_id: session.experimentId,
    name: session.name,
    queue_type: session.queueType === 'user' ? 'USER' : 'CUSTOM',
    ...(session.createdBy === undefined ? {} : { created_by: session.createdBy }),
    creation_time_ms: session.createdAtMs,
    last_update_time_ms: session.updatedAtMs,
    users: session.reviewers.toSorted(),
    schema_ids: schemaIds.toSorted(),
  }
}

export function toReviewItemJson(queueId: string, item: ItemState) {
  return {
    queue_id: queueId,
    item_type: 'TRACE',
    item_id: toMlflowTraceId(item.traceId),
    status: item.status,
    ...(item.completedBy === undefined ? {} : { completed_by: item.completedBy }),
    ...(item.completedAtMs === undefined ? {} : { completed_time_ms: item.completedAtMs }),
    creation_time_ms: item.addedAtMs,
    last_update_time_ms: item.updatedAtMs,
  }
}

export const queueType = z.preprocess(
  (value) => ({ 1: 'USER', 2: 'CUSTOM' })[String(value)] ?? value,
  z.literal(['USER', 'CUSTOM'], { error: '`queue_type` must be one of USER or CUSTOM' }),
)

const toStatus = (value: unknown): unknown => ({ 1: 'PENDING', 2: 'COMPLETE', 3: 'DECLINED' })[String(value)] ?? value
const statusError = { error: '`status` must be one of PENDING, COMPLETE, or DECLINED' }
export const itemStatus = z.preprocess(toStatus, z.literal(ItemStatus.options, statusError))
export const optionalItemStatus = z.preprocess(
  (value) =>
    value === null || value === '' || /^(0|REVIEW_STATUS_UNSPECIFIED)$/.test(String(value))
      ? undefined
      : toStatus(value),
  z.literal(ItemStatus.options, statusError).optional(),
)

/** MLflow's limits of a queue (`genai/review_queues/validation.py`). */
const maxText = 250
const maxUsers = 10
/** MLflow keeps it for its queue of the only user of a server without sign-in. */
const reservedQueueName = 'default'

/** Reviewers are compared without regard to case: they are kept in lower case. Throws INVALID_PARAMETER_VALUE. */
export function toUsers(users: readonly string[]): string[] {
  const normalized = [...new Set(users.map(toUser))]
  if (normalized.length > maxUsers) {
    throw invalid(`A review queue can have at most ${maxUsers} assigned users; got ${normalized.length}.`)
  }
  return normalized
}

/** Throws INVALID_PARAMETER_VALUE for an empty or too long one. */
export function toUser(user: string): string {
  return limited(user.trim().toLowerCase(), 'user')
}

/** Throws INVALID_PARAMETER_VALUE for an empty, a too long and the reserved name. */
export function toCustomName(name: string): string {
  const text = limited(name.trim(), 'name')
  if (text.toLowerCase() === reservedQueueName) {
    throw invalid(`\`${text}\` is a reserved queue name and cannot be used for a custom queue. Choose another name.`)
  }
  return text
}

/** Throws INVALID_PARAMETER_VALUE. */
export function limited(text: string, name: string): string {
  if (text === '') throw invalid(`\`${name}\` must be a non-empty string.`)
  if (text.length > maxText) throw invalid(`\`${name}\` must be at most ${maxText} characters; got ${text.length}.`)
  return text
}

export function invalid(message: string): MlflowError {
  return new MlflowError('INVALID_PARAMETER_VALUE', message)
}
