import { CloseButton, TextInput } from '@mantine/core'
import { IconInfoCircle, IconSearch } from '@tabler/icons-react'
import { type RefObject, useEffect, useState } from 'react'
import { useT } from '../../i18n/i18n.ts'
import { withField } from './filter-conditions.ts'
import { setFilter, useList } from './list-store.ts'
import css from './traces-screen.module.css'

/** Long enough not to search for every letter, short enough to feel live. */
const typingPauseMs = 220

/** Full-text search; what is typed becomes part of the filter after a short pause, at once with Enter. */
export function SearchBox({
  inputRef,
  isIndexComplete,
  onDone,
}: {
  inputRef: RefObject<HTMLInputElement | null>
  isIndexComplete: boolean | undefined
  /** Enter or Escape: the keys belong to the list again. */
  onDone: () => void
}) {
  const t = useT()
  const search = useList((state) => state.filter.search ?? '')
  const [text, setText] = useState(search)
  const [isComposing, setIsComposing] = useState(false)
  const apply = (value: string) => {
    const { filter } = useList.getState()
    const trimmed = value.trim()
    if (trimmed !== (filter.search ?? '')) setFilter(withField(filter, 'search', trimmed === '' ? undefined : trimmed))
  }
  // A view or "clear" changed the filter from outside.
  useEffect(() => {
    setText((current) => (current.trim() === search ? current : search))
  }, [search])
  // biome-ignore lint/correctness/useExhaustiveDependencies: `apply` reads the store when it runs
  useEffect(() => {
    if (isComposing) return
    const timer = setTimeout(() => apply(text), typingPauseMs)
    return () => clearTimeout(timer)
  }, [text, isComposing])
  return (
    <div className={css.search}>
      <TextInput
        ref={inputRef}
        type="search"
        aria-label={t('traces.search.label')}
        placeholder={t('traces.search.placeholder')}
        leftSection={<IconSearch size={15} aria-hidden />}
        rightSection={
          text === '' ? undefined : (
            <CloseButton
              size="sm"
              aria-label={t('common.clear')}
              onClick={() => {
                setText('')
                apply('')
                inputRef.current?.focus()
              }}
            />
          )
        }
        value={text}
        onChange={(event) => setText(event.currentTarget.value)}
        onCompositionStart={() => setIsComposing(true)}
        onCompositionEnd={() => setIsComposing(false)}
        onKeyDown={(event) => {
          if (event.nativeEvent.isComposing || (event.key !== 'Enter' && event.key !== 'Escape')) return
          event.preventDefault()
          if (event.key === 'Enter') apply(text)
          onDone()
        }}
      />
      {search !== '' && isIndexComplete === false && (
        <span className={css.partial} role="status" title={t('traces.search.partial')}>
          <IconInfoCircle size={15} aria-hidden />
          <span className={css.partialText}>{t('traces.search.partial')}</span>
        </span>
      )}
    </div>
  )
}
