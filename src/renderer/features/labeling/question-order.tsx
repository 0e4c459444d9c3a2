import { ActionIcon } from '@mantine/core'
import { IconArrowDown, IconArrowUp } from '@tabler/icons-react'
import { useId, useRef } from 'react'
import { flushSync } from 'react-dom'
import { useT } from '../../i18n/i18n.ts'
import css from './setup.module.css'

/** The order in which a session asks its questions, changed by buttons that keep the focus with their question. */
export function QuestionOrder({
  questions,
  onChange,
}: {
  questions: readonly { schemaId: string; title: string }[]
  onChange: (schemaIds: string[]) => void
}) {
  const t = useT()
  const id = useId()
  const list = useRef<HTMLOListElement>(null)
  const move = (index: number, step: 1 | -1) => {
    const ids = questions.map(({ schemaId }) => schemaId)
    const moved = ids[index] as string
    flushSync(() => onChange(ids.toSpliced(index, 1).toSpliced(index + step, 0, moved)))
    const buttons = list.current?.querySelectorAll<HTMLButtonElement>(`[data-question="${moved}"] button`)
    const used = buttons?.[step === -1 ? 0 : 1]
    // At an end the button that was used is off; the other one leads back.
    const next = used?.disabled ? buttons?.[step === -1 ? 1 : 0] : used
    next?.focus()
  }
  return (
    <>
      <p id={id} className={css.orderTitle}>
        {t('labeling.form.order')}
      </p>
      <ol ref={list} className={css.order} aria-labelledby={id}>
        {questions.map(({ schemaId, title }, index) => (
          <li key={schemaId} data-question={schemaId} className={css.orderLine}>
            <span className={css.orderText}>{title}</span>
            <ActionIcon
              aria-label={t('labeling.form.moveUp', { name: title })}
              disabled={index === 0}
              onClick={() => move(index, -1)}
            >
              <IconArrowUp size={14} aria-hidden />
            </ActionIcon>
            <ActionIcon
              aria-label={t('labeling.form.moveDown', { name: title })}
              disabled={index === questions.length - 1}
              onClick={() => move(index, 1)}
            >
              <IconArrowDown size={14} aria-hidden />
            </ActionIcon>
          </li>
        ))}
      </ol>
    </>
  )
}
