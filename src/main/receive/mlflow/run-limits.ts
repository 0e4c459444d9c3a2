/** What names and batches of a run must be like: the rules of MLflow's server (`mlflow/utils/validation.py`). */
import { posix } from 'node:path'
import { MlflowError } from './mlflow-error.ts'

const maxKeyLength = 250
const maxMetrics = 1_000
const maxParamsOrTags = 100
const maxEntries = 1_000

/**
 * Throws INVALID_PARAMETER_VALUE for a key of a metric, parameter or tag that MLflow refuses: its characters, its
 * length, or a text that is no plain relative path. `path` names the field, such as `metrics[2].name`.
 */
export function checkKey(key: string, path: string): void {
  if (!/^[/\p{L}\p{N}_.\- :]*$/u.test(key)) {
    throw invalid(
      path,
      'Names may only contain alphanumerics, underscores (_), dashes (-), periods (.), spaces ( ), colon(:) and slashes (/).',
    )
  }
  if (
    key === '' ||
    key.startsWith('..') ||
    key.startsWith('/') ||
    key.endsWith('/') ||
    posix.normalize(key) !== key ||
    key === '.'
  ) {
    throw invalid(
      path,
      'Names may be treated as files in certain cases, and must not resolve to other names when treated as such.',
    )
  }
  if (key.length > maxKeyLength) throw invalid(path, `It is longer than ${maxKeyLength} characters.`)
}

/** Throws INVALID_PARAMETER_VALUE when a batch has more entries than MLflow allows. */
export function checkBatchSize(counts: { metrics: number; params: number; tags: number }): void {
  checkCount('metrics', maxMetrics, counts.metrics)
  checkCount('params', maxParamsOrTags, counts.params)
  checkCount('tags', maxParamsOrTags, counts.tags)
  checkCount('metrics, params, and tags', maxEntries, counts.metrics + counts.params + counts.tags)
}

function checkCount(what: string, limit: number, count: number): void {
  if (count <= limit) return
  throw new MlflowError(
    'INVALID_PARAMETER_VALUE',
    `A batch logging request can contain at most ${limit} ${what}. Got ${count} ${what}. Please split up ${what} across multiple requests and try again.`,
  )
}

function invalid(path: string, reason: string): MlflowError {
  return new MlflowError('INVALID_PARAMETER_VALUE', `Invalid value for parameter '${path}': ${reason}`)
}
