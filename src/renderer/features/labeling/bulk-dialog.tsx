/** One answer to one question for several traces, with what it would set. */
import { Button, Checkbox, Select } from '@mantine/core'
import { skipToken, useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import type { BulkPlan } from '../../../shared/model/label-bulk.ts'
import type { LabelingSession, LabelSchema } from '../../../shared/model/labeling.ts'
import { closeDialog } from '../../app/dialogs.ts'
import { orpc } from '../../data/client.ts'
import { failureText } from '../../data/errors.ts'
import { useReviewerName } from '../../data/settings.ts'
import { useFormat } from '../../i18n/format.ts'
import { useT } from '../../i18n/i18n.ts'
import type { AnswerValue } from '../../ui/answer.ts'
import { Dialog } from '../../ui/dialog.tsx'
import { Question } from '../../ui/question.tsx'
import { ValueMark } from '../assessments/index.tsx'
import { ReviewerField } from '../handover/index.tsx'
import { answerAll } from './check-actions.ts'
import css from './checks.module.css'
import { isAnsweredAlone, titleOf } from './comparable.ts'
import { clearItems } from './session-view.ts'
import { findItem } from './use-items.ts'

export function BulkDialog({ sessionId, traceIds }: { sessionId: string; traceIds: readonly string[] }) {
  const t = useT()
  const session = useQuery(orpc.labelingSessions.get.queryOptions({ input: { sessionId } }))
  return (
    <Dialog title={t('labelChecks.bulk.title')} size="lg" onClose={closeDialog}>
      {session.error !== null && (
        <p role="alert" className={css.error}>
          {failureText(session.error)}
        </p>
      )}
      {session.data !== undefined && <BulkForm session={session.data} traceIds={traceIds} />}
    </Dialog>
  )
}

function BulkForm({ session, traceIds }: { session: LabelingSession; traceIds: readonly string[] }) {
  const t = useT()
  const { sessionId } = session
  const schemas = session.schemas.filter(isAnsweredAlone)
  const ownName = useReviewerName().trim()
  const [reviewer, setReviewer] = useState(() =>
    session.reviewers.length === 0 || session.reviewers.includes(ownName) ? ownName : (session.reviewers[0] ?? ''),
  )
  const [schemaId, setSchemaId] = useState(schemas[0]?.schemaId ?? '')
  const [answer, setAnswer] = useState<{ value: AnswerValue | undefined; comment: string }>(noAnswer)
  const [replaces, setReplaces] = useState(false)
  const [isBusy, setIsBusy] = useState(false)
  const [error, setError] = useState<unknown>()
  const schema = schemas.find((each) => each.schemaId === schemaId)
  const bulk = { sessionId, reviewer: reviewer.trim(), traceIds: [...traceIds], schemaId, replaces }
  const isReady = bulk.reviewer !== '' && schema !== undefined
  const plan = useQuery(orpc.labelBulk.plan.queryOptions({ input: isReady ? bulk : skipToken, gcTime: 0 }))
  const setCount = plan.data?.set.length ?? 0
  const { value, comment } = answer
  const confirm = async () => {
    if (value === undefined) return
    setError(undefined)
    setIsBusy(true)
    try {
      await answerAll({ ...bulk, value, ...(comment === '' ? {} : { rationale: comment }) })
      clearItems(sessionId)
      closeDialog()
    } catch (failure) {
      setError(failure)
      setIsBusy(false)
    }
  }
  if (schema === undefined) return <p className={css.text}>{t('labelChecks.bulk.nothing')}</p>
  return (
    <div className={css.dialog}>
      <p className={css.text}>{t('labelChecks.bulk.about')}</p>
      <ReviewerField session={session} value={reviewer} onChange={setReviewer} />
      {schemas.length > 1 && (
        <Select
          label={t('labelChecks.bulk.question')}
          data={schemas.map((each) => ({ value: each.schemaId, label: titleOf(each) }))}
          value={schemaId}
          allowDeselect={false}
          onChange={(chosen) => {
            if (chosen === null) return
            setSchemaId(chosen)
            setAnswer(noAnswer)
          }}
        />
      )}
      <Question key={schemaId} schema={schema} answer={answer} onChange={setAnswer} />
      <Checkbox
        label={t('labelChecks.bulk.replaces')}
        checked={replaces}
        onChange={(event) => setReplaces(event.currentTarget.checked)}
      />
      <section className={css.plan} aria-label={t('labelChecks.bulk.preview')} aria-busy={plan.isFetching}>
        {plan.error !== null && (
          <p role="alert" className={css.error}>
            {failureText(plan.error)}
          </p>
        )}
        {plan.isPending && isReady && <p className={css.hint}>{t('labelChecks.bulk.loading')}</p>}
        {plan.data !== undefined && <Plan sessionId={sessionId} plan={plan.data} schema={schema} />}
      </section>
      <p className={css.hint}>{t('labelChecks.bulk.submits')}</p>
      {error !== undefined && (
        <p role="alert" className={css.error}>
          {failureText(error)}
        </p>
      )}
      <footer className={css.actions}>
        <Button onClick={closeDialog}>{t('common.cancel')}</Button>
        <Button
          variant="filled"
          loading={isBusy}
          disabled={value === undefined || setCount === 0 || plan.isFetching}
          onClick={() => void confirm()}
        >
          {t('labelChecks.bulk.confirm')}
        </Button>
      </footer>
    </div>
  )
}

const noAnswer = { value: undefined, comment: '' }
const mostShown = 8

function Plan({ sessionId, plan, schema }: { sessionId: string; plan: BulkPlan; schema: LabelSchema }) {
  const t = useT()
  const format = useFormat()
  const counted = (count: number) => ({ count, formatted: format.number(count) })
  const { set, answered, notMine } = plan
  const labels =
    schema.input.type === 'passFail'
      ? { pass: schema.input.positiveLabel, fail: schema.input.negativeLabel }
      : undefined
  return (
    <>
      <p className={css.counts} role="status">
        <strong>{t('labelChecks.bulk.set', counted(set.length))}</strong>
        {answered.length > 0 && <span>{t('labelChecks.bulk.answered', counted(answered.length))}</span>}
        {notMine.length > 0 && <span>{t('labelChecks.bulk.notMine', counted(notMine.length))}</span>}
      </p>
      <ul className={css.items}>
        {set.slice(0, mostShown).map(({ traceId, before }) => {
          const trace = findItem(sessionId, traceId)?.trace
          return (
            <li key={traceId}>
              <span className={css.itemName}>{trace?.inputPreview ?? trace?.name ?? `tr-${traceId}`}</span>
              {before !== undefined && (
                <span className={css.hint}>
                  {Array.isArray(before) ? before.join(', ') : <ValueMark value={before} labels={labels} />}
                </span>
              )}
            </li>
          )
        })}
      </ul>
      {set.length > mostShown && (
        <p className={css.hint}>{t('labelChecks.bulk.more', counted(set.length - mostShown))}</p>
      )}
    </>
  )
}
