import { ActionIcon, Tooltip } from '@mantine/core'
import { IconArrowLeft } from '@tabler/icons-react'
import { type Command, useCommands } from '../../app/commands.ts'
import { navigate } from '../../app/routes.ts'
import { useT } from '../../i18n/i18n.ts'
import { AgainstPeople } from './against-people.tsx'
import css from './validation.module.css'

/** A scorer of one evaluation against people. */
export function ValidationPage({ runId, scorer }: { runId: string; scorer: string }) {
  const t = useT()
  const back = () => navigate({ screen: 'evaluations', runId })
  useCommands(
    (): Command[] => [
      { id: 'validation.back', title: t('validation.back'), group: 'evaluations', keys: ['u'], run: back },
    ],
    [t, runId],
  )
  return (
    <div className={css.screen}>
      <header className={css.head}>
        <Tooltip label={t('validation.back')}>
          <ActionIcon aria-label={t('validation.back')} onClick={back}>
            <IconArrowLeft size={16} aria-hidden />
          </ActionIcon>
        </Tooltip>
        <h1 className={css.title}>{t('validation.title', { name: scorer })}</h1>
      </header>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must be reachable by keyboard */}
      <div className={css.scrolling} role="region" aria-label={t('validation.tab')} tabIndex={0}>
        <AgainstPeople key={`${runId} ${scorer}`} subject={{ kind: 'run', runId, scorer }} />
      </div>
    </div>
  )
}
