import { Alert, Button } from '@mantine/core'
import { IconAlertTriangle, IconDatabase, IconLock } from '@tabler/icons-react'
import type { WorkspaceInfo } from '../../../shared/model/workspace.ts'
import { runCommand } from '../../app/commands.ts'
import { useT } from '../../i18n/i18n.ts'
import css from './connect.module.css'

/** Where received traces are stored, so that nobody sends a day's work into the sample unawares. */
export function ReceivingWorkspace({ workspace }: { workspace: WorkspaceInfo | null }) {
  const t = useT()
  if (workspace === null) {
    return (
      <Alert color="yellow" icon={<IconAlertTriangle size={16} aria-hidden />}>
        {t('connect.noWorkspace')}
      </Alert>
    )
  }
  if (workspace.isReadOnly) {
    return (
      <Alert color="yellow" icon={<IconLock size={16} aria-hidden />}>
        {t('connect.readOnly', { name: workspace.name })}
      </Alert>
    )
  }
  return (
    <div className={css.receiving}>
      <p className={css.receivingName} title={workspace.path}>
        <IconDatabase size={15} stroke={1.8} aria-hidden />
        {t('connect.receivedGoTo', { name: workspace.name })}
      </p>
      {workspace.isSample && (
        <>
          <span className={css.hint}>{t('connect.ownWorkspace')}</span>
          <Button size="xs" onClick={() => runCommand('workspace.new')}>
            {t('workspaces.command.create')}
          </Button>
        </>
      )}
    </div>
  )
}
