/** A scorer compared with people: what with, how well, and where they differ. */
import { Button, Loader, Select } from '@mantine/core'
import type { ValidationSetup, ValidationSubject } from '../../../shared/model/validation.ts'
import { navigate } from '../../app/routes.ts'
import { failureText, toFailure } from '../../data/errors.ts'
import { useFormat } from '../../i18n/format.ts'
import { useT } from '../../i18n/i18n.ts'
import { EmptyState } from '../../ui/empty-state.tsx'
import { everything, findQuestion, findSplit, questionKey, splitKey } from './compared.ts'
import { MappingPanel } from './mapping-panel.tsx'
import { NoQuestion } from './nothing-to-compare.tsx'
import { Results } from './results.tsx'
import { SealPanel } from './seal-panel.tsx'
import { toQuery, useSetup } from './use-validation.ts'
import css from './validation.module.css'
import { changeView, useValidationView } from './validation-view.ts'

export function AgainstPeople({ subject }: { subject: ValidationSubject }) {
  const t = useT()
  const query = useSetup(subject)
  if (query.isError && query.data === undefined) {
    const isMissing = toFailure(query.error).code === 'NOT_FOUND'
    return (
      <EmptyState
        title={t(isMissing ? 'validation.notFound' : 'validation.failed')}
        actions={isMissing ? undefined : <Button onClick={() => void query.refetch()}>{t('common.retry')}</Button>}
      >
        {isMissing ? t('validation.notFoundBody') : failureText(query.error)}
      </EmptyState>
    )
  }
  if (query.data === undefined) return <Loader size="sm" m="lg" role="status" aria-label={t('validation.loading')} />
  return <Loaded subject={subject} setup={query.data} />
}

function Loaded({ subject, setup }: { subject: ValidationSubject; setup: ValidationSetup }) {
  const t = useT()
  const format = useFormat()
  const view = useValidationView(subject)
  const question = findQuestion(setup, view.question)
  if (setup.rows === 0) {
    return (
      <EmptyState
        title={t('validation.none.noRows')}
        actions={
          <Button onClick={() => navigate({ screen: 'evaluations' })}>{t('validation.none.toEvaluations')}</Button>
        }
      >
        {t('validation.none.noRowsBody')}
      </EmptyState>
    )
  }
  if (question === undefined) return <NoQuestion setup={setup} />
  const split = findSplit(setup, view.split)
  const openingId = split === undefined ? undefined : view.openings[splitKey(split)]
  const isOpen = split?.isSealed !== true || openingId !== undefined
  const questions = setup.questions.map((each) => ({
    value: questionKey(each),
    label: t(each.kind === 'expectation' ? 'validation.questionExpectation' : 'validation.questionOption', {
      name: each.title ?? each.name,
      formatted: format.number(each.labelled),
    }),
  }))
  const hasSealed = setup.splits.some(({ isSealed }) => isSealed)
  const parts = [
    {
      value: everything,
      label: hasSealed
        ? t('validation.allOpenRows')
        : t('validation.allRows', { formatted: format.number(setup.rows) }),
    },
    ...setup.splits.map((each) => ({
      value: splitKey(each),
      label: t(each.isSealed ? 'validation.splitSealed' : 'validation.splitOption', {
        dataset: each.datasetName,
        split: each.name,
        formatted: format.number(each.rows),
      }),
    })),
  ]
  return (
    <div className={css.body}>
      <div className={css.choices}>
        <Select
          label={t('validation.question')}
          className={css.wide}
          data={questions}
          value={questionKey(question)}
          allowDeselect={false}
          onChange={(value) => changeView(subject, { question: value ?? undefined, choice: { kind: 'disagreements' } })}
        />
        {setup.splits.length > 0 && (
          <Select
            label={t('validation.rows')}
            className={css.wide}
            data={parts}
            value={split === undefined ? everything : splitKey(split)}
            allowDeselect={false}
            onChange={(value) => changeView(subject, { split: value ?? undefined, choice: { kind: 'disagreements' } })}
          />
        )}
      </div>
      <MappingPanel key={questionKey(question)} subject={subject} setup={setup} question={question} />
      {split?.isSealed === true && (
        <SealPanel key={splitKey(split)} subject={subject} setup={setup} split={split} isOpen={isOpen} />
      )}
      {isOpen && <Results subject={subject} setup={setup} query={toQuery(subject, question, split, openingId)} />}
    </div>
  )
}
