import { ActionIcon, Button, TextInput, Tooltip } from '@mantine/core'
import { IconAlertTriangle, IconArrowDown, IconArrowUp, IconFold, IconSearch } from '@tabler/icons-react'
import type { ReactNode, RefObject } from 'react'
import { useFormat } from '../../i18n/format.ts'
import { useT } from '../../i18n/i18n.ts'
import css from './span-tree.module.css'
import { SpanTreeView } from './span-tree.tsx'
import type { TreeState } from './tree-state.ts'

/** The left pane: search and jumps above, the tree below. */
export function TreePane({
  state,
  searchRef,
  treeRef,
}: {
  state: TreeState
  searchRef: RefObject<HTMLInputElement | null>
  treeRef: RefObject<HTMLDivElement | null>
}) {
  const t = useT()
  const format = useFormat()
  const errorCount = state.shape.errors.length
  const isAllCollapsed = state.collapsed.size > 0
  return (
    <nav className={css.pane} aria-label={t('trace.tree.title')}>
      <div className={css.toolbar}>
        <TextInput
          ref={searchRef}
          type="search"
          className={css.search}
          aria-label={t('trace.tree.search')}
          placeholder={t('trace.tree.searchPlaceholder')}
          leftSection={<IconSearch size={14} aria-hidden />}
          value={state.search}
          onChange={(event) => state.setSearch(event.currentTarget.value)}
          onKeyDown={(event) => {
            if (event.nativeEvent.isComposing) return
            if (event.key === 'Enter') state.goToMatch(event.shiftKey ? -1 : 1)
            else if (event.key === 'Escape') {
              state.setSearch('')
              treeRef.current?.focus()
            } else if (event.key === 'ArrowDown') treeRef.current?.focus()
            else return
            event.preventDefault()
          }}
        />
        {state.search.trim() !== '' && (
          <>
            <Found state={state} />
            <Step label={t('trace.tree.previousMatch')} onStep={() => state.goToMatch(-1)}>
              <IconArrowUp size={14} aria-hidden />
            </Step>
            <Step label={t('trace.tree.nextMatch')} onStep={() => state.goToMatch(1)}>
              <IconArrowDown size={14} aria-hidden />
            </Step>
          </>
        )}
        {errorCount > 0 && (
          <Tooltip label={t('trace.tree.nextError')}>
            <Button
              variant="subtle"
              color="red"
              leftSection={<IconAlertTriangle size={14} aria-hidden />}
              onClick={() => state.goToError(1)}
            >
              {t('trace.tree.errors', { count: errorCount, formatted: format.number(errorCount) })}
            </Button>
          </Tooltip>
        )}
        <Step
          label={t(isAllCollapsed ? 'trace.tree.expandAll' : 'trace.tree.collapseAll')}
          onStep={isAllCollapsed ? state.expandAll : state.collapseAll}
        >
          <IconFold size={14} aria-hidden />
        </Step>
      </div>
      {state.shape.count === 0 ? (
        <p className={css.empty}>{t('trace.tree.empty')}</p>
      ) : (
        <SpanTreeView state={state} treeRef={treeRef} />
      )}
    </nav>
  )
}

function Step({ label, onStep, children }: { label: string; onStep: () => void; children: ReactNode }) {
  return (
    <Tooltip label={label}>
      <ActionIcon aria-label={label} onClick={onStep}>
        {children}
      </ActionIcon>
    </Tooltip>
  )
}

function Found({ state }: { state: TreeState }) {
  const t = useT()
  const format = useFormat()
  const { matches, selected } = state
  const position = matches.indexOf(selected)
  const count = matches.length
  const words: string[] = []
  if (count === 0) words.push(t(state.isSearching ? 'trace.tree.searching' : 'trace.tree.none'))
  else if (position >= 0) {
    words.push(t('trace.tree.position', { position: format.number(position + 1), count: format.number(count) }))
  } else words.push(t('trace.tree.found', { count, formatted: format.number(count) }))
  if (!state.isComplete) words.push(t('trace.tree.partial'))
  return (
    <span className={css.found} role="status">
      {words.join(', ')}
    </span>
  )
}
