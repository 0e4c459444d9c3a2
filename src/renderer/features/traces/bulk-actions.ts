/** What is done with every selected trace at once; each says what it did, and how to take it back. */
import { openExportDialog } from '../../app/dialogs.ts'
import { notifyDone, notifyFailure, notifyUndo } from '../../app/notify.tsx'
import { client } from '../../data/client.ts'
import { formatNumber } from '../../i18n/format.ts'
import { currentLanguage, t } from '../../i18n/i18n.ts'
import { currentLoader } from './current-loader.ts'
import { select, useList } from './list-store.ts'
import { isEmpty, noSelection, type Selection, selectedCount, toTraceSelection } from './selection.ts'

function counted(count: number): { count: number; formatted: string } {
  return { count, formatted: formatNumber(count, currentLanguage()) }
}

/** What the actions work on: the selection, else the row with the cursor. */
export function targetSelection(): Selection {
  const { selection, activeId } = useList.getState()
  if (!isEmpty(selection) || activeId === undefined) return selection
  return { kind: 'ids', traceIds: new Set([activeId]) }
}

/** Drops what left the list from the screen at once; the engine's event confirms it. */
function leaveList(selection: Selection): void {
  const loader = currentLoader()
  if (selection.kind === 'ids') loader.onTraces({ kind: 'deleted', traceIds: [...selection.traceIds], more: false })
  else void loader.reload()
  select(noSelection)
}

export async function deleteSelected(): Promise<void> {
  const selection = targetSelection()
  if (isEmpty(selection)) return
  try {
    const { count, deletionId } = await client.traces.delete({ selection: toTraceSelection(selection) })
    leaveList(selection)
    notifyUndo(t('traces.bulk.deleted', counted(count)), async () => {
      await client.traces.restore({ deletionId })
      await currentLoader().reload()
    })
  } catch (error) {
    notifyFailure(error)
  }
}

export async function restoreSelected(): Promise<void> {
  const selection = targetSelection()
  if (isEmpty(selection)) return
  try {
    const { count } = await client.traces.restore({ selection: toTraceSelection(selection) })
    leaveList(selection)
    notifyDone(t('traces.bulk.restored', counted(count)))
  } catch (error) {
    notifyFailure(error)
  }
}

/** Sets a tag, or removes it when `value` is null. Throws, so that the form can stay open. */
export async function tagSelected(key: string, value: string | null): Promise<void> {
  const { count } = await client.traces.tag({ selection: toTraceSelection(targetSelection()), tags: { [key]: value } })
  notifyDone(t(value === null ? 'traces.bulk.untagged' : 'traces.bulk.tagged', counted(count)))
}

export function exportSelected(): void {
  const selection = targetSelection()
  if (isEmpty(selection)) return
  openExportDialog(toTraceSelection(selection), selectedCount(selection, currentLoader().snapshot().window.total))
}

export function exportFound(): void {
  openExportDialog({ filter: useList.getState().filter }, currentLoader().snapshot().window.total)
}

export async function emptyTrash(): Promise<void> {
  try {
    const { count } = await client.traces.emptyTrash()
    await currentLoader().restart()
    notifyDone(t('traces.trash.emptied', counted(count)))
  } catch (error) {
    notifyFailure(error)
  }
}
