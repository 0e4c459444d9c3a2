import { ActionIcon, Button, Progress, Tooltip } from '@mantine/core'
import { IconArrowLeft, IconPlayerPause, IconPlayerPlay, IconPlayerStop } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import type { EvaluationProgress, EvaluationState } from '../../../shared/model/evaluation.ts'
import type { EvaluationSummary } from '../../../shared/model/run.ts'
import { useCommands } from '../../app/commands.ts'
import { navigate } from '../../app/routes.ts'
import { useWorkspace } from '../../app/workspace.ts'
import { orpc } from '../../data/client.ts'
import { useFormat } from '../../i18n/format.ts'
import { useT } from '../../i18n/i18n.ts'
import { type Tone, ToneBadge } from '../../ui/state-badge.tsx'
import css from './run.module.css'
import { RunItems } from './run-items.tsx'
import { RunReason } from './run-reason.tsx'
import { RunTools } from './run-tools.tsx'
import { runActions } from './use-run.ts'

const tones: Record<EvaluationState, Tone> = {
  ready: 'info',
  running: 'busy',
  paused: 'warn',
  done: 'ok',
  failed: 'error',
  cancelled: 'info',
}

/** A run that is not finished: how far it is, what it waits for, and its rows. */
export function RunPage({ evaluation, progress }: { evaluation: EvaluationSummary; progress: EvaluationProgress }) {
  const t = useT()
  const { runId, name } = evaluation
  const { state, isPausing } = progress
  const isReadOnly = useWorkspace()?.isReadOnly === true
  const config = useQuery(orpc.evaluations.config.queryOptions({ input: { runId } })).data
  const isRunning = state === 'running' || state === 'ready'
  const { pause, cancel, resume } = runActions(runId)
  useCommands(() => {
    const group = 'evaluations' as const
    return [
      {
        id: 'evaluation.pause',
        title: t('evaluate.command.pause'),
        group,
        when: () => isRunning && !isPausing,
        run: () => runActions(runId).pause(),
      },
      {
        id: 'evaluation.cancel',
        title: t('evaluate.command.cancel'),
        group,
        when: () => isRunning || (state === 'paused' && !isReadOnly),
        run: () => runActions(runId).cancel(),
      },
      {
        id: 'evaluation.resume',
        title: t('evaluate.command.resume'),
        group,
        when: () => !isRunning && !isReadOnly,
        run: () => runActions(runId).resume(),
      },
    ]
  }, [t, runId, state, isRunning, isPausing, isReadOnly])
  const backLabel = t('evaluate.back')
  return (
    <div className={css.page}>
      <header className={css.head}>
        <div className={css.titleLine}>
          <Tooltip label={backLabel}>
            <ActionIcon aria-label={backLabel} onClick={() => navigate({ screen: 'evaluations' })}>
              <IconArrowLeft size={16} aria-hidden />
            </ActionIcon>
          </Tooltip>
          <h1 className={css.title} title={name}>
            {name}
          </h1>
          <ToneBadge tone={tones[state]}>
            {isPausing ? t('evaluate.run.pausing') : t(`evaluate.run.state.${state}`)}
          </ToneBadge>
          <div className={css.tools}>
            {isRunning ? (
              <>
                <Button disabled={isPausing} leftSection={<IconPlayerPause size={14} aria-hidden />} onClick={pause}>
                  {t('evaluate.run.pause')}
                </Button>
                <Button leftSection={<IconPlayerStop size={14} aria-hidden />} onClick={cancel}>
                  {t('evaluate.run.cancel')}
                </Button>
              </>
            ) : (
              <>
                <Button
                  variant="filled"
                  disabled={isReadOnly}
                  leftSection={<IconPlayerPlay size={14} aria-hidden />}
                  onClick={() => resume()}
                >
                  {t('evaluate.run.resume')}
                </Button>
                <RunTools progress={progress} />
                {state === 'paused' && (
                  <Button disabled={isReadOnly} leftSection={<IconPlayerStop size={14} aria-hidden />} onClick={cancel}>
                    {t('evaluate.run.cancel')}
                  </Button>
                )}
              </>
            )}
          </div>
        </div>
        <Figures progress={progress} limitUsd={config?.maxCostUsd} />
        {!isRunning && <RunReason progress={progress} limitUsd={config?.maxCostUsd} isReadOnly={isReadOnly} />}
      </header>
      <RunItems runId={runId} progress={progress} />
    </div>
  )
}

function Figures({ progress, limitUsd }: { progress: EvaluationProgress; limitUsd: number | undefined }) {
  const t = useT()
  const format = useFormat()
  const { rows, scored, failed, calls, retries, costUsd, remainingMs, state } = progress
  const finished = scored + failed
  const cost = format.cost(costUsd)
  return (
    <section aria-label={t('evaluate.run.region')}>
      <div className={css.bar}>
        <Progress.Root size={8} className={css.track ?? ''}>
          <Progress.Section
            value={rows === 0 ? 0 : (finished / rows) * 100}
            aria-label={t('evaluate.run.progress')}
            aria-valuetext={t('evaluate.run.rows', { finished: format.number(finished), total: format.number(rows) })}
          />
        </Progress.Root>
        <span className={css.count}>
          {t('evaluate.run.rows', { finished: format.number(finished), total: format.number(rows) })}
        </span>
      </div>
      <dl className={css.facts}>
        <Fact name={t('evaluate.run.calls')}>{format.number(calls)}</Fact>
        <Fact name={t('evaluate.run.retries')}>{format.number(retries)}</Fact>
        <Fact name={t('evaluate.run.failed')}>{format.number(failed)}</Fact>
        <Fact name={t('evaluate.run.cost')}>
          {limitUsd === undefined ? cost : t('evaluate.run.costOf', { cost, limit: format.cost(limitUsd) })}
        </Fact>
        {state === 'running' && (
          <Fact name={t('evaluate.run.remaining')}>
            {remainingMs === undefined ? t('evaluate.run.remainingUnknown') : format.duration(remainingMs * 1000)}
          </Fact>
        )}
      </dl>
    </section>
  )
}

function Fact({ name, children }: { name: string; children: string }) {
  return (
    <div className={css.fact}>
      <dt>{name}</dt>
      <dd>{children}</dd>
    </div>
  )
}
