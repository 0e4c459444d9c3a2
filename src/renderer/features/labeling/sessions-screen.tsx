import { Button } from '@mantine/core'
import { IconClipboardCheck, IconPlus } from '@tabler/icons-react'
import { useMemo } from 'react'
import { create } from 'zustand'
import type { LabelingSession } from '../../../shared/model/labeling.ts'
import { type Command, useCommands } from '../../app/commands.ts'
import { openDialog } from '../../app/dialogs.ts'
import { Link } from '../../app/link.tsx'
import { navigate } from '../../app/routes.ts'
import { useWorkspace } from '../../app/workspace.ts'
import { failureText } from '../../data/errors.ts'
import { useFormat } from '../../i18n/format.ts'
import { useT } from '../../i18n/i18n.ts'
import { DataGrid, focusGrid, type GridColumn } from '../../ui/data-grid.tsx'
import { EmptyState } from '../../ui/empty-state.tsx'
import { stepId } from '../../ui/grid-steps.ts'
import { RelativeTime } from '../../ui/relative-time.tsx'
import css from './labeling.module.css'
import { SessionProgress } from './session-progress.tsx'
import { useExperiments, useSessions } from './use-sessions.ts'

/** The session last looked at, so that coming back shows where one was. */
const useListView = create<{ activeId: string | undefined }>(() => ({ activeId: undefined }))

const setActive = (activeId: string) => useListView.setState({ activeId })
const idOf = (session: LabelingSession) => session.sessionId
const open = (session: LabelingSession) => {
  setActive(session.sessionId)
  navigate({ screen: 'labeling', sessionId: session.sessionId })
}
const makeNew = () => openDialog({ kind: 'newSession' })

/** Every labeling session and how far it is. */
export function SessionsScreen() {
  const t = useT()
  const query = useSessions()
  const isReadOnly = useWorkspace()?.isReadOnly === true
  const sessions = query.data
  useCommands((): Command[] => {
    const group = 'labeling' as const
    const step = (count: number) => {
      const next = stepId((sessions ?? []).map(idOf), useListView.getState().activeId, count)
      if (next !== undefined) setActive(next)
      focusGrid()
    }
    return [
      { id: 'labeling.next', title: t('labeling.command.next'), group, keys: ['j'], run: () => step(1) },
      { id: 'labeling.previous', title: t('labeling.command.previous'), group, keys: ['k'], run: () => step(-1) },
      {
        id: 'labeling.new',
        title: t('labeling.command.new'),
        group,
        keys: ['n'],
        when: () => !isReadOnly,
        run: makeNew,
      },
    ]
  }, [t, sessions, isReadOnly])
  if (query.isError && sessions === undefined) {
    return (
      <EmptyState
        title={t('labeling.failed')}
        actions={<Button onClick={() => void query.refetch()}>{t('common.retry')}</Button>}
      >
        {failureText(query.error)}
      </EmptyState>
    )
  }
  if (sessions === undefined) {
    return <div className={css.screen} role="status" aria-busy aria-label={t('labeling.loading')} />
  }
  if (sessions.length === 0) return <NoSessions isReadOnly={isReadOnly} />
  return <SessionTable sessions={sessions} isReadOnly={isReadOnly} />
}

function NoSessions({ isReadOnly }: { isReadOnly: boolean }) {
  const t = useT()
  return (
    <div className={css.scrolling}>
      <h1 className={css.hiddenTitle}>{t('labeling.title')}</h1>
      <EmptyState
        icon={<IconClipboardCheck size={28} />}
        title={t('labeling.empty.title')}
        actions={
          <>
            <Button variant="filled" onClick={() => navigate({ screen: 'traces' })}>
              {t('labeling.empty.toTraces')}
            </Button>
            <Button disabled={isReadOnly} onClick={makeNew}>
              {t('labeling.new')}
            </Button>
          </>
        }
      >
        {t('labeling.empty.body')}
      </EmptyState>
    </div>
  )
}

function SessionTable({ sessions, isReadOnly }: { sessions: readonly LabelingSession[]; isReadOnly: boolean }) {
  const t = useT()
  const format = useFormat()
  const hasExperiments = useExperiments().length > 1
  const activeId = useListView((state) => state.activeId)
  const columns = useMemo((): GridColumn<LabelingSession>[] => {
    const named = (id: 'name' | 'experiment' | 'questions' | 'reviewers' | 'progress' | 'created') => ({
      id,
      name: t(`labeling.column.${id}`),
    })
    return [
      {
        ...named('name'),
        widthPx: 200,
        isStretched: true,
        render: (session) => (
          <Link
            to={{ screen: 'labeling', sessionId: session.sessionId }}
            tabIndex={-1}
            className={css.nameLink}
            title={session.name}
          >
            {session.name}
          </Link>
        ),
      },
      { ...named('progress'), widthPx: 300, render: (session) => <SessionProgress session={session} /> },
      {
        ...named('questions'),
        widthPx: 160,
        isStretched: true,
        render: (session) => <Questions session={session} />,
      },
      {
        ...named('reviewers'),
        widthPx: 150,
        isStretched: true,
        render: ({ reviewers }) =>
          reviewers.length === 0 ? (
            <span className={css.faint}>{t('labeling.noReviewers')}</span>
          ) : (
            <span title={reviewers.join('\n')}>{reviewers.join(', ')}</span>
          ),
      },
      ...(hasExperiments
        ? [
            {
              ...named('experiment'),
              widthPx: 140,
              render: ({ experimentName }: LabelingSession) => <span title={experimentName}>{experimentName}</span>,
            },
          ]
        : []),
      { ...named('created'), widthPx: 116, render: ({ createdAtMs }) => <RelativeTime timeMs={createdAtMs} /> },
    ]
  }, [t, hasExperiments])
  return (
    <div className={css.screen}>
      <header className={css.head}>
        <h1 className={css.title}>{t('labeling.title')}</h1>
        <span className={css.count} role="status">
          {t('labeling.count', { count: sessions.length, formatted: format.number(sessions.length) })}
        </span>
        <div className={css.tools}>
          <Button
            variant="filled"
            leftSection={<IconPlus size={14} aria-hidden />}
            disabled={isReadOnly}
            onClick={makeNew}
          >
            {t('labeling.new')}
          </Button>
        </div>
      </header>
      <div className={css.body}>
        <DataGrid
          label={t('labeling.list')}
          columns={columns}
          rows={sessions}
          idOf={idOf}
          activeId={activeId}
          onActive={setActive}
          onOpen={open}
        />
      </div>
    </div>
  )
}

function Questions({ session }: { session: LabelingSession }) {
  const t = useT()
  const format = useFormat()
  const { schemas, queueType } = session
  if (queueType === 'user') return <span className={css.dim}>{t('labeling.allQuestions')}</span>
  const count = schemas.length
  if (count === 0) return <span className={css.faint}>{t('labeling.noQuestions')}</span>
  const names = schemas.map((schema) => schema.name).join(', ')
  return <span title={t('labeling.questions', { count, formatted: format.number(count) })}>{names}</span>
}
