/** How reliable each reviewer is: against known answers, and against their own of another time. */
import { Button, Loader } from '@mantine/core'
import { IconTargetArrow } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import type { ReactNode } from 'react'
import type { SessionChecks } from '../../../shared/model/label-checks.ts'
import type { AgreementFigure } from '../../../shared/model/label-quality.ts'
import type { LabelingSession } from '../../../shared/model/labeling.ts'
import { Link } from '../../app/link.tsx'
import { toTraceFrom } from '../../app/trace-origin.ts'
import { orpc } from '../../data/client.ts'
import { failureText } from '../../data/errors.ts'
import { useFormat } from '../../i18n/format.ts'
import { useT } from '../../i18n/i18n.ts'
import { EmptyState } from '../../ui/empty-state.tsx'
import { AnswerMark, questionTitle } from './answer-mark.tsx'
import { figureText } from './figure-text.ts'
import css from './figures.module.css'
import type { Names } from './use-quality.ts'

export function ChecksTab({ session, names }: { session: LabelingSession; names: Names }) {
  const t = useT()
  const { sessionId } = session
  const checks = useQuery(orpc.labelQuality.checks.queryOptions({ input: { sessionId } }))
  if (checks.isError && checks.data === undefined) {
    return (
      <EmptyState
        title={t('labelChecks.quality.failed')}
        actions={<Button onClick={() => void checks.refetch()}>{t('common.retry')}</Button>}
      >
        {failureText(checks.error)}
      </EmptyState>
    )
  }
  if (checks.data === undefined) {
    return (
      <div className={css.busy} role="status">
        <Loader size="sm" aria-hidden />
        <strong>{t('labelChecks.quality.loading')}</strong>
      </div>
    )
  }
  const { goldCount, repeatPercent, selfAgreement } = checks.data
  const hasRepeats = repeatPercent > 0 || selfAgreement.length > 0
  if (goldCount === 0 && !hasRepeats) {
    return (
      <EmptyState icon={<IconTargetArrow size={28} />} title={t('labelChecks.quality.none')}>
        {t('labelChecks.quality.noneBody')}
      </EmptyState>
    )
  }
  return (
    <div className={css.body} aria-busy={checks.isFetching}>
      {goldCount > 0 && <Gold session={session} checks={checks.data} names={names} />}
      {hasRepeats && <Repeats session={session} checks={checks.data} names={names} />}
    </div>
  )
}

interface PartProps {
  session: LabelingSession
  checks: SessionChecks
  names: Names
}

function titleIn(session: LabelingSession, schemaId: string): string {
  const schema = session.schemas.find((each) => each.schemaId === schemaId)
  return schema === undefined ? schemaId : questionTitle(schema)
}

function Gold({ session, checks, names }: PartProps) {
  const t = useT()
  const format = useFormat()
  const { goldCount, accuracy } = checks
  return (
    <section className={css.block} aria-labelledby="quality-gold">
      <h2 id="quality-gold" className={css.blockTitle}>
        {t('labelChecks.quality.gold')}
      </h2>
      <p className={css.facts}>
        <span>{t('labelChecks.quality.goldFacts', { count: goldCount, formatted: format.number(goldCount) })}</span>
      </p>
      <p className={css.hint}>
        {t(accuracy.length === 0 ? 'labelChecks.quality.goldNone' : 'labelChecks.quality.goldHint')}
      </p>
      {accuracy.length > 0 && (
        <Table
          label={t('labelChecks.quality.gold')}
          heads={[
            { name: t('labelChecks.quality.reviewer') },
            { name: t('labelChecks.quality.question') },
            { name: t('labelChecks.quality.right'), isNumber: true },
            { name: t('labelChecks.quality.accuracy'), isNumber: true },
            { name: t('labelChecks.quality.interval'), isNumber: true },
          ]}
        >
          {accuracy.map(({ reviewer, schemaId, answered, right, low, high }) => (
            <tr key={`${reviewer} ${schemaId}`}>
              <th scope="row">{names.nameOf(reviewer)}</th>
              <td>{titleIn(session, schemaId)}</td>
              <td data-number>
                {t('labelChecks.quality.rightOf', {
                  right: format.number(right),
                  answered: format.number(answered),
                })}
              </td>
              <td data-number>{figureText('percent', right / answered, format)}</td>
              <td data-number>
                {low === undefined || high === undefined ? (
                  <None />
                ) : (
                  t('quality.figure.range', {
                    low: figureText('percent', low, format),
                    high: figureText('percent', high, format),
                  })
                )}
              </td>
            </tr>
          ))}
        </Table>
      )}
      {checks.misses.length > 0 && <Misses session={session} checks={checks} names={names} />}
    </section>
  )
}

