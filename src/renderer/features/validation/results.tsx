import { Button, Loader } from '@mantine/core'
import { useRef } from 'react'
import type {
  RowChoice,
  Validation,
  ValidationQuery,
  ValidationSetup,
  ValidationSubject,
} from '../../../shared/model/validation.ts'
import { failureText } from '../../data/errors.ts'
import { useT } from '../../i18n/i18n.ts'
import { EmptyState } from '../../ui/empty-state.tsx'
import { ClassTable, FigureTable } from './figure-table.tsx'
import { ConfusionMatrix, type MatrixTable } from './matrix.tsx'
import { NoPairs } from './nothing-to-compare.tsx'
import { PairReport } from './pair-report.tsx'
import { RatesPanel } from './rates-panel.tsx'
import { RowList } from './row-list.tsx'
import { SampleHelper } from './sample-helper.tsx'
import { useMeasures } from './use-validation.ts'
import css from './validation.module.css'
import { changeView, useValidationView } from './validation-view.ts'
import { VersionPanel } from './version-panel.tsx'

/** What came of the comparison. */
export function Results({
  subject,
  setup,
  query,
}: {
  subject: ValidationSubject
  setup: ValidationSetup
  query: ValidationQuery
}) {
  const t = useT()
  const measured = useMeasures(query)
  const { choice } = useValidationView(subject)
  const list = useRef<HTMLElement>(null)
  const choose = (next: RowChoice) => {
    changeView(subject, { choice: next })
    list.current?.focus()
    list.current?.scrollIntoView({ block: 'start' })
  }
  if (measured.isError && measured.data === undefined) {
    return (
      <EmptyState
        title={t('validation.failed')}
        actions={<Button onClick={() => void measured.refetch()}>{t('common.retry')}</Button>}
      >
        {failureText(measured.error)}
      </EmptyState>
    )
  }
  if (measured.data === undefined) {
    return <Loader size="sm" m="lg" role="status" aria-label={t('validation.loading')} />
  }
  const { counts, measures } = measured.data
  return (
    <div className={css.results} aria-busy={measured.isFetching || undefined}>
      <PairReport validation={measured.data} onChoose={choose} />
      {counts.compared === 0 && <NoPairs counts={counts} />}
      {counts.compared > 0 && (
        <div className={css.columns}>
          {measures.kind !== 'numbers' && (
            <ConfusionMatrix table={toTable(measures)} name={setup.scorer} choice={choice} onChoose={choose} />
          )}
          <div className={css.figures}>
            <FigureTable measures={measures} />
            {measures.kind === 'classes' && <ClassTable measures={measures} />}
          </div>
        </div>
      )}
      {measures.kind === 'verdict' && counts.compared > 0 && (
        <div className={css.columns}>
          <RatesPanel rates={measures.rates} />
          <SampleHelper subject={subject} measures={measures} />
        </div>
      )}
      {setup.judge !== undefined && counts.compared > 0 && <VersionPanel setup={setup} query={query} />}
      {counts.judged > 0 && (
        <RowList
          ref={list}
          subject={subject}
          setup={setup}
          query={query}
          hasPairs={counts.compared > 0}
          onChoose={choose}
        />
      )}
    </div>
  )
}

function toTable(measures: Exclude<Validation['measures'], { kind: 'numbers' }>): MatrixTable {
  if (measures.kind === 'classes') return { values: measures.classes, counts: measures.matrix }
  const { truePositive, falsePositive, falseNegative, trueNegative } = measures.counts
  return {
    values: ['pass', 'fail'],
    counts: [
      [truePositive, falseNegative],
      [falsePositive, trueNegative],
    ],
  }
}
