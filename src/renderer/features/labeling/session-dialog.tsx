import { skipToken, useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { defaultRules, type SessionRules, type SessionSetup } from '../../../shared/model/label-work.ts'
import type { LabelingSession } from '../../../shared/model/labeling.ts'
import type { ItemSource, Sample } from '../../../shared/model/session-sample.ts'
import type { TraceSelection } from '../../../shared/model/trace.ts'
import { closeDialog } from '../../app/dialogs.ts'
import { notifyDone } from '../../app/notify.tsx'
import { navigate } from '../../app/routes.ts'
import { orpc } from '../../data/client.ts'
import { failureText } from '../../data/errors.ts'
import { useFormat } from '../../i18n/format.ts'
import { useT } from '../../i18n/i18n.ts'
import { Dialog } from '../../ui/dialog.tsx'
import { NewQuestion } from '../schemas/index.tsx'
import { currentListFilter } from '../traces/index.tsx'
import css from './labeling.module.css'
import { findSampleProblem, newSampleDraft, toSample, toSource } from './sample-draft.ts'
import { createSession, type SessionChange, updateSession } from './session-actions.ts'
import { SessionForm } from './session-form.tsx'
import { TracesForm } from './traces-form.tsx'
import { useExperiments } from './use-sessions.ts'

interface Filling {
  selection: ItemSource | undefined
  sample: Sample | undefined
}

/** A session, with the selected traces or empty; leads to it when it is there. */
export function NewSessionDialog({
  selection,
  count,
}: {
  selection: TraceSelection | undefined
  count: number | undefined
}) {
  const t = useT()
  const format = useFormat()
  const lead =
    selection === undefined
      ? undefined
      : count === undefined
        ? t('labeling.form.withUncounted')
        : t('labeling.form.with', { count, formatted: format.number(count) })
  const hasSeveral = useExperiments().length > 1
  const isAsked = selection !== undefined && hasSeveral
  // MLflow finds the traces of a session's run in the session's own experiment only.
  const experiments = useQuery(
    orpc.traces.experiments.queryOptions({ input: isAsked ? { selection } : skipToken, staleTime: 0 }),
  )
  if (isAsked && experiments.isPending) {
    return (
      <Dialog title={t('labeling.form.new')} size="lg" onClose={closeDialog}>
        <p className={css.hint}>{t('common.loading')}</p>
      </Dialog>
    )
  }
  const [most] = experiments.data ?? []
  return (
    <SessionDialog
      title={t('labeling.form.new')}
      session={undefined}
      selection={selection}
      isMixed={(experiments.data?.length ?? 0) > 1}
      initial={{
        name: '',
        experimentId: most?.experimentId ?? '0',
        schemaIds: [],
        reviewers: [],
        rules: defaultRules,
        guidelines: '',
      }}
      lead={lead}
      rulesBefore={undefined}
      onSave={async (draft, filling) => {
        const session = await createSession(draft, filling)
        notifyDone(t('labeling.created', { name: session.name }))
        navigate({ screen: 'labeling', sessionId: session.sessionId })
      }}
    />
  )
}

export function EditSessionDialog({ sessionId }: { sessionId: string }) {
  const t = useT()
  const query = useQuery(orpc.labelingSessions.get.queryOptions({ input: { sessionId } }))
  const setup = useQuery(orpc.labelingSessions.setup.queryOptions({ input: { sessionId } }))
  const progress = useQuery(orpc.labelWork.progress.queryOptions({ input: { sessionId } }))
  const error = query.error ?? setup.error ?? progress.error
  if (query.data === undefined || setup.data === undefined || progress.data === undefined) {
    return (
      <Dialog title={t('labeling.form.edit')} onClose={closeDialog}>
        <p className={css.hint}>{error === null ? t('common.loading') : failureText(error)}</p>
      </Dialog>
    )
  }
  const hasBegun = progress.data.reviewers.some(({ complete, skipped, flagged }) => complete + skipped + flagged > 0)
  return <LoadedEdit session={query.data} setup={setup.data} hasBegun={hasBegun} />
}

function LoadedEdit({
  session,
  setup,
  hasBegun,
}: {
  session: LabelingSession
  setup: SessionSetup
  hasBegun: boolean
}) {
  const t = useT()
  return (
    <SessionDialog
      title={t('labeling.form.edit')}
      session={session}
      initial={{
        name: session.name,
        experimentId: session.experimentId,
        schemaIds: session.schemas.map((schema) => schema.schemaId),
        reviewers: session.reviewers,
        rules: setup.rules,
        guidelines: setup.guidelines ?? '',
      }}
      lead={undefined}
      selection={undefined}
      rulesBefore={hasBegun ? setup.rules : undefined}
      onSave={async (draft) => {
        const { name } = await updateSession(session, draft)
        notifyDone(t('labeling.saved', { name }))
      }}
    />
  )
}

/** The form, and in its place for a moment that of a new question; what was entered stays meanwhile. */
function SessionDialog({
  title,
  session,
  initial,
  lead,
  selection,
  isMixed = false,
  rulesBefore,
  onSave,
}: {
  title: string
  session: LabelingSession | undefined
  initial: SessionChange
  lead: string | undefined
  selection: TraceSelection | undefined
  /** The selected traces belong to several experiments. */
  isMixed?: boolean
  rulesBefore: SessionRules | undefined
  onSave: (draft: SessionChange, filling: Filling) => Promise<void>
}) {
  const t = useT()
  const [draft, setDraft] = useState(initial)
  const [sample, setSample] = useState(() => newSampleDraft(selection !== undefined))
  const [found] = useState(currentListFilter)
  const source = toSource(sample, { selection, found, experimentId: draft.experimentId })
  const [isNewQuestion, setIsNewQuestion] = useState(false)
  const back = () => setIsNewQuestion(false)
  if (isNewQuestion) {
    return (
      <Dialog title={title} size="xl" onClose={back}>
        <NewQuestion
          experimentId={draft.experimentId}
          onCancel={back}
          onSaved={({ schemaId }) => {
            setDraft((before) => ({ ...before, schemaIds: [...before.schemaIds, schemaId] }))
            back()
          }}
        />
      </Dialog>
    )
  }
  return (
    <Dialog key="session" title={title} size="lg" onClose={closeDialog}>
      <SessionForm
        draft={draft}
        session={session}
        lead={lead}
        isMixed={isMixed}
        tracesForm={
          session === undefined ? (
            <TracesForm
              draft={sample}
              selection={selection}
              selectionText={lead}
              found={found}
              experimentId={draft.experimentId}
              onChange={(change) => setSample((before) => ({ ...before, ...change }))}
            />
          ) : undefined
        }
        tracesProblem={session === undefined && findSampleProblem(sample) !== undefined}
        rulesBefore={rulesBefore}
        onChange={(change) => setDraft((before) => ({ ...before, ...change }))}
        onSubmit={async () => {
          await onSave({ ...draft, name: draft.name.trim() }, { selection: source, sample: toSample(sample) })
          closeDialog()
        }}
        onNewQuestion={() => setIsNewQuestion(true)}
        onCancel={closeDialog}
      />
      <span className={css.hiddenTitle} role="status">
        {draft.schemaIds.length > 0 &&
          t('labeling.questions', { count: draft.schemaIds.length, formatted: String(draft.schemaIds.length) })}
      </span>
    </Dialog>
  )
}
