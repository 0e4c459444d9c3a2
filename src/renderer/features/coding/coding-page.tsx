import { Button, SegmentedControl, Select } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useEffect, useState } from 'react'
import type { CodingScope } from '../../../shared/model/coding.ts'
import { type Command, useCommands } from '../../app/commands.ts'
import { navigate } from '../../app/routes.ts'
import { useWorkspace } from '../../app/workspace.ts'
import { orpc } from '../../data/client.ts'
import { failureText } from '../../data/errors.ts'
import { useExperimentNames } from '../../data/experiment-names.ts'
import { useFormat } from '../../i18n/format.ts'
import { useT } from '../../i18n/i18n.ts'
import { downloadText } from '../../ui/download-text.ts'
import { EmptyState } from '../../ui/empty-state.tsx'
import type { CodeDialog } from './code-book.tsx'
import { EditCodeDialog, MergeDialog, SplitDialog } from './code-dialogs.tsx'
import { CoderName } from './coder-name.tsx'
import css from './coding.module.css'
import { targetsOf } from './coding-targets.ts'
import { changeView, useCodingView } from './coding-view.ts'
import { CountsTab } from './counts-tab.tsx'
import { toNotesCsv } from './notes-csv.ts'
import { NotesTab } from './notes-tab.tsx'
import { PromoteDialog } from './promote-dialog.tsx'
import { useCodes, useCodesById, useNotes } from './use-coding.ts'

const whole = 'whole'

/** Chooses where to begin. */
export function CodingPage({
  experimentId,
  sessionId,
}: {
  experimentId: string | undefined
  sessionId: string | undefined
}) {
  const t = useT()
  const experiments = useQuery({
    ...orpc.coding.experiments.queryOptions(),
    enabled: experimentId === undefined,
    refetchOnMount: 'always',
  })
  const isKnown = experimentId === undefined && !experiments.isPending && !experiments.isFetching
  const first = experiments.data?.[0]?.experimentId ?? '0'
  useEffect(() => {
    // The choice is made once, and part of the address: notes that come later do not take it back.
    if (isKnown) navigate({ screen: 'coding', experimentId: first }, { replace: true })
  }, [isKnown, first])
  if (experimentId === undefined) {
    return <div className={css.screen} role="status" aria-busy aria-label={t('coding.loading')} />
  }
  const scope = { experimentId, ...(sessionId === undefined ? {} : { sessionId }) }
  return <Loaded key={JSON.stringify(scope)} scope={scope} />
}

function Loaded({ scope }: { scope: CodingScope }) {
  const t = useT()
  const { experimentId } = scope
  const query = useNotes(scope)
  const codes = useCodes(experimentId)
  const codesById = useCodesById(codes)
  const view = useCodingView(scope)
  const isReadOnly = useWorkspace()?.isReadOnly === true
  const [dialog, setDialog] = useState<CodeDialog>()
  const notes = query.data?.notes ?? []
  const exportCsv = () => downloadText('notes.csv', toNotesCsv(notes, codesById), 'text/csv;charset=utf-8')
  const hasCodes = codes.length > 0
  useCommands((): Command[] => {
    const group = 'coding' as const
    const other = view.tab === 'notes' ? 'counts' : 'notes'
    const canChange = () => !isReadOnly && hasCodes
    return [
      {
        id: 'coding.tab',
        title: t('coding.command.tab'),
        group,
        keys: ['t'],
        run: () => changeView(scope, { tab: other }),
      },
      {
        id: 'coding.edit',
        title: t('coding.command.edit'),
        group,
        keys: ['e'],
        when: canChange,
        run: () => setDialog({ kind: 'edit' }),
      },
      {
        id: 'coding.merge',
        title: t('coding.command.merge'),
        group,
        keys: ['m'],
        when: () => !isReadOnly && codes.length > 1,
        run: () => setDialog({ kind: 'merge' }),
      },
      {
        id: 'coding.split',
        title: t('coding.command.split'),
        group,
        keys: ['s'],
        when: canChange,
        run: () => setDialog({ kind: 'split' }),
      },
      {
        id: 'coding.promote',
        title: t('coding.command.promote'),
        group,
        keys: ['p'],
        when: canChange,
        run: () => setDialog({ kind: 'promote' }),
      },
      { id: 'coding.csv', title: t('coding.command.csv'), group, when: () => notes.length > 0, run: exportCsv },
    ]
  }, [t, scope.experimentId, scope.sessionId, view.tab, isReadOnly, codes, notes])
  const close = () => setDialog(undefined)
  return (
    <div className={css.screen}>
      <Head scope={scope} tab={view.tab} total={query.data?.total} shown={notes.length} />
      <div className={css.body}>
        {query.isError && query.data === undefined ? (
          <EmptyState
            title={t('coding.failed')}
            actions={<Button onClick={() => void query.refetch()}>{t('common.retry')}</Button>}
          >
            {failureText(query.error)}
          </EmptyState>
        ) : query.data === undefined ? (
          <div role="status" aria-busy aria-label={t('coding.loading')} />
        ) : notes.length === 0 ? (
          <NoNotes />
        ) : view.tab === 'notes' ? (
          <NotesTab scope={scope} notes={notes} codes={codes} isReadOnly={isReadOnly} onDialog={setDialog} />
        ) : (
          <CountsTab
            {...{ scope, notes, codes, codesById, isReadOnly }}
            onCsv={exportCsv}
            onPromote={() => setDialog({ kind: 'promote' })}
          />
        )}
      </div>
      {dialog?.kind === 'edit' && <EditCodeDialog codes={codes} codeId={dialog.codeId} onClose={close} />}
      {dialog?.kind === 'merge' && <MergeDialog codes={codes} codeId={dialog.codeId} onClose={close} />}
      {dialog?.kind === 'split' && (
        <SplitDialog codes={codes} codeId={dialog.codeId} targets={targetsOf(notes, view)} onClose={close} />
      )}
      {dialog?.kind === 'promote' && (
        <PromoteDialog experimentId={experimentId} codes={codes} codeIds={dialog.codeIds} onClose={close} />
      )}
    </div>
  )
}

