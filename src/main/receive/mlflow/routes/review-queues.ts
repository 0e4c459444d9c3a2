/** Review queues (`review_queues.proto`); each is a labeling session. Every call takes any method. */

import type { Database } from 'better-sqlite3'
import * as z from 'zod'
import type { LabelingSession } from '../../../../shared/model/labeling.ts'
import { parseTraceId } from '../../../formats/stable-id.ts'
import { findSessionByName, findSessionByQueue, listSessions } from '../../../store/labeling-sessions.ts'
import { requireActiveExperiment } from '../../../store/runs.ts'
import { asLabelingChange } from '../labeling-errors.ts'
import { MlflowError } from '../mlflow-error.ts'
import { fromOffsetToken, toOffsetToken } from '../offset-token.ts'
import { invalid, limited, queueType, toCustomName, toReviewQueueJson, toUser, toUsers } from '../review-queue-json.ts'
import { defineRoute, field, type Route } from '../route.ts'
import { pageSize } from '../search/page-size.ts'
import { changingMethods, mostResults, readingMethods } from './label-schemas.ts'

export const queueRef = z.object({ queue_id: field.text })
/** Page size of queues and items when none is asked for (`SEARCH_MAX_RESULTS_DEFAULT`). */
export const usualResults = 1000

/** Throws RESOURCE_DOES_NOT_EXIST. */
export function getQueue(db: Database, queueId: string): LabelingSession {
  const session = findSessionByQueue(db, queueId)
  if (session === undefined) {
    throw new MlflowError('RESOURCE_DOES_NOT_EXIST', `Review queue with id '${queueId}' not found.`)
  }
  return session
}

export const reviewQueueRoutes: readonly Route[] = [
  defineRoute({
    methods: changingMethods,
    path: '/mlflow/review-queues/create',
    input: z.object({
      experiment_id: field.text,
      name: field.text,
      queue_type: queueType,
      users: field.texts,
      schema_ids: field.texts,
    }),
    handle: async ({ experiment_id, name, queue_type, users, schema_ids }, { backend }) => {
      const session =
        queue_type === 'USER'
          ? { ...userQueue(name, users, schema_ids), experimentId: experiment_id }
          : {
              experimentId: experiment_id,
              name: toCustomName(name),
              queueType: 'custom' as const,
              reviewers: toUsers(users),
              schemaIds: schema_ids.map((schemaId) => limited(schemaId.trim(), 'schema_id')),
            }
      return { review_queue: toReviewQueueJson(await asLabelingChange(backend.write('createReviewQueue', session))) }
    },
  }),
  defineRoute({
    methods: changingMethods,
    path: '/mlflow/review-queues/get-or-create-user',
    input: z.object({ experiment_id: field.text, user: field.text }),
    handle: async ({ experiment_id, user }, { backend }) => {
      const input = { experimentId: experiment_id, user: toUser(user) }
      return { review_queue: toReviewQueueJson(await asLabelingChange(backend.write('ensureUserQueue', input))) }
    },
  }),
  defineRoute({
    methods: readingMethods,
    path: '/mlflow/review-queues/get',
    input: queueRef,
    handle: ({ queue_id }, { backend }) => ({ review_queue: toReviewQueueJson(getQueue(backend.db(), queue_id)) }),
  }),
  defineRoute({
    methods: readingMethods,
    path: '/mlflow/review-queues/get-by-name',
    input: z.object({ experiment_id: field.text, name: field.text }),
    handle: ({ experiment_id, name }, { backend }) => {
      requireActiveExperiment(backend.db(), experiment_id)
      const session = findSessionByName(backend.db(), experiment_id, name)
      if (session === undefined) {
        throw new MlflowError('RESOURCE_DOES_NOT_EXIST', 'The experiment has no review queue with this name.')
      }
      return { review_queue: toReviewQueueJson(session) }
    },
  }),
  defineRoute({
    methods: readingMethods,
    path: '/mlflow/review-queues/list',
    input: z.object({
      experiment_id: field.text,
      user: field.optionalText,
      item_id: field.optionalText,
      max_results: field.optionalInteger,
      page_token: field.optionalText,
    }),
    handle: ({ experiment_id, user, item_id, max_results, page_token }, { backend }) => {
      const limit = pageSize(max_results, usualResults, mostResults)
      const offset = fromOffsetToken(page_token)
      requireActiveExperiment(backend.db(), experiment_id)
      const sessions = listSessions(backend.db(), {
        experimentId: experiment_id,
        reviewer: user?.trim(),
        traceId: item_id === undefined ? undefined : (parseTraceId(item_id) ?? item_id),
      })
      return {
        review_queues: sessions.slice(offset, offset + limit).map(toReviewQueueJson),
        ...(sessions.length > offset + limit ? { next_page_token: toOffsetToken(offset + limit) } : {}),
      }
    },
  }),
  defineRoute({
    methods: changingMethods,
    path: '/mlflow/review-queues/update',
    input: queueRef.extend({
      update_users: field.optionalFlag,
      users: field.texts,
      update_schema_ids: field.optionalFlag,
      schema_ids: field.texts,
      name: z.string().nullish(),
      new_owner: z.string().nullish(),
    }),
    handle: async ({ queue_id, update_users, users, update_schema_ids, schema_ids, name, new_owner }, { backend }) => {
      const { sessionId, schemas } = getQueue(backend.db(), queue_id)
      const before = schemas.map((schema) => schema.schemaId)
      const session = await asLabelingChange(
        backend.write('updateReviewQueue', {
          sessionId,
          name: typeof name === 'string' ? toCustomName(name) : undefined,
          reviewers: update_users ? toUsers(users) : undefined,
          schemaIds: update_schema_ids ? keepOrder(before, schema_ids) : undefined,
          createdBy: typeof new_owner === 'string' ? limited(new_owner.trim(), 'new_owner') : undefined,
        }),
      )
      return { review_queue: toReviewQueueJson(session) }
    },
  }),
  defineRoute({
    methods: changingMethods,
    path: '/mlflow/review-queues/delete',
    input: queueRef,
    handle: async ({ queue_id }, { backend }) => {
      const session = findSessionByQueue(backend.db(), queue_id)
      if (session !== undefined) await backend.write('deleteReviewQueue', { sessionId: session.sessionId })
      return {}
    },
  }),
]

/** Its only reviewer is the one whose name it has, and it has every schema. Throws INVALID_PARAMETER_VALUE. */
function userQueue(name: string, users: readonly string[], schemaIds: readonly string[]) {
  const user = toUser(name)
  if (toUsers(users).some((other) => other !== user)) {
    throw invalid('A user queue must have exactly one assigned user equal to its name. Leave `users` out.')
  }
  if (schemaIds.length > 0) {
    throw invalid("A user queue has all of the experiment's label schemas. Leave `schema_ids` out.")
  }
  return { name: user, queueType: 'user' as const, reviewers: [user], schemaIds: [] }
}

/** To MLflow the schemas of a queue are a set: the same ones in another order change nothing. */
function keepOrder(before: readonly string[], given: readonly string[]): string[] {
  const ids = [...new Set(given.map((schemaId) => schemaId.trim()))]
  const isSame = ids.length === before.length && ids.every((schemaId) => before.includes(schemaId))
  return isSame ? [...before] : ids
}
