/** Door of the trace list: its screen, and what comes next in the list. */
import { ActionIcon, Button, Group, Modal, Tooltip } from '@mantine/core'
import { IconArrowLeft, IconArrowUp, IconLayoutSidebarRight, IconTrash } from '@tabler/icons-react'
import { lazy, Suspense, useEffect, useMemo, useRef, useState } from 'react'
import type { TraceFilter } from '../../../shared/model/trace.ts'
import { navigate } from '../../app/routes.ts'
import { useWorkspace } from '../../app/workspace.ts'
import { useRemembered } from '../../data/settings.ts'
import { useFormat } from '../../i18n/format.ts'
import { useT } from '../../i18n/i18n.ts'
import { Panes } from '../../ui/panes.tsx'
import { emptyTrash } from './bulk-actions.ts'
import { BulkBar } from './bulk-bar.tsx'
import { ColumnChooser } from './column-chooser.tsx'
import { useRows } from './current-loader.ts'
import { EmptyList, FailedList } from './empty-list.tsx'
import { FilterBar } from './filter-bar.tsx'
import { useFilterText } from './filter-text.ts'
import { showTrash } from './list-actions.ts'
import { takeNew, useListCommands } from './list-commands.ts'
import { showList, useList } from './list-store.ts'
import type { RowLoader, RowsSnapshot } from './row-loader.ts'
import { rowCount } from './row-window.ts'
import { SearchBox } from './search-box.tsx'
import { isEmpty } from './selection.ts'
import { stepTrace } from './step-trace.ts'
import { TraceGrid } from './trace-grid.tsx'
import css from './traces-screen.module.css'
import { useColumnLayout } from './use-column-layout.ts'
import { type Naming, ViewMenu } from './view-menu.tsx'

export { stepTrace, useFilterText }

/** Shows the list with these traces alone. */
export function showTraces(traceIds: readonly string[]): void {
  showList({ filter: { traceIds: [...traceIds] }, viewId: undefined })
  navigate({ screen: 'traces' })
}

/** What the list is filtered by now, for whoever acts on all that it finds. */
export function currentListFilter(): TraceFilter {
  return useList.getState().filter
}

/** Loaded with the first preview: the list itself should be on screen before that code. */
const TracePreview = lazy(async () => ({ default: (await import('../trace/index.tsx')).TracePreview }))

function parseFlag(stored: unknown): boolean | undefined {
  return typeof stored === 'boolean' ? stored : undefined
}

function focusGrid(): void {
  document.querySelector<HTMLElement>('[role="grid"]')?.focus({ preventScroll: true })
}

/** The trace list: toolbar, table and, when wanted, the preview beside it. */
export function TracesScreen() {
  const t = useT()
  const { loader, rows } = useRows()
  const { layout, names, columns, isNamed, setLayout } = useColumnLayout()
  const isReadOnly = useWorkspace()?.isReadOnly === true
  const hasSelection = useList((state) => !isEmpty(state.selection))
  const [isPreviewOn, setPreviewOn] = useRemembered<boolean>('traces.preview', false, parseFlag)
  const [isMenuOpen, setMenuOpen] = useState(false)
  const [isColumnsOpen, setColumnsOpen] = useState(false)
  const [isTagOpen, setTagOpen] = useState(false)
  const [naming, setNaming] = useState<Naming>()
  const search = useRef<HTMLInputElement>(null)
  const actions = useMemo(
    () => ({
      focusSearch: () => search.current?.select(),
      togglePreview: () => setPreviewOn(!isPreviewOn),
      openFilterMenu: () => setMenuOpen(true),
      openColumns: () => setColumnsOpen(true),
      openTags: () => setTagOpen(true),
      saveView: () => setNaming({ kind: 'new' }),
      isReadOnly,
    }),
    [isPreviewOn, setPreviewOn, isReadOnly],
  )
  useListCommands(actions)
  const list = (
    <ListArea {...{ loader, rows, columns, layout }} names={isNamed ? names : undefined} onLayout={setLayout} />
  )
  return (
    <div className={css.screen}>
      <h1 className={css.hiddenTitle}>{t('traces.title')}</h1>
      <div className={css.toolbar}>
        <div className={css.toolbarMain}>
          <ViewMenu {...{ columns, names, layout, naming }} onLayout={setLayout} onNaming={setNaming} />
          <SearchBox inputRef={search} isIndexComplete={rows.isIndexComplete} onDone={focusGrid} />
          <FilterBar isMenuOpen={isMenuOpen} onMenu={setMenuOpen} />
        </div>
        <div className={css.toolbarEnd}>
          <Total rows={rows} />
          <TrashButtons isReadOnly={isReadOnly} />
          <ColumnChooser {...{ layout, names }} isOpen={isColumnsOpen} onOpen={setColumnsOpen} onLayout={setLayout} />
          <PreviewButton isOn={isPreviewOn} onToggle={actions.togglePreview} />
        </div>
      </div>
      {(hasSelection || isTagOpen) && (
        <BulkBar total={rows.window.total} isReadOnly={isReadOnly} isTagOpen={isTagOpen} onTag={setTagOpen} />
      )}
      <div className={css.content}>
        {isPreviewOn ? (
          <Panes
            id="traces"
            panes={[
              { id: 'list', content: list, defaultPercent: 60, minPx: 320, borderLabel: t('traces.preview.title') },
              { id: 'preview', content: <PreviewPane />, defaultPercent: 40, minPx: 280 },
            ]}
          />
        ) : (
          list
        )}
      </div>
    </div>
  )
}

