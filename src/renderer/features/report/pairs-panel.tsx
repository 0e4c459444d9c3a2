/** The pairs of two runs as a table, with the selected one to be read beside it. */
import { Select } from '@mantine/core'
import { keepPreviousData, useInfiniteQuery } from '@tanstack/react-query'
import { useMemo, useState } from 'react'
import type { CandidateComparison, PairOutcome, ReportedRun, RunPair } from '../../../shared/model/report.ts'
import { findVerdict } from '../../../shared/model/verdict.ts'
import { type Command, useCommands } from '../../app/commands.ts'
import { orpc } from '../../data/client.ts'
import { failureText } from '../../data/errors.ts'
import { useFormat } from '../../i18n/format.ts'
import { useT } from '../../i18n/i18n.ts'
import { DataGrid, focusGrid, type GridColumn } from '../../ui/data-grid.tsx'
import { stepId } from '../../ui/grid-steps.ts'
import { type Tone, ToneBadge } from '../../ui/state-badge.tsx'
import { PairDetail } from './pair-detail.tsx'
import css from './report.module.css'

const pagePairs = 200
const filters = ['all', 'changed', 'worse', 'better'] as const
type Filter = (typeof filters)[number]

const outcomesOf: Record<Filter, PairOutcome[] | undefined> = {
  all: undefined,
  changed: ['worse', 'unclear', 'better'],
  worse: ['worse', 'unclear'],
  better: ['better'],
}

const tones: Record<PairOutcome, Tone> = { worse: 'error', unclear: 'warn', better: 'ok', same: 'info' }

const idOf = (pair: RunPair) => `${pair.baseline.rowId} ${pair.candidate.rowId}`

/** What a scorer said, as it is read: a verdict in a word, a number short, a failure as one. */
function useResultText(): (side: RunPair['baseline'], name: string) => string | undefined {
  const t = useT()
  const format = useFormat()
  return ({ values, errors }, name) => {
    if (errors[name] !== undefined) return t('report.scorer.errors')
    const value = values[name]
    if (value === undefined) return undefined
    if (typeof value === 'number') return format.shortNumber(value, 4)
    const verdict = findVerdict(value)
    if (verdict !== undefined) return t(`report.scorer.${verdict}`)
    return typeof value === 'string' ? value : JSON.stringify(value)
  }
}

/** A value with what became of it; the arrow says the direction, the words around it which is better. */
function ChangeCell({ pair, name }: { pair: RunPair; name: string }) {
  const t = useT()
  const textOf = useResultText()
  const [before, after] = [textOf(pair.baseline, name), textOf(pair.candidate, name)]
  const change = pair.changes[name]
  if (before === undefined && after === undefined) return null
  const text = before === after ? after : `${before ?? '–'} → ${after ?? '–'}`
  return (
    <span className={css.change} data-change={change} title={text}>
      {change === 'win' || change === 'loss' ? `${t(`report.pairs.${change}`)} ` : ''}
      {text}
    </span>
  )
}

