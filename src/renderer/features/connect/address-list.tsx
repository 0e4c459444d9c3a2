import type { ReceiverEndpoint } from '../../../shared/model/workspace.ts'
import { Link } from '../../app/link.tsx'
import { useT } from '../../i18n/i18n.ts'
import { CopyButton } from '../../ui/copy-button.tsx'
import { ToneBadge } from '../../ui/state-badge.tsx'
import css from './connect.module.css'

/** Where Assay listens, or why it does not. */
export function AddressList({ endpoints }: { endpoints: ReceiverEndpoint[] }) {
  const t = useT()
  const isAnyDown = endpoints.some((endpoint) => !endpoint.isListening)
  return (
    <section className={css.section}>
      <h2 className={css.sectionTitle}>{t('connect.addresses.title')}</h2>
      <ul className={css.list}>
        {endpoints.map((endpoint) => (
          <li key={`${endpoint.protocol} ${endpoint.url}`} className={css.address}>
            <span className={css.protocol}>{t(`connect.addresses.protocol.${endpoint.protocol}`)}</span>
            <code className={css.url}>{endpoint.url}</code>
            <CopyButton text={endpoint.url} name={t('connect.addresses.copy', { url: endpoint.url })} />
            <span className={css.state}>
              <ToneBadge tone={endpoint.isListening ? 'ok' : 'error'}>
                {t(endpoint.isListening ? 'connect.addresses.listening' : 'connect.addresses.notListening')}
              </ToneBadge>
            </span>
            {endpoint.error !== undefined && <span className={css.reason}>{endpoint.error}</span>}
          </li>
        ))}
      </ul>
      {isAnyDown && (
        <p className={css.hint}>
          {t('connect.addresses.portHint')} <Link to={{ screen: 'settings' }}>{t('connect.addresses.toSettings')}</Link>
        </p>
      )}
    </section>
  )
}
