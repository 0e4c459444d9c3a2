import { useT } from '../i18n/i18n.ts'
import css from './code-block.module.css'
import { CopyButton } from './copy-button.tsx'

/** Code or plain text in monospace, scrolling sideways, with a copy button. */
export function CodeBlock({ code, label, isWrapped = false }: { code: string; label?: string; isWrapped?: boolean }) {
  const t = useT()
  return (
    <div className={css.block}>
      {/* A region that scrolls must be reachable by keyboard. */}
      <pre
        className={css.code}
        data-wrapped={isWrapped || undefined}
        // biome-ignore lint/a11y/noNoninteractiveTabindex: see above
        tabIndex={0}
        role="region"
        aria-label={label ?? t('ui.code')}
      >
        <code>{code}</code>
      </pre>
      <div className={css.copy}>
        <CopyButton text={code} name={label === undefined ? t('common.copy') : `${t('common.copy')}: ${label}`} />
      </div>
    </div>
  )
}
