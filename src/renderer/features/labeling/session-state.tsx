/** Open, paused or closed: shown, and changed by menu and keys. */
import { Button, Menu } from '@mantine/core'
import { IconChevronDown, IconLock, IconLockOpen, IconPlayerPause } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import type { SessionState } from '../../../shared/model/label-work.ts'
import { type Command, useCommands } from '../../app/commands.ts'
import { orpc } from '../../data/client.ts'
import { useT } from '../../i18n/i18n.ts'
import { KeyHint } from '../../ui/key-hint.tsx'
import { changeState } from './session-actions.ts'
import css from './setup.module.css'

const icons = { open: IconLockOpen, paused: IconPlayerPause, closed: IconLock } as const
const pauseKey = 'p'
const closeKey = 'Shift+C'

/** What can follow a state, with the key that does it. */
const steps: Record<SessionState, readonly { to: SessionState; key: string }[]> = {
  open: [
    { to: 'paused', key: pauseKey },
    { to: 'closed', key: closeKey },
  ],
  paused: [
    { to: 'open', key: pauseKey },
    { to: 'closed', key: closeKey },
  ],
  closed: [{ to: 'open', key: closeKey }],
}

export function StateControl({ sessionId, isReadOnly }: { sessionId: string; isReadOnly: boolean }) {
  const t = useT()
  const state = useQuery(orpc.labelingSessions.setup.queryOptions({ input: { sessionId } })).data?.state
  useCommands((): Command[] => {
    if (state === undefined || isReadOnly) return []
    return steps[state].map(({ to, key }) => ({
      id: `labelingSession.${to}`,
      title: t(`labeling.state.to.${to}`),
      group: 'labeling' as const,
      keys: [key],
      run: () => void changeState(sessionId, state, to),
    }))
  }, [t, sessionId, state, isReadOnly])
  if (state === undefined) return null
  const Icon = icons[state]
  return (
    <Menu position="bottom-end" width={320}>
      <Menu.Target>
        <Button
          leftSection={<Icon size={14} aria-hidden />}
          rightSection={<IconChevronDown size={14} aria-hidden />}
          disabled={isReadOnly}
          aria-label={t('labeling.state.label', { state: t(`labeling.state.${state}`) })}
        >
          {t(`labeling.state.${state}`)}
        </Button>
      </Menu.Target>
      <Menu.Dropdown>
        {steps[state].map(({ to, key }) => {
          const StepIcon = icons[to]
          return (
            <Menu.Item
              key={to}
              leftSection={<StepIcon size={14} aria-hidden />}
              rightSection={<KeyHint keys={key} />}
              onClick={() => void changeState(sessionId, state, to)}
            >
              {t(`labeling.state.to.${to}`)}
              <span className={css.stepHint}>{t(`labeling.state.hint.${to}`)}</span>
            </Menu.Item>
          )
        })}
      </Menu.Dropdown>
    </Menu>
  )
}
