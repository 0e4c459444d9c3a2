import { Button, Tabs } from '@mantine/core'
import { type ReactNode, useMemo } from 'react'
import type { Judge } from '../../../shared/model/judge.ts'
import { type Command, useCommands } from '../../app/commands.ts'
import { navigate } from '../../app/routes.ts'
import { failureText, toFailure } from '../../data/errors.ts'
import { useFormat } from '../../i18n/format.ts'
import { useT } from '../../i18n/i18n.ts'
import { EmptyState } from '../../ui/empty-state.tsx'
import { draftOfBuiltin, draftOfJudge, newJudgeDraft } from './judge-draft.ts'
import { JudgeEditor } from './judge-editor.tsx'
import { JudgeHead, MissingJudge } from './judge-head.tsx'
import css from './judges.module.css'
import { keepDraft } from './kept-drafts.ts'
import { PeopleTab } from './people-tab.tsx'
import { useBuiltins, useProviders, useVersions, usualModel } from './use-judges.ts'
import { VersionsTab } from './versions-tab.tsx'

/** A judge that is not saved yet. `builtinId`: what it begins as a copy of. */
export function NewJudgePage({ builtinId }: { builtinId: string | undefined }) {
  const t = useT()
  const providers = useProviders()
  const builtins = useBuiltins().data
  const fresh = useMemo(() => {
    if (providers === undefined || builtins === undefined) return undefined
    const builtin = builtins.find((each) => each.builtinId === builtinId)
    const model = usualModel(providers)
    return builtin === undefined ? newJudgeDraft(model) : draftOfBuiltin(builtin, model)
  }, [providers, builtins, builtinId])
  if (fresh === undefined) return <div role="status" aria-busy aria-label={t('judges.loading')} />
  return (
    <div className={css.screen}>
      <JudgeHead title={t('judges.form.newTitle')} />
      <div className={css.panel}>
        <JudgeEditor draftKey={builtinId === undefined ? 'new' : `new ${builtinId}`} saved={fresh} judge={undefined} />
      </div>
    </div>
  )
}

/** One judge: its text, and how it came to be. */
export function JudgePage({ judgeId, tab }: { judgeId: string; tab: string | undefined }) {
  const t = useT()
  const query = useVersions(judgeId)
  const isMissing = query.isError && toFailure(query.error).code === 'NOT_FOUND'
  if (isMissing) return <MissingJudge />
  if (query.isError && query.data === undefined) {
    return (
      <EmptyState
        title={t('judges.failed')}
        actions={<Button onClick={() => void query.refetch()}>{t('common.retry')}</Button>}
      >
        {failureText(query.error)}
      </EmptyState>
    )
  }
  if (query.data === undefined) return <div role="status" aria-busy aria-label={t('judges.loading')} />
  const [newest] = query.data
  return newest === undefined ? <MissingJudge /> : <Loaded judge={newest} versions={query.data} tab={tab} />
}

function Loaded({ judge, versions, tab }: { judge: Judge; versions: readonly Judge[]; tab: string | undefined }) {
  const t = useT()
  const format = useFormat()
  const { judgeId, name, version } = judge
  const { basedOn } = judge.definition
  const saved = useMemo(() => draftOfJudge(judge), [judge])
  const detail = [
    t('judges.version', { number: format.number(version) }),
    ...(basedOn === undefined ? [] : [t('judges.fact.basedOn', { name: basedOn })]),
  ].join(' · ')
  const show = (next: string) => navigate({ screen: 'judges', judgeId, tab: next }, { replace: true })
  const tabs: { id: string; title: string; content: ReactNode }[] = [
    {
      id: 'editor',
      title: t('judges.tab.editor'),
      content: <JudgeEditor draftKey={judgeId} saved={saved} judge={judge} />,
    },
    {
      id: 'versions',
      title: t('judges.tab.versions'),
      content: (
        <VersionsTab
          versions={versions}
          onUse={(old) => {
            keepDraft(judgeId, draftOfJudge({ ...old, name }))
            show('editor')
          }}
        />
      ),
    },
    { id: 'people', title: t('judges.tab.people'), content: <PeopleTab versions={versions} /> },
  ]
  const current = tabs.find(({ id }) => id === tab) ?? tabs[0]
  useCommands(
    (): Command[] => [
      { id: 'judge.editor', title: t('judges.command.editor'), group: 'judges', run: () => show('editor') },
      { id: 'judge.versions', title: t('judges.command.versions'), group: 'judges', run: () => show('versions') },
      { id: 'judge.people', title: t('judges.command.people'), group: 'judges', run: () => show('people') },
    ],
    [t, judgeId],
  )
  return (
    <div className={css.screen}>
      <JudgeHead title={name} detail={detail} />
      <Tabs
        value={current?.id ?? 'editor'}
        onChange={(next) => next !== null && show(next)}
        keepMounted={false}
        className={css.tabs}
      >
        <Tabs.List aria-label={t('judges.tab.label')} className={css.tabList}>
          {tabs.map(({ id, title }) => (
            <Tabs.Tab key={id} value={id}>
              {title}
            </Tabs.Tab>
          ))}
        </Tabs.List>
        {tabs.map(({ id, content }) => (
          <Tabs.Panel key={id} value={id} className={css.panel} tabIndex={-1}>
            {content}
          </Tabs.Panel>
        ))}
      </Tabs>
    </div>
  )
}
