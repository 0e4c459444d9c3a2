import { ActionIcon, Button, TextInput, Tooltip } from '@mantine/core'
import { IconPlus, IconX } from '@tabler/icons-react'
import { type KeyboardEvent, useRef, useState } from 'react'
import { flushSync } from 'react-dom'
import { useFormat } from '../i18n/format.ts'
import { useT } from '../i18n/i18n.ts'
import type { QuestionInputProps } from './answer.ts'
import css from './question.module.css'

interface Line {
  key: number
  text: string
}

/** Texts one below the other: Enter goes on with a new one, Backspace in an empty one takes it away. */
export function TextListInput({
  input,
  value,
  labelId,
  descriptionId,
  isReadOnly = false,
  onChange,
}: QuestionInputProps<'textList'>) {
  const t = useT()
  const format = useFormat()
  const nextKey = useRef(0)
  const list = useRef<HTMLUListElement>(null)
  const toLine = (text: string): Line => ({ key: nextKey.current++, text })
  const [lines, setLines] = useState<Line[]>(() => {
    const texts = Array.isArray(value) ? value.filter((each) => typeof each === 'string') : []
    return (texts.length === 0 ? [''] : texts).map(toLine)
  })
  const { maxCount, maxLengthEach } = input
  const canAdd = !isReadOnly && (maxCount === undefined || lines.length < maxCount)
  const change = (next: Line[]) => {
    setLines(next)
    const texts = next.map((line) => line.text.trim()).filter((text) => text !== '')
    onChange(texts.length === 0 ? undefined : texts)
  }
  const focusLine = (index: number) => list.current?.querySelectorAll('input')[index]?.focus()
  const addAfter = (index: number) => {
    flushSync(() => change(lines.toSpliced(index + 1, 0, toLine(''))))
    focusLine(index + 1)
  }
  const removeAt = (index: number) => {
    flushSync(() => change(lines.length === 1 ? [toLine('')] : lines.toSpliced(index, 1)))
    focusLine(Math.max(0, index - 1))
  }
  const onKeyDown = (event: KeyboardEvent<HTMLInputElement>, index: number) => {
    if (event.nativeEvent.isComposing || isReadOnly) return
    const isPlain = !event.ctrlKey && !event.metaKey && !event.altKey && !event.shiftKey
    if (event.key === 'Enter' && isPlain) {
      event.preventDefault()
      if (canAdd) addAfter(index)
    } else if (event.key === 'Backspace' && isPlain && event.currentTarget.value === '' && lines.length > 1) {
      event.preventDefault()
      removeAt(index)
    }
  }
  return (
    <div role="group" aria-labelledby={labelId} aria-describedby={descriptionId} className={css.textList}>
      <ul ref={list} className={css.lines}>
        {lines.map((line, index) => (
          <li key={line.key} className={css.line}>
            <TextInput
              className={css.lineText}
              aria-label={t('ui.question.entry', { number: format.number(index + 1) })}
              value={line.text}
              readOnly={isReadOnly}
              {...(maxLengthEach === undefined ? {} : { maxLength: maxLengthEach })}
              onChange={(event) => change(lines.with(index, { ...line, text: event.currentTarget.value }))}
              onKeyDown={(event) => onKeyDown(event, index)}
            />
            {!isReadOnly && (
              <Tooltip label={t('ui.question.removeEntry', { number: format.number(index + 1) })}>
                <ActionIcon
                  aria-label={t('ui.question.removeEntry', { number: format.number(index + 1) })}
                  onClick={() => removeAt(index)}
                >
                  <IconX size={14} aria-hidden />
                </ActionIcon>
              </Tooltip>
            )}
          </li>
        ))}
      </ul>
      {!isReadOnly && (
        <Button
          variant="subtle"
          leftSection={<IconPlus size={14} aria-hidden />}
          disabled={!canAdd}
          onClick={() => addAfter(lines.length - 1)}
        >
          {t('ui.question.addEntry')}
        </Button>
      )}
      {maxCount !== undefined && (
        <span className={css.limit}>
          {t('ui.question.entries', { used: format.number(lines.length), most: format.number(maxCount) })}
        </span>
      )}
    </div>
  )
}
