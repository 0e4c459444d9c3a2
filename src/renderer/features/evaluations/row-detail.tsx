import type { ReactNode } from 'react'
import type { Assessment } from '../../../shared/model/assessment.ts'
import type { EvaluationRow } from '../../../shared/model/run.ts'
import { Link } from '../../app/link.tsx'
import { toTraceFrom } from '../../app/trace-origin.ts'
import { useFormat } from '../../i18n/format.ts'
import { useT } from '../../i18n/i18n.ts'
import { CodeBlock } from '../../ui/code-block.tsx'
import { JsonTree } from '../../ui/json-tree.tsx'
import { SafeMarkdown } from '../../ui/markdown.tsx'
import { StateBadge } from '../../ui/state-badge.tsx'
import { ValueMark } from '../assessments/index.tsx'
import css from './evaluations.module.css'
import { ResultMark } from './result-mark.tsx'

/** The selected row to be read: what went in and came out, what was expected, and why each scorer said what it said. */
export function RowDetail({ row, runId }: { row: EvaluationRow | undefined; runId: string }) {
  const t = useT()
  const format = useFormat()
  if (row === undefined) {
    return (
      <section className={css.detail} aria-label={t('evaluations.row.title')}>
        <p className={css.detailNone}>{t('evaluations.row.none')}</p>
      </section>
    )
  }
  const { trace } = row
  // Of a name that people and scorers share the newest is shown, whoever gave it.
  const people = Object.entries(trace.assessments).filter(
    ([, cell]) => cell.sourceType === 'HUMAN' && cell.kind === 'feedback',
  )
  const results = row.results.filter((result) => result.kind !== 'expectation')
  return (
    // A region that scrolls must be reachable by keyboard.
    // biome-ignore lint/a11y/noNoninteractiveTabindex: see above
    <section className={css.detail} aria-label={t('evaluations.row.title')} tabIndex={0}>
      <div className={css.detailHead}>
        <StateBadge state={trace.state} />
        <Link to={toTraceFrom(trace.traceId, { screen: 'evaluations', runId })} className={css.open}>
          {t('evaluations.row.open')}
        </Link>
      </div>
      <Part title={t('evaluations.row.results')}>
        {results.length === 0 && <p className={css.note}>{t('evaluations.row.noResults')}</p>}
        {results.map((result) => (
          <Result key={result.assessmentId} result={result} />
        ))}
      </Part>
      <Part title={t('evaluations.row.input')}>
        <Text text={trace.inputPreview} missing={t('evaluations.row.noInput')} />
      </Part>
      <Part title={t('evaluations.row.output')}>
        <Text text={trace.outputPreview} missing={t('evaluations.row.noOutput')} />
      </Part>
      {people.length > 0 && (
        <Part title={t('evaluations.row.people')}>
          <dl className={css.expectations}>
            {people.map(([name, cell]) => (
              <div key={name}>
                <dt>{name}</dt>
                <dd>
                  <ValueMark value={cell.value} />{' '}
                  {cell.count > 1 && (
                    <span className={css.faint}>
                      {t('evaluations.row.peopleCount', { count: cell.count, formatted: format.number(cell.count) })}
                    </span>
                  )}
                </dd>
              </div>
            ))}
          </dl>
          <Link to={toTraceFrom(trace.traceId, { screen: 'evaluations', runId })} className={css.open}>
            {t('evaluations.row.openLabels')}
          </Link>
        </Part>
      )}
      {row.expectations.length > 0 && (
        <Part title={t('evaluations.row.expectations')}>
          <dl className={css.expectations}>
            {row.expectations.map((each) => (
              <div key={each.assessmentId}>
                <dt>{each.name}</dt>
                <dd>
                  <Value assessment={each} />
                </dd>
              </div>
            ))}
          </dl>
        </Part>
      )}
    </section>
  )
}

function Part({ title, children }: { title: string; children: ReactNode }) {
  return (
    <section className={css.part}>
      <h2 className={css.partTitle}>{title}</h2>
      {children}
    </section>
  )
}

function Text({ text, missing }: { text: string | undefined; missing: string }) {
  const t = useT()
  if (text === undefined || text === '') return <p className={css.note}>{missing}</p>
  return (
    <>
      <SafeMarkdown text={text} />
      {text.endsWith('…') && <p className={css.note}>{t('evaluations.row.shownInPart')}</p>}
    </>
  )
}

function Value({ assessment }: { assessment: Assessment }) {
  const { value } = assessment
  if (typeof value === 'string') return <SafeMarkdown text={value} />
  if (typeof value === 'object' && value !== null) return <JsonTree value={value} label={assessment.name} />
  return <ResultMark result={assessment} />
}

function Result({ result }: { result: Assessment }) {
  const t = useT()
  return (
    <div className={css.resultCard}>
      <div className={css.resultHead}>
        <span className={css.resultName}>{result.name}</span>
        <ResultMark result={result} />
        <span className={css.source}>
          {t(`common.source.${result.source.type}`)}: {result.source.id}
        </span>
      </div>
      {result.rationale !== undefined && result.rationale !== '' && <SafeMarkdown text={result.rationale} />}
      {result.error !== undefined && (
        <>
          <p className={css.errorText}>
            {result.error.code}
            {result.error.message === undefined ? '' : `: ${result.error.message}`}
          </p>
          {result.error.stackTrace !== undefined && (
            <details>
              <summary>{t('evaluations.row.stackTrace')}</summary>
              <CodeBlock code={result.error.stackTrace} label={t('evaluations.row.stackTrace')} isWrapped />
            </details>
          )}
        </>
      )}
    </div>
  )
}
