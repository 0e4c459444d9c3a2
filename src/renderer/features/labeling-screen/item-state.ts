/** An item as the reviewer sees it: what the engine said, with what was done since. Pure. */
import { findAsked } from '../../../shared/model/ask-if.ts'
import type { Json } from '../../../shared/model/json.ts'
import { findAnswerProblem } from '../../../shared/model/label-value.ts'
import type { LabelItem, Suggestion, WorkState } from '../../../shared/model/label-work.ts'
import type { LabelSchema } from '../../../shared/model/labeling.ts'
import type { Save } from './save-queue.ts'

/** An item that nobody has begun. */
export function blankItem(traceId: string): LabelItem {
  return { traceId, state: 'pending', answers: [], suggestions: [], isUnsure: false, activeMs: 0 }
}

/** The item after a save, as the engine will have it. */
export function applySave(item: LabelItem, save: Save, nowMs: number): LabelItem {
  switch (save.kind) {
    case 'answer': {
      const answer = {
        schemaId: save.schemaId,
        version: 0,
        ...(save.value === null ? {} : { value: save.value }),
        ...(save.rationale === '' ? {} : { rationale: save.rationale }),
        savedAtMs: nowMs,
      }
      const others = item.answers.filter(({ schemaId }) => schemaId !== save.schemaId)
      return { ...item, state: 'in_progress', answers: [...others, answer] }
    }
    case 'annotate': {
      const begins = item.state === 'pending' && (save.note !== undefined || save.isUnsure !== undefined)
      return {
        ...item,
        state: begins ? 'in_progress' : item.state,
        ...(save.note === undefined ? {} : { note: save.note }),
        isUnsure: save.isUnsure ?? item.isUnsure,
        activeMs: item.activeMs + (save.activeMs ?? 0),
      }
    }
    case 'submit':
      return { ...withoutReason(item), state: 'complete', activeMs: item.activeMs + save.activeMs }
    case 'setAside':
      return {
        ...withoutReason(item),
        state: save.state,
        ...(save.reason === undefined ? {} : { reason: save.reason }),
        activeMs: item.activeMs + save.activeMs,
      }
    case 'reopen':
      return { ...withoutReason(item), state: 'in_progress' }
  }
}

function withoutReason({ reason: _, ...item }: LabelItem): LabelItem {
  return item
}

/** The state that a save leaves an item in; undefined when it leaves it as it was. */
export function stateAfter(save: Save, before: WorkState): WorkState {
  return applySave({ ...blankItem(save.traceId), state: before }, save, 0).state
}

/** Ended for this reviewer, one way or another. */
export function isEnded(state: WorkState | undefined): boolean {
  return state === 'complete' || state === 'skipped' || state === 'flagged'
}

/** What a question shows. A suggestion stands where the reviewer has neither answered nor taken it away. */
export interface ShownAnswer {
  value: Json | undefined
  comment: string
  suggestion?: Suggestion | undefined
}

export function shownAnswer(item: LabelItem, schemaId: string): ShownAnswer {
  const own = item.answers.find((answer) => answer.schemaId === schemaId)
  if (own?.value !== undefined) return { value: own.value, comment: own.rationale ?? '' }
  const suggestion = item.suggestions.find((each) => each.schemaId === schemaId)
  // An answer that was taken back takes the suggestion away, too.
  if (suggestion === undefined || own !== undefined) return { value: undefined, comment: own?.rationale ?? '' }
  return { value: suggestion.value, comment: '', suggestion }
}

/** The questions that are asked about an item as it is shown: a suggestion decides like the answer that it will be. */
export function askedQuestions(schemas: readonly LabelSchema[], item: LabelItem | undefined): Set<string> {
  return findAsked(schemas, (schemaId) => (item === undefined ? undefined : shownAnswer(item, schemaId).value))
}

/** The question to go to on the way to a place: the next one that is asked in that direction, else the last before it. */
export function stepToAsked(
  schemas: readonly LabelSchema[],
  item: LabelItem | undefined,
  from: number,
  to: number,
): number {
  const asked = askedQuestions(schemas, item)
  const places = schemas.flatMap(({ schemaId }, at) => (asked.has(schemaId) ? [at] : []))
  const ahead = to >= from ? places.find((at) => at >= to) : places.findLast((at) => at <= to)
  return ahead ?? (to >= from ? places.at(-1) : places[0]) ?? 0
}

/** The first question that is asked and has no answer; the first of all when there is none. */
export function firstOpenQuestion(schemas: readonly LabelSchema[], item: LabelItem | undefined): number {
  if (item === undefined) return 0
  const asked = askedQuestions(schemas, item)
  const isOpen = ({ schemaId }: LabelSchema) => asked.has(schemaId) && shownAnswer(item, schemaId).value === undefined
  return Math.max(0, schemas.findIndex(isOpen))
}

/** Changes when a session asks other questions, or other versions of them. */
export function versionsKey(schemas: readonly LabelSchema[]): string {
  return schemas.map(({ schemaId, version }) => `${schemaId} ${version}`).join('\n')
}

/** Answers as they are saved: what does not fit its question, such as a text of spaces, is none. */
export function toSavedValue(schema: LabelSchema, value: Json | undefined): Json {
  if (value === undefined || value === null) return null
  return findAnswerProblem(schema.input, value) === undefined ? value : null
}

/** Why an item cannot be submitted: a required question that is asked has no answer, or no answer at all. */
export function findObstacle(
  schemas: readonly LabelSchema[],
  item: LabelItem,
): { reason: 'required' | 'nothing'; schemaId: string } | undefined {
  const asked = askedQuestions(schemas, item)
  const shown = schemas.filter(({ schemaId }) => asked.has(schemaId))
  const open = shown.filter(({ schemaId }) => shownAnswer(item, schemaId).value === undefined)
  const required = open.find(({ isRequired }) => isRequired === true)
  if (required !== undefined) return { reason: 'required', schemaId: required.schemaId }
  const [first] = shown
  return first !== undefined && open.length === shown.length
    ? { reason: 'nothing', schemaId: first.schemaId }
    : undefined
}

/** Answers that submitting confirms. */
export function suggestionsToConfirm(schemas: readonly LabelSchema[], item: LabelItem): Save[] {
  const asked = askedQuestions(schemas, item)
  return schemas.flatMap((schema): Save[] => {
    const { suggestion, comment } = shownAnswer(item, schema.schemaId)
    if (suggestion === undefined || !asked.has(schema.schemaId)) return []
    const { traceId } = item
    return [{ kind: 'answer', traceId, schemaId: schema.schemaId, value: suggestion.value, rationale: comment }]
  })
}
