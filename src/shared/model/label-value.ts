/** Whether an answer fits its question. */
import { HighlightAnswer, isSameMark } from './highlight.ts'
import type { Json } from './json.ts'
import type { LabelSchemaInput } from './labeling.ts'
import { listChoices } from './pairwise.ts'

/** Stable codes of what is wrong with an answer; the interface has a sentence for each. */
export type AnswerProblem =
  | 'wrongType'
  | 'notAnOption'
  | 'repeated'
  | 'tooSmall'
  | 'tooLarge'
  | 'tooLong'
  | 'tooMany'
  | 'empty'
  | 'incomplete'

/**
 * Undefined when the answer fits. Empty texts and lists are no answers: say so by taking the answer back. Only an empty list of highlights
 * says something: that there was nothing to mark.
 */
export function findAnswerProblem(input: LabelSchemaInput, value: Json): AnswerProblem | undefined {
  switch (input.type) {
    case 'passFail':
      return typeof value === 'boolean' ? undefined : 'wrongType'
    case 'categorical':
      return input.isMultiple ? findListProblem(value, input.options) : findOptionProblem(value, input.options)
    case 'numeric':
      if (typeof value !== 'number' || !Number.isFinite(value)) return 'wrongType'
      if (input.min !== undefined && value < input.min) return 'tooSmall'
      return input.max !== undefined && value > input.max ? 'tooLarge' : undefined
    case 'rating':
      if (typeof value !== 'number' || !Number.isInteger(value)) return 'wrongType'
      if (value < 1) return 'tooSmall'
      return value > input.max ? 'tooLarge' : undefined
    case 'text':
      return findTextProblem(value, input.maxLength)
    case 'textList': {
      if (!Array.isArray(value)) return 'wrongType'
      if (value.length === 0) return 'empty'
      if (input.maxCount !== undefined && value.length > input.maxCount) return 'tooMany'
      for (const text of value) {
        const problem = findTextProblem(text, input.maxLengthEach)
        if (problem !== undefined) return problem
      }
      return undefined
    }
    case 'ranking':
      return findListProblem(value, input.options) ?? findGap(value, input)
    case 'pairwise':
      return findOptionProblem(value, listChoices(input.hasBothBad, false))
    case 'highlight':
      return findMarksProblem(
        value,
        input.labels.map(({ text }) => text),
      )
  }
}

function findMarksProblem(value: Json, labels: readonly string[]): AnswerProblem | undefined {
  const parsed = HighlightAnswer.safeParse(value)
  if (!parsed.success) return Array.isArray(value) && value.length > 500 ? 'tooMany' : 'wrongType'
  const marks = parsed.data
  if (marks.some(({ label }) => !labels.includes(label))) return 'notAnOption'
  const isRepeated = marks.some((mark, at) => marks.slice(0, at).some((other) => isSameMark(mark, other)))
  return isRepeated ? 'repeated' : undefined
}

function findGap(value: Json, { options, isPartial }: { options: readonly string[]; isPartial: boolean }) {
  return !isPartial && Array.isArray(value) && value.length < options.length ? 'incomplete' : undefined
}

function findOptionProblem(value: Json, options: readonly string[]): AnswerProblem | undefined {
  if (typeof value !== 'string') return 'wrongType'
  return options.includes(value) ? undefined : 'notAnOption'
}

function findListProblem(value: Json, options: readonly string[]): AnswerProblem | undefined {
  if (!Array.isArray(value)) return 'wrongType'
  if (value.length === 0) return 'empty'
  if (new Set(value).size !== value.length) return 'repeated'
  for (const item of value) {
    const problem = findOptionProblem(item, options)
    if (problem !== undefined) return problem
  }
  return undefined
}

function findTextProblem(value: Json, maxLength: number | undefined): AnswerProblem | undefined {
  if (typeof value !== 'string') return 'wrongType'
  if (value.trim() === '') return 'empty'
  return maxLength !== undefined && value.length > maxLength ? 'tooLong' : undefined
}
