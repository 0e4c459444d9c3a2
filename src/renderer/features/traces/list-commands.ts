import { type Command, useCommands } from '../../app/commands.ts'
import { useT } from '../../i18n/i18n.ts'
import {
  collectSelected,
  deleteSelected,
  evaluateSelected,
  exportFound,
  exportSelected,
  labelSelected,
  targetSelection,
} from './bulk-actions.ts'
import { currentLoader } from './current-loader.ts'
import { hasConditions } from './filter-conditions.ts'
import {
  clearFilter,
  clearSelection,
  extendBy,
  moveBy,
  moveTo,
  openActive,
  showTrash,
  toggleActive,
  toggleAll,
} from './list-actions.ts'
import { useList } from './list-store.ts'
import { rowCount } from './row-window.ts'
import { isEmpty } from './selection.ts'

/** Rows a Page key moves by: a little less than a screen, so that one row stays as an anchor for the eye. */
function pageStep(): number {
  const height = document.querySelector('[role="grid"]')?.clientHeight ?? 600
  return Math.max(1, Math.floor(height / 30) - 2)
}

/** Arrows and Enter belong to whatever has the focus, unless that is the list or nothing. */
function isListFocused(): boolean {
  const focused = document.activeElement
  return (
    focused === null ||
    focused === document.body ||
    focused.closest('[role="grid"]') !== null ||
    focused.id === 'content'
  )
}

const hasTarget = () => !isEmpty(targetSelection())

/** Every action of the list, for keyboard and palette. */
export function useListCommands(actions: {
  focusSearch: () => void
  togglePreview: () => void
  openFilterMenu: () => void
  openColumns: () => void
  openTags: () => void
  saveView: () => void
  isReadOnly: boolean
}): void {
  const t = useT()
  useCommands((): Command[] => {
    const group = 'traces' as const
    const canWrite = () => !actions.isReadOnly && hasTarget()
    const isTrash = () => useList.getState().filter.deleted === true
    return [
      { id: 'traces.next', title: t('traces.command.next'), group, keys: ['j'], run: () => moveBy(1) },
      {
        id: 'traces.nextByArrow',
        title: t('traces.command.next'),
        group,
        keys: ['ArrowDown'],
        isHidden: true,
        when: isListFocused,
        run: () => moveBy(1),
      },
      { id: 'traces.previous', title: t('traces.command.previous'), group, keys: ['k'], run: () => moveBy(-1) },
      {
        id: 'traces.previousByArrow',
        title: t('traces.command.previous'),
        group,
        keys: ['ArrowUp'],
        isHidden: true,
        when: isListFocused,
        run: () => moveBy(-1),
      },
      {
        id: 'traces.pageDown',
        title: t('traces.command.next'),
        group,
        keys: ['PageDown'],
        isHidden: true,
        when: isListFocused,
        run: () => moveBy(pageStep()),
      },
      {
        id: 'traces.pageUp',
        title: t('traces.command.previous'),
        group,
        keys: ['PageUp'],
        isHidden: true,
        when: isListFocused,
        run: () => moveBy(-pageStep()),
      },
      {
        id: 'traces.first',
        title: t('traces.command.first'),
        group,
        keys: ['Home'],
        when: isListFocused,
        run: () => moveTo(0),
      },
      {
        id: 'traces.last',
        title: t('traces.command.last'),
        group,
        keys: ['End'],
        when: isListFocused,
        run: () => moveTo(rowCount(currentLoader().snapshot().window) - 1),
      },
      {
        id: 'traces.open',
        title: t('traces.command.open'),
        group,
        keys: ['Enter'],
        when: () => isListFocused() && useList.getState().activeId !== undefined,
        run: openActive,
      },
      { id: 'traces.select', title: t('traces.command.select'), group, keys: ['x'], run: toggleActive },
      {
        id: 'traces.selectDown',
        title: t('traces.command.selectDown'),
        group,
        keys: ['shift+j', 'shift+ArrowDown'],
        when: isListFocused,
        run: () => extendBy(1),
      },
      {
        id: 'traces.selectUp',
        title: t('traces.command.selectUp'),
        group,
        keys: ['shift+k', 'shift+ArrowUp'],
        when: isListFocused,
        run: () => extendBy(-1),
      },
      { id: 'traces.selectAll', title: t('traces.command.selectAll'), group, keys: ['mod+a'], run: toggleAll },
      {
        id: 'traces.clearSelection',
        title: t('traces.command.clearSelection'),
        group,
        keys: ['Escape'],
        when: () => !isEmpty(useList.getState().selection),
        run: clearSelection,
      },
      { id: 'traces.search', title: t('traces.command.search'), group, keys: ['/', 'mod+f'], run: actions.focusSearch },
      { id: 'traces.filter', title: t('traces.command.filter'), group, keys: ['f'], run: actions.openFilterMenu },
      {
        id: 'traces.clearFilter',
        title: t('traces.command.clearFilter'),
        group,
        when: () => hasConditions(useList.getState().filter),
        run: clearFilter,
      },
      { id: 'traces.preview', title: t('traces.command.preview'), group, keys: ['p'], run: actions.togglePreview },
      { id: 'traces.columns', title: t('traces.command.columns'), group, run: actions.openColumns },
      {
        id: 'traces.tag',
        title: t('traces.command.tag'),
        group,
        keys: ['t'],
        when: () => canWrite() && !isTrash(),
        run: actions.openTags,
      },
      {
        id: 'traces.addToSession',
        title: t('labeling.command.addToSession'),
        group,
        keys: ['l'],
        when: () => canWrite() && !isTrash(),
        run: labelSelected,
      },
      {
        id: 'traces.addToDataset',
        title: t('datasets.command.addTraces'),
        group,
        keys: ['d'],
        when: () => canWrite() && !isTrash(),
        run: collectSelected,
      },
      {
        id: 'traces.evaluate',
        title: t('evaluate.command.ofTraces'),
        group,
        when: () => canWrite() && !isTrash(),
        run: evaluateSelected,
      },
      {
        id: 'traces.delete',
        title: t('traces.command.delete'),
        group,
        keys: ['Delete'],
        when: () => canWrite() && !isTrash(),
        run: () => void deleteSelected(),
      },
      {
        id: 'traces.export',
        title: t('traces.command.export'),
        group,
        keys: ['mod+shift+e'],
        when: hasTarget,
        run: exportSelected,
      },
      { id: 'traces.exportAll', title: t('traces.command.exportAll'), group, run: exportFound },
      { id: 'traces.trash', title: t('traces.command.trash'), group, run: () => showTrash(!isTrash()) },
      {
        id: 'traces.newTraces',
        title: t('traces.command.newTraces'),
        group,
        keys: ['.'],
        when: () => currentLoader().snapshot().arrived > 0,
        run: () => void takeNew(),
      },
      { id: 'traces.saveView', title: t('traces.command.saveView'), group, run: actions.saveView },
    ]
  }, [t, actions])
}

/** Shows what arrived, from the top. */
export async function takeNew(): Promise<void> {
  await currentLoader().takeArrived()
  useList.setState({ scrollTopPx: 0 })
  document.querySelector('[role="grid"]')?.scrollTo({ top: 0 })
}
