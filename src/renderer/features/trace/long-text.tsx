/**
 * A text of any length: the start of a long one until all is asked for, and the rest fetched from the engine when
 * it did not come with the span.
 */
import { useState } from 'react'
import { client } from '../../data/client.ts'
import { failureText } from '../../data/errors.ts'
import { useFormat } from '../../i18n/format.ts'
import { useT } from '../../i18n/i18n.ts'
import { foldText } from '../../ui/fold-text.ts'
import { SafeMarkdown } from '../../ui/markdown.tsx'
import { type SpanRef, spanTextLimit } from './span-text-limit.ts'
import css from './text.module.css'

/** Formatting a longer text would hold the window up; it shows plain. */
const mostMarkdown = 60_000

export function LongText({
  text,
  asMarkdown = false,
  isMono = false,
  source,
}: {
  text: string
  asMarkdown?: boolean
  isMono?: boolean
  /** Where the whole text lies, for one that may have been cut on its way here. */
  source?: { span: SpanRef; path: readonly (string | number)[] } | undefined
}) {
  const t = useT()
  const format = useFormat()
  const [isOpen, setIsOpen] = useState(false)
  const [whole, setWhole] = useState<string>()
  const [state, setState] = useState<{ isLoading: boolean; error?: unknown }>({ isLoading: false })
  const full = whole ?? text
  const folded = foldText(full)
  const isCut = whole === undefined && source !== undefined && text.length >= spanTextLimit - 1
  const shown = isOpen ? full : folded
  const open = async () => {
    if (isCut) {
      setState({ isLoading: true })
      try {
        const { value } = await client.spans.value({ ...source.span, path: [...source.path] })
        setWhole(typeof value === 'string' ? value : JSON.stringify(value, null, 2))
        setState({ isLoading: false })
      } catch (error) {
        return setState({ isLoading: false, error })
      }
    }
    setIsOpen(true)
  }
  return (
    <div>
      {asMarkdown && shown.length <= mostMarkdown ? (
        <SafeMarkdown text={shown} />
      ) : (
        <div className={css.plain} data-mono={isMono || undefined}>
          {shown}
        </div>
      )}
      {(folded !== full || isCut) && (
        <button
          type="button"
          className={css.more}
          disabled={state.isLoading}
          onClick={() => (isOpen ? setIsOpen(false) : void open())}
        >
          {state.isLoading
            ? t('trace.text.loading')
            : isOpen
              ? t('trace.text.showLess')
              : isCut
                ? t('common.showAll')
                : t('trace.text.showAll', { formatted: format.number(full.length) })}
        </button>
      )}
      {state.error !== undefined && <p className={css.error}>{failureText(state.error)}</p>}
    </div>
  )
}
