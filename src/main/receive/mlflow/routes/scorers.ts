/** The registry of scorers: clients store their judges here, by name and version. Assay runs none of them. */
import * as z from 'zod'
import type { Json } from '../../../../shared/model/json.ts'
import { isJsonObject } from '../../../formats/json-text.ts'
import { getScorer, listScorers, listScorersOf, listScorerVersions, type Scorer } from '../../../store/scorers.ts'
import { MlflowError } from '../mlflow-error.ts'
import { defineRoute, field, type Route } from '../route.ts'
import { jsonObject } from '../run-input.ts'

const named = { experiment_id: field.text, name: field.text }
const versioned = { ...named, version: field.optionalInteger }

/** `Scorer` of `service.proto`, whose experiment id is a number. */
function toScorerJson(scorer: Scorer) {
  return {
    experiment_id: Number(scorer.experimentId),
    scorer_name: scorer.name,
    scorer_version: scorer.version,
    serialized_scorer: scorer.serialized,
    creation_time: scorer.createdAtMs,
    scorer_id: scorer.scorerId,
  }
}

/**
 * Whether it carries Python code at any depth. MLflow's server refuses such scorers; were one kept, clients could not list
 * any scorer of the experiment any more.
 */
function hasCode(value: Json): boolean {
  if (Array.isArray(value)) return value.some(hasCode)
  if (!isJsonObject(value)) return false
  return Object.entries(value).some(([key, inner]) => (key === 'call_source' && Boolean(inner)) || hasCode(inner))
}

export const scorerRoutes: readonly Route[] = [
  defineRoute({
    methods: 'POST',
    path: '/mlflow/scorers/register',
    input: z.object({ ...named, serialized_scorer: field.text }),
    handle: async ({ experiment_id, name, serialized_scorer }, { backend }) => {
      if (name.trim() === '') {
        throw new MlflowError('INVALID_PARAMETER_VALUE', 'Scorer name cannot be empty or contain only whitespace.')
      }
      if (hasCode(jsonObject(serialized_scorer, 'serialized_scorer'))) {
        throw new MlflowError(
          'INVALID_PARAMETER_VALUE',
          'Scorers made of code (the @scorer decorator) cannot be registered: clients refuse to load them again. Keep them in your source and pass them to mlflow.genai.evaluate, or register a judge.',
        )
      }
      const scorer = await backend.write('registerScorer', {
        experimentId: experiment_id,
        name,
        serialized: serialized_scorer,
      })
      return {
        version: scorer.version,
        scorer_id: scorer.scorerId,
        experiment_id: scorer.experimentId,
        name: scorer.name,
        serialized_scorer: scorer.serialized,
        creation_time: scorer.createdAtMs,
      }
    },
  }),
  defineRoute({
    methods: 'GET',
    path: '/mlflow/scorers/list',
    input: z.object({ experiment_id: field.optionalText, experiment_ids: field.texts.optional() }),
    handle: ({ experiment_id, experiment_ids }, { backend }) => {
      const isOfSeveral = experiment_ids !== undefined && experiment_ids.length > 0
      if (experiment_id !== undefined && isOfSeveral) {
        throw new MlflowError(
          'INVALID_PARAMETER_VALUE',
          "Cannot specify both 'experiment_id' and 'experiment_ids'. Send one of them.",
        )
      }
      const scorers =
        experiment_id === undefined
          ? listScorersOf(backend.db(), isOfSeveral ? experiment_ids : undefined)
          : listScorers(backend.db(), experiment_id)
      return { scorers: scorers.map(toScorerJson) }
    },
  }),
  defineRoute({
    methods: 'GET',
    path: '/mlflow/scorers/versions',
    input: z.object(named),
    handle: ({ experiment_id, name }, { backend }) => ({
      scorers: listScorerVersions(backend.db(), experiment_id, name).map(toScorerJson),
    }),
  }),
  defineRoute({
    methods: 'GET',
    path: '/mlflow/scorers/get',
    input: z.object(versioned),
    handle: ({ experiment_id, name, version }, { backend }) => ({
      scorer: toScorerJson(getScorer(backend.db(), experiment_id, name, version)),
    }),
  }),
  defineRoute({
    methods: ['DELETE', 'POST'],
    path: '/mlflow/scorers/delete',
    input: z.object(versioned),
    handle: async ({ experiment_id, name, version }, { backend }) => {
      await backend.write('deleteScorer', { experimentId: experiment_id, name, version })
      return {}
    },
  }),
  defineRoute({
    // Clients ask this with every list of scorers.
    methods: 'GET',
    path: '/mlflow/scorers/online-configs',
    input: z.object({ scorer_ids: field.texts }),
    handle: () => ({ configs: [] }),
  }),
  defineRoute({
    methods: 'PUT',
    path: '/mlflow/scorers/online-config',
    input: z.object({}),
    handle: () => {
      throw new MlflowError(
        'NOT_IMPLEMENTED',
        'Assay does not run scorers by itself. Judge traces with mlflow.genai.evaluate, which runs them in your process.',
      )
    },
  }),
]
