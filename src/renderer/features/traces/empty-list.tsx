import { Button } from '@mantine/core'
import { IconDatabaseOff, IconFilterOff, IconPlugConnected, IconTrash } from '@tabler/icons-react'
import { openImportDialog } from '../../app/dialogs.ts'
import { navigate } from '../../app/routes.ts'
import { openSample, useWorkspace } from '../../app/workspace.ts'
import { failureText } from '../../data/errors.ts'
import { useT } from '../../i18n/i18n.ts'
import { EmptyState } from '../../ui/empty-state.tsx'
import { hasConditions } from './filter-conditions.ts'
import { clearFilter } from './list-actions.ts'
import { useList } from './list-store.ts'
import type { RowLoader } from './row-loader.ts'

const iconSize = 28

/** What the list says when it has no rows, and the next step. */
export function EmptyList() {
  const t = useT()
  const filter = useList((state) => state.filter)
  const workspace = useWorkspace()
  if (hasConditions(filter)) {
    return (
      <EmptyState
        icon={<IconFilterOff size={iconSize} />}
        title={t('traces.empty.noMatch')}
        actions={<Button onClick={clearFilter}>{t('traces.empty.clear')}</Button>}
      >
        {t('traces.empty.noMatchBody')}
      </EmptyState>
    )
  }
  if (filter.deleted === true) {
    return (
      <EmptyState icon={<IconTrash size={iconSize} />} title={t('traces.trash.nothing')}>
        {t('traces.trash.nothingHint')}
      </EmptyState>
    )
  }
  return (
    <EmptyState
      icon={<IconPlugConnected size={iconSize} />}
      title={t('traces.empty.title')}
      actions={
        <>
          <Button variant="filled" onClick={() => navigate({ screen: 'connect' })}>
            {t('traces.empty.connect')}
          </Button>
          <Button onClick={() => openImportDialog()}>{t('traces.empty.import')}</Button>
          {workspace?.isSample !== true && (
            <Button onClick={() => void openSample()}>{t('traces.empty.sample')}</Button>
          )}
        </>
      }
    >
      {t('traces.empty.body')}
    </EmptyState>
  )
}

/** The list could not be loaded at all. */
export function FailedList({ error, loader }: { error: unknown; loader: RowLoader }) {
  const t = useT()
  return (
    <EmptyState
      icon={<IconDatabaseOff size={iconSize} />}
      title={t('traces.empty.failed')}
      actions={<Button onClick={loader.retry}>{t('common.retry')}</Button>}
    >
      {failureText(error)}
    </EmptyState>
  )
}
