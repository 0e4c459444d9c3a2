import { ActionIcon, Button, Switch, Tabs, Tooltip } from '@mantine/core'
import { IconArrowLeft } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import type { LabelingSession } from '../../../shared/model/labeling.ts'
import { type Command, useCommands } from '../../app/commands.ts'
import { navigate } from '../../app/routes.ts'
import { orpc } from '../../data/client.ts'
import { failureText, toFailure } from '../../data/errors.ts'
import { useT } from '../../i18n/i18n.ts'
import { EmptyState } from '../../ui/empty-state.tsx'
import { AdjudicationTab } from './adjudication-tab.tsx'
import { AgreementTab } from './agreement-tab.tsx'
import { ChecksTab } from './checks-tab.tsx'
import { DisagreementsTab } from './disagreements-tab.tsx'
import { ExportMenu } from './export-menu.tsx'
import css from './quality.module.css'
import { changeView } from './quality-view.ts'
import { useNames } from './use-quality.ts'

const tabs = ['agreement', 'disagreements', 'adjudication', 'checks'] as const
type Tab = (typeof tabs)[number]

/** The quality of one session. */
export function QualityPage({ sessionId, tab }: { sessionId: string; tab: string | undefined }) {
  const t = useT()
  const query = useQuery(orpc.labelingSessions.get.queryOptions({ input: { sessionId } }))
  const isMissing = query.isError && toFailure(query.error).code === 'NOT_FOUND'
  if (isMissing || (query.isError && query.data === undefined)) {
    return (
      <EmptyState
        title={t(isMissing ? 'labeling.page.notFound' : 'labeling.page.failed')}
        actions={
          <>
            <Button onClick={() => navigate({ screen: 'labeling' })}>{t('labeling.page.back')}</Button>
            {!isMissing && <Button onClick={() => void query.refetch()}>{t('common.retry')}</Button>}
          </>
        }
      >
        {isMissing ? t('labeling.page.notFoundBody') : failureText(query.error)}
      </EmptyState>
    )
  }
  if (query.data === undefined) {
    return <div className={css.screen} role="status" aria-busy aria-label={t('quality.loadingSession')} />
  }
  return <Loaded key={sessionId} session={query.data} tab={tabs.find((each) => each === tab) ?? 'agreement'} />
}

function Loaded({ session, tab }: { session: LabelingSession; tab: Tab }) {
  const t = useT()
  const { sessionId, name } = session
  const names = useNames(session)
  const { areShown, isBlind } = names
  const show = (next: Tab) => navigate({ screen: 'quality', sessionId, tab: next }, { replace: true })
  const toSession = () => navigate({ screen: 'labeling', sessionId })
  const setNames = (areNamesShown: boolean) => changeView(sessionId, { areNamesShown })
  useCommands((): Command[] => {
    const group = 'labeling' as const
    return [
      ...tabs.map((each) => ({
        id: `quality.${each}`,
        title: each === 'checks' ? t('labelChecks.quality.command') : t(`quality.command.${each}`),
        group,
        run: () => show(each),
      })),
      {
        id: 'quality.names',
        title: t('quality.command.names'),
        group,
        keys: ['shift+n'],
        run: () => setNames(!areShown),
      },
      { id: 'quality.back', title: t('quality.command.back'), group, keys: ['q'], run: toSession },
    ]
  }, [t, sessionId, areShown])
  return (
    <div className={css.screen}>
      <header className={css.head}>
        <Tooltip label={t('quality.back')}>
          <ActionIcon aria-label={t('quality.back')} onClick={toSession}>
            <IconArrowLeft size={16} aria-hidden />
          </ActionIcon>
        </Tooltip>
        <h1 className={css.title} title={name}>
          {t('quality.title', { name })}
        </h1>
        <div className={css.headTools}>
          {!areShown && <span className={css.dim}>{t(isBlind ? 'quality.blind' : 'quality.numbered')}</span>}
          <ExportMenu session={session} />
          <Switch
            label={t('quality.showNames')}
            checked={areShown}
            onChange={(event) => setNames(event.currentTarget.checked)}
          />
        </div>
      </header>
      <Tabs
        value={tab}
        onChange={(value) => show(tabs.find((each) => each === value) ?? 'agreement')}
        keepMounted={false}
        className={css.tabs}
      >
        <Tabs.List aria-label={t('quality.title', { name })} className={css.tabList}>
          {tabs.map((each) => (
            <Tabs.Tab key={each} value={each}>
              {each === 'checks' ? t('labelChecks.quality.tab') : t(`quality.tab.${each}`)}
            </Tabs.Tab>
          ))}
        </Tabs.List>
        <Tabs.Panel value="agreement" className={css.panel} tabIndex={-1}>
          <AgreementTab session={session} names={names} />
        </Tabs.Panel>
        <Tabs.Panel value="disagreements" className={css.panel} tabIndex={-1}>
          <DisagreementsTab session={session} names={names} />
        </Tabs.Panel>
        <Tabs.Panel value="adjudication" className={css.panel} tabIndex={-1}>
          <AdjudicationTab session={session} names={names} />
        </Tabs.Panel>
        <Tabs.Panel value="checks" className={css.panel} tabIndex={-1}>
          <ChecksTab session={session} names={names} />
        </Tabs.Panel>
      </Tabs>
    </div>
  )
}