function Head({
  scope,
  tab,
  total,
  shown,
}: {
  scope: CodingScope
  tab: 'notes' | 'counts'
  total: number | undefined
  shown: number
}) {
  const t = useT()
  const format = useFormat()
  const experiments = useQuery(orpc.experiments.list.queryOptions()).data ?? []
  const sessions = useQuery(orpc.labelingSessions.list.queryOptions()).data ?? []
  const nameOf = useExperimentNames()
  const { experimentId, sessionId } = scope
  const ofExperiment = sessions.filter((session) => session.experimentId === experimentId)
  return (
    <header className={css.head}>
      <h1 className={css.title}>{t('coding.title')}</h1>
      {experiments.length > 1 && (
        <Select
          className={css.select}
          aria-label={t('coding.experiment')}
          allowDeselect={false}
          data={experiments.map((each) => ({ value: each.experimentId, label: nameOf(each.experimentId) }))}
          value={experimentId}
          onChange={(value) => value !== null && navigate({ screen: 'coding', experimentId: value })}
        />
      )}
      {ofExperiment.length > 0 && (
        <Select
          className={css.select}
          aria-label={t('coding.session')}
          allowDeselect={false}
          data={[
            { value: whole, label: t('coding.wholeExperiment') },
            ...ofExperiment.map((session) => ({ value: session.sessionId, label: session.name })),
          ]}
          value={sessionId ?? whole}
          onChange={(value) =>
            value !== null &&
            navigate({ screen: 'coding', experimentId, ...(value === whole ? {} : { sessionId: value }) })
          }
        />
      )}
      {total !== undefined && total > shown && (
        <span className={css.dim}>{t('coding.cut', { shown: format.number(shown), total: format.number(total) })}</span>
      )}
      <div className={css.headEnd}>
        <CoderName />
        <SegmentedControl
          aria-label={t('coding.tab.label')}
          data={[
            { value: 'notes', label: t('coding.tab.notes') },
            { value: 'counts', label: t('coding.tab.counts') },
          ]}
          value={tab}
          onChange={(value) => changeView(scope, { tab: value === 'counts' ? 'counts' : 'notes' })}
        />
      </div>
    </header>
  )
}

function NoNotes() {
  const t = useT()
  return (
    <EmptyState
      title={t('coding.empty.title')}
      actions={
        <>
          <Button variant="filled" onClick={() => navigate({ screen: 'labeling' })}>
            {t('coding.empty.toLabeling')}
          </Button>
          <Button onClick={() => navigate({ screen: 'traces' })}>{t('coding.empty.toTraces')}</Button>
        </>
      }
    >
      {t('coding.empty.body')}
    </EmptyState>
  )
}
