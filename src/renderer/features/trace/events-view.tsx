import type { SpanDetail } from '../../../shared/model/trace.ts'
import { useFormat } from '../../i18n/format.ts'
import { useT } from '../../i18n/i18n.ts'
import { CodeBlock } from '../../ui/code-block.tsx'
import { parseAttribute } from './attribute-values.ts'
import { AttributesTable } from './attributes-view.tsx'
import { microsecondsBetween } from './nano-time.ts'
import css from './span-pane.module.css'
import type { SpanRef } from './span-text-limit.ts'

/** Events and log records of a span in order of time. */
export function EventsView({ detail, span }: { detail: SpanDetail; span: SpanRef }) {
  const t = useT()
  const format = useFormat()
  const all = [
    ...detail.events.map((event, index) => ({ ...event, isLog: false, path: ['events', index, 'attributes'] })),
    ...detail.logs.map((event, index) => ({ ...event, isLog: true, path: ['logs', index, 'attributes'] })),
  ].toSorted((one, other) => microsecondsBetween(other.timeNano, one.timeNano))
  if (all.length === 0) return <p className={css.note}>{t('trace.event.none')}</p>
  return (
    <ol className={css.documents}>
      {all.map((event) => {
        const stack = event.attributes.find((attribute) => attribute.key === 'exception.stacktrace')
        return (
          <li key={event.path.join('.')} className={css.document}>
            <div className={css.documentHead}>
              <span className={css.documentTitle}>{event.name === '' ? t('trace.event.log') : event.name}</span>
              {event.isLog && event.name !== '' && <span className={css.score}>{t('trace.event.log')}</span>}
              <span className={css.score}>
                {t('trace.event.after', {
                  duration: format.duration(microsecondsBetween(detail.startNano, event.timeNano)),
                })}
              </span>
            </div>
            {stack !== undefined && (
              <CodeBlock code={parseAttribute(stack.value).text} label={t('trace.event.stack')} />
            )}
            <AttributesTable
              attributes={event.attributes}
              label={event.name === '' ? t('trace.event.log') : event.name}
              span={span}
              path={event.path}
            />
          </li>
        )
      })}
    </ol>
  )
}