function ListArea(props: {
  loader: RowLoader
  rows: RowsSnapshot
  columns: readonly string[]
  names: readonly string[] | undefined
  layout: ReturnType<typeof useColumnLayout>['layout']
  onLayout: ReturnType<typeof useColumnLayout>['setLayout']
}) {
  const { loader, rows } = props
  const [isAtTop, setIsAtTop] = useState(true)
  const hasSelection = useList((state) => !isEmpty(state.selection))
  const hasCursor = useList((state) => state.activeIndex !== undefined)
  const mayShowNew = isAtTop && !hasSelection && !hasCursor && rows.isReady && rows.error === undefined
  useEffect(() => {
    if (mayShowNew && rows.arrived > 0) void loader.takeArrived()
  }, [mayShowNew, rows.arrived, loader])
  if (rows.error !== undefined && !rows.isReady) return <FailedList error={rows.error} loader={loader} />
  if (rows.isReady && rowCount(rows.window) === 0) return <EmptyList />
  return (
    <div className={css.list}>
      <TraceGrid {...props} onTop={setIsAtTop} />
      {rows.arrived > 0 && !mayShowNew && <NewPill count={rows.arrived} />}
    </div>
  )
}

function NewPill({ count }: { count: number }) {
  const t = useT()
  const format = useFormat()
  return (
    <Button
      variant="filled"
      className={css.pill}
      leftSection={<IconArrowUp size={14} aria-hidden />}
      onClick={() => void takeNew()}
    >
      {t('traces.arrived', { count, formatted: format.number(count) })}
    </Button>
  )
}

function Total({ rows }: { rows: RowsSnapshot }) {
  const t = useT()
  const format = useFormat()
  const count = rows.window.gapAt === undefined && rows.isReady ? rowCount(rows.window) : rows.window.total
  return (
    <span className={css.total} role="status">
      {count === undefined
        ? t('traces.count.counting')
        : t('traces.count.all', { count, formatted: format.number(count) })}
    </span>
  )
}

function TrashButtons({ isReadOnly }: { isReadOnly: boolean }) {
  const t = useT()
  const isTrash = useList((state) => state.filter.deleted === true)
  const [isAsking, setIsAsking] = useState(false)
  if (!isTrash) {
    return (
      <Tooltip label={t('traces.command.trash')}>
        <ActionIcon aria-label={t('traces.command.trash')} onClick={() => showTrash(true)}>
          <IconTrash size={16} aria-hidden />
        </ActionIcon>
      </Tooltip>
    )
  }
  return (
    <>
      <Button leftSection={<IconArrowLeft size={15} aria-hidden />} onClick={() => showTrash(false)}>
        {t('traces.trash.leave')}
      </Button>
      <Button disabled={isReadOnly} onClick={() => setIsAsking(true)}>
        {t('traces.trash.empty')}
      </Button>
      <Modal
        opened={isAsking}
        onClose={() => setIsAsking(false)}
        title={t('traces.trash.emptyTitle')}
        size="sm"
        closeButtonProps={{ 'aria-label': t('common.close') }}
      >
        <p className={css.modalText}>{t('traces.trash.emptyBody')}</p>
        <Group justify="flex-end">
          <Button data-autofocus onClick={() => setIsAsking(false)}>
            {t('common.cancel')}
          </Button>
          <Button
            variant="filled"
            color="red"
            onClick={() => {
              setIsAsking(false)
              void emptyTrash()
            }}
          >
            {t('traces.trash.empty')}
          </Button>
        </Group>
      </Modal>
    </>
  )
}

function PreviewButton({ isOn, onToggle }: { isOn: boolean; onToggle: () => void }) {
  const t = useT()
  const label = t(isOn ? 'traces.preview.hide' : 'traces.preview.show')
  return (
    <Tooltip label={label}>
      <ActionIcon aria-label={label} aria-pressed={isOn} variant={isOn ? 'light' : 'subtle'} onClick={onToggle}>
        <IconLayoutSidebarRight size={16} aria-hidden />
      </ActionIcon>
    </Tooltip>
  )
}

function PreviewPane() {
  const t = useT()
  const traceId = useList((state) => state.activeId)
  return (
    <section className={css.preview} aria-label={t('traces.preview.title')}>
      {traceId === undefined ? (
        <p className={css.previewNone}>{t('traces.preview.none')}</p>
      ) : (
        <Suspense fallback={null}>
          <TracePreview traceId={traceId} />
        </Suspense>
      )}
    </section>
  )
}
