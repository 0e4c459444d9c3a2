/** The content of the span selected in the tree, in tabs; only tabs that have something are there. */
import { SegmentedControl, Tabs } from '@mantine/core'
import { IconAlertTriangle } from '@tabler/icons-react'
import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { type ReactNode, useState } from 'react'
import type { SpanDetail } from '../../../shared/model/trace.ts'
import { orpc } from '../../data/client.ts'
import { failureText, toFailure } from '../../data/errors.ts'
import { useRemembered } from '../../data/settings.ts'
import { useFormat } from '../../i18n/format.ts'
import { useT } from '../../i18n/i18n.ts'
import { EmptyState } from '../../ui/empty-state.tsx'
import { SpanTypeMark } from '../../ui/span-type.tsx'
import { AttributesTable } from './attributes-view.tsx'
import { ContentView } from './content-view.tsx'
import { ConversationView } from './conversation-view.tsx'
import { DocumentsView } from './documents-view.tsx'
import { EventsView } from './events-view.tsx'
import { LinksView } from './links-view.tsx'
import { microsecondsBetween } from './nano-time.ts'
import { SourceView } from './source-view.tsx'
import css from './span-pane.module.css'
import { spanTextLimit } from './span-text-limit.ts'
import { ToolsView } from './tools-view.tsx'

const tabs = ['conversation', 'content', 'documents', 'tools', 'attributes', 'events', 'links', 'source'] as const
export type SpanTab = (typeof tabs)[number]

function parseFlag(stored: unknown): boolean | undefined {
  return typeof stored === 'boolean' ? stored : undefined
}

/** Whether texts show formatted (Markdown) or as written; one choice for all of them. */
export function useAsMarkdown(): [boolean, (asMarkdown: boolean) => void] {
  return useRemembered<boolean>('trace.asMarkdown', true, parseFlag)
}

function listTabs(detail: SpanDetail): SpanTab[] {
  const { view } = detail
  const has: Record<SpanTab, boolean> = {
    conversation: view.inputMessages.length + view.outputMessages.length > 0,
    content: true,
    documents: view.documents.length > 0,
    tools: view.tools.length > 0,
    attributes: true,
    events: detail.events.length + detail.logs.length > 0,
    links: detail.links.length > 0,
    source: true,
  }
  return tabs.filter((tab) => has[tab])
}

/** What one wants to read first: the conversation, else the documents found, else inputs and outputs. */
function firstTab(available: readonly SpanTab[]): SpanTab {
  return available.find((tab) => tab === 'conversation' || tab === 'documents') ?? 'content'
}

export function SpanPane({
  traceId,
  spanId,
  isTitled = true,
  renderInside,
}: {
  traceId: string
  spanId: string | undefined
  isTitled?: boolean
  /** What stands under the conversation (or content) of a span about those inside it. */
  renderInside?: (spanId: string) => ReactNode
}) {
  const t = useT()
  const query = useQuery({
    ...orpc.spans.get.queryOptions({ input: { traceId, spanId: spanId ?? '', textLimit: spanTextLimit } }),
    enabled: spanId !== undefined,
    // The old span stays until the new one is there: no flicker while stepping through.
    placeholderData: keepPreviousData,
  })
  const detail = query.data
  if (query.isError && (detail === undefined || query.isPlaceholderData)) {
    return (
      <EmptyState title={t(toFailure(query.error).code === 'NOT_FOUND' ? 'trace.span.nothing' : 'trace.span.failed')}>
        {failureText(query.error)}
      </EmptyState>
    )
  }
  if (detail === undefined) return <div className={css.pane} aria-busy />
  return <SpanContent {...{ detail, isTitled, renderInside }} isOld={query.isPlaceholderData} />
}

