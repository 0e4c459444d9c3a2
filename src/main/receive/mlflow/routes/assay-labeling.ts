/**
 * Calls of the Python helper (`resources/python/assay_mlflow.py`) and of nobody else: what MLflow's own wire has no place
 * for, such as titles, lists of texts, and sessions as runs. Under `/api/3.0/assay`.
 */
import * as z from 'zod'
import type { LabelingSession, LabelSchema } from '../../../../shared/model/labeling.ts'
import { LabelSchemaInput, NewLabelSchema } from '../../../../shared/model/labeling.ts'
import { parseTraceId } from '../../../formats/stable-id.ts'
import { findLabelSchemaByName, listLabelSchemas } from '../../../store/label-schemas.ts'
import { getSession, listSessions } from '../../../store/labeling-sessions.ts'
import { requireActiveExperiment } from '../../../store/runs.ts'
import type { Backend } from '../backend.ts'
import { asLabelingChange } from '../labeling-errors.ts'
import { MlflowError } from '../mlflow-error.ts'
import { invalid } from '../review-queue-json.ts'
import { defineRoute, field, type Route } from '../route.ts'

const versions = ['3.0']
const experimentRef = z.object({ experiment_id: field.text })
const runRef = z.object({ run_id: field.text })

function toSchemaJson(schema: LabelSchema) {
  return {
    schema_id: schema.schemaId,
    experiment_id: schema.experimentId,
    name: schema.name,
    type: schema.type,
    title: schema.title ?? schema.name,
    ...(schema.instruction === undefined ? {} : { instruction: schema.instruction }),
    enable_comment: schema.enableComment,
    input: schema.input,
  }
}

function toSessionJson(session: LabelingSession) {
  return {
    run_id: session.sessionId,
    queue_id: session.queueId,
    experiment_id: session.experimentId,
    name: session.name,
    assigned_users: session.reviewers,
    label_schemas: session.schemas.map((schema) => schema.name),
    items: session.itemCounts,
    created_time: session.createdAtMs,
  }
}

