/** How the answers to a question compare. */
import { parseMarks } from '../../shared/model/highlight.ts'
import type { Json } from '../../shared/model/json.ts'
import type { QuestionAgreement } from '../../shared/model/label-quality.ts'
import type { LabelSchemaInput } from '../../shared/model/labeling.ts'
import { listChoices } from '../../shared/model/pairwise.ts'
import { toRanks } from '../../shared/statistics/kendall.ts'
import type { Rating } from '../../shared/statistics/ratings.ts'
import type { LabelledSpan } from '../../shared/statistics/span-overlap.ts'
import { canonicalJson } from '../store/assessment-rows.ts'

/** `none`: free texts, of which only equality could be told. */
export function scaleOf(input: LabelSchemaInput): QuestionAgreement['scale'] {
  switch (input.type) {
    case 'passFail':
    case 'categorical':
    case 'pairwise':
      return 'nominal'
    case 'rating':
      return 'ordinal'
    case 'numeric':
      return 'interval'
    case 'text':
    case 'textList':
      return 'none'
    case 'highlight':
      return 'spans'
    case 'ranking':
      return 'orders'
  }
}

/** An answer as one category: lists whose order says nothing, such as several chosen options, are one whatever their order. */
export function toRating(value: Json, { type }: Pick<LabelSchemaInput, 'type'>): Rating {
  if (typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean') return value
  if (!Array.isArray(value) || type === 'ranking') return canonicalJson(value)
  return `[${value.map(canonicalJson).toSorted().join(',')}]`
}

/** Every category that could have been chosen, where the question says so: coefficients of chance need the unused ones too. */
export function knownCategories(input: LabelSchemaInput): Rating[] | undefined {
  if (input.type === 'passFail') return [false, true]
  if (input.type === 'rating') return Array.from({ length: input.max }, (_, index) => index + 1)
  if (input.type === 'pairwise') return listChoices(input.hasBothBad, false)
  return input.type === 'categorical' && !input.isMultiple ? [...input.options] : undefined
}

/** Highlights as ranges that can be compared: those of different texts never overlap. */
export function toSpans(value: Json): LabelledSpan[] {
  return (parseMarks(value) ?? []).map(({ source, start, end, label }) => ({
    start,
    end,
    label: JSON.stringify([source.path, label]),
  }))
}

/** One answer of highlights as an answer for each of its marks: their label. */
export function byMarkLabel<T extends { value: Json }>(answer: T): T[] {
  return (parseMarks(answer.value) ?? []).map(({ label }) => ({ ...answer, value: label }))
}

/** An order as the ranks of the question's options. */
export function toOrder({ options }: { options: readonly string[] }, value: Json): number[] {
  return toRanks(options, Array.isArray(value) ? value.filter((each) => typeof each === 'string') : [])
}

/** An order as the answer that stands first in it. */
export function byFirst<T extends { value: Json }>(answer: T): T[] {
  const [first] = Array.isArray(answer.value) ? answer.value : []
  return first === undefined ? [] : [{ ...answer, value: first }]
}
