/** Fields that calls about runs share. */
import * as z from 'zod'
import { type Metric, RunStatus } from '../../../shared/model/run.ts'
import { field } from './route.ts'

/** Older clients know a run by `run_uuid`; the newer name wins. */
export const runRef = { run_id: field.optionalText, run_uuid: field.optionalText }

/** Numbers of `RunStatus` in `service.proto`. */
const statusNumbers: Record<string, RunStatus> = {
  1: 'RUNNING',
  2: 'SCHEDULED',
  3: 'FINISHED',
  4: 'FAILED',
  5: 'KILLED',
}

/** By name or by number. */
export const optionalStatus = z.preprocess(
  (value) => (value === null || value === '' ? undefined : (statusNumbers[String(value)] ?? value)),
  RunStatus.optional(),
)

/** A double as protobuf's JSON writes it: a number, its text, `NaN` or an infinity as texts. */
const double = z.preprocess(
  (value) => (typeof value === 'string' && value.trim() !== '' && value !== 'NaN' ? Number(value) : value),
  z.union([z.number(), z.literal([Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY]), z.literal('NaN')], {
    error: 'Give a number, or one of the texts NaN, Infinity and -Infinity',
  }),
)

export const metricFields = {
  key: field.text,
  value: double,
  timestamp: field.integer.refine((ms) => ms >= 0, 'Timestamp must be a nonnegative long (64-bit integer)'),
  step: field.optionalInteger,
  model_id: field.optionalText,
  dataset_name: field.optionalText,
  dataset_digest: field.optionalText,
}

export function toMetric(fields: z.output<z.ZodObject<typeof metricFields>>): Metric {
  const { value } = fields
  return {
    key: fields.key,
    value: value === 'NaN' ? null : Number.isFinite(value) ? value : value > 0 ? 'Infinity' : '-Infinity',
    timestampMs: fields.timestamp,
    step: fields.step ?? 0,
    ...(fields.model_id === undefined ? {} : { modelId: fields.model_id }),
    ...(fields.dataset_name === undefined ? {} : { datasetName: fields.dataset_name }),
    ...(fields.dataset_digest === undefined ? {} : { datasetDigest: fields.dataset_digest }),
  }
}
