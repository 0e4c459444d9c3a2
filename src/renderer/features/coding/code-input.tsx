import { Autocomplete } from '@mantine/core'
import { type Ref, useRef, useState } from 'react'
import type { Code } from '../../../shared/model/coding.ts'
import { useT } from '../../i18n/i18n.ts'
import { KeyHint } from '../../ui/key-hint.tsx'
import css from './coding.module.css'
import { matchCodes } from './shown-notes.ts'

const shownOptions = 8

/** A code by the beginning of its name, or a new one. The keys stay in the field, so that one code follows another. */
export function CodeInput({
  ref,
  label,
  codes,
  onChoose,
  onNext,
  onLeave,
}: {
  ref: Ref<HTMLInputElement>
  label: string
  codes: readonly Code[]
  onChoose: (choice: Code | { name: string }) => void
  onNext: () => void
  onLeave: () => void
}) {
  const t = useT()
  const [typed, setTyped] = useState('')
  /** Mantine writes the chosen option into the field; here the field is empty again. */
  const hasChosen = useRef(false)
  const { codes: matching, hasExact } = matchCodes(codes, typed)
  const name = typed.trim()
  const shown = matching.slice(0, shownOptions).map((code) => code.name)
  // Nothing is offered for nothing: then Enter means the next note.
  const options = name === '' ? [] : hasExact ? shown : [...shown, name]
  return (
    <Autocomplete
      ref={ref}
      // Named by the words alone.
      aria-label={label}
      label={
        <span className={css.codeLabel}>
          {label}
          <KeyHint keys="c" />
        </span>
      }
      description={t('coding.input.hint')}
      placeholder={t('coding.input.placeholder')}
      maxLength={64}
      value={typed}
      data={options}
      filter={({ options: given }) => given}
      selectFirstOptionOnChange
      comboboxProps={{ withinPortal: true }}
      renderOption={({ option: { value } }) =>
        codes.some((code) => code.name === value) ? value : t('coding.input.create', { name: value })
      }
      onChange={(value) => {
        setTyped(hasChosen.current ? '' : value)
        hasChosen.current = false
      }}
      onOptionSubmit={(value) => {
        hasChosen.current = true
        onChoose(codes.find((code) => code.name === value) ?? { name: value })
      }}
      onKeyDown={(event) => {
        if (event.nativeEvent.isComposing || event.keyCode === 229) return
        if (event.key === 'Enter' && name === '') {
          event.preventDefault()
          onNext()
        } else if (event.key === 'Escape') {
          event.preventDefault()
          setTyped('')
          onLeave()
        }
      }}
      classNames={{ root: css.codeInput }}
    />
  )
}
