import { Button } from '@mantine/core'
import { IconArrowRight } from '@tabler/icons-react'
import { useState } from 'react'
import type { ReceiverStatus } from '../../../shared/model/workspace.ts'
import { navigate } from '../../app/routes.ts'
import { useEngineEvent } from '../../data/events.ts'
import { useFormat } from '../../i18n/format.ts'
import { useT } from '../../i18n/i18n.ts'
import { RelativeTime } from '../../ui/relative-time.tsx'
import { ToneBadge } from '../../ui/state-badge.tsx'
import css from './connect.module.css'

/** The newest trace that arrived while this screen is open. */
function useArrived(): string | undefined {
  const [traceId, setTraceId] = useState<string>()
  useEngineEvent('traces', (event) => {
    const newest = event.traceIds.at(-1)
    if (event.kind === 'arrived' && newest !== undefined) setTraceId(newest)
  })
  return traceId
}

/** Counters since the start, and the moment when the first trace comes in. */
export function LivePanel({ status, hasTraces }: { status: ReceiverStatus; hasTraces: boolean }) {
  const t = useT()
  const format = useFormat()
  const arrived = useArrived()
  const { counters } = status
  const facts = [
    { name: t('connect.live.spans'), value: format.number(counters.spans) },
    { name: t('connect.live.requests'), value: format.number(counters.requests) },
    { name: t('connect.live.logs'), value: format.number(counters.logs) },
    { name: t('connect.live.metrics'), value: format.number(counters.metrics) },
    { name: t('connect.live.bytes'), value: format.bytes(counters.bytes) },
    {
      name: t('connect.live.refusedRequests'),
      value: format.number(counters.rejectedRequests),
      isBad: counters.rejectedRequests > 0,
    },
    {
      name: t('connect.live.refusedSpans'),
      value: format.number(counters.rejectedSpans),
      isBad: counters.rejectedSpans > 0,
    },
  ]
  return (
    <section className={css.section}>
      <h2 className={css.sectionTitle}>{t('connect.live.title')}</h2>
      <div className={css.arrival} aria-live="polite">
        {arrived === undefined ? (
          <span className={css.waiting}>
            <span className={css.pulse} aria-hidden />
            {t(
              hasTraces || status.lastReceivedAtMs !== undefined ? 'connect.live.waitingNext' : 'connect.live.waiting',
            )}
          </span>
        ) : (
          <>
            <ToneBadge tone="ok">{t('connect.live.received')}</ToneBadge>
            <Button
              variant="filled"
              rightSection={<IconArrowRight size={14} aria-hidden />}
              onClick={() => navigate({ screen: 'trace', traceId: arrived })}
            >
              {t('connect.live.showTrace')}
            </Button>
          </>
        )}
      </div>
      <p className={css.hint}>
        {status.lastReceivedAtMs === undefined ? (
          t('connect.live.never')
        ) : (
          <LastReceived atMs={status.lastReceivedAtMs} />
        )}
      </p>
      <dl className={css.counters}>
        {facts.map((fact) => (
          <div key={fact.name} className={css.counter} data-bad={fact.isBad || undefined}>
            <dt>{fact.name}</dt>
            <dd>{fact.value}</dd>
          </div>
        ))}
      </dl>
    </section>
  )
}

function LastReceived({ atMs }: { atMs: number }) {
  const t = useT()
  const [before, after] = t('connect.live.last', { time: '\u0000' }).split('\u0000')
  return (
    <>
      {before}
      <RelativeTime timeMs={atMs} />
      {after}
    </>
  )
}
