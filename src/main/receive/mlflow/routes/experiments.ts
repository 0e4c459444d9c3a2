/** Experiments, but for their search. */
import * as z from 'zod'
import { findExperimentByName, getExperiment } from '../../../store/experiments.ts'
import { toExperimentJson } from '../experiment-json.ts'
import { MlflowError } from '../mlflow-error.ts'
import { defineRoute, field, type Route } from '../route.ts'
import { checkKey } from '../run-limits.ts'

/** As `mlflow/utils/validation.py` has them, in characters. */
const maxNameLength = 500
const maxTagValueLength = 20_000

const experimentRef = z.object({ experiment_id: field.text })

export const experimentRoutes: readonly Route[] = [
  defineRoute({
    methods: 'GET',
    path: '/mlflow/experiments/get-by-name',
    versions: ['2.0'],
    input: z.object({ experiment_name: field.text }),
    handle({ experiment_name: name }, { backend }) {
      const experiment = findExperimentByName(backend.db(), name)
      // Clients make it then, going by this very code.
      if (experiment === undefined) {
        throw new MlflowError('RESOURCE_DOES_NOT_EXIST', `Could not find experiment with name '${name}'`)
      }
      return { experiment: toExperimentJson(experiment) }
    },
  }),
  defineRoute({
    methods: 'GET',
    path: '/mlflow/experiments/get',
    versions: ['2.0'],
    input: experimentRef,
    handle: ({ experiment_id: id }, { backend }) => ({
      experiment: toExperimentJson(getExperiment(backend.db(), id)),
    }),
  }),
  defineRoute({
    methods: 'POST',
    path: '/mlflow/experiments/create',
    versions: ['2.0'],
    // `artifact_location` is passed over: artifacts of traces are kept in the workspace.
    input: z.object({ name: field.text, tags: field.pairs }),
    async handle({ name, tags }, { backend }) {
      checkLength('name', name, maxNameLength)
      for (const { key, value } of tags) checkTag(key, value)
      const { experimentId } = await backend.write('createExperiment', {
        name,
        tags: Object.fromEntries(tags.map(({ key, value }) => [key, value])),
      })
      return { experiment_id: experimentId }
    },
  }),
  defineRoute({
    methods: 'POST',
    path: '/mlflow/experiments/update',
    versions: ['2.0'],
    input: experimentRef.extend({ new_name: field.text }),
    async handle({ experiment_id: experimentId, new_name: name }, { backend }) {
      checkLength('name', name, maxNameLength)
      await backend.write('updateExperiment', { experimentId, name })
      return {}
    },
  }),
  defineRoute({
    methods: 'POST',
    path: '/mlflow/experiments/delete',
    versions: ['2.0'],
    input: experimentRef,
    async handle({ experiment_id: experimentId }, { backend }) {
      await backend.write('deleteExperiment', { experimentId })
      return {}
    },
  }),
  defineRoute({
    methods: 'POST',
    path: '/mlflow/experiments/restore',
    versions: ['2.0'],
    input: experimentRef,
    async handle({ experiment_id: experimentId }, { backend }) {
      await backend.write('restoreExperiment', { experimentId })
      return {}
    },
  }),
  defineRoute({
    methods: 'POST',
    path: '/mlflow/experiments/set-experiment-tag',
    versions: ['2.0'],
    input: experimentRef.extend({ key: field.text, value: field.optionalText }),
    async handle({ experiment_id: experimentId, key, value = '' }, { backend }) {
      checkTag(key, value)
      await backend.write('setExperimentTag', { experimentId, key, value })
      return {}
    },
  }),
  defineRoute({
    methods: ['POST', 'DELETE'],
    path: '/mlflow/experiments/delete-experiment-tag',
    versions: ['2.0'],
    input: experimentRef.extend({ key: field.text }),
    async handle({ experiment_id: experimentId, key }, { backend }) {
      await backend.write('deleteExperimentTag', { experimentId, key })
      return {}
    },
  }),
]

function checkTag(key: string, value: string): void {
  checkKey(key, 'key')
  checkLength('value', value, maxTagValueLength)
}

function checkLength(name: string, text: string, maxLength: number): void {
  if (text.length <= maxLength || [...text].length <= maxLength) return
  throw new MlflowError('INVALID_PARAMETER_VALUE', `'${name}' exceeds the maximum length of ${maxLength} characters`)
}
