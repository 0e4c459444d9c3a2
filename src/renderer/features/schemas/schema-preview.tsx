import { useMemo, useState } from 'react'
import { type AskIf, findAsked } from '../../../shared/model/ask-if.ts'
import type { LabelSchema, LabelSchemaInput } from '../../../shared/model/labeling.ts'
import { useT } from '../../i18n/i18n.ts'
import { AnswerGroundProvider } from '../../ui/marking.tsx'
import { type Answer, Question, type QuestionSchema } from '../../ui/question.tsx'
import { QuestionGroups } from '../../ui/question-groups.tsx'
import { fromConditionDraft } from './condition-draft.ts'
import { sampleTrace } from './sample-trace.ts'
import { draftInput, type SchemaDraft } from './schema-draft.ts'
import css from './schemas.module.css'

type TriedSchema = QuestionSchema & Pick<LabelSchema, 'schemaId' | 'group' | 'askIf'>

/**
 * The question as reviewers will meet it, to be tried, with those that decide whether it is asked; it is the very form that they get.
 */
export function SchemaPreview({ draft, schemas }: { draft: SchemaDraft; schemas: readonly LabelSchema[] }) {
  const t = useT()
  const input = draftInput(draft)
  return (
    <section className={css.preview} aria-label={t('schemas.form.preview')}>
      <h3 className={css.previewTitle}>{t('schemas.form.preview')}</h3>
      {input === undefined ? (
        <p className={css.hint}>{t('schemas.form.previewNone')}</p>
      ) : (
        <>
          <p className={css.hint}>{t('schemas.form.previewHint')}</p>
          <TriedForm draft={draft} input={input} schemas={schemas} />
        </>
      )}
    </section>
  )
}

const noAnswer: Answer = { value: undefined, comment: '' }
const newId = 'new'

function TriedForm({
  draft,
  input,
  schemas,
}: {
  draft: SchemaDraft
  input: LabelSchemaInput
  schemas: readonly LabelSchema[]
}) {
  const t = useT()
  const ground = useMemo(() => {
    const answer = t('schemas.sample.answer')
    return {
      trace: sampleTrace(t('schemas.sample.question'), answer),
      isSwapped: false,
      candidates: { a: answer, b: t('schemas.sample.other') },
    }
  }, [t])
  const [answers, setAnswers] = useState<Readonly<Record<string, Answer>>>({})
  const name = draft.name.trim()
  const group = draft.group.trim()
  const condition = fromConditionDraft(draft.condition)
  const own: TriedSchema = {
    schemaId: draft.edits?.schemaId ?? newId,
    name: name === '' ? t('schemas.form.new') : name,
    title: draft.title.trim(),
    instruction: draft.instruction.trim(),
    enableComment: draft.isCommentAllowed,
    ...(group === '' ? {} : { group }),
    ...(condition === undefined || condition === 'incomplete' ? {} : { askIf: condition }),
    input,
  }
  const questions = [...findDecidersOf(own.askIf, schemas), own]
  // An answer to other settings is no answer to these.
  const keyOf = (schema: TriedSchema) => `${schema.schemaId} ${JSON.stringify(schema.input)}`
  const answerOf = (schema: TriedSchema) => answers[keyOf(schema)] ?? noAnswer
  const asked = findAsked(questions, (schemaId) => {
    const schema = questions.find((each) => each.schemaId === schemaId)
    return schema === undefined ? undefined : answerOf(schema).value
  })
  return (
    <div className={css.previewBox}>
      <AnswerGroundProvider ground={ground}>
        <QuestionGroups questions={questions} asked={asked}>
          {(schema) => (
            <div className={css.previewQuestion}>
              <Question
                key={keyOf(schema)}
                schema={schema}
                answer={answerOf(schema)}
                onChange={(answer) => setAnswers((before) => ({ ...before, [keyOf(schema)]: answer }))}
              />
            </div>
          )}
        </QuestionGroups>
      </AnswerGroundProvider>
      {!asked.has(own.schemaId) && <p className={css.hint}>{t('schemas.form.previewHidden')}</p>}
    </div>
  )
}

/** The question that decides, those that decide about that, and so on; the first of them first. */
function findDecidersOf(askIf: AskIf | undefined, schemas: readonly LabelSchema[]): LabelSchema[] {
  const found: LabelSchema[] = []
  let next = schemas.find(({ schemaId }) => schemaId === askIf?.schemaId)
  while (next !== undefined && !found.includes(next)) {
    found.unshift(next)
    const { askIf: before } = next
    next = schemas.find(({ schemaId }) => schemaId === before?.schemaId)
  }
  return found
}
