/** Makes a dataset, empty or out of traces or a labeling session, or adds their records to one that is there. */
import { Alert, Button, Group, Radio, Select, Stack, TextInput } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { type FormEvent, useMemo, useState } from 'react'
import type { TraceSelection } from '../../../shared/model/trace.ts'
import { closeDialog, openDialog } from '../../app/dialogs.ts'
import { notifyDone } from '../../app/notify.tsx'
import { currentRoute, navigate } from '../../app/routes.ts'
import { client, orpc } from '../../data/client.ts'
import { failureText } from '../../data/errors.ts'
import { useReviewerName } from '../../data/settings.ts'
import { formatNumber, useFormat } from '../../i18n/format.ts'
import { currentLanguage, t as translate, useT } from '../../i18n/i18n.ts'
import { Dialog } from '../../ui/dialog.tsx'
import { AnswerRules } from './answer-rules.tsx'
import css from './datasets.module.css'
import { type DraftQuestion, findMakeProblem, type MakeDraft, toSource } from './make-draft.ts'

export interface MakeChoice {
  /** Of these traces; without it and a session, the dialog asks. */
  selection?: TraceSelection | undefined
  count?: number | undefined
  sessionId?: string | undefined
  /** Into this one. */
  datasetId?: string | undefined
}

/** More traces are read by a job, which shows how far it is and can be stopped. */
const mostAtOnce = 2_000

type Origin = 'empty' | 'session'

