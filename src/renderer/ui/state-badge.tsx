import { IconAlertTriangle, IconCircleCheck, IconCircleX, IconInfoCircle, IconLoader2 } from '@tabler/icons-react'
import type { ReactNode } from 'react'
import type { TraceState } from '../../shared/model/trace.ts'
import { useT } from '../i18n/i18n.ts'
import css from './state-badge.module.css'

export type Tone = 'ok' | 'warn' | 'error' | 'info' | 'busy'

const icons = {
  ok: IconCircleCheck,
  warn: IconAlertTriangle,
  error: IconCircleX,
  info: IconInfoCircle,
  busy: IconLoader2,
}

/** A state in colour, shape and word. */
export function ToneBadge({ tone, children }: { tone: Tone; children: ReactNode }) {
  const Icon = icons[tone]
  return (
    <span className={css.badge} data-tone={tone}>
      <Icon size={14} aria-hidden />
      <span>{children}</span>
    </span>
  )
}

const tones: Record<TraceState, Tone> = { OK: 'ok', ERROR: 'error', IN_PROGRESS: 'busy' }

/** The state of a trace. `iconOnly` keeps the word for screen readers and the title. */
export function StateBadge({ state, iconOnly = false }: { state: TraceState; iconOnly?: boolean }) {
  const t = useT()
  const word = t(`common.state.${state}`)
  if (!iconOnly) return <ToneBadge tone={tones[state]}>{word}</ToneBadge>
  const Icon = icons[tones[state]]
  return (
    <span className={css.badge} data-tone={tones[state]} title={word} role="img" aria-label={word}>
      <Icon size={14} aria-hidden />
    </span>
  )
}
