import { Button, Menu as MantineMenu } from '@mantine/core'
import { IconShare2 } from '@tabler/icons-react'
import { openDialog } from '../../app/dialogs.ts'
import { useWorkspace } from '../../app/workspace.ts'
import { useT } from '../../i18n/i18n.ts'

export function Menu({ sessionId }: { sessionId: string }) {
  const t = useT()
  const isReadOnly = useWorkspace()?.isReadOnly === true
  return (
    <MantineMenu position="bottom-end">
      <MantineMenu.Target>
        <Button leftSection={<IconShare2 size={14} aria-hidden />}>{t('handover.share')}</Button>
      </MantineMenu.Target>
      <MantineMenu.Dropdown>
        <MantineMenu.Item disabled={isReadOnly} onClick={() => openDialog({ kind: 'reviewLinks', sessionId })}>
          {t('handover.menu.links')}
        </MantineMenu.Item>
        <MantineMenu.Item disabled={isReadOnly} onClick={() => openDialog({ kind: 'handOver', sessionId })}>
          {t('handover.menu.handOver')}
        </MantineMenu.Item>
        <MantineMenu.Item onClick={() => openDialog({ kind: 'returnLabels', sessionId })}>
          {t('handover.menu.returnLabels')}
        </MantineMenu.Item>
        <MantineMenu.Item onClick={() => openDialog({ kind: 'exportLabeled', source: { kind: 'session', sessionId } })}>
          {t('labeledExport.open')}
        </MantineMenu.Item>
        <MantineMenu.Divider />
        <MantineMenu.Item disabled={isReadOnly} onClick={() => openDialog({ kind: 'mergeReturned' })}>
          {t('handover.menu.merge')}
        </MantineMenu.Item>
        <MantineMenu.Item onClick={() => openDialog({ kind: 'conflicts', sessionId })}>
          {t('handover.menu.conflicts')}
        </MantineMenu.Item>
      </MantineMenu.Dropdown>
    </MantineMenu>
  )
}
