import type { SpanDetail } from '../../../shared/model/trace.ts'
import { Link } from '../../app/link.tsx'
import { useT } from '../../i18n/i18n.ts'
import { Field, Fields } from '../../ui/fields.tsx'
import { AttributesTable } from './attributes-view.tsx'
import css from './span-pane.module.css'
import type { SpanRef } from './span-text-limit.ts'

/** Links of a span to other spans, each a way to get there. */
export function LinksView({ detail, span }: { detail: SpanDetail; span: SpanRef }) {
  const t = useT()
  return (
    <ol className={css.documents}>
      {detail.links.map((link, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: links of a span never move, and may repeat
        <li key={index} className={css.document}>
          <Fields>
            <Field name={t('trace.link.trace')} isMono>
              <Link to={{ screen: 'trace', traceId: link.traceId, spanId: link.spanId }} title={t('trace.link.open')}>
                tr-{link.traceId}
              </Link>
              {link.traceId === detail.traceId && ` (${t('trace.link.sameTrace')})`}
            </Field>
            <Field name={t('trace.link.span')} isMono>
              {link.spanId}
            </Field>
          </Fields>
          {link.attributes.length > 0 && (
            <AttributesTable
              attributes={link.attributes}
              label={t('trace.tab.attributes')}
              span={span}
              path={['links', index, 'attributes']}
            />
          )}
        </li>
      ))}
    </ol>
  )
}
