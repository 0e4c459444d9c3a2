/** Door of the label schemas: their screen, and a form for a new question where one is needed elsewhere. */
import type { LabelSchema, LabelSchemaInput, SchemaDefinition } from '../../../shared/model/labeling.ts'
import { useT } from '../../i18n/i18n.ts'
import { useAnswerText } from './answer-text.ts'
import { ChangeList as Changes } from './change-list.tsx'
import { choicesOf } from './condition-draft.ts'
import { newSchemaDraft } from './schema-draft.ts'
import { SchemaForm } from './schema-form.tsx'
import { SchemasScreen as Screen } from './schemas-screen.tsx'

/** The questions that reviewers answer: list, form and preview. */
export function SchemasScreen() {
  return <Screen />
}

/** Makes a question for an experiment, inside a dialog. */
export function NewQuestion({
  experimentId,
  onSaved,
  onCancel,
}: {
  experimentId: string
  onSaved: (schema: LabelSchema) => void
  onCancel: () => void
}) {
  const t = useT()
  const labels = { positive: t('schemas.label.pass'), negative: t('schemas.label.fail') }
  return (
    <SchemaForm
      initial={newSchemaDraft(labels, experimentId)}
      experiments={[]}
      onSaved={onSaved}
      onCancel={onCancel}
      onLeave={onCancel}
    />
  )
}

/** How a question is answered, on one line. */
export function AnswerText({ input }: { input: LabelSchemaInput }) {
  const { kind, detail } = useAnswerText()(input)
  return <>{detail === undefined ? kind : `${kind}: ${detail}`}</>
}

/** What differs between two versions of a question. */
export function ChangeList({ before, after }: { before: SchemaDefinition; after: SchemaDefinition }) {
  return <Changes before={before} after={after} />
}

/** The answers that a question offers, as JSON and as people read them; undefined where there is nothing to choose from. */
export function answerChoices(input: LabelSchemaInput): { value: string; label: string }[] | undefined {
  return choicesOf(input)
}
