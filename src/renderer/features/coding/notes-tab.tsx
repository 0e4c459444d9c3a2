/** The notes, one after the other, and the codes they get: by keys alone. */
import { Button, Select, TextInput } from '@mantine/core'
import { useMediaQuery } from '@mantine/hooks'
import { useQuery } from '@tanstack/react-query'
import { useMemo, useRef } from 'react'
import type { Code, CodingNote, CodingScope } from '../../../shared/model/coding.ts'
import { type Command, useCommands } from '../../app/commands.ts'
import { navigate } from '../../app/routes.ts'
import { toTraceFrom } from '../../app/trace-origin.ts'
import { orpc } from '../../data/client.ts'
import { useFormat } from '../../i18n/format.ts'
import { useT } from '../../i18n/i18n.ts'
import { DataGrid, focusGrid, isGridFocused } from '../../ui/data-grid.tsx'
import { EmptyState } from '../../ui/empty-state.tsx'
import { stepId } from '../../ui/grid-steps.ts'
import { Panes } from '../../ui/panes.tsx'
import { CodeBook, type CodeDialog, keyedCodes } from './code-book.tsx'
import { CodeInput } from './code-input.tsx'
import css from './coding.module.css'
import { assign, confirmNote, unassign } from './coding-actions.ts'
import { targetsOf } from './coding-targets.ts'
import { changeView, type NoteFilter, setFilter, toggleSelected, useCodingView } from './coding-view.ts'
import { noteColumns } from './note-columns.tsx'
import { NoteDetail } from './note-detail.tsx'
import { filterNotes } from './shown-notes.ts'
import { useCodesById } from './use-coding.ts'

/** Half a laptop's screen, or a window at 200 % zoom. */
const narrowWindow = '(max-width: 899px)'
const idOf = (note: CodingNote) => note.noteId