function SpanContent({
  detail,
  isOld,
  isTitled,
  renderInside,
}: {
  detail: SpanDetail
  isOld: boolean
  isTitled: boolean
  renderInside: ((spanId: string) => ReactNode) | undefined
}) {
  const t = useT()
  const format = useFormat()
  const [asMarkdown, setAsMarkdown] = useAsMarkdown()
  const [wanted, setWanted] = useState<SpanTab>()
  const available = listTabs(detail)
  const tab = wanted !== undefined && available.includes(wanted) ? wanted : firstTab(available)
  const { view } = detail
  const span = { traceId: detail.traceId, spanId: detail.spanId }
  const counts: Partial<Record<SpanTab, number>> = {
    documents: view.documents.length,
    tools: view.tools.length,
    attributes: detail.attributes.length,
    events: detail.events.length + detail.logs.length,
    links: detail.links.length,
  }
  return (
    <div className={css.pane} aria-busy={isOld} data-span-id={detail.spanId}>
      <SpanHeader detail={detail} isTitled={isTitled}>
        <SegmentedControl
          aria-label={t('trace.message.view')}
          value={asMarkdown ? 'markdown' : 'text'}
          onChange={(value) => setAsMarkdown(value === 'markdown')}
          data={[
            { value: 'markdown', label: t('trace.message.asMarkdown') },
            { value: 'text', label: t('trace.message.asText') },
          ]}
        />
      </SpanHeader>
      <Tabs
        value={tab}
        onChange={(value) => setWanted(tabs.find((each) => each === value))}
        keepMounted={false}
        className={css.tabs}
        classNames={{ list: css.tabList ?? '', panel: css.panel ?? '' }}
      >
        <Tabs.List aria-label={t('trace.tab.label')}>
          {available.map((each) => (
            <Tabs.Tab key={each} value={each}>
              {t(`trace.tab.${each}`)}
              {counts[each] !== undefined && <span className={css.tabCount}>{format.number(counts[each])}</span>}
            </Tabs.Tab>
          ))}
        </Tabs.List>
        {/* A new span starts at its top, with its own folds. */}
        <Tabs.Panel key={`${detail.spanId} ${tab}`} value={tab} tabIndex={0}>
          {tab === 'conversation' && <ConversationView view={view} span={span} asMarkdown={asMarkdown} />}
          {tab === 'content' && <ContentView view={view} span={span} asMarkdown={asMarkdown} />}
          {tab === firstTab(available) && renderInside?.(detail.spanId)}
          {tab === 'documents' && (
            <DocumentsView query={view.query} documents={view.documents} span={span} asMarkdown={asMarkdown} />
          )}
          {tab === 'tools' && <ToolsView tools={view.tools} />}
          {tab === 'attributes' && (
            <AttributesTable
              attributes={detail.attributes}
              label={t('trace.tab.attributes')}
              span={span}
              path={['attributes']}
            />
          )}
          {tab === 'events' && <EventsView detail={detail} span={span} />}
          {tab === 'links' && <LinksView detail={detail} span={span} />}
          {tab === 'source' && <SourceView detail={detail} span={span} />}
        </Tabs.Panel>
      </Tabs>
    </div>
  )
}

/** `isTitled` false: what stands above names the span already. */
function SpanHeader({ detail, isTitled, children }: { detail: SpanDetail; isTitled: boolean; children: ReactNode }) {
  const t = useT()
  const format = useFormat()
  const { view } = detail
  const { usage, cost } = view
  const tokens = usage?.total ?? (usage === undefined ? undefined : (usage.input ?? 0) + (usage.output ?? 0))
  const facts: [string, string][] = [
    [t('trace.span.duration'), format.duration(Math.max(0, microsecondsBetween(detail.startNano, detail.endNano)))],
  ]
  if (view.model !== undefined) facts.push([t('trace.span.model'), view.model])
  if (tokens !== undefined && tokens > 0) {
    const parts = t('trace.tokensTitle', {
      input: format.number(usage?.input ?? 0),
      output: format.number(usage?.output ?? 0),
    })
    facts.push([t('trace.span.tokens'), `${format.number(tokens)} (${parts})`])
  }
  if (usage?.cacheRead !== undefined) facts.push([t('trace.span.cached'), format.number(usage.cacheRead)])
  if (usage?.reasoning !== undefined) facts.push([t('trace.span.reasoning'), format.number(usage.reasoning)])
  if (cost?.total !== undefined) facts.push([t('trace.span.cost'), format.cost(cost.total)])
  return (
    <header className={css.head}>
      <div className={css.headTitle}>
        <SpanTypeMark type={view.type} withName />
        {isTitled && <h2 className={css.spanName}>{detail.name === '' ? t('trace.noName') : detail.name}</h2>}
        <div className={css.headTools}>{children}</div>
      </div>
      <dl className={css.facts}>
        {facts.map(([name, value]) => (
          <div key={name} className={css.fact}>
            <dt>{name}</dt>
            <dd>{value}</dd>
          </div>
        ))}
      </dl>
      {detail.statusCode === 2 && (
        <p className={css.failure}>
          <IconAlertTriangle size={15} aria-hidden />
          <span>{detail.statusMessage === '' ? t('trace.span.error') : detail.statusMessage}</span>
        </p>
      )}
    </header>
  )
}
