import { Input } from '@mantine/core'
import { useEffect, useId, useRef } from 'react'
import type { LabelSchema } from '../../../shared/model/labeling.ts'
import type { AnswerValue } from '../../ui/answer.ts'
import { SafeMarkdown } from '../../ui/markdown.tsx'
import { QuestionInput } from '../../ui/question-input.tsx'
import css from './assessments.module.css'

/** The value of an assessment that answers a question: what is asked, and the question's own input. */
export function QuestionField({
  question,
  answer,
  hasFocus,
  problem,
  onChange,
}: {
  question: LabelSchema
  answer: AnswerValue | undefined
  hasFocus: boolean
  problem: string | undefined
  onChange: (answer: AnswerValue | undefined) => void
}) {
  const id = useId()
  const line = useRef<HTMLDivElement>(null)
  useEffect(() => {
    if (!hasFocus) return
    const field =
      line.current?.querySelector<HTMLElement>('input:checked') ?? line.current?.querySelector('input, textarea')
    if (field instanceof HTMLElement) field.focus()
  }, [hasFocus])
  const { title, name, instruction } = question
  const hasInstruction = instruction !== undefined && instruction !== ''
  const explained = [...(hasInstruction ? [`${id}-what`] : []), ...(problem === undefined ? [] : [`${id}-problem`])]
  return (
    <div ref={line} className={css.question}>
      <div id={`${id}-title`} className={css.questionTitle}>
        {title === undefined || title === '' ? name : title}
      </div>
      {hasInstruction && (
        <div id={`${id}-what`} className={css.instruction}>
          <SafeMarkdown text={instruction} />
        </div>
      )}
      <QuestionInput
        input={question.input}
        value={answer}
        labelId={`${id}-title`}
        {...(explained.length === 0 ? {} : { descriptionId: explained.join(' ') })}
        onChange={onChange}
      />
      {problem !== undefined && <Input.Error id={`${id}-problem`}>{problem}</Input.Error>}
    </div>
  )
}
