import { IconCircle, IconCircleCheck, IconCircleMinus } from '@tabler/icons-react'
import type { ItemStatus } from '../../../shared/model/labeling.ts'
import { useT } from '../../i18n/i18n.ts'
import css from './labeling.module.css'

const icons = { PENDING: IconCircle, COMPLETE: IconCircleCheck, DECLINED: IconCircleMinus }

/** Where a trace stands in its session, in shape, colour and word. */
export function ItemStatusMark({ status }: { status: ItemStatus }) {
  const t = useT()
  const Icon = icons[status]
  return (
    <span className={css.status} data-status={status}>
      <Icon size={14} aria-hidden />
      {t(`labeling.status.${status}`)}
    </span>
  )
}
