/** The two outputs of one row, with what is different between them. */
import { Loader } from '@mantine/core'
import { useQueries } from '@tanstack/react-query'
import { useEffect, useRef } from 'react'
import type { ReportedRun, RunPair } from '../../../shared/model/report.ts'
import { Link } from '../../app/link.tsx'
import { toTraceFrom } from '../../app/trace-origin.ts'
import { orpc } from '../../data/client.ts'
import { failureText } from '../../data/errors.ts'
import { useT } from '../../i18n/i18n.ts'
import { SafeMarkdown } from '../../ui/markdown.tsx'
import { SideBySide } from '../../ui/side-by-side.tsx'
import css from './report.module.css'

export function PairDetail({
  pair,
  baseline,
  candidate,
}: {
  pair: RunPair
  baseline: ReportedRun
  candidate: ReportedRun
}) {
  const t = useT()
  const place = useRef<HTMLElement>(null)
  const isRead = useRef(false)
  const [before, after] = useQueries({
    queries: [
      orpc.reports.texts.queryOptions({ input: { runId: baseline.runId, rowId: pair.baseline.rowId } }),
      orpc.reports.texts.queryOptions({ input: { runId: candidate.runId, rowId: pair.candidate.rowId } }),
    ],
  })
  const isLoaded = before.data !== undefined && after.data !== undefined
  useEffect(() => {
    if (!isLoaded || isRead.current) return
    isRead.current = true
    place.current?.scrollIntoView({ block: 'nearest' })
  }, [isLoaded])
  const error = before.error ?? after.error
  const open = (run: ReportedRun, traceId: string | undefined, label: string) =>
    traceId !== undefined && <Link to={toTraceFrom(traceId, { screen: 'evaluations', runId: run.runId })}>{label}</Link>
  return (
    <section ref={place} className={css.section} aria-label={t('report.pairs.selected')}>
      <div className={css.blockHead}>
        <h3 className={css.title}>{t('report.pairs.selected')}</h3>
        {open(baseline, pair.baseline.traceId, t('report.pairs.openBaseline'))}
        {open(candidate, pair.candidate.traceId, t('report.pairs.openCandidate'))}
      </div>
      {error !== null ? (
        <p className={css.notice}>{failureText(error)}</p>
      ) : before.data === undefined || after.data === undefined ? (
        <Loader size="sm" />
      ) : (
        <>
          <div className={css.reading}>
            <SafeMarkdown text={before.data.input} />
          </div>
          <SideBySide
            candidates={{ a: before.data.output, b: after.data.output }}
            isSwapped={false}
            startsWithDiff
            titles={{
              left: t('report.pairs.baselineOf', { name: baseline.name }),
              right: t('report.pairs.candidateOf', { name: candidate.name }),
            }}
          />
        </>
      )}
    </section>
  )
}
