/** What the table of an evaluation's rows shows. */
import type { Assessment } from '../../../shared/model/assessment.ts'
import type { EvaluationRow } from '../../../shared/model/run.ts'
import { Link } from '../../app/link.tsx'
import { toTraceFrom } from '../../app/trace-origin.ts'
import type { useT } from '../../i18n/i18n.ts'
import type { GridColumn } from '../../ui/data-grid.tsx'
import { StateBadge } from '../../ui/state-badge.tsx'
import css from './evaluations.module.css'
import { ResultMark } from './result-mark.tsx'
import { resultsOf } from './row-filter.ts'

export function rowColumns(
  t: ReturnType<typeof useT>,
  runId: string,
  scorerNames: readonly string[],
): GridColumn<EvaluationRow>[] {
  return [
    {
      id: 'input',
      name: t('evaluations.column.input'),
      widthPx: 180,
      isStretched: true,
      render: ({ trace }) => (
        <Link
          to={toTraceFrom(trace.traceId, { screen: 'evaluations', runId })}
          tabIndex={-1}
          className={css.rowLink}
          title={trace.inputPreview}
        >
          {trace.inputPreview ?? trace.name}
        </Link>
      ),
    },
    {
      id: 'output',
      name: t('evaluations.column.output'),
      widthPx: 180,
      isStretched: true,
      render: ({ trace }) => <Preview text={trace.outputPreview} />,
    },
    {
      id: 'expectations',
      name: t('evaluations.column.expectations'),
      widthPx: 160,
      isStretched: true,
      render: ({ expectations }) => <Expectations expectations={expectations} />,
    },
    ...scorerNames.map((name) => ({
      id: `scorer:${name}`,
      name,
      widthPx: Math.min(200, Math.max(96, name.length * 7.5 + 24)),
      render: (row: EvaluationRow) => <ResultCell results={resultsOf(row, name)} />,
    })),
    {
      id: 'state',
      name: t('evaluations.column.state'),
      widthPx: 96,
      render: ({ trace }) => <StateBadge state={trace.state} />,
    },
  ]
}

function Preview({ text }: { text: string | undefined }) {
  return text === undefined ? null : (
    <span className={css.dim} title={text}>
      {text}
    </span>
  )
}

function valueText(assessment: Assessment): string {
  return typeof assessment.value === 'string' ? assessment.value : JSON.stringify(assessment.value ?? null)
}

/** All of them on one line; one alone needs no name. */
function Expectations({ expectations }: { expectations: readonly Assessment[] }) {
  const [only] = expectations
  if (only === undefined) return null
  const lines = expectations.map((each) => `${each.name}: ${valueText(each)}`)
  return (
    <span className={css.dim} title={lines.join('\n')}>
      {expectations.length === 1 ? valueText(only) : lines.join(', ')}
    </span>
  )
}

function ResultCell({ results }: { results: readonly Assessment[] }) {
  const [newest] = results
  if (newest === undefined) return null
  return (
    <span className={css.result}>
      <ResultMark result={newest} />
      {results.length > 1 && <span className={css.faint}>×{results.length}</span>}
    </span>
  )
}
