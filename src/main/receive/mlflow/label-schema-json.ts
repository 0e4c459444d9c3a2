/** Label schemas as `label_schemas.proto` has them. */
import * as z from 'zod'
import type { LabelSchema, LabelSchemaInput } from '../../../shared/model/labeling.ts'
import { MlflowError } from './mlflow-error.ts'

/** MLflow's limit; Assay's own is higher, and MLflow's clients show what is above it (`genai/label_schemas/validation.py`). */
const maxOptions = 10

export interface LabelSchemaJson {
  schema_id: string
  experiment_id: string
  name: string
  type: 'FEEDBACK' | 'EXPECTATION'
  instruction?: string
  enable_comment: boolean
  input: InputJson
  created_by?: string
  created_at: number
  last_updated_at: number
  is_default: boolean
}

type InputJson =
  | { pass_fail: { positive_label: string; negative_label: string } }
  | { categorical: { options: string[]; multi_select: boolean } }
  | { numeric: { min_value?: number; max_value?: number } }
  | { text: { max_length?: number } }

/** MLflow has no title: its clients show the name. */
export function toLabelSchemaJson(schema: LabelSchema): LabelSchemaJson {
  return {
    schema_id: schema.schemaId,
    experiment_id: schema.experimentId,
    name: schema.name,
    type: schema.type === 'feedback' ? 'FEEDBACK' : 'EXPECTATION',
    ...(schema.instruction === undefined ? {} : { instruction: schema.instruction }),
    enable_comment: schema.enableComment,
    input: toInputJson(schema.input),
    ...(schema.createdBy === undefined ? {} : { created_by: schema.createdBy }),
    created_at: schema.createdAtMs,
    last_updated_at: schema.updatedAtMs,
    is_default: schema.isDefault ?? false,
  }
}

/** A list of texts, which MLflow does not have, is a text to its clients. */
function toInputJson(input: LabelSchemaInput): InputJson {
  switch (input.type) {
    case 'passFail':
      return { pass_fail: { positive_label: input.positiveLabel, negative_label: input.negativeLabel } }
    case 'categorical':
      return { categorical: { options: input.options, multi_select: input.isMultiple } }
    case 'numeric':
      return {
        numeric: {
          ...(input.min === undefined ? {} : { min_value: input.min }),
          ...(input.max === undefined ? {} : { max_value: input.max }),
        },
      }
    case 'text':
      return { text: input.maxLength === undefined ? {} : { max_length: input.maxLength } }
    case 'textList':
      return { text: {} }
  }
}

/** FEEDBACK or EXPECTATION, by name or by number. */
export const schemaType = z.preprocess(
  (value) => ({ 1: 'FEEDBACK', 2: 'EXPECTATION' })[String(value)] ?? value,
  z.literal(['FEEDBACK', 'EXPECTATION'], { error: '`type` must be one of FEEDBACK or EXPECTATION' }),
)

const optionalNumber = z.number().nullish()

/** Exactly one of the members of the `oneof`. */
export const schemaInput = z
  .object({
    pass_fail: z.object({ positive_label: z.string(), negative_label: z.string() }).optional(),
    categorical: z
      .object({ options: z.array(z.string()).default([]), multi_select: z.boolean().default(false) })
      .optional(),
    numeric: z.object({ min_value: optionalNumber, max_value: optionalNumber }).optional(),
    text: z.object({ max_length: optionalNumber }).optional(),
  })
  .transform(({ pass_fail, categorical, numeric, text }, context): LabelSchemaInput => {
    const given: LabelSchemaInput[] = []
    if (pass_fail !== undefined) {
      given.push({
        type: 'passFail',
        positiveLabel: pass_fail.positive_label,
        negativeLabel: pass_fail.negative_label,
      })
    }
    if (categorical !== undefined) {
      if (categorical.options.length > maxOptions) {
        context.addIssue({ code: 'custom', message: `\`options\` must have at most ${maxOptions} entries` })
      }
      given.push({ type: 'categorical', options: categorical.options, isMultiple: categorical.multi_select })
    }
    if (numeric !== undefined) {
      given.push({
        type: 'numeric',
        ...(typeof numeric.min_value === 'number' ? { min: numeric.min_value } : {}),
        ...(typeof numeric.max_value === 'number' ? { max: numeric.max_value } : {}),
      })
    }
    if (text !== undefined) {
      given.push({ type: 'text', ...(typeof text.max_length === 'number' ? { maxLength: text.max_length } : {}) })
    }
    const [input] = given
    if (input !== undefined && given.length === 1) return input
    context.addIssue({ code: 'custom', message: 'give exactly one of pass_fail, categorical, numeric and text' })
    return z.NEVER
  })

/**
 * The input that a client's update leads to. How a question is answered cannot change, as answers would be lost
 * (`_validate_input_immutable`); what a client sees as a text may be a list of texts, and stays one.
 */
export function toChangedInput(before: LabelSchemaInput, given: LabelSchemaInput): LabelSchemaInput {
  if (before.type === 'textList' && given.type === 'text') return before
  const isOtherWay =
    before.type !== given.type ||
    (before.type === 'categorical' && given.type === 'categorical' && before.isMultiple !== given.isMultiple)
  if (isOtherWay) {
    throw new MlflowError(
      'INVALID_PARAMETER_VALUE',
      "A label schema's input type, and whether several options may be chosen, cannot be changed after creation. Make a new schema.",
    )
  }
  return given
}
