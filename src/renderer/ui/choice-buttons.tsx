import { IconCheck, IconX } from '@tabler/icons-react'
import { useId } from 'react'
import { useChoiceKeys } from './choice-keys.tsx'
import { KeyHint } from './key-hint.tsx'
import css from './question.module.css'

export interface Choice {
  value: string
  label: string
  verdict?: 'pass' | 'fail'
  /** When to choose it. */
  help?: string | undefined
}

/**
 * Choices as buttons that are real radios or checkboxes: arrows or Tab, Space, and screen readers work as everywhere.
 * Pressing the chosen radio again takes the answer away.
 */
export function ChoiceButtons({
  choices,
  chosen,
  isMultiple,
  labelId,
  descriptionId,
  isReadOnly = false,
  onChange,
}: {
  choices: readonly Choice[]
  chosen: readonly string[]
  isMultiple: boolean
  labelId: string
  descriptionId?: string
  isReadOnly?: boolean
  onChange: (chosen: string[]) => void
}) {
  const name = useId()
  const keys = useChoiceKeys()
  const toggle = (value: string) => {
    const isChosen = chosen.includes(value)
    if (isMultiple) onChange(isChosen ? chosen.filter((each) => each !== value) : [...chosen, value])
    else onChange(isChosen ? [] : [value])
  }
  return (
    // biome-ignore lint/a11y/useAriaPropsSupportedByRole: both roles take a name; the rule does not read the choice
    <div
      role={isMultiple ? 'group' : 'radiogroup'}
      aria-labelledby={labelId}
      aria-describedby={descriptionId}
      className={css.choices}
      data-has-help={choices.some(({ help }) => help !== undefined) || undefined}
    >
      {choices.map((choice, at) => {
        const isChosen = chosen.includes(choice.value)
        const shortcut = keys[at]
        const Icon = choice.verdict === 'fail' ? IconX : IconCheck
        return (
          <label key={choice.value} className={css.choice} data-verdict={choice.verdict}>
            <input
              type={isMultiple ? 'checkbox' : 'radio'}
              name={name}
              className={css.choiceInput}
              data-choice-at={at}
              checked={isChosen}
              disabled={isReadOnly}
              aria-keyshortcuts={shortcut}
              aria-labelledby={`${name}-${at}`}
              aria-describedby={choice.help === undefined ? undefined : `${name}-${at}-help`}
              onChange={() => {
                if (isMultiple || !isChosen) toggle(choice.value)
              }}
              onKeyDown={(event) => {
                // Space on a chosen radio does nothing by itself.
                const clears = event.key === ' ' || event.key === 'Backspace' || event.key === 'Delete'
                if (isMultiple || !isChosen || isReadOnly || !clears) return
                event.preventDefault()
                toggle(choice.value)
              }}
              onClick={() => {
                // A radio that is chosen already reports no change.
                if (!isMultiple && isChosen) toggle(choice.value)
              }}
            />
            <span className={css.choiceMark} aria-hidden>
              {(isChosen || choice.verdict !== undefined) && <Icon size={14} stroke={2.2} />}
            </span>
            <span className={css.choiceLabel}>
              <span id={`${name}-${at}`}>{choice.label}</span>
              {choice.help !== undefined && (
                <span id={`${name}-${at}-help`} className={css.choiceHelp}>
                  {choice.help}
                </span>
              )}
            </span>
            {shortcut !== undefined && (
              <span className={css.choiceKey} data-choice-key aria-hidden>
                <KeyHint keys={shortcut} />
              </span>
            )}
          </label>
        )
      })}
    </div>
  )
}
