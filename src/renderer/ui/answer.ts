/** What the answer to a question is, and what every input of one is given. */
import { type HighlightMark, parseMarks } from '../../shared/model/highlight.ts'
import type { Json } from '../../shared/model/json.ts'
import type { LabelSchemaInput } from '../../shared/model/labeling.ts'

/** Boolean for pass/fail, a text or texts for choices and texts, a number for numbers, marks for highlights. */
export type AnswerValue = boolean | number | string | string[] | HighlightMark[]

export interface QuestionInputProps<T extends LabelSchemaInput['type'] = LabelSchemaInput['type']> {
  input: Extract<LabelSchemaInput, { type: T }>
  /**
   * A value of another kind, such as an answer from before the question changed, shows as unanswered. Numbers and lists
   * start from it and then hold what is typed: another item needs another `key`.
   */
  value: AnswerValue | undefined
  /** Element that names the input. */
  labelId: string
  /** Element that explains it. */
  descriptionId?: string
  isReadOnly?: boolean
  /** Undefined: the answer was taken away, or cannot be read yet. */
  onChange: (value: AnswerValue | undefined) => void
}

/** What the inputs show; anything else, such as an answer to another kind of question, shows as unanswered. */
export function toAnswerValue(value: Json | undefined): AnswerValue | undefined {
  if (typeof value === 'boolean' || typeof value === 'number' || typeof value === 'string') return value
  if (!Array.isArray(value)) return undefined
  const texts = value.filter((each) => typeof each === 'string')
  return texts.length === value.length ? texts : parseMarks(value)
}
