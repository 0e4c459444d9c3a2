/** Label schemas as `label_schemas.proto` has them. */
import * as z from 'zod'
import type { LabelSchema, LabelSchemaInput } from '../../../shared/model/labeling.ts'
import { listChoices } from '../../../shared/model/pairwise.ts'
import { MlflowError } from './mlflow-error.ts'

/** MLflow's limit; Assay's own is higher, and MLflow's clients show what is above it (`genai/label_schemas/validation.py`). */
const maxOptions = 10

type Pairwise = Extract<LabelSchemaInput, { type: 'pairwise' }>
type Rating = Extract<LabelSchemaInput, { type: 'rating' }>

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

/**
 * What MLflow does not have is a text to its clients: lists of texts, highlights and rankings, whose answers are lists. A rating is a number with its
 * limits, the better of two a choice.
 */
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
    case 'rating':
      return { numeric: { min_value: 1, max_value: input.max } }
    case 'text':
      return { text: input.maxLength === undefined ? {} : { max_length: input.maxLength } }
    case 'pairwise':
      return { categorical: { options: listChoices(input.hasBothBad, false), multi_select: false } }
    case 'textList':
    case 'highlight':
    case 'ranking':
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
 * (`_validate_input_immutable`); what a client sees as a text may be a list of texts, highlights or a
 * ranking, and stays what it is; what it cannot see of an input stays too.
 */
export function toChangedInput(before: LabelSchemaInput, given: LabelSchemaInput): LabelSchemaInput {
  if (given.type === 'text' && (before.type === 'textList' || before.type === 'highlight' || before.type === 'ranking'))
    return before
  if (before.type === 'pairwise' && given.type === 'categorical') return toSamePairwise(before, given)
  if (before.type === 'rating' && given.type === 'numeric') return toChangedRating(before, given)
  if (before.type === 'numeric' && given.type === 'numeric' && before.unit !== undefined)
    return { ...given, unit: before.unit }
  if (before.type === 'categorical' && given.type === 'categorical' && before.optionHelp !== undefined)
    return { ...toSameWay(before, given), optionHelp: before.optionHelp }
  return toSameWay(before, given)
}

/** What a client sees as options are fixed. */
function toSamePairwise(before: Pairwise, given: Extract<LabelSchemaInput, { type: 'categorical' }>): Pairwise {
  const options = listChoices(before.hasBothBad, false)
  const isSame = given.options.length === options.length && options.every((option) => given.options.includes(option))
  if (isSame && !given.isMultiple) return before
  throw new MlflowError(
    'INVALID_PARAMETER_VALUE',
    `This label schema compares two outputs: its options are ${options.join(', ')}, of which one is chosen.`,
  )
}

/** A client sees a rating as a number from 1, whose largest it may change as far as a rating goes. */
function toChangedRating(before: Rating, given: Extract<LabelSchemaInput, { type: 'numeric' }>): Rating {
  const { min, max } = given
  if (min === 1 && max !== undefined && Number.isInteger(max) && max >= 3 && max <= 10) return { ...before, max }
  throw new MlflowError(
    'INVALID_PARAMETER_VALUE',
    'This label schema is a rating: its `min_value` is 1 and its `max_value` a whole number from 3 to 10.',
  )
}

function toSameWay<T extends LabelSchemaInput>(before: T, given: LabelSchemaInput): T {
  const isOtherWay =
    before.type !== given.type ||
    (before.type === 'categorical' && given.type === 'categorical' && before.isMultiple !== given.isMultiple)
  if (isOtherWay) {
    throw new MlflowError(
      'INVALID_PARAMETER_VALUE',
      "A label schema's input type, and whether several options may be chosen, cannot be changed after creation. Make a new schema.",
    )
  }
  return given as T
}
