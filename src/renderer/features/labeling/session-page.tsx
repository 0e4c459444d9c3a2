import { Button, Group } from '@mantine/core'
import { IconListCheck } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { useCallback, useMemo, useState } from 'react'
import type { ItemStatus, LabelingSession, SessionItem } from '../../../shared/model/labeling.ts'
import { type Command, useCommands } from '../../app/commands.ts'
import { openDialog } from '../../app/dialogs.ts'
import { navigate } from '../../app/routes.ts'
import { toTraceFrom } from '../../app/trace-origin.ts'
import { useWorkspace } from '../../app/workspace.ts'
import { orpc } from '../../data/client.ts'
import { failureText, toFailure } from '../../data/errors.ts'
import { useT } from '../../i18n/i18n.ts'
import { DataGrid, focusGrid, isGridFocused } from '../../ui/data-grid.tsx'
import { Dialog } from '../../ui/dialog.tsx'
import { EmptyState } from '../../ui/empty-state.tsx'
import { stepId } from '../../ui/grid-steps.ts'
import { itemColumns } from './item-columns.tsx'
import { ItemToolbar } from './item-toolbar.tsx'
import css from './labeling.module.css'
import { canChangeQuestions, deleteSession, itemTotal, removeFromSession } from './session-actions.ts'
import { SessionHead } from './session-head.tsx'
import { SessionTabs } from './session-tabs.tsx'
import { clearItems, setActiveItem, setStatus, toggleItem, useSessionView } from './session-view.ts'
import { useGoldIds } from './use-gold.ts'
import { useItems } from './use-items.ts'

const noneSelected: ReadonlySet<string> = new Set()
const idOf = (item: SessionItem) => item.trace.traceId
const toSessions = () => navigate({ screen: 'labeling' })

/** One labeling session: what it asks of whom, and where each of its traces stands. */
export function SessionPage({ sessionId }: { sessionId: string }) {
  const t = useT()
  const query = useQuery(orpc.labelingSessions.get.queryOptions({ input: { sessionId } }))
  useCommands(
    (): Command[] => [
      {
        id: 'labelingSession.back',
        title: t('labeling.command.back'),
        group: 'labeling',
        keys: ['u'],
        run: toSessions,
      },
    ],
    [t],
  )
  const isMissing = query.isError && toFailure(query.error).code === 'NOT_FOUND'
  if (isMissing || (query.isError && query.data === undefined)) {
    return (
      <EmptyState
        title={t(isMissing ? 'labeling.page.notFound' : 'labeling.page.failed')}
        actions={
          <>
            <Button onClick={toSessions}>{t('labeling.page.back')}</Button>
            {!isMissing && <Button onClick={() => void query.refetch()}>{t('common.retry')}</Button>}
          </>
        }
      >
        {isMissing ? t('labeling.page.notFoundBody') : failureText(query.error)}
      </EmptyState>
    )
  }
  if (query.data === undefined) {
    return <div className={css.screen} role="status" aria-busy aria-label={t('labeling.page.loading')} />
  }
  return <Loaded key={sessionId} session={query.data} />
}

