/** This run against others, row by row: what got worse first. */
import { Button, Loader, MultiSelect, Select } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { mostCompared, type RunComparison } from '../../../shared/model/report.ts'
import type { EvaluationSummary } from '../../../shared/model/run.ts'
import { navigate } from '../../app/routes.ts'
import { orpc } from '../../data/client.ts'
import { failureText } from '../../data/errors.ts'
import { useRemembered } from '../../data/settings.ts'
import { useFormat } from '../../i18n/format.ts'
import { useT } from '../../i18n/i18n.ts'
import { EmptyState } from '../../ui/empty-state.tsx'
import { baselineOf, candidatesOf, inOrder, toQuery } from './compared-runs.ts'
import { ComparisonTable } from './comparison-table.tsx'
import { ExportMenu } from './export-menu.tsx'
import { PairsPanel } from './pairs-panel.tsx'
import css from './report.module.css'

function parseNames(stored: unknown): string[] | undefined {
  return Array.isArray(stored) && stored.every((each) => typeof each === 'string') ? stored : undefined
}

const noNames: string[] = []

export function CompareBody({ evaluation, query }: { evaluation: EvaluationSummary; query: string | undefined }) {
  const t = useT()
  const format = useFormat()
  const { runId } = evaluation
  const all = useQuery(orpc.evaluations.list.queryOptions()).data ?? []
  const others = all.filter((each) => each.runId !== runId)
  const chosen = candidatesOf(query).filter((id) => id !== runId)
  const runIds = inOrder(all, [runId, ...chosen], baselineOf(query))
  const setChosen = (ids: readonly string[]) =>
    navigate({ screen: 'evaluations', runId, tab: 'compare', query: toQuery(ids) }, { replace: true })
  const [lowerIsBetter, setLower] = useRemembered<string[]>('report.lowerIsBetter', noNames, parseNames)
  const nameOf = (each: EvaluationSummary) =>
    `${each.name === '' ? t('evaluations.noName') : each.name} (${format.time(each.startMs)})`
  return (
    <div className={css.body}>
      <div className={css.blockHead}>
        <MultiSelect
          className={css.compareSelect ?? ''}
          label={t('report.compare.with')}
          placeholder={chosen.length === 0 ? t('report.compare.choose') : ''}
          data={others.map((each) => ({ value: each.runId, label: nameOf(each) }))}
          value={chosen}
          maxValues={mostCompared - 1}
          searchable
          hidePickedOptions
          onChange={setChosen}
        />
        {chosen.length > 0 && (
          <div className={css.endTools}>
            <Button
              variant="default"
              onClick={() =>
                navigate(
                  { screen: 'evaluations', runId, tab: 'compare', query: toQuery(chosen, runIds[1]) },
                  { replace: true },
                )
              }
            >
              {t('report.compare.swap')}
            </Button>
            <ExportMenu runIds={runIds} name={evaluation.name} lowerIsBetter={lowerIsBetter} />
          </div>
        )}
      </div>
      {chosen.length === 0 ? (
        <EmptyState title={t(others.length === 0 ? 'report.compare.alone' : 'report.compare.empty')}>
          {t(others.length === 0 ? 'report.compare.aloneBody' : 'report.compare.emptyBody')}
        </EmptyState>
      ) : (
        <Compared
          runIds={runIds}
          lowerIsBetter={lowerIsBetter}
          onLower={(name, isLower) =>
            setLower(isLower ? [...lowerIsBetter, name] : lowerIsBetter.filter((each) => each !== name))
          }
        />
      )}
    </div>
  )
}

function Compared({
  runIds,
  lowerIsBetter,
  onLower,
}: {
  runIds: string[]
  lowerIsBetter: string[]
  onLower: (name: string, isLower: boolean) => void
}) {
  const t = useT()
  const query = useQuery(orpc.reports.compare.queryOptions({ input: { runIds, lowerIsBetter } }))
  if (query.data === undefined) {
    return query.isError ? (
      <EmptyState
        title={t('report.compare.failed')}
        actions={<Button onClick={() => void query.refetch()}>{t('common.retry')}</Button>}
      >
        {failureText(query.error)}
      </EmptyState>
    ) : (
      <div className={css.busy} role="status">
        <Loader size="sm" />
        {t('report.compare.loading')}
      </div>
    )
  }
  return <Loaded comparison={query.data} lowerIsBetter={lowerIsBetter} onLower={onLower} />
}

function Loaded({
  comparison: { baseline, candidates },
  lowerIsBetter,
  onLower,
}: {
  comparison: RunComparison
  lowerIsBetter: string[]
  onLower: (name: string, isLower: boolean) => void
}) {
  const t = useT()
  const [chosen, setChosen] = useState<string | null>(null)
  const candidate = candidates.find((each) => each.run.runId === chosen) ?? candidates[0]
  if (candidate === undefined) return null
  return (
    <>
      {candidates.map((each) => (
        <ComparisonTable key={each.run.runId} baseline={baseline} candidate={each} onLower={onLower} />
      ))}
      <section className={css.block} aria-label={t('report.pairs.title')}>
        <div className={css.blockHead}>
          <h3 className={css.blockTitle}>{t('report.pairs.title')}</h3>
          {candidates.length > 1 && (
            <Select
              className={css.select ?? ''}
              aria-label={t('report.pairs.of')}
              data={candidates.map(({ run }) => ({ value: run.runId, label: run.name || t('evaluations.noName') }))}
              value={candidate.run.runId}
              allowDeselect={false}
              onChange={setChosen}
            />
          )}
        </div>
        <PairsPanel key={candidate.run.runId} baseline={baseline} candidate={candidate} lowerIsBetter={lowerIsBetter} />
      </section>
    </>
  )
}
