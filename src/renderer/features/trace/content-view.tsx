import type { Json } from '../../../shared/model/json.ts'
import type { SpanView } from '../../../shared/model/view.ts'
import { useT } from '../../i18n/i18n.ts'
import { JsonTree } from '../../ui/json-tree.tsx'
import { LongText } from './long-text.tsx'
import css from './span-pane.module.css'
import type { SpanRef } from './span-text-limit.ts'
import { ToolBlock } from './tool-block.tsx'

/** Inputs and outputs of a span as they were recorded: text as text, anything else as a JSON tree. */
export function ContentView({ view, span, asMarkdown }: { view: SpanView; span: SpanRef; asMarkdown: boolean }) {
  const t = useT()
  const { toolCall } = view
  const isEmpty =
    view.inputs === undefined &&
    view.outputs === undefined &&
    toolCall === undefined &&
    view.query === undefined &&
    view.parameters === undefined
  if (isEmpty) return <p className={css.note}>{t('trace.span.nothing')}</p>
  return (
    <>
      {view.query !== undefined && (
        <ValueSection
          title={t('trace.span.query')}
          value={view.query}
          path={['view', 'query']}
          {...{ span, asMarkdown }}
        />
      )}
      {toolCall !== undefined && (
        <section className={css.section}>
          <h3 className={css.sectionTitle}>{t('trace.span.toolCall')}</h3>
          <ToolBlock
            name={toolCall.name}
            id={toolCall.id}
            argumentsValue={toolCall.arguments}
            argumentsPath={['view', 'toolCall', 'arguments']}
            result={toolCall.result}
            resultPath={['view', 'toolCall', 'result']}
            isCall
            hasResult={toolCall.result !== undefined}
            span={span}
          />
        </section>
      )}
      {/* A tool's inputs and outputs are its arguments and result, shown above. */}
      {view.inputs !== undefined && toolCall?.arguments === undefined && (
        <ValueSection
          title={t('trace.span.inputs')}
          value={view.inputs}
          path={['view', 'inputs']}
          {...{ span, asMarkdown }}
        />
      )}
      {view.outputs !== undefined && toolCall?.result === undefined && (
        <ValueSection
          title={t('trace.span.outputs')}
          value={view.outputs}
          path={['view', 'outputs']}
          {...{ span, asMarkdown }}
        />
      )}
      {view.parameters !== undefined && (
        <ValueSection
          title={t('trace.span.parameters')}
          value={view.parameters}
          path={['view', 'parameters']}
          {...{ span, asMarkdown }}
        />
      )}
    </>
  )
}

function ValueSection({
  title,
  value,
  path,
  span,
  asMarkdown,
}: {
  title: string
  value: Json
  path: readonly (string | number)[]
  span: SpanRef
  asMarkdown: boolean
}) {
  return (
    <section className={css.section}>
      <h3 className={css.sectionTitle}>{title}</h3>
      {typeof value === 'string' ? (
        <LongText text={value} asMarkdown={asMarkdown} source={{ span, path }} />
      ) : (
        <JsonTree value={value} label={title} />
      )}
    </section>
  )
}
