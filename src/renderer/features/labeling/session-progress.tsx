import type { LabelingSession } from '../../../shared/model/labeling.ts'
import { useFormat } from '../../i18n/format.ts'
import { useT } from '../../i18n/i18n.ts'
import css from './labeling.module.css'
import { itemTotal } from './session-actions.ts'

/** How far a session is, as a bar and in words. Declined traces are looked at too: they need no one else. */
export function SessionProgress({ session }: { session: LabelingSession }) {
  const t = useT()
  const format = useFormat()
  const { complete, declined } = session.itemCounts
  const total = itemTotal(session)
  if (total === 0) return <span className={css.faint}>{t('labeling.progressEmpty')}</span>
  const words = t('labeling.progress', { done: format.number(complete + declined), total: format.number(total) })
  const declinedWords =
    declined === 0 ? undefined : t('labeling.progressDeclined', { count: declined, formatted: format.number(declined) })
  const text = declinedWords === undefined ? words : `${words}, ${declinedWords}`
  return (
    <span className={css.progress} title={text}>
      <span className={css.bar} aria-hidden>
        <span className={css.barComplete} style={{ flexGrow: complete }} />
        <span className={css.barDeclined} style={{ flexGrow: declined }} />
        <span style={{ flexGrow: session.itemCounts.pending }} />
      </span>
      <span className={css.progressText}>{text}</span>
    </span>
  )
}
