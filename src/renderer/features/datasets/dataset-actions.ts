/** Changes of a dataset; each is a version, and says how to take it back. */
import type { RecordEdit } from '../../../shared/model/dataset.ts'
import { notifyDone, notifyFailure, notifyUndo } from '../../app/notify.tsx'
import { client, orpc } from '../../data/client.ts'
import { queryClient } from '../../data/query.ts'
import { currentSettings } from '../../data/settings.ts'
import { formatNumber } from '../../i18n/format.ts'
import { currentLanguage, t } from '../../i18n/i18n.ts'
import { changeView } from './dataset-view.ts'

/** Whoever works here, for the versions. */
export function byUser(): { user?: string } {
  const user = currentSettings().reviewerName.trim()
  return user === '' ? {} : { user }
}

function counted(count: number) {
  return { count, formatted: formatNumber(count, currentLanguage()) }
}

async function refresh(): Promise<void> {
  await queryClient.invalidateQueries({ queryKey: orpc.datasets.key() })
}

function offerUndo(message: string, datasetId: string, version: number): void {
  notifyUndo(
    message,
    async () => {
      await client.datasets.undo({ datasetId, version, ...byUser() })
      await refresh()
    },
    'dataset',
  )
}

/** Rejects when the record cannot be changed so. */
export async function saveEdit(datasetId: string, edit: RecordEdit): Promise<void> {
  const { version } = await client.datasets.edit({ datasetId, edits: [edit], ...byUser() })
  await refresh()
  offerUndo(t('datasets.edit.saved', { version: String(version) }), datasetId, version)
}

export async function removeRecords(datasetId: string, recordIds: string[]): Promise<void> {
  try {
    const { version, count } = await client.datasets.removeRecords({ datasetId, recordIds, ...byUser() })
    await refresh()
    offerUndo(t('datasets.edit.removed', counted(count)), datasetId, version)
  } catch (error) {
    notifyFailure(error)
  }
}

export async function moveRecords(datasetId: string, recordIds: string[], split: string | undefined): Promise<void> {
  try {
    const named = split === undefined ? {} : { split }
    const { version } = await client.datasets.moveToSplit({ datasetId, recordIds, ...named, ...byUser() })
    await refresh()
    const message =
      split === undefined
        ? t('datasets.edit.unsplit', counted(recordIds.length))
        : t('datasets.edit.moved', { split, ...counted(recordIds.length) })
    offerUndo(message, datasetId, version)
  } catch (error) {
    notifyFailure(error)
  }
}

export async function undoVersion(datasetId: string, version: number): Promise<void> {
  try {
    const { undone, skipped, version: made } = await client.datasets.undo({ datasetId, version, ...byUser() })
    changeView(datasetId, { version: made, base: undefined })
    await refresh()
    const done = t('datasets.versions.undone', { version: String(version), ...counted(undone) })
    notifyDone(skipped === 0 ? done : `${done} ${t('datasets.versions.skipped', counted(skipped))}`)
  } catch (error) {
    notifyFailure(error)
  }
}

export async function restoreVersion(datasetId: string, version: number): Promise<void> {
  try {
    const restored = await client.datasets.restore({ datasetId, version, ...byUser() })
    changeView(datasetId, { version: restored.version, base: undefined })
    await refresh()
    offerUndo(t('datasets.versions.restored', { version: String(version) }), datasetId, restored.version)
  } catch (error) {
    notifyFailure(error)
  }
}
