/** How to get traces in, by MLflow's clients or OpenTelemetry: addresses, snippets, what arrives, and why something was refused. */
import { useQuery } from '@tanstack/react-query'
import { useWorkspace } from '../../app/workspace.ts'
import { orpc } from '../../data/client.ts'
import { useT } from '../../i18n/i18n.ts'
import { AddressList } from './address-list.tsx'
import css from './connect.module.css'
import { LivePanel } from './live-panel.tsx'
import { ReceivingWorkspace } from './receiving-workspace.tsx'
import { RejectionList } from './rejection-list.tsx'
import { SnippetTabs } from './snippet-tabs.tsx'

export function ConnectScreen({ section }: { section?: string | undefined }) {
  const t = useT()
  const workspace = useWorkspace()
  const { data: status } = useQuery(orpc.receivers.status.queryOptions())
  const urlOf = (protocol: 'otlp-http' | 'otlp-grpc', fallback: string) =>
    status?.endpoints.find((endpoint) => endpoint.protocol === protocol)?.url ?? fallback
  const addresses = {
    http: urlOf('otlp-http', 'http://127.0.0.1:4318'),
    grpc: urlOf('otlp-grpc', 'http://127.0.0.1:4317'),
  }
  return (
    <div className={css.screen}>
      <header className={css.header}>
        <h1 className={css.title}>{t('connect.title')}</h1>
        <p className={css.lead}>{t('connect.lead')}</p>
      </header>
      {workspace !== undefined && <ReceivingWorkspace workspace={workspace} />}
      <div className={css.columns}>
        <div className={css.column}>
          {status !== undefined && <AddressList endpoints={status.endpoints} />}
          <SnippetTabs key={section} addresses={addresses} section={section} />
        </div>
        <div className={css.column}>
          {status !== undefined && <LivePanel status={status} hasTraces={(workspace?.traceCount ?? 0) > 0} />}
          {status !== undefined && <RejectionList rejections={status.rejections} />}
        </div>
      </div>
    </div>
  )
}
