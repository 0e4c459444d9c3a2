import { useMemo, useState } from 'react'
import type { LabelSchemaInput } from '../../../shared/model/labeling.ts'
import { useT } from '../../i18n/i18n.ts'
import { AnswerGroundProvider } from '../../ui/marking.tsx'
import { type Answer, Question, type QuestionSchema } from '../../ui/question.tsx'
import { sampleTrace } from './sample-trace.ts'
import { draftInput, type SchemaDraft } from './schema-draft.ts'
import css from './schemas.module.css'

/** The question as reviewers will meet it, to be tried; it is the very form that they get. */
export function SchemaPreview({ draft }: { draft: SchemaDraft }) {
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
          {/* An answer to other settings is no answer to these. */}
          <TriedQuestion key={JSON.stringify(input)} draft={draft} input={input} />
        </>
      )}
    </section>
  )
}

function TriedQuestion({ draft, input }: { draft: SchemaDraft; input: LabelSchemaInput }) {
  const t = useT()
  const [answer, setAnswer] = useState<Answer>({ value: undefined, comment: '' })
  const ground = useMemo(() => {
    const answer = t('schemas.sample.answer')
    return {
      trace: sampleTrace(t('schemas.sample.question'), answer),
      isSwapped: false,
      candidates: { a: answer, b: t('schemas.sample.other') },
    }
  }, [t])
  const name = draft.name.trim()
  const schema: QuestionSchema = {
    name: name === '' ? t('schemas.form.new') : name,
    title: draft.title.trim(),
    instruction: draft.instruction.trim(),
    enableComment: draft.isCommentAllowed,
    input,
  }
  return (
    <div className={css.previewBox}>
      <AnswerGroundProvider ground={ground}>
        <Question schema={schema} answer={answer} onChange={setAnswer} />
      </AnswerGroundProvider>
    </div>
  )
}
