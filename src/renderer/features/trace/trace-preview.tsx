import { useQuery } from '@tanstack/react-query'
import type { TraceInfo } from '../../../shared/model/trace.ts'
import { Link } from '../../app/link.tsx'
import { orpc } from '../../data/client.ts'
import { failureText } from '../../data/errors.ts'
import { useFormat } from '../../i18n/format.ts'
import { useT } from '../../i18n/i18n.ts'
import { StateBadge } from '../../ui/state-badge.tsx'
import { ValueMark } from '../assessments/index.tsx'
import { SpanPane } from './span-pane.tsx'
import { firstSpan } from './span-rows.ts'
import { useTrace } from './trace-page.tsx'
import css from './trace-preview.module.css'

/** A trace beside the list: its figures, its judgements and the content of its first span. */
export function TracePreviewPane({ traceId }: { traceId: string }) {
  const t = useT()
  const { trace, tree } = useTrace(traceId)
  const error = trace.error ?? tree.error
  if (error !== null && trace.data === undefined) return <p className={css.note}>{failureText(error)}</p>
  if (trace.data === undefined) return <div className={css.preview} aria-busy />
  const spanId = tree.data === undefined ? undefined : tree.data.spanIds[firstSpan(tree.data)]
  return (
    <div className={css.preview}>
      <PreviewHead trace={trace.data} />
      {tree.data !== undefined && spanId === undefined ? (
        <p className={css.note}>{t('trace.preview.noText')}</p>
      ) : (
        <div className={css.content}>
          <SpanPane traceId={traceId} spanId={spanId} isTitled={false} />
        </div>
      )}
    </div>
  )
}

function PreviewHead({ trace }: { trace: TraceInfo }) {
  const t = useT()
  const format = useFormat()
  const facts = [
    trace.durationUs === undefined ? undefined : format.duration(trace.durationUs),
    t('common.spans', { count: trace.spanCount, formatted: format.number(trace.spanCount) }),
    trace.totalTokens === undefined
      ? undefined
      : t('common.tokens', { count: trace.totalTokens, formatted: format.number(trace.totalTokens) }),
    trace.cost === undefined ? undefined : format.cost(trace.cost),
  ].filter((fact) => fact !== undefined)
  return (
    <header className={css.head}>
      <div className={css.titleLine}>
        <Link to={{ screen: 'trace', traceId: trace.traceId }} className={css.title} title={trace.name}>
          {trace.name === '' ? t('trace.noName') : trace.name}
        </Link>
        <StateBadge state={trace.state} />
      </div>
      <p className={css.facts}>
        {facts.map((fact) => (
          <span key={fact}>{fact}</span>
        ))}
        {trace.sessionId !== undefined && (
          <Link to={{ screen: 'session', sessionId: trace.sessionId }} className={css.session} title={trace.sessionId}>
            {t('trace.preview.session')} {trace.sessionId}
          </Link>
        )}
      </p>
      <PreviewAssessments traceId={trace.traceId} />
    </header>
  )
}

/** Current judgements on the trace, by name; edited in the full view. */
function PreviewAssessments({ traceId }: { traceId: string }) {
  const t = useT()
  const query = useQuery(orpc.assessments.list.queryOptions({ input: { traceId, withHistory: true } }))
  const current = (query.data ?? []).filter(
    (each) => each.valid && each.deletedAtMs === undefined && each.spanId === undefined,
  )
  if (current.length === 0) return null
  return (
    <dl className={css.assessments} aria-label={t('trace.preview.assessments')}>
      {current.map((each) => (
        <div key={each.assessmentId} className={css.assessment}>
          <dt>{each.name}</dt>
          <dd>
            <ValueMark value={each.value} />
          </dd>
        </div>
      ))}
    </dl>
  )
}