function Loaded({ session }: { session: LabelingSession }) {
  const t = useT()
  const { sessionId } = session
  const isReadOnly = useWorkspace()?.isReadOnly === true
  const view = useSessionView()
  const isOwn = view.sessionId === sessionId
  const status = isOwn ? view.status : undefined
  const activeId = isOwn ? view.activeId : undefined
  const [isDeleting, setIsDeleting] = useState(false)
  const { query, items } = useItems(sessionId, status)
  // What was selected may have left the session meanwhile.
  const selectedIds = useMemo(() => {
    const known = new Set(items.map(idOf))
    return [...(isOwn ? view.selectedIds : noneSelected)].filter((id) => known.has(id))
  }, [isOwn, view.selectedIds, items])
  const goldIds = useGoldIds(sessionId)
  const columns = useMemo(() => itemColumns(t, session, isReadOnly, goldIds), [t, session, isReadOnly, goldIds])
  const setActive = useCallback((id: string) => setActiveItem(sessionId, id), [sessionId])
  const open = useCallback(
    (item: SessionItem) => {
      setActive(idOf(item))
      navigate(toTraceFrom(idOf(item), { screen: 'labeling', sessionId }))
    },
    [sessionId, setActive],
  )
  const remove = () => {
    const ids = selectedIds.length > 0 ? selectedIds : activeId === undefined ? [] : [activeId]
    if (ids.length === 0) return
    // The cursor goes on to the trace after those that leave.
    const left = items.map(idOf)
    const from = left.findIndex((id) => id === (activeId ?? ids[0]))
    const next = [...left.slice(from), ...left.slice(0, from).reverse()].find((id) => !ids.includes(id))
    clearItems(sessionId)
    setActiveItem(sessionId, next)
    void removeFromSession(sessionId, ids)
    focusGrid()
  }
  useItemCommands({
    session,
    items,
    activeId,
    hasSelection: selectedIds.length > 0,
    isReadOnly,
    open,
    remove,
    onDelete: () => setIsDeleting(true),
  })
  const { hasNextPage, isFetchingNextPage, isError, fetchNextPage } = query
  const onEnd = useCallback(() => {
    if (hasNextPage && !isFetchingNextPage && !isError) void fetchNextPage()
  }, [hasNextPage, isFetchingNextPage, isError, fetchNextPage])
  return (
    <div className={css.screen}>
      <SessionHead session={session} isReadOnly={isReadOnly} onDelete={() => setIsDeleting(true)} />
      <SessionTabs session={session} isReadOnly={isReadOnly}>
        {itemTotal(session) > 0 && (
          <ItemToolbar
            session={session}
            status={status}
            selectedIds={selectedIds}
            isReadOnly={isReadOnly}
            onRemove={remove}
          />
        )}
        <div className={css.body}>
          {items.length > 0 ? (
            <DataGrid
              label={t('labeling.items.list')}
              columns={columns}
              rows={items}
              idOf={idOf}
              total={status === undefined ? itemTotal(session) : undefined}
              isBusy={isFetchingNextPage}
              activeId={activeId}
              onActive={setActive}
              onOpen={open}
              onEnd={onEnd}
            />
          ) : (
            <NoItems
              session={session}
              isReadOnly={isReadOnly}
              status={status}
              isLoading={query.isPending}
              error={query.error}
              onRetry={() => void query.refetch()}
            />
          )}
        </div>
      </SessionTabs>
      {isDeleting && (
        <Dialog title={t('labeling.deletion.title', { name: session.name })} onClose={() => setIsDeleting(false)}>
          <p className={css.text}>{t('labeling.deletion.body')}</p>
          <Group justify="flex-end" gap="sm">
            <Button data-autofocus onClick={() => setIsDeleting(false)}>
              {t('common.cancel')}
            </Button>
            <Button
              variant="filled"
              color="red"
              onClick={() => {
                setIsDeleting(false)
                void deleteSession(session)
              }}
            >
              {t('labeling.deletion.confirm')}
            </Button>
          </Group>
        </Dialog>
      )}
    </div>
  )
}

