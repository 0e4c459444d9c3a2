import { IconTool } from '@tabler/icons-react'
import type { Json } from '../../../shared/model/json.ts'
import { useT } from '../../i18n/i18n.ts'
import { findPlainText } from '../../ui/conversation.ts'
import { JsonTree } from '../../ui/json-tree.tsx'
import css from './conversation.module.css'
import { LongText } from './long-text.tsx'
import type { SpanRef } from './span-text-limit.ts'

type Path = readonly (string | number)[] | undefined

/** A tool call with its result, whichever of them is known. */
export function ToolBlock({
  name,
  id,
  argumentsValue,
  argumentsPath,
  result,
  resultPath,
  isCall,
  hasResult,
  span,
}: {
  name: string | undefined
  id: string | undefined
  argumentsValue: Json | undefined
  argumentsPath: Path
  result: Json | undefined
  resultPath: Path
  isCall: boolean
  hasResult: boolean
  span: SpanRef
}) {
  const t = useT()
  const title = isCall
    ? t('trace.message.call', { name: name ?? '' })
    : name === undefined
      ? t('trace.message.resultAlone')
      : t('trace.message.resultOf', { name })
  return (
    <section className={css.tool} aria-label={title}>
      <div className={css.toolHead}>
        <IconTool size={14} aria-hidden />
        <span className={css.toolName}>{name ?? t('trace.message.resultAlone')}</span>
        {id !== undefined && <span className={css.toolId}>{id}</span>}
      </div>
      {isCall && (
        <ToolValue label={t('trace.message.arguments')} value={argumentsValue} path={argumentsPath} span={span} />
      )}
      {hasResult ? (
        <ToolValue label={t('trace.message.result')} value={result} path={resultPath} span={span} />
      ) : (
        <p className={css.empty}>{t('trace.message.noResult')}</p>
      )}
    </section>
  )
}

function ToolValue({
  label,
  value,
  path,
  span,
}: {
  label: string
  value: Json | undefined
  path: Path
  span: SpanRef
}) {
  const text = findPlainText(value)
  return (
    <div className={css.toolValue}>
      <span className={css.toolLabel}>{label}</span>
      <div className={css.toolContent}>
        {text !== undefined ? (
          <LongText text={text} isMono source={path === undefined ? undefined : { span, path }} />
        ) : (
          <JsonTree value={value ?? null} label={label} />
        )}
      </div>
    </div>
  )
}
