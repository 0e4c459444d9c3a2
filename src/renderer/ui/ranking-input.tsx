/** Options in an order: by pressing them one after the other, by Alt with an arrow key, or by dragging. */
import { ActionIcon } from '@mantine/core'
import { IconArrowDown, IconArrowUp, IconGripVertical } from '@tabler/icons-react'
import { type KeyboardEvent, useRef, useState } from 'react'
import { flushSync } from 'react-dom'
import { useFormat } from '../i18n/format.ts'
import { useT } from '../i18n/i18n.ts'
import type { QuestionInputProps } from './answer.ts'
import { useChoiceKeys } from './choice-keys.tsx'
import { KeyHint } from './key-hint.tsx'
import css from './ranking.module.css'
import { isComplete, moveRanked, placeRanked, pressRanked } from './ranking-moves.ts'

export function RankingInput({
  input,
  value,
  labelId,
  descriptionId,
  isReadOnly = false,
  onChange,
}: QuestionInputProps<'ranking'>) {
  const t = useT()
  const format = useFormat()
  const keys = useChoiceKeys()
  const list = useRef<HTMLOListElement>(null)
  const { options } = input
  const [ranked, setRanked] = useState<readonly string[]>(() => {
    const given: unknown[] = Array.isArray(value) ? value : []
    return given.flatMap((each) => options.filter((option) => option === each))
  })
  const [dragged, setDragged] = useState<string>()
  const rest = options.filter((option) => !ranked.includes(option))
  const change = (next: readonly string[], focused?: string) => {
    // Digits come from outside: there the focus stays where it is, so that Enter goes on.
    const hadFocus = list.current?.contains(document.activeElement) === true
    flushSync(() => setRanked(next))
    if (focused !== undefined && hadFocus) {
      list.current?.querySelector<HTMLElement>(`[data-choice-at="${options.indexOf(focused)}"]`)?.focus()
    }
    if (isComplete(input, next)) onChange([...next])
    // Half an order is no answer.
    else if (value !== undefined) onChange(undefined)
  }
  const onKeyDown = (event: KeyboardEvent, option: string) => {
    const step = event.key === 'ArrowUp' ? -1 : event.key === 'ArrowDown' ? 1 : undefined
    if (step === undefined || !event.altKey || isReadOnly) return
    event.preventDefault()
    event.stopPropagation()
    change(moveRanked(input, ranked, option, step), option)
  }
  return (
    <div role="group" aria-labelledby={labelId} aria-describedby={descriptionId} className={css.ranking}>
      <ol ref={list} className={css.list}>
        {[...ranked, ...rest].map((option) => {
          const at = ranked.indexOf(option)
          const place = options.indexOf(option)
          const help = input.optionHelp?.[option]
          const shortcut = keys[place]
          const rank = at < 0 ? undefined : format.number(at + 1)
          return (
            <li
              key={option}
              className={css.row}
              data-ranked={at >= 0 || undefined}
              data-dragged={dragged === option || undefined}
              draggable={!isReadOnly}
              onDragStart={() => setDragged(option)}
              onDragEnd={() => setDragged(undefined)}
              onDragOver={(event) => {
                if (dragged !== undefined) event.preventDefault()
              }}
              onDrop={(event) => {
                event.preventDefault()
                if (dragged !== undefined) change(placeRanked(input, ranked, dragged, at < 0 ? ranked.length : at))
                setDragged(undefined)
              }}
            >
              <IconGripVertical size={14} aria-hidden className={css.grip} />
              <button
                type="button"
                className={css.option}
                data-choice-at={place}
                disabled={isReadOnly}
                aria-keyshortcuts={shortcut}
                onClick={() => change(pressRanked(input, ranked, option), option)}
                onKeyDown={(event) => onKeyDown(event, option)}
              >
                <span className={css.rank} aria-hidden>
                  {rank ?? '–'}
                </span>
                <span className={css.text}>
                  <span data-place-name>
                    {option}
                    <span className={css.spoken}>
                      {rank === undefined ? t('ui.ranking.unranked') : t('ui.ranking.ranked', { number: rank })}
                    </span>
                  </span>
                  {help !== undefined && <span className={css.help}>{help}</span>}
                </span>
                {shortcut !== undefined && (
                  <span data-choice-key aria-hidden>
                    <KeyHint keys={shortcut} />
                  </span>
                )}
              </button>
              <ActionIcon
                tabIndex={-1}
                aria-label={t('ui.ranking.up', { option })}
                disabled={isReadOnly || at === 0}
                onClick={() => change(moveRanked(input, ranked, option, -1))}
              >
                <IconArrowUp size={14} aria-hidden />
              </ActionIcon>
              <ActionIcon
                tabIndex={-1}
                aria-label={t('ui.ranking.down', { option })}
                disabled={isReadOnly || at < 0 || at === ranked.length - 1}
                onClick={() => change(moveRanked(input, ranked, option, 1))}
              >
                <IconArrowDown size={14} aria-hidden />
              </ActionIcon>
            </li>
          )
        })}
      </ol>
      <p className={css.hint} role="status">
        {t(
          isComplete(input, ranked) ? (rest.length > 0 ? 'ui.ranking.restLast' : 'ui.ranking.done') : 'ui.ranking.how',
        )}
      </p>
    </div>
  )
}