function useItemCommands({
  session,
  items,
  activeId,
  hasSelection,
  isReadOnly,
  open,
  remove,
  onDelete,
}: {
  session: LabelingSession
  items: readonly SessionItem[]
  activeId: string | undefined
  hasSelection: boolean
  isReadOnly: boolean
  open: (item: SessionItem) => void
  remove: () => void
  onDelete: () => void
}): void {
  const t = useT()
  useCommands((): Command[] => {
    const group = 'labeling' as const
    const { sessionId } = session
    const active = items.find((item) => idOf(item) === activeId)
    const step = (count: number) => {
      const next = stepId(items.map(idOf), activeId, count)
      if (next !== undefined) setActiveItem(sessionId, next)
      focusGrid()
    }
    return [
      { id: 'labelingSession.next', title: t('labeling.command.nextTrace'), group, keys: ['j'], run: () => step(1) },
      {
        id: 'labelingSession.previous',
        title: t('labeling.command.previousTrace'),
        group,
        keys: ['k'],
        run: () => step(-1),
      },
      {
        id: 'labelingSession.open',
        title: t('labeling.command.openTrace'),
        group,
        keys: ['Enter'],
        when: () => active !== undefined && isGridFocused(),
        run: () => active !== undefined && open(active),
      },
      {
        id: 'labelingSession.select',
        title: t('labeling.command.selectTrace'),
        group,
        keys: ['x'],
        when: () => activeId !== undefined && !isReadOnly,
        run: () => activeId !== undefined && toggleItem(sessionId, activeId),
      },
      {
        id: 'labelingSession.clearSelection',
        title: t('traces.command.clearSelection'),
        group,
        keys: ['Escape'],
        when: () => hasSelection,
        run: () => clearItems(sessionId),
      },
      {
        id: 'labelingSession.removeTraces',
        title: t('labeling.command.removeTraces'),
        group,
        keys: ['Delete'],
        when: () => !isReadOnly && (hasSelection || activeId !== undefined),
        run: remove,
      },
      {
        id: 'labelingSession.label',
        title: t('labelScreen.command.label'),
        group,
        keys: ['l'],
        when: () => !isReadOnly && itemTotal(session) > 0 && session.schemas.length > 0,
        run: () => navigate({ screen: 'label', sessionId }),
      },
      {
        id: 'labelingSession.quality',
        title: t('quality.command.open'),
        group,
        keys: ['a'],
        run: () => navigate({ screen: 'quality', sessionId }),
      },
      {
        id: 'labelingSession.coding',
        title: t('coding.command.ofSession'),
        group,
        keys: ['n'],
        run: () => navigate({ screen: 'coding', experimentId: session.experimentId, sessionId }),
      },
      {
        id: 'labelingSession.export',
        title: t('labeledExport.open'),
        group,
        run: () => openDialog({ kind: 'exportLabeled', source: { kind: 'session', sessionId } }),
      },
      {
        id: 'labelingSession.edit',
        title: t('labeling.command.edit'),
        group,
        keys: ['e'],
        when: () => !isReadOnly && session.queueType === 'custom',
        run: () => openDialog({ kind: 'editSession', sessionId }),
      },
      {
        id: 'labelingSession.delete',
        title: t('labeling.command.delete'),
        group,
        when: () => !isReadOnly,
        run: onDelete,
      },
    ]
  }, [t, session, items, activeId, hasSelection, isReadOnly])
}

function NoItems({
  session,
  isReadOnly,
  status,
  isLoading,
  error,
  onRetry,
}: {
  session: LabelingSession
  isReadOnly: boolean
  status: ItemStatus | undefined
  isLoading: boolean
  error: unknown
  onRetry: () => void
}) {
  const t = useT()
  if (error !== null) {
    return (
      <EmptyState title={t('labeling.items.failed')} actions={<Button onClick={onRetry}>{t('common.retry')}</Button>}>
        {failureText(error)}
      </EmptyState>
    )
  }
  if (isLoading) return <div role="status" aria-busy aria-label={t('labeling.page.loading')} />
  if (status !== undefined) {
    return (
      <EmptyState
        title={t('labeling.items.noneMatch')}
        actions={<Button onClick={() => setStatus(session.sessionId, undefined)}>{t('labeling.items.showAll')}</Button>}
      >
        {t('labeling.items.noneMatchBody')}
      </EmptyState>
    )
  }
  const lacksQuestions = session.schemas.length === 0 && canChangeQuestions(session) && !isReadOnly
  return (
    <EmptyState
      icon={<IconListCheck size={28} />}
      title={t('labeling.items.empty')}
      actions={
        <>
          {lacksQuestions && (
            <Button variant="filled" onClick={() => openDialog({ kind: 'editSession', sessionId: session.sessionId })}>
              {t('labeling.page.chooseQuestions')}
            </Button>
          )}
          <Button variant={lacksQuestions ? 'default' : 'filled'} onClick={() => navigate({ screen: 'traces' })}>
            {t('labeling.empty.toTraces')}
          </Button>
        </>
      }
    >
      {t(lacksQuestions ? 'labeling.items.emptyQuestions' : 'labeling.items.emptyBody')}
    </EmptyState>
  )
}
