import { ActionIcon, Button, Tooltip } from '@mantine/core'
import { IconArrowLeft } from '@tabler/icons-react'
import type { ReactNode } from 'react'
import { type Command, useCommands } from '../../app/commands.ts'
import { navigate } from '../../app/routes.ts'
import { useT } from '../../i18n/i18n.ts'
import { EmptyState } from '../../ui/empty-state.tsx'
import css from './judges.module.css'

const toList = () => navigate({ screen: 'judges' })

/** The line above a judge: back to all of them, its name, what can be done. */
export function JudgeHead({ title, detail, children }: { title: string; detail?: ReactNode; children?: ReactNode }) {
  const t = useT()
  useCommands(
    (): Command[] => [{ id: 'judge.back', title: t('judges.command.back'), group: 'judges', keys: ['u'], run: toList }],
    [t],
  )
  return (
    <header className={css.head}>
      <Tooltip label={t('judges.back')}>
        <ActionIcon aria-label={t('judges.back')} onClick={toList}>
          <IconArrowLeft size={16} aria-hidden />
        </ActionIcon>
      </Tooltip>
      <h1 className={css.title} title={title}>
        {title}
      </h1>
      {detail !== undefined && <span className={css.detail}>{detail}</span>}
      <div className={css.tools}>{children}</div>
    </header>
  )
}

export function MissingJudge() {
  const t = useT()
  return (
    <EmptyState title={t('judges.notFound')} actions={<Button onClick={toList}>{t('judges.back')}</Button>}>
      {t('judges.notFoundBody')}
    </EmptyState>
  )
}