export function NotesTab({
  scope,
  notes,
  codes,
  isReadOnly,
  onDialog,
}: {
  scope: CodingScope
  notes: readonly CodingNote[]
  codes: readonly Code[]
  isReadOnly: boolean
  onDialog: (dialog: CodeDialog) => void
}) {
  const t = useT()
  const format = useFormat()
  const view = useCodingView(scope)
  const { filter, search, activeId, selectedIds } = view
  const codesById = useCodesById(codes)
  const isNarrow = useMediaQuery(narrowWindow) ?? false
  const schemas = useQuery(orpc.labelSchemas.list.queryOptions({ input: { experimentId: scope.experimentId } })).data
  const codeInput = useRef<HTMLInputElement>(null)
  const searchInput = useRef<HTMLInputElement>(null)
  const shown = useMemo(() => filterNotes(notes, { filter, search, activeId }), [notes, filter, search, activeId])
  const columns = useMemo(() => noteColumns(t, scope, codesById, selectedIds), [t, scope, codesById, selectedIds])
  const targets = useMemo(() => targetsOf(notes, { selectedIds, activeId }), [notes, selectedIds, activeId])
  const active = notes.find((note) => note.noteId === activeId)

  const move = (count: number) => {
    const next = stepId(shown.map(idOf), activeId, count)
    if (next !== undefined) changeView(scope, { activeId: next })
  }
  const open = (note: CodingNote | undefined) => {
    if (note !== undefined) navigate(toTraceFrom(note.traceId, { screen: 'coding', ...scope }))
  }
  const toggle = (code: Code) => {
    if (targets.length === 0) return
    const having = targets.filter((note) => note.codes.some(({ codeId }) => codeId === code.codeId))
    if (having.length === targets.length) void unassign(scope, targets.map(idOf), code)
    else void assign(scope, targets.map(idOf), code)
  }
  useCommands((): Command[] => {
    const group = 'coding' as const
    const step = (count: number) => {
      move(count)
      focusGrid()
    }
    const canCode = () => !isReadOnly && targets.length > 0
    return [
      { id: 'coding.next', title: t('coding.command.next'), group, keys: ['j'], run: () => step(1) },
      { id: 'coding.previous', title: t('coding.command.previous'), group, keys: ['k'], run: () => step(-1) },
      {
        id: 'coding.select',
        title: t('coding.command.select'),
        group,
        keys: ['x'],
        when: () => activeId !== undefined,
        run: () => activeId !== undefined && toggleSelected(scope, activeId),
      },
      {
        id: 'coding.clearSelection',
        title: t('coding.command.clearSelection'),
        group,
        keys: ['Escape'],
        when: () => selectedIds.size > 0,
        run: () => changeView(scope, { selectedIds: new Set() }),
      },
      {
        id: 'coding.addCode',
        title: t('coding.command.addCode'),
        group,
        keys: ['c'],
        when: canCode,
        run: () => codeInput.current?.focus(),
      },
      ...codes.slice(0, keyedCodes).map((code, at) => ({
        id: `coding.toggle.${at + 1}`,
        title: t('coding.command.toggle', { number: at + 1 }),
        group,
        keys: [String(at + 1)],
        isHidden: true,
        when: canCode,
        run: () => toggle(code),
      })),
      {
        id: 'coding.open',
        title: t('coding.command.openTrace'),
        group,
        keys: ['o', 'Enter'],
        when: () => active !== undefined && isGridFocused(),
        run: () => open(active),
      },
      {
        id: 'coding.uncoded',
        title: t('coding.command.uncoded'),
        group,
        keys: ['u'],
        run: () => setFilter(scope, filter === 'uncoded' ? 'all' : 'uncoded'),
      },
      {
        id: 'coding.search',
        title: t('coding.command.search'),
        group,
        keys: ['/'],
        run: () => searchInput.current?.focus(),
      },
      {
        id: 'coding.confirm',
        title: t('coding.command.confirm'),
        group,
        keys: ['v'],
        when: () => !isReadOnly && active?.state === 'changed',
        run: () => active !== undefined && void confirmNote(active.noteId),
      },
    ]
  }, [t, scope, shown, codes, targets, active, activeId, selectedIds, filter, isReadOnly])

  const questionName = (schemaId: string) => {
    const schema = schemas?.find((each) => each.schemaId === schemaId)
    return schema?.title ?? schema?.name ?? schemaId
  }
  const label =
    selectedIds.size > 0
      ? t('coding.input.labelMany', { count: targets.length, formatted: format.number(targets.length) })
      : t('coding.input.label')
  const list =
    shown.length === 0 ? (
      <NothingShown scope={scope} filter={filter} search={search} />
    ) : (
      <DataGrid
        label={t('coding.list.label')}
        columns={columns}
        rows={shown}
        idOf={idOf}
        activeId={activeId}
        onActive={(noteId) => changeView(scope, { activeId: noteId })}
        onOpen={open}
      />
    )
  const side = (
    <div className={css.side}>
      <NoteDetail scope={scope} note={active} codes={codesById} isReadOnly={isReadOnly}>
        {!isReadOnly && targets.length > 0 && (
          <CodeInput
            ref={codeInput}
            label={label}
            codes={codes}
            onChoose={(choice) => void assign(scope, targets.map(idOf), choice)}
            onNext={() => move(1)}
            onLeave={focusGrid}
          />
        )}
      </NoteDetail>
      <CodeBook {...{ scope, codes, notes, targets, isReadOnly, questionName, onDialog }} onToggle={toggle} />
    </div>
  )
  return (
    <div className={css.column}>
      <div className={css.toolbar}>
        <FilterSelect scope={scope} filter={filter} codes={codes} />
        <TextInput
          ref={searchInput}
          aria-label={t('coding.filter.search')}
          placeholder={t('coding.filter.search')}
          value={search}
          onChange={(event) => changeView(scope, { search: event.currentTarget.value })}
          onKeyDown={(event) => {
            if (event.nativeEvent.isComposing || (event.key !== 'Escape' && event.key !== 'Enter')) return
            if (event.key === 'Escape') changeView(scope, { search: '' })
            event.preventDefault()
            focusGrid()
          }}
        />
        <span className={css.count} role="status">
          {t('coding.count', { count: shown.length, formatted: format.number(shown.length) })}
        </span>
        {selectedIds.size > 0 && (
          <>
            <span className={css.count}>
              {t('coding.selected', { count: selectedIds.size, formatted: format.number(selectedIds.size) })}
            </span>
            <Button onClick={() => changeView(scope, { selectedIds: new Set() })}>{t('coding.clearSelection')}</Button>
          </>
        )}
      </div>
      <div className={css.body}>
        <Panes
          id="coding"
          isStacked={isNarrow}
          panes={[
            { id: 'notes', content: list, defaultPercent: 62, minPx: 160, borderLabel: t('coding.detail.label') },
            { id: 'note', content: side, defaultPercent: 38, minPx: 160 },
          ]}
        />
      </div>
    </div>
  )
}

function FilterSelect({ scope, filter, codes }: { scope: CodingScope; filter: NoteFilter; codes: readonly Code[] }) {
  const t = useT()
  return (
    <Select
      className={css.select}
      aria-label={t('coding.filter.label')}
      allowDeselect={false}
      data={[
        { value: 'all', label: t('coding.filter.all') },
        { value: 'uncoded', label: t('coding.filter.uncoded') },
        { value: 'changed', label: t('coding.filter.changed') },
        ...codes.map(({ codeId, name }) => ({ value: codeId, label: t('coding.filter.code', { name }) })),
      ]}
      value={typeof filter === 'string' ? filter : filter.codeId}
      onChange={(value) => {
        if (value === null) return
        setFilter(scope, value === 'all' || value === 'uncoded' || value === 'changed' ? value : { codeId: value })
      }}
    />
  )
}

function NothingShown({ scope, filter, search }: { scope: CodingScope; filter: NoteFilter; search: string }) {
  const t = useT()
  const isDone = filter === 'uncoded' && search === ''
  return (
    <EmptyState
      title={t(isDone ? 'coding.empty.allCoded' : 'coding.empty.noneMatch')}
      actions={
        <>
          <Button onClick={() => changeView(scope, { filter: 'all', search: '' })}>{t('coding.empty.showAll')}</Button>
          {isDone && (
            <Button variant="filled" onClick={() => changeView(scope, { tab: 'counts' })}>
              {t('coding.empty.showCounts')}
            </Button>
          )}
        </>
      }
    >
      {t(isDone ? 'coding.empty.allCodedBody' : 'coding.empty.noneMatchBody')}
    </EmptyState>
  )
}
