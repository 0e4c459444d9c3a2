import type { ToolDefinition } from '../../../shared/model/view.ts'
import { useT } from '../../i18n/i18n.ts'
import { JsonTree } from '../../ui/json-tree.tsx'
import { LongText } from './long-text.tsx'
import css from './span-pane.module.css'

/** Tools the model could have called. */
export function ToolsView({ tools }: { tools: readonly ToolDefinition[] }) {
  const t = useT()
  return (
    <ul className={css.documents}>
      {tools.map((tool, at) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: tools of a span never move, and names may repeat
        <li key={at} className={css.document}>
          <div className={css.documentHead}>
            <code className={css.toolTitle}>{tool.name}</code>
          </div>
          {tool.description === undefined || tool.description === '' ? (
            <p className={css.note}>{t('trace.tools.noDescription')}</p>
          ) : (
            <LongText text={tool.description} />
          )}
          {tool.parameters !== undefined && (
            <details className={css.details}>
              <summary>{t('trace.tools.parameters')}</summary>
              <JsonTree value={tool.parameters} label={t('trace.tools.parameters')} />
            </details>
          )}
        </li>
      ))}
    </ul>
  )
}
