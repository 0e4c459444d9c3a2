/** What clients change of label schemas and labeling sessions. */
import { AppError } from '../../../../shared/model/error.ts'
import type { ItemStatus, LabelingSession, LabelSchema, NewLabelSchema } from '../../../../shared/model/labeling.ts'
import { type LabelSchemaChange, updateLabelSchema as updateStoredSchema } from '../../../store/label-schema-changes.ts'
import {
  createLabelSchema as createStoredSchema,
  deleteLabelSchema as deleteStoredSchema,
  ensureDefaultLabelSchema as ensureStoredDefault,
  findLabelSchemaByName,
} from '../../../store/label-schemas.ts'
import {
  createSession,
  deleteSession,
  findSessionByName,
  type NewSession,
  type SessionChange,
} from '../../../store/labeling-sessions.ts'
import {
  addItems,
  type ItemState,
  readItemStates,
  removeItems,
  requireTracesOf,
  setItemStatus,
} from '../../../store/session-items.ts'
import { updateSessionAndRecount } from '../../../store/session-recount.ts'
import { durableTransaction } from '../../../store/transaction.ts'
import type { WriteContext } from '../write-context.ts'

function createLabelSchema({ db, nowMs, touch }: WriteContext, given: NewLabelSchema): LabelSchema {
  const schema = createStoredSchema(db, given, nowMs)
  touch({ topic: 'labeling' })
  return schema
}

function updateLabelSchema(
  { db, nowMs, touch }: WriteContext,
  input: { schemaId: string; change: LabelSchemaChange },
): LabelSchema {
  const schema = updateStoredSchema(db, { ...input, publishes: true }, nowMs)
  touch({ topic: 'labeling' })
  return schema
}

/** Makes the schema, or gives the one of that name these fields: `overwrite=True` of the Python helper. */
function putLabelSchema(context: WriteContext, given: NewLabelSchema): LabelSchema {
  return durableTransaction(context.db, () => {
    const before = findLabelSchemaByName(context.db, given.experimentId ?? '0', given.name)
    if (before === undefined) return createLabelSchema(context, given)
    if (before.type !== given.type) {
      throw new AppError(
        'INVALID_INPUT',
        `The schema is one of ${before.type} and cannot become one of ${given.type}. Delete it first, or choose another name.`,
      )
    }
    const { title = '', instruction = '', enableComment = false, input } = given
    return updateLabelSchema(context, {
      schemaId: before.schemaId,
      change: { title, instruction, enableComment, input },
    })
  })
}

function deleteLabelSchema({ db, touch }: WriteContext, { schemaId }: { schemaId: string }): { deleted: boolean } {
  const result = deleteStoredSchema(db, schemaId)
  touch({ topic: 'labeling' })
  return result
}

function ensureDefaultLabelSchema(
  { db, nowMs, touch }: WriteContext,
  { experimentId }: { experimentId: string },
): void {
  ensureStoredDefault(db, experimentId, nowMs)
  touch({ topic: 'labeling' })
}

/** A session is a run too. */
function touchSession({ touch }: WriteContext): void {
  touch({ topic: 'labeling' })
  touch({ topic: 'runs' })
}

/** Names of sessions may repeat, those of queues not. */
function createLabelingSession(context: WriteContext, given: NewSession): LabelingSession {
  const session = createSession(context.db, given, context.nowMs)
  touchSession(context)
  return session
}

function createReviewQueue(context: WriteContext, given: NewSession): LabelingSession {
  return createLabelingSession(context, { ...given, isNameUnique: true })
}

/** CONFLICT when another kind of queue has the user's name. */
function ensureUserQueue(context: WriteContext, input: { experimentId: string; user: string }): LabelingSession {
  const { experimentId, user } = input
  return durableTransaction(context.db, () => {
    const found = findSessionByName(context.db, experimentId, user)
    if (found?.queueType === 'user') return found
    return createReviewQueue(context, {
      experimentId,
      name: user,
      queueType: 'user',
      reviewers: [user],
      schemaIds: [],
      createdBy: user,
    })
  })
}

function updateLabelingSession(context: WriteContext, change: SessionChange): LabelingSession {
  const session = updateSessionAndRecount(context.db, change, context.nowMs)
  touchSession(context)
  return session
}

function updateReviewQueue(context: WriteContext, change: SessionChange): LabelingSession {
  return updateLabelingSession(context, { ...change, isNameUnique: true })
}

function deleteReviewQueue(context: WriteContext, { sessionId }: { sessionId: string }): { deleted: boolean } {
  const result = deleteSession(context.db, sessionId)
  touchSession(context)
  return result
}

/** Throws NOT_FOUND when a trace is not in the experiment of the queue (MLflow's rule); nothing is added then. */
function addQueueItems(
  context: WriteContext,
  input: { sessionId: string; experimentId: string; traceIds: string[] },
): ItemState[] {
  const { db, nowMs } = context
  const { sessionId, experimentId, traceIds } = input
  const items = durableTransaction(db, () => {
    requireTracesOf(db, experimentId, traceIds)
    addItems(db, sessionId, traceIds, nowMs)
    return readItemStates(db, sessionId, traceIds)
  })
  touchSession(context)
  return items
}

function removeQueueItems(context: WriteContext, input: { sessionId: string; traceIds: string[] }): void {
  removeItems(context.db, input.sessionId, input.traceIds, context.nowMs)
  touchSession(context)
}

function setQueueItemStatus(
  { db, nowMs, touch }: WriteContext,
  input: { sessionId: string; traceId: string; status: ItemStatus; completedBy?: string | undefined },
): ItemState {
  const item = setItemStatus(db, input, nowMs)
  touch({ topic: 'labeling' })
  return item
}

export const labelingWrites = {
  createLabelSchema,
  updateLabelSchema,
  putLabelSchema,
  deleteLabelSchema,
  ensureDefaultLabelSchema,
  createLabelingSession,
  updateLabelingSession,
  createReviewQueue,
  ensureUserQueue,
  updateReviewQueue,
  deleteReviewQueue,
  addQueueItems,
  removeQueueItems,
  setQueueItemStatus,
}
