/** What each column of the trace list shows of a row. */
import { IconAlertTriangle } from '@tabler/icons-react'
import type { TraceRow } from '../../../shared/model/trace.ts'
import { Link } from '../../app/link.tsx'
import { useExperimentNames } from '../../data/experiment-names.ts'
import { useFormat } from '../../i18n/format.ts'
import { useT } from '../../i18n/i18n.ts'
import { RelativeTime } from '../../ui/relative-time.tsx'
import { StateBadge } from '../../ui/state-badge.tsx'
import { CellAnswers } from '../assessments/index.tsx'
import { findAssessmentName } from './column-layout.ts'
import css from './trace-grid.module.css'

/** Token counts below this fit their column in full. */
const mostWrittenOut = 100_000
/** Tags that fit in a cell; the rest is counted. */
const shownTags = 3

export function TraceCell({ row, columnId }: { row: TraceRow; columnId: string }) {
  const t = useT()
  const format = useFormat()
  const assessmentName = findAssessmentName(columnId)
  if (assessmentName !== undefined) {
    const cell = row.assessments[assessmentName]
    return cell === undefined ? null : <CellAnswers cell={cell} />
  }
  switch (columnId) {
    case 'time':
      return <RelativeTime timeMs={row.startUs / 1000} />
    case 'name':
      return (
        <Link to={{ screen: 'trace', traceId: row.traceId }} tabIndex={-1} className={css.nameLink}>
          {row.name === '' ? t('traces.row.noName') : row.name}
        </Link>
      )
    case 'state':
      return <StateBadge state={row.state} />
    case 'experiment':
      return <ExperimentName experimentId={row.experimentId} />
    case 'input':
      return <Preview text={row.inputPreview} />
    case 'output':
      return <Preview text={row.outputPreview} />
    case 'duration':
      return row.durationUs === undefined ? null : format.duration(row.durationUs)
    case 'tokens':
      return row.totalTokens === undefined ? null : <Tokens row={row} total={row.totalTokens} />
    case 'cost':
      return row.cost === undefined ? null : format.cost(row.cost)
    case 'model':
      return <Preview text={row.model} />
    case 'session':
      return row.sessionId === undefined ? null : (
        <Link to={{ screen: 'session', sessionId: row.sessionId }} tabIndex={-1} className={css.cellLink}>
          {row.sessionId}
        </Link>
      )
    case 'user':
      return <Preview text={row.userId} />
    case 'tags':
      return <Tags tags={row.tags} />
    case 'spans':
      return format.number(row.spanCount)
    case 'errors':
      return row.errorCount === 0 ? null : (
        <span className={css.errors}>
          <IconAlertTriangle size={13} aria-hidden />
          {format.number(row.errorCount)}
        </span>
      )
    default:
      return null
  }
}

/** The start of a text on one line, with the rest on hover. */
function Preview({ text }: { text: string | undefined }) {
  return text === undefined ? null : <span title={text}>{text}</span>
}

function ExperimentName({ experimentId }: { experimentId: string }) {
  return <Preview text={useExperimentNames()(experimentId)} />
}

function Tokens({ row, total }: { row: TraceRow; total: number }) {
  const t = useT()
  const format = useFormat()
  const title = t('traces.cell.tokensTitle', {
    input: format.number(row.inputTokens ?? 0),
    output: format.number(row.outputTokens ?? 0),
  })
  return <span title={title}>{total < mostWrittenOut ? format.number(total) : format.compact(total)}</span>
}

function Tags({ tags }: { tags: Record<string, string> }) {
  const t = useT()
  const entries = Object.entries(tags)
  if (entries.length === 0) return null
  return (
    <span className={css.tags} title={entries.map(([key, value]) => `${key}: ${value}`).join('\n')}>
      {entries.slice(0, shownTags).map(([key, value]) => (
        <span key={key} className={css.tag}>
          {value === '' || value === 'true' ? key : `${key}: ${value}`}
        </span>
      ))}
      {entries.length > shownTags && (
        <span className={css.moreTags}>{t('traces.cell.moreTags', { count: entries.length - shownTags })}</span>
      )}
    </span>
  )
}
