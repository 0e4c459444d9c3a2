import { IconCircle, IconCircleCheck, IconCircleHalf2, IconFlag, IconPlayerTrackNext } from '@tabler/icons-react'
import type { WorkState } from '../../../shared/model/label-work.ts'
import { useT } from '../../i18n/i18n.ts'
import css from './item-state-mark.module.css'

const icons = {
  pending: IconCircle,
  in_progress: IconCircleHalf2,
  complete: IconCircleCheck,
  skipped: IconPlayerTrackNext,
  flagged: IconFlag,
} satisfies Record<WorkState, unknown>

/** What a reviewer has done with an item, in shape, colour and word. */
export function ItemStateMark({ state }: { state: WorkState }) {
  const t = useT()
  const Icon = icons[state]
  return (
    <span className={css.mark} data-state={state}>
      <Icon size={14} aria-hidden />
      <span>{t(`labelScreen.state.${state}`)}</span>
    </span>
  )
}
