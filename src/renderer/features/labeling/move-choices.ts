/** What whoever leads a session chooses for answers that the new version of a question does not have. Pure. */
import type { Json } from '../../../shared/model/json.ts'
import type { MovePreview, QuestionMove } from '../../../shared/model/version-move.ts'

/** By question: JSON of what an answer becomes, by its own JSON; empty for asking again. */
export type Choices = Readonly<Record<string, Readonly<Record<string, string>>>>

type MovedQuestion = MovePreview['questions'][number]

/** What is suggested. */
export function startChoices(preview: MovePreview): Choices {
  return Object.fromEntries(
    preview.questions.map(({ schemaId, rules }) => [
      schemaId,
      Object.fromEntries(
        rules.map(({ from, to }) => [JSON.stringify(from), to === undefined ? '' : JSON.stringify(to)]),
      ),
    ]),
  )
}

export function toQuestions(preview: MovePreview, choices: Choices): QuestionMove[] {
  return preview.questions.map(({ schemaId, to }) => ({
    schemaId,
    toVersion: to.version,
    rules: Object.entries(choices[schemaId] ?? {}).map(([from, target]) => ({
      from: JSON.parse(from) as string | number | boolean,
      ...(target === '' ? {} : { to: JSON.parse(target) as string | number | boolean }),
    })),
  }))
}

/** Answers given so far, and entries of those that are lists, which are none of the new choices; with how many answers have them. */
export function unfitEntries(
  { values }: Pick<MovedQuestion, 'values'>,
  targets: readonly { value: string }[],
): { entry: string; count: number }[] {
  const known = new Set(targets.map(({ value }) => value))
  const counts = new Map<string, number>()
  for (const { value, count } of values) {
    for (const entry of new Set(entriesOf(value))) {
      if (!known.has(entry)) counts.set(entry, (counts.get(entry) ?? 0) + count)
    }
  }
  return [...counts].map(([entry, count]) => ({ entry, count }))
}

function entriesOf(value: Json): string[] {
  return (Array.isArray(value) ? value : [value]).flatMap((entry) => {
    // A mark in a text says its label.
    const said = entry !== null && typeof entry === 'object' && !Array.isArray(entry) ? entry.label : entry
    return said === undefined || said === null || typeof said === 'object' ? [] : [JSON.stringify(said)]
  })
}
