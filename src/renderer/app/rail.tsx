import { Tooltip } from '@mantine/core'
import { useMediaQuery } from '@mantine/hooks'
import {
  IconClipboardCheck,
  IconCommand,
  IconForms,
  IconGavel,
  IconLayoutSidebarLeftCollapse,
  IconLayoutSidebarLeftExpand,
  IconListDetails,
  IconNotes,
  IconPlugConnected,
  IconReportAnalytics,
  IconSettings,
  IconTable,
} from '@tabler/icons-react'
import type { ComponentType } from 'react'
import { useRemembered } from '../data/settings.ts'
import { WorkspaceMenu } from '../features/workspaces/index.tsx'
import { useT } from '../i18n/i18n.ts'
import { KeyHint } from '../ui/key-hint.tsx'
import { runCommand, useCommands } from './commands.ts'
import { Link } from './link.tsx'
import css from './rail.module.css'
import { type Route, type Screen, useRoute } from './routes.ts'
import { findOrigin } from './trace-origin.ts'

type Icon = ComponentType<{ size?: number; stroke?: number; 'aria-hidden'?: boolean }>

/** A small window, or a big zoom: the words give way to the content. */
const littleRoom = '(max-width: 860px)'

/** Which rail entry stands for a place; a trace belongs to the screen that it was opened from. */
function entryOf(route: Route): Screen {
  const { screen } = findOrigin(route) ?? route
  if (screen === 'label' || screen === 'quality') return 'labeling'
  if (screen === 'validation' || screen === 'evaluate') return 'evaluations'
  return screen === 'trace' || screen === 'session' ? 'traces' : screen
}

/** The left rail: workspace, screens, commands. Narrow it shows icons alone, with their names on hover. */
export function Rail() {
  const t = useT()
  const current = entryOf(useRoute())
  const [isNarrowWanted, setIsNarrow] = useRemembered('rail.isNarrow', false, (stored) =>
    typeof stored === 'boolean' ? stored : undefined,
  )
  const hasLittleRoom = useMediaQuery(littleRoom, false, { getInitialValueInEffect: false })
  const isNarrow = isNarrowWanted || hasLittleRoom
  useCommands(
    () => [
      {
        id: 'view.toggleRail',
        title: t('shell.command.toggleRail'),
        group: 'view',
        keys: ['mod+b'],
        whileTyping: true,
        when: () => !hasLittleRoom,
        run: () => setIsNarrow(!isNarrow),
      },
    ],
    [t, isNarrow, hasLittleRoom, setIsNarrow],
  )
  const ToggleIcon = isNarrow ? IconLayoutSidebarLeftExpand : IconLayoutSidebarLeftCollapse
  const toggleLabel = t(isNarrow ? 'shell.rail.expand' : 'shell.rail.collapse')
  return (
    <nav className={css.rail} data-narrow={isNarrow || undefined} aria-label={t('shell.rail.label')}>
      <WorkspaceMenu isNarrow={isNarrow} />
      <ul className={css.list}>
        <Entry
          to={{ screen: 'traces' }}
          icon={IconListDetails}
          label={t('shell.rail.traces')}
          keys="g t"
          current={current}
          isNarrow={isNarrow}
        />
        <Entry
          to={{ screen: 'labeling' }}
          icon={IconClipboardCheck}
          label={t('shell.rail.labeling')}
          keys="g l"
          current={current}
          isNarrow={isNarrow}
        />
        <Entry
          to={{ screen: 'coding' }}
          icon={IconNotes}
          label={t('shell.rail.coding')}
          keys="g n"
          current={current}
          isNarrow={isNarrow}
        />
        <Entry
          to={{ screen: 'schemas' }}
          icon={IconForms}
          label={t('shell.rail.schemas')}
          keys="g q"
          current={current}
          isNarrow={isNarrow}
        />
        <Entry
          to={{ screen: 'datasets' }}
          icon={IconTable}
          label={t('shell.rail.datasets')}
          keys="g d"
          current={current}
          isNarrow={isNarrow}
        />
        <Entry
          to={{ screen: 'evaluations' }}
          icon={IconReportAnalytics}
          label={t('shell.rail.evaluations')}
          keys="g e"
          current={current}
          isNarrow={isNarrow}
        />
        <Entry
          to={{ screen: 'judges' }}
          icon={IconGavel}
          label={t('shell.rail.judges')}
          keys="g j"
          current={current}
          isNarrow={isNarrow}
        />
      </ul>
      <div className={css.spacer} />
      <ul className={css.list}>
        <Entry
          to={{ screen: 'connect' }}
          icon={IconPlugConnected}
          label={t('shell.rail.connect')}
          keys="g c"
          current={current}
          isNarrow={isNarrow}
        />
        <Entry
          to={{ screen: 'settings' }}
          icon={IconSettings}
          label={t('shell.rail.settings')}
          keys="g s"
          current={current}
          isNarrow={isNarrow}
        />
        <li>
          <Tip label={t('shell.rail.commands')} keys="mod+k" isNarrow={isNarrow}>
            <button type="button" className={css.entry} onClick={() => runCommand('palette.open')}>
              <IconCommand size={18} stroke={1.6} aria-hidden />
              <span className={css.label}>{t('shell.rail.commands')}</span>
            </button>
          </Tip>
        </li>
        {!hasLittleRoom && (
          <li>
            <Tip label={toggleLabel} keys="mod+b" isNarrow={isNarrow}>
              <button
                type="button"
                className={css.entry}
                aria-label={toggleLabel}
                aria-expanded={!isNarrow}
                onClick={() => setIsNarrow(!isNarrow)}
              >
                <ToggleIcon size={18} stroke={1.6} aria-hidden />
              </button>
            </Tip>
          </li>
        )}
      </ul>
    </nav>
  )
}

function Entry({
  to,
  icon: IconShown,
  label,
  keys,
  current,
  isNarrow,
}: {
  to: Route
  icon: Icon
  label: string
  keys: string
  current: Screen
  isNarrow: boolean
}) {
  return (
    <li>
      <Tip label={label} keys={keys} isNarrow={isNarrow}>
        <Link to={to} className={css.entry} aria-current={to.screen === current ? 'page' : undefined}>
          <IconShown size={18} stroke={1.6} aria-hidden />
          <span className={css.label}>{label}</span>
        </Link>
      </Tip>
    </li>
  )
}

function Tip({
  label,
  keys,
  isNarrow,
  children,
}: {
  label: string
  keys: string
  isNarrow: boolean
  children: React.ReactElement
}) {
  return (
    <Tooltip
      position="right"
      label={
        <span className={css.tip}>
          {isNarrow && label}
          <KeyHint keys={keys} />
        </span>
      }
    >
      {children}
    </Tooltip>
  )
}
