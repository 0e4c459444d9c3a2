/** How the answers to a question compare. */
import type { Json } from '../../shared/model/json.ts'
import type { QuestionAgreement } from '../../shared/model/label-quality.ts'
import type { LabelSchemaInput } from '../../shared/model/labeling.ts'
import type { Rating } from '../../shared/statistics/ratings.ts'

/** `none`: free texts, of which only equality could be told. */
export function scaleOf(input: LabelSchemaInput): QuestionAgreement['scale'] {
  switch (input.type) {
    case 'passFail':
    case 'categorical':
      return 'nominal'
    case 'rating':
      return 'ordinal'
    case 'numeric':
      return 'interval'
    case 'text':
    case 'textList':
      return 'none'
  }
}

/** An answer as one category: several chosen options are one, whatever their order. */
export function toRating(value: Json): Rating {
  if (typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean') return value
  return JSON.stringify(Array.isArray(value) ? value.toSorted((a, b) => (String(a) < String(b) ? -1 : 1)) : value)
}

/** Every category that could have been chosen, where the question says so: coefficients of chance need the unused ones too. */
export function knownCategories(input: LabelSchemaInput): Rating[] | undefined {
  if (input.type === 'passFail') return [false, true]
  if (input.type === 'rating') return Array.from({ length: input.max }, (_, index) => index + 1)
  return input.type === 'categorical' && !input.isMultiple ? [...input.options] : undefined
}
