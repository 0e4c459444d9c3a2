/** What reviewers wrote, as it leaves in a package. */
import { parseMarks } from '../../shared/model/highlight.ts'
import type { Json } from '../../shared/model/json.ts'
import type { LabelSchema, LabelSchemaInput } from '../../shared/model/labeling.ts'
import type { RepeatRecord } from '../store/label-repeats.ts'
import type { Redactor } from './redact.ts'

/** Of highlights only the quotes; where they are and what they are called stays. */
export function redactAnswer(value: Json, redactor: Redactor): Json {
  const marks = parseMarks(value)
  if (marks === undefined || marks.length === 0) return redactor.value(value)
  return marks.map((mark) => ({ ...mark, quote: redactor.text(mark.quote) }))
}

/** Answers that hold what someone wrote: in highlights, the quotes. */
export function hasFreeText({ type }: LabelSchemaInput): boolean {
  return type === 'text' || type === 'textList' || type === 'highlight'
}

/** The second time that an item came. */
export function redactRepeat(repeat: RepeatRecord, schemas: readonly LabelSchema[], redactor: Redactor): RepeatRecord {
  const { reason, note, answers } = repeat
  const texts = new Set(schemas.filter(({ input }) => hasFreeText(input)).map(({ schemaId }) => schemaId))
  return {
    ...repeat,
    ...(reason === undefined ? {} : { reason: redactor.text(reason) }),
    ...(note === undefined ? {} : { note: redactor.text(note) }),
    answers: Object.fromEntries(
      Object.entries(answers).map(([schemaId, { value, rationale, ...rest }]) => [
        schemaId,
        {
          ...rest,
          ...(value === undefined ? {} : { value: texts.has(schemaId) ? redactAnswer(value, redactor) : value }),
          ...(rationale === undefined ? {} : { rationale: redactor.text(rationale) }),
        },
      ]),
    ),
  }
}
