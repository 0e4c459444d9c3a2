import {
  IconAlertTriangle,
  IconCircleFilled,
  IconCircleOff,
  IconCircleX,
  IconLoader2,
  IconLock,
  IconTextScan2,
} from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import type { ReceiverEndpoint } from '../../shared/model/workspace.ts'
import { orpc } from '../data/client.ts'
import { useConnection } from '../data/connection.ts'
import { useEngineEvent } from '../data/events.ts'
import { useFormat } from '../i18n/format.ts'
import { useT } from '../i18n/i18n.ts'
import { RelativeTime } from '../ui/relative-time.tsx'
import { openDialog } from './dialogs.ts'
import { Link } from './link.tsx'
import { useRefusalNews } from './refusal-news.ts'
import css from './status-bar.module.css'
import { useWorkspace } from './workspace.ts'

/** Ports of endpoints, each once: `4318, 4317`. */
function portsOf(endpoints: ReceiverEndpoint[]): string {
  const ports = endpoints.map((endpoint) => /:(\d+)(?:\/|$)/.exec(endpoint.url)?.[1] ?? endpoint.url)
  return [...new Set(ports)].join(', ')
}

/** The line at the bottom: is anything received, is anything running. */
export function StatusBar() {
  const t = useT()
  const workspace = useWorkspace()
  return (
    <footer className={css.bar}>
      <ReceiverPart />
      <div className={css.spacer} />
      <IndexingPart />
      <JobsPart />
      {workspace?.isReadOnly === true && (
        <span className={css.part}>
          <IconLock size={13} aria-hidden />
          {t('shell.status.readOnly')}
        </span>
      )}
    </footer>
  )
}

function ReceiverPart() {
  const t = useT()
  const isConnected = useConnection((connection) => connection.state === 'ready')
  const { data: status } = useQuery(orpc.receivers.status.queryOptions())
  const hasRefusalNews = useRefusalNews(status?.rejections ?? [])
  if (status === undefined || !isConnected) return null
  const listening = status.endpoints.filter((endpoint) => endpoint.isListening)
  const isWhole = listening.length === status.endpoints.length
  return (
    <>
      <Link to={{ screen: 'connect' }} className={css.part} title={t('shell.status.openConnect')}>
        {listening.length === 0 ? (
          <IconCircleX size={13} className={css.error} aria-hidden />
        ) : isWhole ? (
          <IconCircleFilled size={9} className={css.ok} aria-hidden />
        ) : (
          <IconCircleOff size={13} className={css.warn} aria-hidden />
        )}
        {listening.length === 0
          ? t('shell.status.notReceiving')
          : t(isWhole ? 'shell.status.receiving' : 'shell.status.partlyReceiving', { ports: portsOf(listening) })}
      </Link>
      {status.lastReceivedAtMs !== undefined && (
        <span className={css.part}>
          <LastReceived atMs={status.lastReceivedAtMs} />
        </span>
      )}
      {hasRefusalNews && (
        <Link to={{ screen: 'connect' }} className={css.part} title={t('shell.status.showWhy')}>
          <IconAlertTriangle size={13} className={css.warn} aria-hidden />
          {t('shell.status.rejections')}
        </Link>
      )}
    </>
  )
}

/** The words around the time differ per language, so the time is put where `{{time}}` stands. */
function LastReceived({ atMs }: { atMs: number }) {
  const t = useT()
  const [before, after] = t('shell.status.lastReceived', { time: '\u0000' }).split('\u0000')
  return (
    <span>
      {before}
      <RelativeTime timeMs={atMs} />
      {after}
    </span>
  )
}

function IndexingPart() {
  const t = useT()
  const format = useFormat()
  const [pending, setPending] = useState(0)
  useEngineEvent('search', (event) => setPending(event.pending))
  useEngineEvent('workspace', () => setPending(0))
  if (pending === 0) return null
  return (
    <span className={css.part}>
      <IconTextScan2 size={13} aria-hidden />
      {t('shell.status.indexing', { count: pending, formatted: format.number(pending) })}
    </span>
  )
}

function JobsPart() {
  const t = useT()
  const { data: jobs } = useQuery(orpc.jobs.list.queryOptions())
  const running = (jobs ?? []).filter((job) => job.state === 'running').length
  if (running === 0) return null
  return (
    <button
      type="button"
      className={css.part}
      title={t('shell.status.showJobs')}
      onClick={() => openDialog({ kind: 'jobs' })}
    >
      <IconLoader2 size={13} className={css.spin} aria-hidden />
      {t('shell.status.jobs', { count: running })}
    </button>
  )
}