export const assayLabelingRoutes: readonly Route[] = [
  defineRoute({
    methods: 'POST',
    path: '/assay/label-schemas/create',
    versions,
    input: experimentRef.extend({
      name: NewLabelSchema.shape.name,
      type: NewLabelSchema.shape.type,
      title: NewLabelSchema.shape.title,
      instruction: NewLabelSchema.shape.instruction,
      enable_comment: field.optionalFlag,
      input: LabelSchemaInput,
      overwrite: field.optionalFlag,
    }),
    handle: async ({ experiment_id, enable_comment, overwrite, ...given }, { backend }) => {
      const schema = { ...given, experimentId: experiment_id, enableComment: enable_comment }
      const name = overwrite === true ? 'putLabelSchema' : 'createLabelSchema'
      return { label_schema: toSchemaJson(await asLabelingChange(backend.write(name, schema))) }
    },
  }),
  defineRoute({
    methods: 'GET',
    path: '/assay/label-schemas/list',
    versions,
    input: experimentRef,
    handle: ({ experiment_id }, { backend }) => {
      requireActiveExperiment(backend.db(), experiment_id)
      return {
        label_schemas: listLabelSchemas(backend.db(), { experimentId: experiment_id }).map(toSchemaJson),
      }
    },
  }),
  defineRoute({
    methods: 'POST',
    path: '/assay/label-schemas/delete',
    versions,
    input: experimentRef.extend({ name: field.text, force: field.optionalFlag }),
    handle: async ({ experiment_id, name, force }, { backend }) => {
      const schemaId = schemaIdOf(backend, experiment_id, name)
      if (force !== true) refuseAsked(backend, experiment_id, schemaId)
      return asLabelingChange(backend.write('deleteLabelSchema', { schemaId }))
    },
  }),
  defineRoute({
    methods: 'POST',
    path: '/assay/labeling-sessions/create',
    versions,
    input: experimentRef.extend({ name: field.text, assigned_users: field.texts, label_schemas: field.texts }),
    handle: async ({ experiment_id, name, assigned_users, label_schemas }, { backend }) => {
      requireActiveExperiment(backend.db(), experiment_id)
      const session = await backend.write('createLabelingSession', {
        name: toSessionName(name),
        experimentId: experiment_id,
        reviewers: toReviewers(assigned_users),
        schemaIds: label_schemas.map((schema) => schemaIdOf(backend, experiment_id, schema)),
      })
      return { labeling_session: toSessionJson(session) }
    },
  }),
  defineRoute({
    methods: 'GET',
    path: '/assay/labeling-sessions/list',
    versions,
    input: experimentRef,
    handle: ({ experiment_id }, { backend }) => {
      requireActiveExperiment(backend.db(), experiment_id)
      return {
        labeling_sessions: listSessions(backend.db(), { experimentId: experiment_id }).map(toSessionJson),
      }
    },
  }),
  defineRoute({
    methods: 'GET',
    path: '/assay/labeling-sessions/get',
    versions,
    input: runRef,
    handle: ({ run_id }, { backend }) => ({ labeling_session: toSessionJson(getSession(backend.db(), run_id)) }),
  }),
  defineRoute({
    methods: 'POST',
    path: '/assay/labeling-sessions/set-assigned-users',
    versions,
    input: runRef.extend({ assigned_users: field.texts }),
    handle: async ({ run_id, assigned_users }, { backend }) => {
      const change = { sessionId: run_id, reviewers: toReviewers(assigned_users) }
      return { labeling_session: toSessionJson(await backend.write('updateLabelingSession', change)) }
    },
  }),
  defineRoute({
    methods: 'POST',
    path: '/assay/labeling-sessions/add-traces',
    versions,
    input: runRef.extend({ trace_ids: field.texts }),
    handle: async ({ run_id, trace_ids }, { backend }) => {
      const { experimentId } = getSession(backend.db(), run_id)
      const traceIds = trace_ids.map((text) => {
        const traceId = parseTraceId(text.trim())
        if (traceId === undefined) throw invalid('`trace_ids` must be ids of traces, such as `tr-…`.')
        return traceId
      })
      await backend.write('addQueueItems', { sessionId: run_id, experimentId, traceIds: [...new Set(traceIds)] })
      return { labeling_session: toSessionJson(getSession(backend.db(), run_id)) }
    },
  }),
  defineRoute({
    methods: 'POST',
    path: '/assay/labeling-sessions/create-link',
    versions,
    input: runRef.extend({ reviewer: field.text }),
    handle: async ({ run_id, reviewer }, { backend }) => {
      const { reviewers } = getSession(backend.db(), run_id)
      if (reviewer.trim() === '') throw invalid('`reviewer` must be a name or an e-mail address.')
      if (reviewers.length > 0 && !reviewers.includes(reviewer.trim()))
        throw invalid(`'${reviewer}' is not assigned to the session. Add the user with set_assigned_users first.`)
      return { url: await backend.createReviewLink({ sessionId: run_id, reviewer: reviewer.trim() }) }
    },
  }),
  defineRoute({
    methods: 'POST',
    path: '/assay/labeling-sessions/delete',
    versions,
    input: runRef,
    handle: ({ run_id }, { backend }) => {
      // Unlike the queue of MLflow's own call, one that is gone is an error, as with schemas.
      getSession(backend.db(), run_id)
      return backend.write('deleteReviewQueue', { sessionId: run_id })
    },
  }),
]

/** Throws RESOURCE_DOES_NOT_EXIST. */
function schemaIdOf(backend: Backend, experimentId: string, name: string): string {
  const schema = findLabelSchemaByName(backend.db(), experimentId, name)
  if (schema !== undefined) return schema.schemaId
  const message = `Experiment ${experimentId} has no label schema named '${name}'. Make it with create_label_schema first.`
  throw new MlflowError('RESOURCE_DOES_NOT_EXIST', message)
}

/** MLflow's own call deletes what reviewers are being asked, without a word. Throws INVALID_STATE. */
function refuseAsked(backend: Backend, experimentId: string, schemaId: string): void {
  const asking = listSessions(backend.db(), { experimentId }).filter(
    ({ schemas, itemCounts: { pending, complete, declined } }) =>
      pending + complete + declined > 0 && schemas.some((schema) => schema.schemaId === schemaId),
  )
  if (asking.length === 0) return
  throw new MlflowError(
    'INVALID_STATE',
    `Labeling sessions with traces ask this question (${asking.length}). Delete them first, or pass force=True to take it from them; answers stay.`,
  )
}

function toSessionName(name: string): string {
  const text = name.trim()
  if (text === '' || text.length > 250) throw invalid('The name of a session has 1 to 250 characters.')
  return text
}

function toReviewers(users: readonly string[]): string[] {
  const reviewers = users.map((user) => user.trim())
  if (reviewers.some((user) => user === '' || user.length > 250)) throw invalid('A user name has 1 to 250 characters.')
  if (reviewers.length > 100) throw invalid('A session can have at most 100 assigned users.')
  return reviewers
}
