import { Menu as MantineMenu } from '@mantine/core'
import { IconChevronDown, IconDatabase } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import type { ReactNode } from 'react'
import { runCommand } from '../../app/commands.ts'
import { openWorkspace, useWorkspace } from '../../app/workspace.ts'
import { orpc } from '../../data/client.ts'
import { host } from '../../data/host.ts'
import { useFormat } from '../../i18n/format.ts'
import { useT } from '../../i18n/i18n.ts'
import { KeyHint } from '../../ui/key-hint.tsx'
import css from './workspaces.module.css'

function CommandItem({ id, keys, children }: { id: string; keys?: string; children: ReactNode }) {
  return (
    <MantineMenu.Item
      onClick={() => runCommand(id)}
      rightSection={keys === undefined ? undefined : <KeyHint keys={keys} />}
    >
      {children}
    </MantineMenu.Item>
  )
}

export function Menu({ isNarrow }: { isNarrow: boolean }) {
  const t = useT()
  const format = useFormat()
  const workspace = useWorkspace()
  const recent = useQuery(orpc.workspaces.recent.queryOptions()).data ?? []
  const isOpen = workspace !== undefined && workspace !== null
  const name = workspace?.name ?? t('workspaces.menu.none')
  const others = recent.filter((entry) => entry.path !== workspace?.path && entry.exists).slice(0, 6)
  return (
    <MantineMenu width={260}>
      <MantineMenu.Target>
        <button
          type="button"
          className={css.switcher}
          data-narrow={isNarrow || undefined}
          title={workspace?.path ?? name}
          aria-label={t('workspaces.menu.label', { name })}
        >
          <span className={css.mark} aria-hidden>
            <IconDatabase size={15} stroke={1.8} />
          </span>
          {!isNarrow && (
            <>
              <span className={css.name}>{name}</span>
              <IconChevronDown size={14} className={css.chevron} aria-hidden />
            </>
          )}
        </button>
      </MantineMenu.Target>
      <MantineMenu.Dropdown>
        {isOpen && (
          <MantineMenu.Label>
            {t('common.traces', { count: workspace.traceCount, formatted: format.number(workspace.traceCount) })}
            {' · '}
            {format.bytes(workspace.sizeBytes)}
          </MantineMenu.Label>
        )}
        <CommandItem id="workspace.open" keys="mod+o">
          {t('workspaces.menu.open')}
        </CommandItem>
        <CommandItem id="workspace.new" keys="mod+shift+n">
          {t('workspaces.menu.create')}
        </CommandItem>
        {workspace?.isSample !== true && <CommandItem id="workspace.sample">{t('workspaces.menu.sample')}</CommandItem>}
        {isOpen && (
          <>
            <MantineMenu.Divider />
            {!workspace.isReadOnly && (
              <CommandItem id="import.open" keys="mod+i">
                {t('workspaces.menu.import')}
              </CommandItem>
            )}
            <CommandItem id="export.open" keys="mod+e">
              {t('workspaces.menu.export')}
            </CommandItem>
            <CommandItem id="workspace.backup">{t('workspaces.menu.backup')}</CommandItem>
            <CommandItem id="workspace.doctor">{t('workspaces.menu.doctor')}</CommandItem>
            {host.capabilities.canReveal && (
              <MantineMenu.Item onClick={() => void host.revealInFolder(workspace.path)}>
                {t('workspaces.menu.reveal')}
              </MantineMenu.Item>
            )}
          </>
        )}
        {others.length > 0 && (
          <>
            <MantineMenu.Divider />
            <MantineMenu.Label>{t('workspaces.menu.recent')}</MantineMenu.Label>
            {others.map((entry) => (
              <MantineMenu.Item key={entry.path} title={entry.path} onClick={() => void openWorkspace(entry.path)}>
                {entry.name}
              </MantineMenu.Item>
            ))}
          </>
        )}
        {isOpen && (
          <>
            <MantineMenu.Divider />
            <CommandItem id="workspace.close">{t('workspaces.menu.close')}</CommandItem>
          </>
        )}
      </MantineMenu.Dropdown>
    </MantineMenu>
  )
}
