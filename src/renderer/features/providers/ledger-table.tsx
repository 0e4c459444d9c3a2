import { Button } from '@mantine/core'
import { useInfiniteQuery } from '@tanstack/react-query'
import { useId } from 'react'
import type { EgressEntry } from '../../../shared/model/provider.ts'
import { orpc } from '../../data/client.ts'
import { useFormat } from '../../i18n/format.ts'
import { useT } from '../../i18n/i18n.ts'
import { RelativeTime } from '../../ui/relative-time.tsx'
import { ToneBadge } from '../../ui/state-badge.tsx'
import css from './providers.module.css'

const pageSize = 20

/** Everything that left, newest first. */
export function LedgerTable() {
  const t = useT()
  const titleId = useId()
  const query = useInfiniteQuery(
    orpc.egress.list.infiniteOptions({
      input: (before: string | undefined) => ({ limit: pageSize, ...(before === undefined ? {} : { before }) }),
      initialPageParam: undefined,
      getNextPageParam: (page) => page.nextCursor,
    }),
  )
  const entries = query.data?.pages.flatMap((page) => page.entries)
  return (
    <section aria-labelledby={titleId} className={css.part}>
      <h3 id={titleId} className={css.subtitle}>
        {t('providers.ledger.title')}
      </h3>
      {entries?.length === 0 && <p className={css.hint}>{t('providers.ledger.empty')}</p>}
      {entries !== undefined && entries.length > 0 && (
        <table className={css.ledger}>
          <thead>
            <tr>
              <th scope="col">{t('providers.ledger.time')}</th>
              <th scope="col">{t('providers.ledger.request')}</th>
              <th scope="col">{t('providers.ledger.purposeLabel')}</th>
              <th scope="col">{t('providers.ledger.outcomeLabel')}</th>
              <th scope="col">{t('providers.ledger.sent')}</th>
              <th scope="col">{t('providers.ledger.received')}</th>
            </tr>
          </thead>
          <tbody>
            {entries.map((entry) => (
              <EntryRow key={entry.entryId} entry={entry} />
            ))}
          </tbody>
        </table>
      )}
      {query.hasNextPage && (
        <div>
          <Button loading={query.isFetchingNextPage} onClick={() => void query.fetchNextPage()}>
            {t('common.showMore')}
          </Button>
        </div>
      )}
    </section>
  )
}

const tones = { open: 'busy', answered: 'ok', failed: 'error', blocked: 'warn' } as const

function EntryRow({ entry }: { entry: EgressEntry }) {
  const t = useT()
  const format = useFormat()
  const { outcome, status, error, receivedBytes } = entry
  const tone = outcome === 'answered' && status !== undefined && status >= 400 ? 'error' : tones[outcome]
  const detail = error ?? status
  return (
    <tr>
      <td>
        <RelativeTime timeMs={entry.atMs} />
      </td>
      <td className={css.request}>
        {entry.method} {entry.url}
      </td>
      <td>{t(`providers.ledger.purpose.${entry.purpose}`)}</td>
      <td>
        <ToneBadge tone={tone}>
          {t(`providers.ledger.outcome.${outcome}`)}
          {detail === undefined ? '' : ` (${detail})`}
        </ToneBadge>
      </td>
      <td>{format.bytes(entry.sentBytes)}</td>
      <td>{receivedBytes === undefined ? t('common.notAvailable') : format.bytes(receivedBytes)}</td>
    </tr>
  )
}