const mostListed = 200

function Misses({ session, checks, names }: PartProps) {
  const t = useT()
  const format = useFormat()
  const { sessionId, schemas } = session
  const listed = checks.misses.slice(0, mostListed)
  return (
    <>
      <h3 className={css.blockTitle}>{t('labelChecks.quality.misses')}</h3>
      {checks.missCount > listed.length && (
        <p className={css.hint}>
          {t('labelChecks.quality.missesMore', {
            shown: format.number(listed.length),
            formatted: format.number(checks.missCount),
          })}
        </p>
      )}
      <Table
        label={t('labelChecks.quality.misses')}
        heads={[
          { name: t('labelChecks.quality.trace') },
          { name: t('labelChecks.quality.reviewer') },
          { name: t('labelChecks.quality.question') },
          { name: t('labelChecks.quality.known') },
          { name: t('labelChecks.quality.given') },
        ]}
      >
        {listed.map(({ traceId, inputPreview, reviewer, schemaId, known, given }) => {
          const schema = schemas.find((each) => each.schemaId === schemaId)
          return (
            <tr key={`${traceId} ${reviewer} ${schemaId}`}>
              <th scope="row">
                <Link
                  to={toTraceFrom(traceId, { screen: 'quality', sessionId, tab: 'checks' })}
                  className={css.link}
                  title={inputPreview}
                >
                  {inputPreview ?? `tr-${traceId}`}
                </Link>
              </th>
              <td>{names.nameOf(reviewer)}</td>
              <td>{titleIn(session, schemaId)}</td>
              <td>
                <AnswerMark value={known} schema={schema} />
              </td>
              <td>
                <AnswerMark value={given} schema={schema} />
              </td>
            </tr>
          )
        })}
      </Table>
    </>
  )
}

function Repeats({ session, checks, names }: PartProps) {
  const t = useT()
  const format = useFormat()
  const { selfAgreement } = checks
  const find = (figures: readonly AgreementFigure[], kind: AgreementFigure['kind']) =>
    figures.find((figure) => figure.kind === kind)
  return (
    <section className={css.block} aria-labelledby="quality-repeats">
      <h2 id="quality-repeats" className={css.blockTitle}>
        {t('labelChecks.quality.repeats')}
      </h2>
      <p className={css.hint}>{t('labelChecks.quality.repeatsHint')}</p>
      {selfAgreement.length === 0 ? (
        <p className={css.hint}>{t('labelChecks.quality.repeatsNone')}</p>
      ) : (
        <Table
          label={t('labelChecks.quality.repeats')}
          heads={[
            { name: t('labelChecks.quality.reviewer') },
            { name: t('labelChecks.quality.question') },
            { name: t('labelChecks.quality.pairs'), isNumber: true },
            { name: t('labelChecks.quality.equal'), isNumber: true },
            { name: t('labelChecks.quality.kappa'), isNumber: true },
          ]}
        >
          {selfAgreement.map(({ reviewer, schemaId, figures }) => (
            <tr key={`${reviewer} ${schemaId}`}>
              <th scope="row">{names.nameOf(reviewer)}</th>
              <td>{titleIn(session, schemaId)}</td>
              <td data-number>{format.number(find(figures, 'percent')?.unitCount ?? 0)}</td>
              <td data-number>
                <Figure figure={find(figures, 'percent')} />
              </td>
              <td data-number>
                <Figure figure={find(figures, 'cohen')} />
              </td>
            </tr>
          ))}
        </Table>
      )}
    </section>
  )
}

function Figure({ figure }: { figure: AgreementFigure | undefined }) {
  const t = useT()
  const format = useFormat()
  if (figure?.value === undefined) return <None />
  const { kind, value, low, high } = figure
  if (low === undefined || high === undefined) return figureText(kind, value, format)
  return t('labelChecks.quality.value', {
    value: figureText(kind, value, format),
    low: figureText(kind, low, format),
    high: figureText(kind, high, format),
  })
}

function None() {
  const t = useT()
  return <span className={css.faint}>{t('labelChecks.quality.noValue')}</span>
}

function Table({
  label,
  heads,
  children,
}: {
  label: string
  heads: readonly { name: string; isNumber?: boolean }[]
  children: ReactNode
}) {
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must be reachable by keyboard
    <div className={css.scroll} role="region" aria-label={label} tabIndex={0}>
      <table className={css.table} aria-label={label}>
        <thead>
          <tr>
            {heads.map(({ name, isNumber }) => (
              <th key={name} scope="col" data-number={isNumber || undefined}>
                {name}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>{children}</tbody>
      </table>
    </div>
  )
}
