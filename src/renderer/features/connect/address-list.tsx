import type { ReceiverEndpoint } from '../../../shared/model/workspace.ts'
import { Link } from '../../app/link.tsx'
import { useT } from '../../i18n/i18n.ts'
import { CopyButton } from '../../ui/copy-button.tsx'
import { ToneBadge } from '../../ui/state-badge.tsx'
import css from './connect.module.css'
import { groupEndpoints } from './endpoint-groups.ts'

/** Where Assay listens, or why it does not. */
export function AddressList({ endpoints }: { endpoints: ReceiverEndpoint[] }) {
  const t = useT()
  const isAnyDown = endpoints.some((endpoint) => !endpoint.isListening)
  return (
    <section className={css.section}>
      <h2 className={css.sectionTitle}>{t('connect.addresses.title')}</h2>
      {endpoints.length === 0 ? (
        <p className={css.hint}>{t('connect.addresses.none')}</p>
      ) : (
        <ul className={css.list}>
          {groupEndpoints(endpoints).map(({ main, others }) => (
            <li key={`${main.protocol} ${main.url}`} className={css.address}>
              <span className={css.protocol}>{t(`connect.addresses.protocol.${main.protocol}`)}</span>
              <code className={css.url}>{main.url}</code>
              <CopyButton text={main.url} name={t('connect.addresses.copy', { url: main.url })} />
              {others.length > 0 && (
                <span className={css.also}>
                  {t('connect.addresses.also', { urls: others.map((other) => other.url).join(', ') })}
                </span>
              )}
              <span className={css.state}>
                <ToneBadge tone={main.isListening ? 'ok' : 'error'}>
                  {t(main.isListening ? 'connect.addresses.listening' : 'connect.addresses.notListening')}
                </ToneBadge>
              </span>
              {main.error !== undefined && <span className={css.reason}>{main.error}</span>}
            </li>
          ))}
        </ul>
      )}
      {isAnyDown && (
        <p className={css.hint}>
          {t('connect.addresses.portHint')} <Link to={{ screen: 'settings' }}>{t('connect.addresses.toSettings')}</Link>
        </p>
      )}
    </section>
  )
}
