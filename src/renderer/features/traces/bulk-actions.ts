/** What is done with every selected trace at once; each says what it did, and how to take it back. */
import type { TraceRow } from '../../../shared/model/trace.ts'
import { openAddToDataset, openAddToSession, openExportDialog } from '../../app/dialogs.ts'
import { openNewEvaluation } from '../../app/evaluate.ts'
import { notifyDone, notifyFailure, notifyUndo } from '../../app/notify.tsx'
import { client } from '../../data/client.ts'
import { formatNumber } from '../../i18n/format.ts'
import { currentLanguage, t } from '../../i18n/i18n.ts'
import { currentLoader, takeAway } from './current-loader.ts'
import { type CursorPlace, findFirst } from './cursor-after.ts'
import { followActive } from './list-actions.ts'
import { select, useList } from './list-store.ts'
import { isEmpty, isSelected, noSelection, type Selection, selectedCount, toTraceSelection } from './selection.ts'
import { groupByTagValue } from './tag-text.ts'

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
  if (selection.kind === 'ids') takeAway([...selection.traceIds])
  else {
    // Which rows stay is known only once they are read again.
    useList.setState({ activeIndex: undefined, activeId: undefined, anchorIndex: 0 })
    void currentLoader().reload()
  }
  select(noSelection)
}

/** Reads the list again with the rows that came back, the cursor on the first of them. */
async function comeBack(place: CursorPlace | undefined): Promise<void> {
  await currentLoader().reload()
  if (place !== undefined) {
    useList.setState({ activeIndex: place.index, activeId: place.traceId, anchorIndex: place.index })
    followActive()
  }
}

export async function deleteSelected(): Promise<void> {
  const selection = targetSelection()
  if (isEmpty(selection)) return
  const { filter } = useList.getState()
  const first = findFirst(currentLoader().snapshot().window, (traceId) => isSelected(selection, traceId))
  try {
    const { count, deletionId } = await client.traces.delete({ selection: toTraceSelection(selection) })
    leaveList(selection)
    notifyUndo(t('traces.bulk.deleted', counted(count)), async () => {
      await client.traces.restore({ deletionId })
      // Another filter may be shown by now; its cursor stays where it is.
      await comeBack(useList.getState().filter === filter ? first : undefined)
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

/** More traces than this are tagged without a way back: reading their earlier tags would take too long. */
const mostTagUndo = 2_000
const tagPage = 200

/** The tag as it is on each selected trace; undefined when there are too many to ask. */
async function readTag(selection: Selection, key: string): Promise<Map<string | null, string[]> | undefined> {
  if (selection.kind !== 'ids' || selection.traceIds.size > mostTagUndo) return undefined
  const { sort } = useList.getState()
  const all = [...selection.traceIds]
  const rows: TraceRow[] = []
  for (let from = 0; from < all.length; from += tagPage) {
    const traceIds = all.slice(from, from + tagPage)
    const page = await client.traces.list({ filter: { traceIds }, sort, limit: tagPage })
    rows.push(...page.rows)
  }
  return groupByTagValue(rows, key)
}

/** Sets a tag, or removes it when `value` is null. Throws, so that the form can stay open. */
export async function tagSelected(key: string, value: string | null): Promise<void> {
  const selection = targetSelection()
  const before = await readTag(selection, key)
  const { count } = await client.traces.tag({ selection: toTraceSelection(selection), tags: { [key]: value } })
  const done = t(value === null ? 'traces.bulk.untagged' : 'traces.bulk.tagged', counted(count))
  if (before === undefined) notifyDone(done)
  else {
    notifyUndo(done, async () => {
      for (const [earlier, traceIds] of before) {
        await client.traces.tag({ selection: { traceIds }, tags: { [key]: earlier } })
      }
    })
  }
}

export function exportSelected(): void {
  const selection = targetSelection()
  if (isEmpty(selection)) return
  openExportDialog(toTraceSelection(selection), selectedCount(selection, currentLoader().snapshot().window.total))
}

/** Asks for the labeling session that the selected traces are added to. */
export function labelSelected(): void {
  const selection = targetSelection()
  if (isEmpty(selection)) return
  openAddToSession(toTraceSelection(selection), selectedCount(selection, currentLoader().snapshot().window.total))
}

/** Asks for the dataset that records of the selected traces go into. */
export function collectSelected(): void {
  const selection = targetSelection()
  if (isEmpty(selection)) return
  openAddToDataset(toTraceSelection(selection), selectedCount(selection, currentLoader().snapshot().window.total))
}

/** The form of a new evaluation of the selected traces. */
export function evaluateSelected(): void {
  const selection = targetSelection()
  if (!isEmpty(selection)) openNewEvaluation({ source: { kind: 'traces', selection: toTraceSelection(selection) } })
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
