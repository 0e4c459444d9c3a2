/** Marks a trace of a session as known: what the right answers are. */
import { Button } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import type { GoldAnswer, GoldProposal } from '../../../shared/model/label-checks.ts'
import type { LabelSchema } from '../../../shared/model/labeling.ts'
import { closeDialog } from '../../app/dialogs.ts'
import { orpc } from '../../data/client.ts'
import { failureText } from '../../data/errors.ts'
import { useT } from '../../i18n/i18n.ts'
import { type AnswerValue, toAnswerValue } from '../../ui/answer.ts'
import { Dialog } from '../../ui/dialog.tsx'
import { Question } from '../../ui/question.tsx'
import { saveGold } from './check-actions.ts'
import css from './checks.module.css'
import { isComparable } from './comparable.ts'
import { findItem } from './use-items.ts'

export function GoldDialog({ sessionId, traceId }: { sessionId: string; traceId: string }) {
  const t = useT()
  const session = useQuery(orpc.labelingSessions.get.queryOptions({ input: { sessionId } }))
  const proposals = useQuery({
    ...orpc.labelGold.propose.queryOptions({ input: { sessionId, traceId } }),
    // Begun from what is true now; what is typed must not change under the hand.
    staleTime: Number.POSITIVE_INFINITY,
    gcTime: 0,
  })
  const error = session.error ?? proposals.error
  return (
    <Dialog title={t('labelChecks.gold.title')} size="lg" onClose={closeDialog}>
      {error !== null && (
        <p role="alert" className={css.error}>
          {failureText(error)}
        </p>
      )}
      {session.data !== undefined && proposals.data !== undefined && (
        <GoldForm sessionId={sessionId} traceId={traceId} schemas={session.data.schemas} proposals={proposals.data} />
      )}
    </Dialog>
  )
}

function GoldForm({
  sessionId,
  traceId,
  schemas,
  proposals,
}: {
  sessionId: string
  traceId: string
  schemas: readonly LabelSchema[]
  proposals: readonly GoldProposal[]
}) {
  const t = useT()
  const asked = schemas.filter(isComparable)
  const trace = findItem(sessionId, traceId)?.trace
  const [values, setValues] = useState<ReadonlyMap<string, AnswerValue | undefined>>(
    () => new Map(proposals.map(({ schemaId, value }) => [schemaId, toAnswerValue(value)])),
  )
  const [error, setError] = useState<unknown>()
  const wasKnown = proposals.some(({ from }) => from === 'gold')
  const answers = asked.flatMap(({ schemaId }): GoldAnswer[] => {
    const value = values.get(schemaId)
    return value === undefined ? [] : [{ schemaId, value }]
  })
  const save = async () => {
    setError(undefined)
    try {
      await saveGold(sessionId, traceId, answers)
      closeDialog()
    } catch (failure) {
      setError(failure)
    }
  }
  if (asked.length === 0) return <p className={css.text}>{t('labelChecks.gold.nothing')}</p>
  return (
    <div className={css.dialog}>
      <p className={css.text}>{t('labelChecks.gold.about')}</p>
      <p className={css.item}>{trace?.inputPreview ?? trace?.name ?? `tr-${traceId}`}</p>
      {asked.map((schema) => {
        const { schemaId } = schema
        const from = proposals.find((each) => each.schemaId === schemaId)?.from
        return (
          <div key={schemaId}>
            <Question
              schema={{ ...schema, enableComment: false }}
              answer={{ value: values.get(schemaId), comment: '' }}
              onChange={({ value }) => setValues((before) => new Map(before).set(schemaId, value))}
            />
            {from !== undefined && <p className={css.hint}>{t(`labelChecks.gold.from.${from}`)}</p>}
          </div>
        )
      })}
      {asked.length < schemas.length && <p className={css.hint}>{t('labelChecks.gold.notAsked')}</p>}
      {wasKnown && <p className={css.hint}>{t('labelChecks.gold.none')}</p>}
      {error !== undefined && (
        <p role="alert" className={css.error}>
          {failureText(error)}
        </p>
      )}
      <footer className={css.actions}>
        <Button onClick={closeDialog}>{t('common.cancel')}</Button>
        <Button variant="filled" disabled={answers.length === 0 && !wasKnown} onClick={() => void save()}>
          {t('labelChecks.gold.save')}
        </Button>
      </footer>
    </div>
  )
}
