import { Select } from '@mantine/core'
import { keepPreviousData, useInfiniteQuery } from '@tanstack/react-query'
import { useCallback, useMemo, useState } from 'react'
import type { EvaluationItem, EvaluationItemState, EvaluationProgress } from '../../../shared/model/evaluation.ts'
import { useCommands } from '../../app/commands.ts'
import { navigate } from '../../app/routes.ts'
import { toTraceFrom } from '../../app/trace-origin.ts'
import { orpc } from '../../data/client.ts'
import { useFormat } from '../../i18n/format.ts'
import { useT } from '../../i18n/i18n.ts'
import { DataGrid, focusGrid, type GridColumn, isGridFocused } from '../../ui/data-grid.tsx'
import { stepId } from '../../ui/grid-steps.ts'
import { type Tone, ToneBadge } from '../../ui/state-badge.tsx'
import css from './run.module.css'

const pageRows = 200
const states: readonly EvaluationItemState[] = ['pending', 'called', 'scored', 'failed']
const tones: Record<EvaluationItemState, Tone> = { pending: 'info', called: 'busy', scored: 'ok', failed: 'error' }
const idOf = (item: EvaluationItem) => String(item.position)

/** The rows of a run as they are worked on, those of one state or all. */
export function RunItems({ runId, progress }: { runId: string; progress: EvaluationProgress }) {
  const t = useT()
  const format = useFormat()
  const [state, setState] = useState<EvaluationItemState>()
  const [activeId, setActive] = useState<string>()
  const query = useInfiniteQuery({
    ...orpc.evaluations.items.infiniteOptions({
      input: (cursor: string | undefined) => ({
        runId,
        limit: pageRows,
        ...(state === undefined ? {} : { state }),
        ...(cursor === undefined ? {} : { cursor }),
      }),
      initialPageParam: undefined,
      getNextPageParam: (page) => page.nextCursor,
    }),
    placeholderData: keepPreviousData,
  })
  const { data, hasNextPage, isFetching, isPending, fetchNextPage } = query
  const items = useMemo(() => data?.pages.flatMap((page) => page.items) ?? [], [data])
  const onEnd = useCallback(() => {
    if (hasNextPage && !isFetching) void fetchNextPage()
  }, [hasNextPage, isFetching, fetchNextPage])
  const open = useCallback(
    ({ traceId }: EvaluationItem) => {
      if (traceId !== undefined) navigate(toTraceFrom(traceId, { screen: 'evaluations', runId }))
    },
    [runId],
  )
  const columns = useColumns()
  useCommands(() => {
    const group = 'evaluations' as const
    const step = (count: number) => {
      const next = stepId(items.map(idOf), activeId, count)
      if (next !== undefined) setActive(next)
      focusGrid()
    }
    const active = items.find((item) => idOf(item) === activeId)
    return [
      { id: 'run.nextItem', title: t('evaluate.command.nextItem'), group, keys: ['j'], run: () => step(1) },
      { id: 'run.previousItem', title: t('evaluate.command.previousItem'), group, keys: ['k'], run: () => step(-1) },
      {
        id: 'run.openItem',
        title: t('evaluate.command.openItem'),
        group,
        keys: ['Enter'],
        when: () => active?.traceId !== undefined && isGridFocused(),
        run: () => active !== undefined && open(active),
      },
    ]
  }, [t, items, activeId, open])
  const counts: Record<EvaluationItemState, number> = {
    pending: progress.rows - progress.called - progress.scored - progress.failed,
    called: progress.called,
    scored: progress.scored,
    failed: progress.failed,
  }
  return (
    <section className={css.items} aria-label={t('evaluate.run.items.title')}>
      <div className={css.itemsBar}>
        <Select
          aria-label={t('evaluate.run.items.show')}
          data={[
            { value: '', label: t('evaluate.run.items.all') },
            ...states.map((each) => ({
              value: each,
              label: `${t(`evaluate.run.items.kind.${each}`)} (${format.number(counts[each])})`,
            })),
          ]}
          value={state ?? ''}
          allowDeselect={false}
          onChange={(value) => setState(states.find((each) => each === value))}
        />
      </div>
      {items.length === 0 && !isPending ? (
        <p className={css.none}>{t('evaluate.run.items.none')}</p>
      ) : (
        <DataGrid
          label={t('evaluate.run.items.title')}
          columns={columns}
          rows={items}
          idOf={idOf}
          total={state === undefined ? progress.rows : counts[state]}
          isBusy={isPending}
          activeId={activeId}
          onActive={setActive}
          onOpen={open}
          onEnd={onEnd}
        />
      )}
    </section>
  )
}

function useColumns(): GridColumn<EvaluationItem>[] {
  const t = useT()
  const format = useFormat()
  return useMemo(() => {
    const name = (id: 'row' | 'state' | 'inputs' | 'outputs' | 'duration' | 'retries' | 'cost') =>
      t(`evaluate.run.items.${id}`)
    return [
      {
        id: 'row',
        name: name('row'),
        widthPx: 64,
        isNumber: true,
        render: ({ position }) => format.number(position + 1),
      },
      {
        id: 'state',
        name: name('state'),
        widthPx: 112,
        render: ({ state }) => <ToneBadge tone={tones[state]}>{t(`evaluate.run.items.kind.${state}`)}</ToneBadge>,
      },
      {
        id: 'inputs',
        name: name('inputs'),
        widthPx: 260,
        isStretched: true,
        render: ({ inputs }) => <span title={inputs}>{inputs}</span>,
      },
      {
        id: 'outputs',
        name: name('outputs'),
        widthPx: 260,
        isStretched: true,
        render: ({ outputs, error }) =>
          error === undefined ? (
            <span title={outputs}>{outputs}</span>
          ) : (
            <span className={css.failure} title={error.message}>
              {error.message}
            </span>
          ),
      },
      {
        id: 'duration',
        name: name('duration'),
        widthPx: 92,
        isNumber: true,
        render: ({ durationMs }) => (durationMs === undefined ? null : format.duration(durationMs * 1000)),
      },
      {
        id: 'retries',
        name: name('retries'),
        widthPx: 96,
        isNumber: true,
        render: ({ retries }) => (retries === 0 ? null : format.number(retries)),
      },
      {
        id: 'cost',
        name: name('cost'),
        widthPx: 88,
        isNumber: true,
        render: ({ costUsd }) => (costUsd === undefined ? null : format.cost(costUsd)),
      },
    ]
  }, [t, format])
}
