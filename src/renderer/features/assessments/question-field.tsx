import { Input } from '@mantine/core'
import { useEffect, useId, useRef } from 'react'
import type { LabelSchema, LabelSchemaInput } from '../../../shared/model/labeling.ts'
import type { AnswerValue } from '../../ui/answer.ts'
import { SafeMarkdown } from '../../ui/markdown.tsx'
import { QuestionInput } from '../../ui/question-input.tsx'
import { TraceGround } from '../labeling-screen/index.tsx'
import css from './assessments.module.css'

/** Whether it is answered in the texts of the trace, which are read for it alone. */
function isAboutTexts({ type }: LabelSchemaInput): boolean {
  return type === 'highlight' || type === 'pairwise'
}

/** The value of an assessment that answers a question: what is asked, and the question's own input. */
export function QuestionField({
  traceId,
  question,
  answer,
  hasFocus,
  problem,
  onChange,
}: {
  traceId: string
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
  const field = (
    <QuestionInput
      input={question.input}
      value={answer}
      labelId={`${id}-title`}
      {...(explained.length === 0 ? {} : { descriptionId: explained.join(' ') })}
      onChange={onChange}
    />
  )
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
      {isAboutTexts(question.input) ? <TraceGround traceId={traceId}>{field}</TraceGround> : field}
      {problem !== undefined && <Input.Error id={`${id}-problem`}>{problem}</Input.Error>}
    </div>
  )
}
