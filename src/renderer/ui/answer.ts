/** What the answer to a question is, and what every input of one is given. */
import type { LabelSchemaInput } from '../../shared/model/labeling.ts'

/** Boolean for pass/fail, a text or texts for choices and texts, a number for numbers. */
export type AnswerValue = boolean | number | string | string[]

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
