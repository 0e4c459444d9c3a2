/** Tells a reviewer what was known about an item that they have just submitted, where the session says so. */
import type { Json } from '../../../shared/model/json.ts'
import type { LabelItem } from '../../../shared/model/label-work.ts'
import type { LabelSchema } from '../../../shared/model/labeling.ts'
import { notifyDone, notifyProblem } from '../../app/notify.tsx'
import { t } from '../../i18n/i18n.ts'

export function tellKnown({ known, answers }: LabelItem, schemas: readonly LabelSchema[]): void {
  for (const { schemaId, value } of known ?? []) {
    const schema = schemas.find((each) => each.schemaId === schemaId)
    const given = answers.find((answer) => answer.schemaId === schemaId)?.value
    if (schema === undefined || given === undefined) continue
    const isRight = keyOf(given) === keyOf(value)
    const sentence = isRight
      ? t('labelChecks.told.right', { answer: textOf(value, schema) })
      : t('labelChecks.told.wrong', { known: textOf(value, schema), given: textOf(given, schema) })
    const message = t('labelChecks.told.question', { question: schema.title || schema.name, sentence })
    if (isRight) notifyDone(message)
    else notifyProblem(message)
  }
}

/** Several chosen options are equal in any order. */
function keyOf(value: Json): string {
  return JSON.stringify(Array.isArray(value) ? value.map((each) => JSON.stringify(each)).toSorted() : value)
}

function textOf(value: Json, { input }: LabelSchema): string {
  if (input.type === 'passFail') return value === true ? input.positiveLabel : input.negativeLabel
  if (Array.isArray(value)) return value.map(String).join(', ')
  return typeof value === 'object' ? JSON.stringify(value) : String(value)
}
