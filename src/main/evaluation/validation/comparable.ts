/** Which answers of people can be set beside values of a scorer: verdicts, one of several options, and numbers. Pure. */
import type { Json } from '../../../shared/model/json.ts'
import type { LabelSchemaInput } from '../../../shared/model/labeling.ts'
import type { QuestionRef, ScalarValue, ValueCount } from '../../../shared/model/validation.ts'
import { findVerdict } from '../../../shared/model/verdict.ts'

/** Texts that differ more often, or are longer, are free ones. */
export const mostValues = 30
const longestOption = 64
/** How often an option comes on average, at the least: texts that hardly ever come again are nobody's options. */
const leastRepeats = 4 / 3

/** Whether texts among these values may be options: short, few and on one line. */
export function mayBeOptions(values: readonly ValueCount[]): boolean {
  const texts = values.map(({ value }) => value).filter((value) => typeof value === 'string')
  return texts.length <= mostValues && texts.every((text) => text.length <= longestOption && !text.includes('\n'))
}

/**
 * A question that Assay asks says by its kind whether it can be compared. Of other answers every one has to be a verdict, a number or a
 * word of the scorer itself; those of feedback may also be options, which come again and again. What a record expects in free text is
 * the answer itself, and no judgement of it.
 */
export function isComparable(
  { kind }: Pick<QuestionRef, 'kind'>,
  answers: readonly Json[],
  counted: readonly ValueCount[],
  { input, scored }: { input: LabelSchemaInput | undefined; scored: readonly ValueCount[] },
): boolean {
  if (answers.some((answer) => typeof answer === 'object')) return false
  if (!mayBeOptions(counted)) return false
  if (input !== undefined) return isOneOfFew(input)
  const words = new Set(scored.map(({ value }) => value))
  const isKnown = ({ value }: ValueCount) => isVerdictOrNumber(value) || words.has(value)
  if (counted.every(isKnown)) return true
  return kind === 'feedback' && answers.length >= leastRepeats * counted.length
}

function isOneOfFew(input: LabelSchemaInput): boolean {
  if (input.type === 'categorical') return !input.isMultiple
  return input.type === 'passFail' || input.type === 'numeric' || input.type === 'rating'
}

function isVerdictOrNumber(value: ScalarValue): boolean {
  return typeof value !== 'string' || findVerdict(value) !== undefined
}

/** The question with the scorer's name first, then one whose name has it or is within it, then other feedback. */
export function rankOf({ name, kind }: QuestionRef, scorer: string): number {
  const [own, other] = [fold(name), fold(scorer)]
  if (name === scorer) return 0
  if (own === other) return 1
  if (own !== '' && other !== '' && (own.includes(other) || other.includes(own))) return 2
  return kind === 'feedback' ? 3 : 4
}

/** `Is correct`, `is_correct` and `isCorrect` are one name. */
const fold = (name: string): string => name.toLowerCase().replace(/[^\p{L}\p{N}]/gu, '')