export function PairsPanel({
  baseline,
  candidate,
  lowerIsBetter,
}: {
  baseline: ReportedRun
  candidate: CandidateComparison
  lowerIsBetter: string[]
}) {
  const t = useT()
  const format = useFormat()
  const [filter, setFilter] = useState<Filter>('all')
  const [scorer, setScorer] = useState<string | null>(null)
  const [activeId, setActive] = useState<string | undefined>()
  const names = useMemo(
    () => candidate.scorers.filter(({ isMeasure }) => !isMeasure).map(({ name }) => name),
    [candidate.scorers],
  )
  const outcomes = outcomesOf[filter]
  const query = useInfiniteQuery({
    ...orpc.reports.pairs.infiniteOptions({
      input: (offset: number) => ({
        baselineId: baseline.runId,
        candidateId: candidate.run.runId,
        lowerIsBetter,
        ...(scorer === null ? {} : { scorer }),
        ...(outcomes === undefined ? {} : { outcomes }),
        offset,
        limit: pagePairs,
      }),
      initialPageParam: 0,
      getNextPageParam: (page, pages) => {
        const read = pages.reduce((sum, each) => sum + each.pairs.length, 0)
        return read < page.total ? read : undefined
      },
    }),
    placeholderData: keepPreviousData,
  })
  const pairs = useMemo(() => query.data?.pages.flatMap((page) => page.pairs) ?? [], [query.data])
  const total = query.data?.pages.at(-1)?.total ?? 0
  const columns = useMemo(
    (): GridColumn<RunPair>[] => [
      {
        id: 'outcome',
        name: t('report.pairs.outcome'),
        widthPx: 104,
        render: ({ outcome }) => <ToneBadge tone={tones[outcome]}>{t(`report.outcome.${outcome}`)}</ToneBadge>,
      },
      {
        id: 'input',
        name: t('report.pairs.input'),
        widthPx: 200,
        isStretched: true,
        render: ({ input }) => <span title={input}>{input}</span>,
      },
      ...names.map((name) => ({
        id: `scorer:${name}`,
        name,
        widthPx: Math.min(220, Math.max(132, name.length * 7.5 + 24)),
        render: (pair: RunPair) => <ChangeCell pair={pair} name={name} />,
      })),
      {
        id: 'baseline',
        name: t('report.pairs.baseline'),
        widthPx: 140,
        isStretched: true,
        render: (pair) => <span className={css.dim}>{pair.baseline.output}</span>,
      },
      {
        id: 'candidate',
        name: t('report.pairs.candidate'),
        widthPx: 140,
        isStretched: true,
        render: (pair) => <span className={css.dim}>{pair.candidate.output}</span>,
      },
    ],
    [t, names],
  )
  useCommands((): Command[] => {
    const step = (count: number) => {
      const next = stepId(pairs.map(idOf), activeId, count)
      if (next !== undefined) setActive(next)
      focusGrid()
    }
    const group = 'evaluations' as const
    return [
      { id: 'report.nextPair', title: t('report.pairs.next'), group, keys: ['j'], run: () => step(1) },
      { id: 'report.previousPair', title: t('report.pairs.previous'), group, keys: ['k'], run: () => step(-1) },
    ]
  }, [t, pairs, activeId])
  const active = pairs.find((pair) => idOf(pair) === activeId)
  return (
    <>
      <div className={css.blockHead}>
        <Select
          className={css.select ?? ''}
          aria-label={t('report.pairs.show')}
          data={filters.map((each) => ({ value: each, label: t(`report.pairs.filter.${each}`) }))}
          value={filter}
          allowDeselect={false}
          onChange={(value) => setFilter(filters.find((each) => each === value) ?? 'all')}
        />
        <Select
          className={css.select ?? ''}
          aria-label={t('report.pairs.by')}
          placeholder={t('report.pairs.anyScorer')}
          data={names}
          value={scorer}
          clearable
          onChange={setScorer}
        />
        <span className={css.dim} role="status">
          {t('report.pairs.count', { count: total, formatted: format.number(total) })}
        </span>
      </div>
      {query.isError ? (
        <p className={css.notice}>{failureText(query.error)}</p>
      ) : pairs.length === 0 ? (
        <p className={css.hint}>{query.isPending ? t('report.compare.loading') : t('report.pairs.none')}</p>
      ) : (
        <div className={css.grid} style={{ height: `${Math.min(10, pairs.length + 1) * 30 + 2}px` }}>
          <DataGrid
            label={t('report.pairs.title')}
            columns={columns}
            rows={pairs}
            idOf={idOf}
            total={total}
            isBusy={query.isFetching}
            activeId={activeId}
            onActive={setActive}
            onEnd={() => {
              if (query.hasNextPage && !query.isFetching) void query.fetchNextPage()
            }}
          />
        </div>
      )}
      {active === undefined ? (
        pairs.length > 0 && <p className={css.hint}>{t('report.pairs.select')}</p>
      ) : (
        <PairDetail key={idOf(active)} pair={active} baseline={baseline} candidate={candidate.run} />
      )}
    </>
  )
}
