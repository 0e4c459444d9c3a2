import { Button } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import type { ReviewLink } from '../../../shared/model/review-link.ts'
import { notifyDone, notifyFailure } from '../../app/notify.tsx'
import { client, orpc } from '../../data/client.ts'
import { failureText } from '../../data/errors.ts'
import { queryClient } from '../../data/query.ts'
import { useT } from '../../i18n/i18n.ts'
import { RelativeTime } from '../../ui/relative-time.tsx'
import { ToneBadge } from '../../ui/state-badge.tsx'
import css from './handover.module.css'

/** Links made so far, and whether they still open anything. */
export function LinkList({ sessionId, onRevoked }: { sessionId: string; onRevoked: (linkId: string) => void }) {
  const t = useT()
  const links = useQuery(orpc.reviewLinks.list.queryOptions({ input: { sessionId } }))
  if (links.isError) return <p className={css.error}>{failureText(links.error)}</p>
  if (links.data === undefined) return null
  if (links.data.length === 0) return <p className={css.faint}>{t('handover.links.none')}</p>
  const revoke = async ({ linkId, reviewer }: ReviewLink) => {
    try {
      await client.reviewLinks.revoke({ linkId })
      onRevoked(linkId)
      notifyDone(t('handover.links.revokedDone', { name: reviewer }))
      await queryClient.invalidateQueries({ queryKey: orpc.reviewLinks.key() })
    } catch (error) {
      notifyFailure(error)
    }
  }
  return (
    <table className={css.table}>
      <caption className={css.caption}>{t('handover.links.list')}</caption>
      <thead>
        <tr>
          <th scope="col">{t('handover.reviewer')}</th>
          <th scope="col">{t('handover.links.created')}</th>
          <th scope="col">{t('handover.links.used')}</th>
          <th scope="col">{t('handover.links.state')}</th>
          <td />
        </tr>
      </thead>
      <tbody>
        {links.data.map((link) => (
          <tr key={link.linkId}>
            <th scope="row">{link.reviewer}</th>
            <td>
              <RelativeTime timeMs={link.createdAtMs} />
            </td>
            <td>
              {link.usedAtMs === undefined ? t('handover.links.neverUsed') : <RelativeTime timeMs={link.usedAtMs} />}
            </td>
            <td>
              <ToneBadge tone={link.revokedAtMs === undefined ? 'ok' : 'info'}>
                {t(link.revokedAtMs === undefined ? 'handover.links.valid' : 'handover.links.revoked')}
              </ToneBadge>
            </td>
            <td className={css.end}>
              {link.revokedAtMs === undefined && (
                <Button
                  color="red"
                  variant="subtle"
                  aria-label={t('handover.links.revokeOf', { name: link.reviewer })}
                  onClick={() => void revoke(link)}
                >
                  {t('handover.links.revoke')}
                </Button>
              )}
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  )
}
