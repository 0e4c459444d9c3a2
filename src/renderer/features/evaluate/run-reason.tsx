import { Button, NumberInput } from '@mantine/core'
import { useState } from 'react'
import { begunElsewhereReason, costLimitReason, type EvaluationProgress } from '../../../shared/model/evaluation.ts'
import { notifyFailure } from '../../app/notify.tsx'
import { navigate } from '../../app/routes.ts'
import { updateSettings } from '../../data/settings.ts'
import { useT } from '../../i18n/i18n.ts'
import css from './run.module.css'
import { runActions } from './use-run.ts'

/** Why a run does not work on, and what mends it. */
export function RunReason({
  progress,
  limitUsd,
  isReadOnly,
}: {
  progress: EvaluationProgress
  limitUsd: number | undefined
  isReadOnly: boolean
}) {
  const t = useT()
  const { state, error, runId } = progress
  const { resume } = runActions(runId)
  const code = error?.code
  return (
    <div className={css.reason} role="status">
      <p className={css.reasonText}>{reasonText(t, progress)}</p>
      {state === 'paused' && code === 'airGapped' && (
        <Button
          disabled={isReadOnly}
          onClick={() => void updateSettings({ isAirGapped: false }).then(() => resume(), notifyFailure)}
        >
          {t('evaluate.run.airGapOff')}
        </Button>
      )}
      {state === 'paused' && (code === 'keyMissing' || code === 'keyRefused') && (
        <Button onClick={() => navigate({ screen: 'settings' })}>{t('evaluate.run.toProviders')}</Button>
      )}
      {state === 'paused' && code === costLimitReason && (
        <RaiseLimit limitUsd={limitUsd} isReadOnly={isReadOnly} onRaise={(maxCostUsd) => resume({ maxCostUsd })} />
      )}
    </div>
  )
}

function reasonText(t: ReturnType<typeof useT>, { state, error }: EvaluationProgress): string {
  const message = error?.message ?? ''
  if (state === 'failed') return t('evaluate.run.failedBecause', { message })
  if (state === 'cancelled') return t('evaluate.run.cancelledText')
  if (state !== 'paused') return t('evaluate.run.interrupted')
  switch (error?.code) {
    case undefined:
      return t('evaluate.run.waits.person')
    case 'airGapped':
    case 'keyMissing':
    case 'keyRefused':
    case costLimitReason:
    case begunElsewhereReason:
      return t(`evaluate.run.waits.${error.code}`)
    default:
      return t('evaluate.run.waits.other', { message })
  }
}

function RaiseLimit({
  limitUsd,
  isReadOnly,
  onRaise,
}: {
  limitUsd: number | undefined
  isReadOnly: boolean
  onRaise: (maxCostUsd: number | null) => void
}) {
  const t = useT()
  const [limit, setLimit] = useState<number | string>(limitUsd === undefined ? '' : limitUsd * 2)
  return (
    <form
      className={css.raise}
      onSubmit={(event) => {
        event.preventDefault()
        onRaise(limit === '' ? null : Number(limit))
      }}
    >
      <NumberInput
        label={t('evaluate.run.raise')}
        description={t('evaluate.run.raiseHint')}
        min={0}
        value={limit}
        onChange={setLimit}
      />
      <Button type="submit" disabled={isReadOnly || (limit !== '' && !(Number(limit) >= 0))}>
        {t('evaluate.run.resume')}
      </Button>
    </form>
  )
}
