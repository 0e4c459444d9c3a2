import type { RetrievedDocument } from '../../../shared/model/view.ts'
import { isExternalUrl } from '../../data/host.ts'
import { useFormat } from '../../i18n/format.ts'
import { useT } from '../../i18n/i18n.ts'
import { useUiEnvironment } from '../../ui/environment.tsx'
import { JsonTree } from '../../ui/json-tree.tsx'
import { LongText } from './long-text.tsx'
import css from './span-pane.module.css'
import type { SpanRef } from './span-text-limit.ts'

/** Retrieved documents in the order they came: source, score, text. */
export function DocumentsView({
  query,
  documents,
  span,
  asMarkdown,
}: {
  query: string | undefined
  documents: readonly RetrievedDocument[]
  span: SpanRef
  asMarkdown: boolean
}) {
  const t = useT()
  return (
    <>
      {query !== undefined && (
        <section className={css.section}>
          <h3 className={css.sectionTitle}>{t('trace.span.query')}</h3>
          <LongText text={query} source={{ span, path: ['view', 'query'] }} />
        </section>
      )}
      <ol className={css.documents}>
        {documents.map((document, at) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: documents of a span never move, and ids repeat
          <DocumentCard key={at} number={at + 1} document={document} span={span} asMarkdown={asMarkdown} />
        ))}
      </ol>
    </>
  )
}

function DocumentCard({
  number,
  document,
  span,
  asMarkdown,
}: {
  number: number
  document: RetrievedDocument
  span: SpanRef
  asMarkdown: boolean
}) {
  const t = useT()
  const format = useFormat()
  const { openLink } = useUiEnvironment()
  const { source, score, id, metadata } = document
  const title = source ?? id ?? t('trace.document.number', { number: format.number(number) })
  return (
    <li className={css.document}>
      <div className={css.documentHead}>
        <span className={css.documentNumber}>{format.number(number)}</span>
        {source !== undefined && isExternalUrl(source) ? (
          <button type="button" className={css.linkButton} title={source} onClick={() => openLink(source)}>
            {source}
          </button>
        ) : (
          <span className={css.documentTitle}>{title}</span>
        )}
        {score !== undefined && (
          <span className={css.score}>{t('trace.document.score', { score: format.shortNumber(score, 4) })}</span>
        )}
      </div>
      <LongText
        text={document.text}
        asMarkdown={asMarkdown}
        source={{ span, path: ['view', 'documents', number - 1, 'text'] }}
      />
      {metadata !== undefined && metadata !== null && (
        <details className={css.details}>
          <summary>{t('trace.document.metadata')}</summary>
          <JsonTree value={metadata} label={t('trace.document.metadata')} />
        </details>
      )}
    </li>
  )
}
