import type { EvaluationSummary, RunStatus } from '../../../shared/model/run.ts'
import { useT } from '../../i18n/i18n.ts'
import { type Tone, ToneBadge } from '../../ui/state-badge.tsx'

const tones: Record<RunStatus, Tone> = {
  RUNNING: 'busy',
  SCHEDULED: 'info',
  FINISHED: 'ok',
  FAILED: 'error',
  KILLED: 'warn',
}

/** The state of a run in shape and word; of Assay's own also that it waits for somebody. */
export function StatusMark({ evaluation: { status, state } }: { evaluation: EvaluationSummary }) {
  const t = useT()
  if (state === 'paused') return <ToneBadge tone="warn">{t('evaluate.run.state.paused')}</ToneBadge>
  return <ToneBadge tone={tones[status]}>{t(`evaluations.status.${status}`)}</ToneBadge>
}