export function MakeDatasetDialog({ selection, count, sessionId, datasetId }: MakeChoice) {
  const t = useT()
  const format = useFormat()
  const user = useReviewerName().trim()
  const isFixed = selection !== undefined || sessionId !== undefined
  const [origin, setOrigin] = useState<Origin>(datasetId === undefined && !isFixed ? 'empty' : 'session')
  const [chosen, setChosen] = useState(sessionId)
  const [draft, setDraft] = useState<MakeDraft>({
    name: '',
    datasetId,
    uses: {},
    rule: 'decided',
    reviewer: undefined,
  })
  const [isTried, setIsTried] = useState(false)
  const [isBusy, setIsBusy] = useState(false)
  const [error, setError] = useState<unknown>()
  const datasets = useQuery(orpc.datasets.list.queryOptions()).data ?? []
  const change = (next: Partial<MakeDraft>) => setDraft((before) => ({ ...before, ...next }))

  const sessions = useQuery({ ...orpc.labelingSessions.list.queryOptions(), enabled: selection === undefined })
  const session = sessions.data?.find((each) => each.sessionId === chosen)
  const names = useQuery({ ...orpc.assessments.names.queryOptions(), enabled: selection !== undefined })
  const questions = useMemo((): DraftQuestion[] => {
    if (selection !== undefined) {
      return (names.data ?? []).flatMap(({ name, kind }) =>
        kind === 'issue' ? [] : [{ name, kind, use: kind === 'expectation' ? 'expectation' : 'none' }],
      )
    }
    return (session?.schemas ?? []).map(({ name, type }) => ({
      name,
      kind: type,
      use: type === 'expectation' ? 'expectation' : 'tag',
    }))
  }, [selection, names.data, session])
  const from =
    selection !== undefined ? { traces: selection } : origin === 'session' ? { sessionId: chosen } : undefined
  const problem = findMakeProblem(draft, from)
  const name = draft.name.trim()
  const shownProblem = isTried ? problem : undefined

  const submit = async (event: FormEvent) => {
    event.preventDefault()
    setIsTried(true)
    if (problem !== undefined || isBusy) return
    setIsBusy(true)
    setError(undefined)
    try {
      const source = from === undefined ? undefined : toSource(from, questions, draft)
      const by = user === '' ? {} : { user }
      if (source?.kind === 'traces' && (count === undefined || count > mostAtOnce)) {
        const datasetId =
          draft.datasetId ?? (await client.datasets.create({ name, experimentIds: [], ...by })).datasetId
        await client.datasets.addTraces({ datasetId, source, ...by })
        closeDialog()
        navigate({ screen: 'datasets', datasetId })
        notifyDone(translate('datasets.make.inJob'), {
          label: translate('datasets.make.showJob'),
          run: () => openDialog({ kind: 'jobs' }),
        })
        return
      }
      const target = draft.datasetId
      const result =
        target === undefined || source === undefined
          ? await client.datasets.create({
              name,
              experimentIds: session === undefined ? [] : [session.experimentId],
              ...(source === undefined ? {} : { source }),
              ...by,
            })
          : await client.datasets.addFrom({ datasetId: target, source, ...by })
      closeDialog()
      tellMade(result, target === undefined)
    } catch (reason) {
      setError(reason)
      setIsBusy(false)
    }
  }
  return (
    <Dialog title={t(datasetId === undefined ? titleOf(isFixed) : 'datasets.make.titleAdd')} onClose={closeDialog}>
      <form onSubmit={(event) => void submit(event)}>
        <Stack gap="md">
          {selection !== undefined && (
            <p className={css.lead}>
              {count === undefined
                ? t('datasets.make.ofTracesUncounted')
                : t('datasets.make.ofTraces', { count, formatted: format.number(count) })}
            </p>
          )}
          {sessionId !== undefined && session !== undefined && (
            <p className={css.lead}>{t('datasets.make.ofSession', { name: session.name })}</p>
          )}
          {error !== undefined && (
            <Alert color="red" p="xs" role="alert">
              {failureText(error)}
            </Alert>
          )}
          {datasetId === undefined && isFixed && datasets.length > 0 && (
            <Select
              label={t('datasets.make.into')}
              data={[
                { value: '', label: t('datasets.make.intoNew') },
                ...datasets.map((each) => ({ value: each.datasetId, label: each.name })),
              ]}
              value={draft.datasetId ?? ''}
              allowDeselect={false}
              searchable
              onChange={(value) => change({ datasetId: value === null || value === '' ? undefined : value })}
            />
          )}
          {draft.datasetId === undefined && (
            <TextInput
              data-autofocus
              label={t('datasets.make.name')}
              value={draft.name}
              maxLength={250}
              autoComplete="off"
              error={shownProblem === 'nameEmpty' ? t('datasets.make.problem.nameEmpty') : undefined}
              onChange={(event) => change({ name: event.currentTarget.value })}
            />
          )}
          {!isFixed && datasetId === undefined && (
            <Radio.Group
              label={t('datasets.make.origin')}
              value={origin}
              onChange={(value) => setOrigin(value === 'session' ? 'session' : 'empty')}
            >
              <Stack gap="xs" mt="xs">
                <Radio value="empty" label={t('datasets.make.empty')} description={t('datasets.make.emptyHint')} />
                <Radio value="session" label={t('datasets.make.session')} />
              </Stack>
            </Radio.Group>
          )}
          {!isFixed && origin === 'session' && (
            <Select
              {...(datasetId === undefined ? {} : { 'data-autofocus': true })}
              label={t('datasets.make.whichSession')}
              data={(sessions.data ?? []).map((each) => ({ value: each.sessionId, label: each.name }))}
              value={chosen ?? null}
              searchable
              nothingFoundMessage={t('datasets.make.noSessions')}
              error={shownProblem === 'noSession' ? t('datasets.make.problem.noSession') : undefined}
              onChange={(value) => setChosen(value ?? undefined)}
            />
          )}
          {(selection !== undefined ? names.isSuccess : origin === 'session' && session !== undefined) && (
            <AnswerRules
              questions={questions}
              reviewers={session?.reviewers ?? []}
              draft={draft}
              problem={shownProblem === 'noReviewer'}
              onChange={change}
            />
          )}
          <Group justify="flex-end" gap="sm">
            <Button onClick={closeDialog}>{t('common.cancel')}</Button>
            <Button type="submit" variant="filled" loading={isBusy}>
              {t(draft.datasetId === undefined ? 'datasets.make.create' : 'datasets.make.add')}
            </Button>
          </Group>
        </Stack>
      </form>
    </Dialog>
  )
}

function titleOf(isFixed: boolean) {
  return isFixed ? 'datasets.make.titleFrom' : 'datasets.make.titleNew'
}

interface Result {
  datasetId: string
  inserted: number
  updated: number
  left: number
}

/** A new dataset is shown; what went into another is told, with a way to it. */
function tellMade({ datasetId, inserted, updated, left }: Result, isNew: boolean): void {
  const number = (count: number) => ({ count, formatted: formatNumber(count, currentLanguage()) })
  const open = () => navigate({ screen: 'datasets', datasetId })
  const route = currentRoute()
  if (isNew) open()
  if (isNew && inserted + left === 0) return
  const message = [
    translate('datasets.make.added', number(inserted)),
    ...(updated === 0 ? [] : [translate('datasets.make.merged', number(updated))]),
    ...(left === 0 ? [] : [translate('datasets.make.left', number(left))]),
  ].join(' ')
  const isThere = isNew || (route.screen === 'datasets' && route.datasetId === datasetId)
  notifyDone(message, isThere ? undefined : { label: translate('datasets.make.open'), run: open })
}
