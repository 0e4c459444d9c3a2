import type { Rejection } from '../../../shared/model/workspace.ts'
import { useFormat } from '../../i18n/format.ts'
import { useT } from '../../i18n/i18n.ts'
import { useReasonText } from '../../i18n/reasons.ts'
import { RelativeTime } from '../../ui/relative-time.tsx'
import css from './connect.module.css'

/** What senders did that was refused, newest first, with what to do about it. */
export function RejectionList({ rejections }: { rejections: Rejection[] }) {
  const t = useT()
  const format = useFormat()
  const reasonText = useReasonText()
  return (
    <section className={css.section}>
      <h2 className={css.sectionTitle}>{t('connect.rejections.title')}</h2>
      {rejections.length === 0 ? (
        <p className={css.hint}>{t('connect.rejections.none')}</p>
      ) : (
        <ul className={css.list}>
          {rejections.map((rejection) => (
            <li key={`${rejection.protocol} ${rejection.reason} ${rejection.message}`} className={css.rejection}>
              <div className={css.rejectionHead}>
                <span className={css.protocol}>{t(`connect.addresses.protocol.${rejection.protocol}`)}</span>
                <span>{format.number(rejection.count)} ×</span>
                <span className={css.state}>
                  <RelativeTime timeMs={rejection.atMs} />
                </span>
              </div>
              <p className={css.message}>{reasonText(rejection.reason, rejection.message)}</p>
              {rejection.messageCount !== undefined && (
                <p className={css.hint}>
                  {t('connect.rejections.newestOf', { total: format.number(rejection.messageCount) })}
                  {/* A text of the reason stands for all of its errors: which one it was last, the message says. */}
                  {reasonText(rejection.reason, rejection.message) !== rejection.message && ` ${rejection.message}`}
                </p>
              )}
            </li>
          ))}
        </ul>
      )}
    </section>
  )
}
