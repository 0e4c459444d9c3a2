/** Questions that an answer has brought, below what is on screen. */
import type { LabelSchema } from '../../../shared/model/labeling.ts'
import { askedQuestions, findObstacle, shownAnswer } from './item-state.ts'
import type { LabelDesk } from './label-desk.ts'

/** How many questions are asked about the item on screen and have no answer. */
export function countOpen(schemas: readonly LabelSchema[], item: ReturnType<LabelDesk['item']>): number {
  if (item === undefined) return 0
  const asked = askedQuestions(schemas, item)
  return schemas.filter(({ schemaId }) => asked.has(schemaId) && shownAnswer(item, schemaId).value === undefined).length
}

/** Whether most of a question, or as much as there is room for, is on screen. */
export function isInView(questionAt: number): boolean {
  const question = document.querySelector(`[data-label-question="${questionAt}"]`)
  const form = question?.closest('section')
  if (!question || !form) return true
  const [its, room] = [question.getBoundingClientRect(), form.getBoundingClientRect()]
  const shownPx = Math.min(its.bottom, room.bottom) - Math.max(its.top, room.top)
  return shownPx >= Math.min(its.height, room.height) / 2
}

/**
 * Leads to the first question that is asked because of an answer, has none, and cannot be seen; false when there is none. Each is led to
 * once: submitting again leaves it open.
 */
export function leadToUnseen(
  desk: LabelDesk,
  schemas: readonly LabelSchema[],
  isSeen: (questionAt: number) => boolean = isInView,
): boolean {
  const { currentId, obstacle } = desk.store.getState()
  const item = desk.item(currentId)
  // A question that must be answered comes first, and is told of by itself.
  if (item === undefined || findObstacle(schemas, item) !== undefined) return false
  const ledTo = obstacle?.reason === 'unseen' ? schemas.findIndex(({ schemaId }) => schemaId === obstacle.schemaId) : -1
  const asked = askedQuestions(schemas, item)
  const at = schemas.findIndex(
    ({ schemaId, askIf }, each) =>
      each > ledTo &&
      askIf !== undefined &&
      asked.has(schemaId) &&
      shownAnswer(item, schemaId).value === undefined &&
      !isSeen(each),
  )
  const question = schemas[at]
  if (question === undefined) return false
  desk.store.setState({ obstacle: { reason: 'unseen', schemaId: question.schemaId } })
  desk.goToQuestion(at)
  return true
}
