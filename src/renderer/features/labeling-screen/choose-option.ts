/** What a digit does: it chooses an option of the question that has the focus, and may lead on. */
import type { Json } from '../../../shared/model/json.ts'
import type { LabelSchema } from '../../../shared/model/labeling.ts'
import { listChoices } from '../../../shared/model/pairwise.ts'
import { askedQuestions, shownAnswer } from './item-state.ts'
import type { LabelDesk } from './label-desk.ts'
import { isSwapped } from './sides.tsx'

/** One of a few answers, and no comment: a digit says it all. */
export function isSingleChoice({ input, enableComment }: LabelSchema): boolean {
  if (enableComment) return false
  return (
    input.type === 'passFail' ||
    input.type === 'rating' ||
    input.type === 'pairwise' ||
    (input.type === 'categorical' && !input.isMultiple)
  )
}

/** How many answers have a digit of their own; undefined where digits choose nothing. */
export function countOptions(schema: LabelSchema | undefined): number | undefined {
  if (schema?.input.type === 'passFail') return 2
  if (schema?.input.type === 'rating') return schema.input.max
  if (schema?.input.type === 'ranking') return schema.input.options.length
  if (schema?.input.type === 'pairwise') return schema.input.hasBothBad ? 4 : 3
  // The last says that there is nothing to mark.
  if (schema?.input.type === 'highlight') return schema.input.labels.length + 1
  return schema?.input.type === 'categorical' ? schema.input.options.length : undefined
}

/**
 * The value of an option counted from 0; undefined when there is no such option. `isBLeft`: of two outputs, B is on the left.
 */
export function optionValue(
  schema: LabelSchema,
  option: number,
  isBLeft = false,
): boolean | number | string | undefined {
  const { input } = schema
  if (input.type === 'passFail') return option === 0 ? true : option === 1 ? false : undefined
  if (input.type === 'rating') return option < input.max ? option + 1 : undefined
  if (input.type === 'pairwise') return listChoices(input.hasBothBad, isBLeft)[option]
  return input.type === 'categorical' ? input.options[option] : undefined
}

/** In the order of the options, as the buttons give it. */
export function toggled(schema: LabelSchema, before: Json | undefined, value: string): Json | undefined {
  if (schema.input.type !== 'categorical') return undefined
  const chosen = Array.isArray(before) ? before : []
  const next = schema.input.options.filter((option) =>
    option === value ? !chosen.includes(option) : chosen.includes(option),
  )
  return next.length === 0 ? undefined : next
}

export function chooseOption(
  desk: LabelDesk,
  schemas: readonly LabelSchema[],
  option: number,
  isAutoAdvance: boolean,
  submit: () => void,
): void {
  const { questionAt, currentId } = desk.store.getState()
  const schema = schemas[questionAt]
  const item = desk.item(currentId)
  if (schema === undefined || item === undefined) return
  if (schema.input.type === 'highlight' || schema.input.type === 'ranking') {
    // The buttons know what is selected, or ranked so far.
    const question = document.querySelector(`[data-label-question="${questionAt}"]`)
    question?.querySelector<HTMLElement>(`[data-choice-at="${option}"]`)?.click()
    return
  }
  if (isUnanswerable(questionAt)) return
  const value = optionValue(schema, option, isSwapped(desk, currentId))
  if (value === undefined) return
  const shown = shownAnswer(item, schema.schemaId)
  const { comment } = shown
  if (schema.input.type === 'categorical' && schema.input.isMultiple) {
    if (typeof value === 'string') desk.answer(schema, { value: toggled(schema, shown.value, value), comment })
    return
  }
  const leadsOn = isAutoAdvance && isSingleChoice(schema)
  if (leadsOn && schemas.length === 1) {
    desk.answer(schema, { value, comment })
    submit()
    return
  }
  // The same digit again takes the answer back, as pressing its button does; a suggestion is confirmed by it.
  const isChosen = shown.suggestion === undefined && shown.value === value
  desk.answer(schema, { value: isChosen ? undefined : value, comment })
  if (!leadsOn || isChosen) return
  const asked = askedQuestions(schemas, desk.item(currentId))
  const next = schemas.findIndex((each, at) => at > questionAt && asked.has(each.schemaId) && isOpen(desk, each))
  if (next >= 0) desk.goToQuestion(next)
}

/** A question whose buttons are off, as the trace does not hold what it is about, takes no key either. */
function isUnanswerable(questionAt: number): boolean {
  return document.querySelector(`[data-label-question="${questionAt}"] [data-unanswerable]`) !== null
}

function isOpen(desk: LabelDesk, schema: LabelSchema): boolean {
  const item = desk.item(desk.store.getState().currentId)
  return item !== undefined && shownAnswer(item, schema.schemaId).value === undefined
}
