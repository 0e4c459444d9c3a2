import { IconCircle, IconCircleCheck } from '@tabler/icons-react'
import { useT } from '../../i18n/i18n.ts'
import css from './quality.module.css'

/** Whether a disagreement is settled, in shape, colour and word. */
export function SettledMark({ isSettled }: { isSettled: boolean }) {
  const t = useT()
  const Icon = isSettled ? IconCircleCheck : IconCircle
  return (
    <span className={css.state} data-settled={isSettled || undefined}>
      <Icon size={14} aria-hidden />
      {t(isSettled ? 'quality.list.settled' : 'quality.list.open')}
    </span>
  )
}
