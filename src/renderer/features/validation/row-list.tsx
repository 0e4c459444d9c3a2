import { Button, Loader } from '@mantine/core'
import { type Ref, useState } from 'react'
import type {
  RowChoice,
  ValidationQuery,
  ValidationRow,
  ValidationSetup,
  ValidationSubject,
} from '../../../shared/model/validation.ts'
import { Link } from '../../app/link.tsx'
import { type TraceOrigin, toTraceFrom } from '../../app/trace-origin.ts'
import { useWorkspace } from '../../app/workspace.ts'
import { failureText } from '../../data/errors.ts'
import { useFormat } from '../../i18n/format.ts'
import { useT } from '../../i18n/i18n.ts'
import { ValueMark } from '../assessments/index.tsx'
import { SettleDialog } from '../quality/index.tsx'
import { NewVersionDialog } from './new-version-dialog.tsx'
import { refreshValidations, useChosenRows, useNewestJudge } from './use-validation.ts'
import css from './validation.module.css'
import { useValidationView } from './validation-view.ts'
import { useValueName } from './value-name.ts'

/** The rows that are chosen: what both said, why, and what to do about it. */
export function RowList({
  ref,
  subject,
  setup,
  query,
  hasPairs,
  onChoose,
}: {
  ref: Ref<HTMLElement>
  subject: ValidationSubject
  setup: ValidationSetup
  query: ValidationQuery
  hasPairs: boolean
  onChoose: (choice: RowChoice) => void
}) {
  const t = useT()
  const format = useFormat()
  const { choice } = useValidationView(subject)
  const nameOf = useValueName(query.mapping.kind === 'verdict')
  const found = useChosenRows(query, choice)
  const [settling, setSettling] = useState<ValidationRow>()
  const [fixing, setFixing] = useState<ValidationRow>()
  const judge = useNewestJudge(setup.judge?.judgeId)
  const rows = found.data?.pages.flatMap((page) => page.rows) ?? []
  const total = found.data?.pages[0]?.total
  const { scorer: name } = setup
  const title =
    choice.kind === 'disagreements'
      ? t('validation.list.disagreements')
      : choice.kind === 'cell'
        ? t('validation.list.cell', { answered: nameOf(choice.answered), scored: nameOf(choice.scored), name })
        : t(`validation.counts.reasons.${choice.reason}`, { formatted: format.number(total ?? 0) })
  return (
    <section ref={ref} className={css.rows} tabIndex={-1} aria-labelledby="validation-rows">
      <div className={css.rowsHead}>
        <h2 id="validation-rows" className={css.blockTitle}>
          {title}
        </h2>
        {total !== undefined && (
          <span className={css.dim} role="status">
            {t('validation.list.count', { count: total, formatted: format.number(total) })}
          </span>
        )}
        {choice.kind !== 'disagreements' && (
          <Button onClick={() => onChoose({ kind: 'disagreements' })}>{t('validation.list.back')}</Button>
        )}
      </div>
      {found.isError && rows.length === 0 && (
        <p className={css.warning} role="alert">
          {failureText(found.error)}{' '}
          <button type="button" className={css.link} onClick={() => void found.refetch()}>
            {t('common.retry')}
          </button>
        </p>
      )}
      {found.isPending && <Loader size="sm" role="status" aria-label={t('validation.loading')} />}
      {total === 0 && (
        <p className={css.hint}>
          {t(choice.kind === 'disagreements' && hasPairs ? 'validation.list.noDisagreements' : 'validation.list.empty')}
        </p>
      )}
      <ul className={css.cards} aria-labelledby="validation-rows">
        {rows.map((row) => (
          <RowCard
            key={row.assessmentId}
            row={row}
            name={name}
            origin={
              subject.kind === 'run'
                ? { screen: 'validation', runId: subject.runId, scorer: subject.scorer }
                : { screen: 'evaluations', runId: row.runId }
            }
            onFix={judge === undefined || query.openingId !== undefined ? undefined : () => setFixing(row)}
            onSettle={() => setSettling(row)}
          />
        ))}
      </ul>
      {found.hasNextPage && (
        <Button loading={found.isFetchingNextPage} onClick={() => void found.fetchNextPage()}>
          {t('validation.list.more')}
        </Button>
      )}
      {fixing !== undefined && judge !== undefined && (
        <NewVersionDialog
          newest={judge}
          setup={setup}
          query={query}
          fixTraceId={fixing.traceId}
          onClose={() => setFixing(undefined)}
        />
      )}
      {settling?.answer?.sessionId !== undefined &&
        settling.answer.schemaId !== undefined &&
        settling.answer.traceId !== undefined && (
          <SettleDialog
            sessionId={settling.answer.sessionId}
            traceId={settling.answer.traceId}
            schemaId={settling.answer.schemaId}
            onClose={() => setSettling(undefined)}
            onSettled={() => {
              setSettling(undefined)
              void refreshValidations()
            }}
          />
        )}
    </section>
  )
}

function RowCard({
  row,
  name,
  origin,
  onFix,
  onSettle,
}: {
  row: ValidationRow
  name: string
  /** What the trace leads back to. */
  origin: TraceOrigin
  onFix: (() => void) | undefined
  onSettle: () => void
}) {
  const t = useT()
  const format = useFormat()
  const isReadOnly = useWorkspace()?.isReadOnly === true
  const { answer, value, rationale, traceId } = row
  const canSettle = answer?.sessionId !== undefined && answer.schemaId !== undefined && answer.traceId !== undefined
  return (
    <li className={css.card}>
      <div className={css.exchange}>
        <p className={css.input}>{row.inputPreview ?? t('validation.list.noInput')}</p>
        <p className={css.output}>{row.outputPreview ?? t('validation.list.noOutput')}</p>
      </div>
      <div className={css.says2}>
        <div>
          <h3 className={css.who}>{name}</h3>
          {value === undefined ? t('validation.list.failed') : <ValueMark value={value} />}
          <p className={css.rationale}>{rationale ?? t('validation.list.noReason')}</p>
        </div>
        <div>
          <h3 className={css.who}>
            {answer === undefined || answer.people.length === 0
              ? t('validation.list.people')
              : format.list(answer.people)}
          </h3>
          {answer === undefined ? (
            t('validation.list.unanswered')
          ) : answer.value === undefined ? (
            t('validation.list.tied', { people: format.list(answer.people) })
          ) : (
            <ValueMark value={answer.value} />
          )}
          {answer !== undefined && (
            <p className={css.rationale}>
              {answer.rationale ??
                t(answer.source === 'expectation' ? 'validation.list.expected' : 'validation.list.noReason')}
            </p>
          )}
        </div>
      </div>
      <div className={css.actions}>
        {onFix !== undefined && answer?.value !== undefined && (
          <Button title={t('validation.list.fixTitle')} disabled={isReadOnly} onClick={onFix}>
            {t('validation.list.fix')}
          </Button>
        )}
        {canSettle && (
          <Button title={t('validation.list.settleTitle')} disabled={isReadOnly} onClick={onSettle}>
            {t('validation.list.settle')}
          </Button>
        )}
        <Link to={toTraceFrom(traceId, origin)}>{t('validation.list.openTrace')}</Link>
      </div>
    </li>
  )
}
