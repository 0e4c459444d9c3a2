import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import type { LabelingSession } from '../../../shared/model/labeling.ts'
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
import css from './labeling.module.css'
import { createSession, type SessionChange, updateSession } from './session-actions.ts'
import { SessionForm } from './session-form.tsx'

/** The experiment that a selection is looked at in; the default one where it says nothing. */
function experimentOf(selection: TraceSelection | undefined): string {
  return selection !== undefined && 'filter' in selection ? (selection.filter.experimentId ?? '0') : '0'
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
  return (
    <SessionDialog
      title={t('labeling.form.new')}
      session={undefined}
      initial={{ name: '', experimentId: experimentOf(selection), schemaIds: [], reviewers: [] }}
      lead={lead}
      onSave={async (draft) => {
        const session = await createSession(draft, selection)
        notifyDone(t('labeling.created', { name: session.name }))
        navigate({ screen: 'labeling', sessionId: session.sessionId })
      }}
    />
  )
}

export function EditSessionDialog({ sessionId }: { sessionId: string }) {
  const t = useT()
  const query = useQuery(orpc.labelingSessions.get.queryOptions({ input: { sessionId } }))
  if (query.data === undefined) {
    return (
      <Dialog title={t('labeling.form.edit')} onClose={closeDialog}>
        <p className={css.hint}>{query.isError ? failureText(query.error) : t('common.loading')}</p>
      </Dialog>
    )
  }
  return <LoadedEdit session={query.data} />
}

function LoadedEdit({ session }: { session: LabelingSession }) {
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
      }}
      lead={undefined}
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
  onSave,
}: {
  title: string
  session: LabelingSession | undefined
  initial: SessionChange
  lead: string | undefined
  onSave: (draft: SessionChange) => Promise<void>
}) {
  const t = useT()
  const [draft, setDraft] = useState(initial)
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
        onChange={(change) => setDraft((before) => ({ ...before, ...change }))}
        onSubmit={async () => {
          await onSave({ ...draft, name: draft.name.trim() })
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
