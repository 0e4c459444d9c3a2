import type { RunStatus } from '../../../shared/model/run.ts'
import { useT } from '../../i18n/i18n.ts'
import { type Tone, ToneBadge } from '../../ui/state-badge.tsx'

const tones: Record<RunStatus, Tone> = {
  RUNNING: 'busy',
  SCHEDULED: 'info',
  FINISHED: 'ok',
  FAILED: 'error',
  KILLED: 'warn',
}

/** The state of a run in shape and word. */
export function StatusMark({ status }: { status: RunStatus }) {
  const t = useT()
  return <ToneBadge tone={tones[status]}>{t(`evaluations.status.${status}`)}</ToneBadge>
}
