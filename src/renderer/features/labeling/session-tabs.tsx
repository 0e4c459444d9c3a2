import { Tabs } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { type ReactNode, useState } from 'react'
import type { LabelingSession } from '../../../shared/model/labeling.ts'
import { type Command, useCommands } from '../../app/commands.ts'
import { orpc } from '../../data/client.ts'
import { useFormat } from '../../i18n/format.ts'
import { useT } from '../../i18n/i18n.ts'
import { SafeMarkdown } from '../../ui/markdown.tsx'
import { AsidePanel, useAsideItems } from './aside-panel.tsx'
import { ProgressPanel } from './progress-panel.tsx'
import css from './setup.module.css'

const tabs = ['traces', 'progress', 'aside', 'guidelines'] as const
type SessionTab = (typeof tabs)[number]

/** The parts of a session's page. `children`: its traces. */
export function SessionTabs({
  session,
  isReadOnly,
  children,
}: {
  session: LabelingSession
  isReadOnly: boolean
  children: ReactNode
}) {
  const t = useT()
  const format = useFormat()
  const { sessionId } = session
  const [tab, setTab] = useState<SessionTab>('traces')
  const guidelines = useQuery(orpc.labelingSessions.setup.queryOptions({ input: { sessionId } })).data?.guidelines
  const asideCount = useAsideItems(sessionId).data?.total ?? 0
  const shown = tabs.filter((each) => each !== 'guidelines' || guidelines !== undefined)
  useCommands(
    (): Command[] =>
      shown.map((each, at) => ({
        id: `labelingSession.tab.${each}`,
        title: t(`labeling.tab.show.${each}`),
        group: 'labeling' as const,
        keys: [String(at + 1)],
        run: () => setTab(each),
      })),
    [t, shown.length],
  )
  const current = shown.includes(tab) ? tab : 'traces'
  return (
    <Tabs
      className={css.tabs}
      value={current}
      keepMounted={false}
      onChange={(value) => {
        const next = tabs.find((each) => each === value)
        if (next !== undefined) setTab(next)
      }}
    >
      <Tabs.List aria-label={t('labeling.tab.label')}>
        {shown.map((each) => (
          <Tabs.Tab key={each} value={each}>
            {t(`labeling.tab.${each}`)}
            {each === 'aside' && asideCount > 0 && ` ${format.number(asideCount)}`}
          </Tabs.Tab>
        ))}
      </Tabs.List>
      <Tabs.Panel value="traces" className={css.tabPanel}>
        {children}
      </Tabs.Panel>
      <Tabs.Panel value="progress" className={css.tabPanel} tabIndex={0}>
        <ProgressPanel session={session} />
      </Tabs.Panel>
      <Tabs.Panel value="aside" className={css.tabPanel}>
        <AsidePanel session={session} isReadOnly={isReadOnly} />
      </Tabs.Panel>
      {guidelines !== undefined && (
        <Tabs.Panel value="guidelines" className={css.tabPanel} tabIndex={0}>
          <div className={css.panel}>
            <div className={css.reading}>
              <SafeMarkdown text={guidelines} />
            </div>
          </div>
        </Tabs.Panel>
      )}
    </Tabs>
  )
}
