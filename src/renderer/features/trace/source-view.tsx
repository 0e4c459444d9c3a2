import type { SpanDetail } from '../../../shared/model/trace.ts'
import { useFormat } from '../../i18n/format.ts'
import { useT } from '../../i18n/i18n.ts'
import { CopyButton } from '../../ui/copy-button.tsx'
import { Field, Fields } from '../../ui/fields.tsx'
import { spanKindNames } from './attribute-values.ts'
import { AttributesTable } from './attributes-view.tsx'
import { toMs } from './nano-time.ts'
import css from './span-pane.module.css'
import type { SpanRef } from './span-text-limit.ts'

const statusNames = ['unset', 'ok', 'error'] as const

/** Where the span came from and everything OTLP says of it besides its attributes. */
export function SourceView({ detail, span }: { detail: SpanDetail; span: SpanRef }) {
  const t = useT()
  const format = useFormat()
  const dropped = detail.droppedAttributesCount + detail.droppedEventsCount + detail.droppedLinksCount
  const status = t(`trace.span.statusCode.${statusNames[detail.statusCode] ?? 'unset'}`)
  return (
    <>
      <section className={css.section}>
        <h3 className={css.sectionTitle}>{t('trace.attribute.span')}</h3>
        <Fields>
          <Field name={t('trace.span.id')} isMono>
            {detail.spanId}
          </Field>
          <Field name={t('trace.span.parent')} isMono>
            {detail.parentSpanId}
          </Field>
          <Field name={t('trace.span.start')}>{format.exactTime(toMs(detail.startNano))}</Field>
          <Field name={t('trace.span.status')}>
            {detail.statusMessage === '' ? status : `${status}: ${detail.statusMessage}`}
          </Field>
          <Field name={t('trace.span.kind')}>
            {t(`trace.span.kinds.${spanKindNames[detail.kind] ?? 'unspecified'}`)}
          </Field>
          <Field name={t('trace.span.traceState')} isMono>
            {detail.traceState}
          </Field>
          <Field name={t('trace.span.conventions')}>
            {detail.view.conventions.length === 0 ? t('trace.span.noConvention') : detail.view.conventions.join(', ')}
          </Field>
          {dropped > 0 && (
            <Field name={t('trace.span.dropped')}>
              {t('trace.span.droppedText', {
                attributes: format.number(detail.droppedAttributesCount),
                events: format.number(detail.droppedEventsCount),
                links: format.number(detail.droppedLinksCount),
              })}
            </Field>
          )}
        </Fields>
        <div className={css.sectionTools}>
          <CopyButton text={() => JSON.stringify(detail, null, 2)} label={t('trace.span.copyJson')} />
        </div>
      </section>
      <section className={css.section}>
        <h3 className={css.sectionTitle}>{t('trace.attribute.resource')}</h3>
        <AttributesTable
          attributes={detail.resource.attributes}
          label={t('trace.attribute.resource')}
          span={span}
          path={['resource', 'attributes']}
        />
        {detail.resource.schemaUrl !== '' && (
          <Fields>
            <Field name={t('trace.attribute.schema')}>{detail.resource.schemaUrl}</Field>
          </Fields>
        )}
      </section>
      <section className={css.section}>
        <h3 className={css.sectionTitle}>{t('trace.attribute.scope')}</h3>
        <Fields>
          <Field name={t('trace.attribute.name')}>{detail.scope.name}</Field>
          <Field name={t('trace.attribute.version')}>{detail.scope.version}</Field>
          <Field name={t('trace.attribute.schema')}>{detail.scope.schemaUrl}</Field>
        </Fields>
        {detail.scope.attributes.length > 0 && (
          <AttributesTable
            attributes={detail.scope.attributes}
            label={t('trace.attribute.scope')}
            span={span}
            path={['scope', 'attributes']}
          />
        )}
      </section>
    </>
  )
}
