import { IconInfoCircle } from '@tabler/icons-react'
import type { QuestionAgreement } from '../../../shared/model/label-quality.ts'
import type { LabelSchema } from '../../../shared/model/labeling.ts'
import { navigate } from '../../app/routes.ts'
import { useFormat } from '../../i18n/format.ts'
import { useT } from '../../i18n/i18n.ts'
import { AgreementMatrix } from './agreement-matrix.tsx'
import { questionTitle, useAnswerText } from './answer-mark.tsx'
import { AnswerDistribution } from './distribution.tsx'
import { notesOf, type QuestionNote } from './figure-reading.ts'
import { FigureTable } from './figure-table.tsx'
import css from './figures.module.css'
import { changeView } from './quality-view.ts'
import type { Names } from './use-quality.ts'

export const sectionId = (schemaId: string): string => `quality-${schemaId}`

/** Everything about one question: its figures, who agrees with whom, and which answers were given. */
export function QuestionSection({
  question,
  schema,
  sessionId,
  places,
  names,
  hasPairs,
}: {
  question: QuestionAgreement
  schema: LabelSchema | undefined
  sessionId: string
  /** Reviewers with their places in the arrays of the question. */
  places: readonly { reviewer: string; at: number }[]
  names: Names
  hasPairs: boolean
}) {
  const t = useT()
  const format = useFormat()
  const { schemaId, disagreementCount: count, scale } = question
  const id = sectionId(schemaId)
  const isPaired = question.figures.some(({ unitCount }) => unitCount > 0)
  return (
    <section id={id} tabIndex={-1} className={css.block} aria-labelledby={`${id}-title`}>
      <div className={css.blockHead}>
        <h2 id={`${id}-title`} className={css.blockTitle}>
          {schema === undefined ? question.name : questionTitle(schema)}
        </h2>
        <span className={css.dim}>{t(`quality.scale.${scale}`)}</span>
        {isPaired && (
          <span className={css.dim}>
            {count === 0
              ? t('quality.section.noDisagreements')
              : t('quality.section.disagreements', { count, formatted: format.number(count) })}
          </span>
        )}
        {count > 0 && (
          <button
            type="button"
            className={css.link}
            onClick={() => {
              changeView(sessionId, { schemaId, activeKey: undefined })
              navigate({ screen: 'quality', sessionId, tab: 'disagreements' })
            }}
          >
            {t('quality.section.showDisagreements')}
          </button>
        )}
      </div>
      {hasPairs && (
        <>
          <FigureTable question={question} title={schema === undefined ? question.name : questionTitle(schema)} />
          <Notes notes={notesOf(question)} schema={schema} />
        </>
      )}
      <div className={css.columns}>
        {isPaired && places.length > 1 && <AgreementMatrix question={question} places={places} names={names} />}
        {question.distribution.length > 0 && (
          <AnswerDistribution question={question} schema={schema} places={places} names={names} />
        )}
      </div>
    </section>
  )
}

function Notes({ notes, schema }: { notes: readonly QuestionNote[]; schema: LabelSchema | undefined }) {
  const t = useT()
  const format = useFormat()
  const textOf = useAnswerText()
  if (notes.length === 0) return null
  return (
    <ul className={css.notes}>
      {notes.map((note) => (
        <li key={note.code}>
          <IconInfoCircle size={14} aria-hidden />
          <span>
            {note.code === 'prevalence'
              ? t('quality.note.prevalence', {
                  share: format.percent(note.share),
                  answer: textOf(note.answer, schema),
                })
              : t(`quality.note.${note.code}`)}
          </span>
        </li>
      ))}
    </ul>
  )
}
