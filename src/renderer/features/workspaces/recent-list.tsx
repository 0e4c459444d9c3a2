import { ActionIcon } from '@mantine/core'
import { IconX } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { notifyFailure } from '../../app/notify.tsx'
import { openWorkspace, useWorkspace } from '../../app/workspace.ts'
import { client, orpc } from '../../data/client.ts'
import { queryClient } from '../../data/query.ts'
import { useT } from '../../i18n/i18n.ts'
import { RelativeTime } from '../../ui/relative-time.tsx'
import css from './recent-list.module.css'

async function forget(path: string): Promise<void> {
  try {
    queryClient.setQueryData(orpc.workspaces.recent.queryKey(), await client.workspaces.forget({ path }))
  } catch (error) {
    notifyFailure(error)
  }
}

/** Other workspaces opened before, newest first; files that are gone are said to be. Nothing while there are none. */
export function RecentList({ title, isReadOnly = false }: { title: string; isReadOnly?: boolean }) {
  const t = useT()
  const openPath = useWorkspace()?.path
  const all = useQuery(orpc.workspaces.recent.queryOptions()).data ?? []
  const recent = all.filter((entry) => entry.path !== openPath)
  if (recent.length === 0) return null
  return (
    <section>
      <h2 className={css.title}>{title}</h2>
      <ul className={css.list}>
        {recent.slice(0, 10).map((entry) => (
          <li key={entry.path} className={css.line}>
            <button
              type="button"
              className={css.entry}
              disabled={!entry.exists}
              onClick={() => void openWorkspace(entry.path, { readOnly: isReadOnly })}
            >
              <span className={css.name}>{entry.name}</span>
              <span className={css.path} title={entry.path}>
                {entry.exists ? entry.path : `${t('workspaces.missing')}: ${entry.path}`}
              </span>
              <span className={css.time}>
                <RelativeTime timeMs={entry.openedAtMs} />
              </span>
            </button>
            <ActionIcon
              aria-label={t('workspaces.open.forget', { name: entry.name })}
              onClick={() => void forget(entry.path)}
            >
              <IconX size={14} aria-hidden />
            </ActionIcon>
          </li>
        ))}
      </ul>
    </section>
  )
}
