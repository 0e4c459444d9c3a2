import { Button } from '@mantine/core'
import { useDebouncedValue } from '@mantine/hooks'
import { keepPreviousData, useQuery } from '@tanstack/react-query'
import type { EvaluationConfig, EvaluationEstimate } from '../../../shared/model/evaluation.ts'
import { notifyFailure } from '../../app/notify.tsx'
import { orpc } from '../../data/client.ts'
import { updateSettings, useSettings } from '../../data/settings.ts'
import { useFormat } from '../../i18n/format.ts'
import { useT } from '../../i18n/i18n.ts'
import { Field, Fields } from '../../ui/fields.tsx'
import { EmptyPlaces } from './empty-places.tsx'
import css from './evaluate.module.css'

const nothing: EvaluationConfig = {
  experimentId: '0',
  name: '-',
  source: { kind: 'traces', selection: { traceIds: [] } },
  target: { kind: 'recorded' },
  scorers: [],
  concurrency: 1,
  maxTries: 1,
}

/** What the run will take, as far as it can be known before. */
export function EstimatePanel({ config }: { config: EvaluationConfig | undefined }) {
  const t = useT()
  const { isAirGapped } = useSettings()
  const [settled] = useDebouncedValue(config, 400)
  const { name: _, ...input } = settled ?? nothing
  const { data } = useQuery(
    orpc.evaluations.estimate.queryOptions({
      input,
      enabled: settled !== undefined,
      placeholderData: keepPreviousData,
    }),
  )
  const mustLeave =
    config !== undefined &&
    (config.target.kind !== 'recorded' || config.scorers.some((scorer) => scorer.kind !== 'code'))
  return (
    <>
      {data === undefined || config === undefined ? (
        <p className={css.hint}>{t('evaluate.estimate.waiting')}</p>
      ) : (
        <Figures estimate={data} />
      )}
      {isAirGapped && mustLeave && (
        <p className={css.warning}>
          {t('evaluate.estimate.airGap')}{' '}
          <Button onClick={() => void updateSettings({ isAirGapped: false }).catch(notifyFailure)}>
            {t('evaluate.estimate.airGapOff')}
          </Button>
        </p>
      )}
    </>
  )
}

function Figures({ estimate }: { estimate: EvaluationEstimate }) {
  const t = useT()
  const format = useFormat()
  const {
    rows,
    targetCalls,
    judgeCalls,
    inputTokens,
    outputTokens,
    unpriced,
    isTargetUnknown,
    emptyPlaces,
    lookedRows,
  } = estimate
  const calls = targetCalls + judgeCalls
  const tokens = inputTokens + outputTokens
  return (
    <>
      <Fields>
        <Field name={t('evaluate.estimate.rows')}>{format.number(rows)}</Field>
        <Field name={t('evaluate.estimate.calls')}>
          {calls === 0 ? t('evaluate.estimate.noCalls') : format.number(calls)}
        </Field>
        {tokens > 0 && (
          <Field name={t('evaluate.estimate.tokens')}>
            {t('evaluate.try.tokens', { input: format.compact(inputTokens), output: format.compact(outputTokens) })}
          </Field>
        )}
        <Field name={t('evaluate.estimate.cost')}>
          <CostText estimate={estimate} />
        </Field>
      </Fields>
      <EmptyPlaces places={emptyPlaces} rows={lookedRows} />
      {unpriced.length > 0 && (
        <p className={css.hint}>{t('evaluate.estimate.unpriced', { models: format.list(unpriced) })}</p>
      )}
      {isTargetUnknown && <p className={css.hint}>{t('evaluate.estimate.targetUnknown')}</p>}
    </>
  )
}

function CostText({ estimate }: { estimate: EvaluationEstimate }) {
  const t = useT()
  const format = useFormat()
  const { costUsd, unpriced, isTargetUnknown, targetCalls, judgeCalls } = estimate
  if (targetCalls + judgeCalls === 0) return t('evaluate.estimate.costFree')
  if (costUsd === undefined) return t('evaluate.estimate.costUnknown')
  const cost = format.cost(costUsd)
  return unpriced.length > 0 || isTargetUnknown ? t('evaluate.estimate.costPartly', { cost }) : cost
}
