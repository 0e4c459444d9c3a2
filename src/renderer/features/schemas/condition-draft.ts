/** The condition of a question while its form is open. Pure. */
import type { AnswerTest, AskIf } from '../../../shared/model/ask-if.ts'
import type { LabelSchema, LabelSchemaInput } from '../../../shared/model/labeling.ts'

export type TestName = AnswerTest['test']

/** Settings of tests that are not chosen stay. */
export interface ConditionDraft {
  /** The question that decides; empty: asked always. */
  schemaId: string
  test: TestName
  /** JSON of the answers that count. */
  values: string[]
  number: string
}

export const noCondition: ConditionDraft = { schemaId: '', test: 'answered', values: [], number: '' }

/** What can be said about answers of this kind; the first is what one begins with. */
export function testsOf(input: LabelSchemaInput): readonly TestName[] {
  switch (input.type) {
    case 'passFail':
      return ['is', 'answered']
    case 'categorical':
      return ['is', 'isNot', 'oneOf', 'answered']
    case 'rating':
      return ['atLeast', 'atMost', 'is', 'oneOf', 'answered']
    case 'numeric':
      return ['atLeast', 'atMost', 'answered']
    default:
      return ['answered']
  }
}

/** The answers to choose from, as JSON and as people read them; undefined where a number is typed. */
export function choicesOf(
  input: LabelSchemaInput,
  numberText: (value: number) => string = String,
): { value: string; label: string }[] | undefined {
  const choice = (value: string | number | boolean, label: string) => ({ value: JSON.stringify(value), label })
  switch (input.type) {
    case 'passFail':
      return [choice(true, input.positiveLabel), choice(false, input.negativeLabel)]
    case 'categorical':
      return input.options.map((option) => choice(option, option))
    case 'rating':
      return Array.from({ length: input.max }, (_, at) => choice(at + 1, numberText(at + 1)))
    case 'highlight':
      return input.labels.map(({ text }) => choice(text, text))
    default:
      return undefined
  }
}

export function toConditionDraft(askIf: AskIf | undefined): ConditionDraft {
  if (askIf === undefined) return noCondition
  const { schemaId, test } = askIf
  const draft = { ...noCondition, schemaId, test }
  switch (askIf.test) {
    case 'answered':
      return draft
    case 'oneOf':
      return { ...draft, values: askIf.values.map((value) => JSON.stringify(value)) }
    case 'is':
    case 'isNot':
      return { ...draft, values: [JSON.stringify(askIf.value)] }
    default:
      return { ...draft, number: String(askIf.value) }
  }
}

/** The condition; undefined for none, `incomplete` when it says nothing to compare with. */
export function fromConditionDraft(draft: ConditionDraft): AskIf | undefined | 'incomplete' {
  const { schemaId, test } = draft
  if (schemaId === '') return undefined
  const [first, ...others] = draft.values.map((value) => JSON.parse(value) as string | number | boolean)
  switch (test) {
    case 'answered':
      return { schemaId, test }
    case 'oneOf':
      return first === undefined ? 'incomplete' : { schemaId, test, values: [first, ...others] }
    case 'is':
    case 'isNot':
      return first === undefined ? 'incomplete' : { schemaId, test, value: first }
    default: {
      const text = draft.number.trim().normalize('NFKC')
      const value = Number(text)
      return text === '' || !Number.isFinite(value) ? 'incomplete' : { schemaId, test, value }
    }
  }
}

/** The questions that can decide whether one is asked: those before it; for a new question all of its experiment. */
export function findDeciders(
  schemas: readonly LabelSchema[],
  { experimentId, schemaId }: { experimentId: string; schemaId: string | undefined },
): LabelSchema[] {
  const all = schemas.filter((schema) => schema.experimentId === experimentId)
  const at = all.findIndex((schema) => schema.schemaId === schemaId)
  return at < 0 ? all : all.slice(0, at)
}
