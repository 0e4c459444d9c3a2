import { Button, Loader } from '@mantine/core'
import { IconUsers } from '@tabler/icons-react'
import type { LabelingSession } from '../../../shared/model/labeling.ts'
import { failureText } from '../../data/errors.ts'
import { useFormat } from '../../i18n/format.ts'
import { useT } from '../../i18n/i18n.ts'
import { EmptyState } from '../../ui/empty-state.tsx'
import { FigureMeanings } from './figure-meanings.tsx'
import css from './figures.module.css'
import { Overview } from './overview.tsx'
import { QuestionSection, sectionId } from './question-section.tsx'
import { placesOf } from './reviewer-names.ts'
import { type Names, useProgress, useReport } from './use-quality.ts'
import { WorkTable } from './work-table.tsx'

/** How far the reviewers agree: the session at a glance, then question by question. */
export function AgreementTab({ session, names }: { session: LabelingSession; names: Names }) {
  const t = useT()
  const format = useFormat()
  const { sessionId } = session
  const report = useReport(sessionId)
  const progress = useProgress(sessionId)
  if (report.isError && report.data === undefined) {
    return (
      <EmptyState
        title={t('quality.failed')}
        actions={<Button onClick={() => void report.refetch()}>{t('common.retry')}</Button>}
      >
        {failureText(report.error)}
      </EmptyState>
    )
  }
  if (report.data === undefined) {
    return (
      <div className={css.busy} role="status">
        <Loader size="sm" aria-hidden />
        <strong>{t('quality.loading')}</strong>
        <span className={css.hint}>{t('quality.loadingHint')}</span>
      </div>
    )
  }
  const quality = report.data
  const places = placesOf(names.shown, quality.reviewers)
  if (places.length === 0) {
    const isEmpty = progress.data?.itemCount === 0
    return (
      <EmptyState
        icon={<IconUsers size={28} />}
        title={t(isEmpty ? 'quality.empty.noTraces' : 'quality.empty.noAnswers')}
      >
        {t(isEmpty ? 'quality.empty.noTracesBody' : 'quality.empty.noAnswersBody')}
      </EmptyState>
    )
  }
  const hasPairs = quality.questions.some(({ figures }) => figures.some(({ unitCount }) => unitCount > 0))
  const goTo = (schemaId: string) => {
    const section = document.getElementById(sectionId(schemaId))
    section?.focus({ preventScroll: true })
    section?.scrollIntoView({ block: 'start' })
  }
  return (
    <div className={css.body} aria-busy={report.isFetching}>
      {!hasPairs && (
        <p className={css.notice}>
          {places.length === 1 ? (
            <>
              <strong>{t('quality.empty.oneReviewer')}</strong> {t('quality.empty.oneReviewerBody')}
            </>
          ) : (
            <strong>
              {t('quality.empty.noCommon', { count: places.length, formatted: format.number(places.length) })}
            </strong>
          )}
        </p>
      )}
      {hasPairs && (
        <Overview session={session} quality={quality} itemCount={progress.data?.itemCount} onQuestion={goTo} />
      )}
      {quality.questions.map((question) => (
        <QuestionSection
          key={question.schemaId}
          question={question}
          schema={session.schemas.find(({ schemaId }) => schemaId === question.schemaId)}
          sessionId={sessionId}
          places={places}
          names={names}
          hasPairs={hasPairs}
        />
      ))}
      {quality.questions.length === 0 && <p className={css.notice}>{t('quality.empty.noQuestions')}</p>}
      <WorkTable quality={quality} progress={progress.data} names={names} />
      {hasPairs && <FigureMeanings questions={quality.questions} />}
    </div>
  )
}
