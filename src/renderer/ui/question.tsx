import { Textarea } from '@mantine/core'
import { useId } from 'react'
import type { LabelSchema } from '../../shared/model/labeling.ts'
import { useT } from '../i18n/i18n.ts'
import type { AnswerValue } from './answer.ts'
import { SafeMarkdown } from './markdown.tsx'
import css from './question.module.css'
import { QuestionInput } from './question-input.tsx'

export type QuestionSchema = Pick<LabelSchema, 'name' | 'title' | 'instruction' | 'enableComment' | 'input'>

export interface Answer {
  value: AnswerValue | undefined
  /** The rationale of the assessment that the answer becomes. */
  comment: string
}

/** One question as a reviewer meets it: title, instruction, the input, and the comment where one is allowed. */
export function Question({
  schema,
  answer,
  isReadOnly = false,
  onChange,
}: {
  schema: QuestionSchema
  answer: Answer
  isReadOnly?: boolean
  onChange: (answer: Answer) => void
}) {
  const t = useT()
  const id = useId()
  const { instruction } = schema
  const hasInstruction = instruction !== undefined && instruction !== ''
  return (
    <section className={css.question} aria-labelledby={`${id}-title`}>
      <h3 id={`${id}-title`} className={css.title}>
        {schema.title === undefined || schema.title === '' ? schema.name : schema.title}
      </h3>
      {hasInstruction && (
        <div id={`${id}-instruction`} className={css.instruction}>
          <SafeMarkdown text={instruction} />
        </div>
      )}
      <QuestionInput
        input={schema.input}
        value={answer.value}
        labelId={`${id}-title`}
        {...(hasInstruction ? { descriptionId: `${id}-instruction` } : {})}
        isReadOnly={isReadOnly}
        onChange={(value) => onChange({ ...answer, value })}
      />
      {schema.enableComment && (
        <Textarea
          label={t('ui.question.comment')}
          placeholder={t('ui.question.commentHint')}
          value={answer.comment}
          readOnly={isReadOnly}
          autosize
          minRows={1}
          maxRows={8}
          onChange={(event) => onChange({ ...answer, comment: event.currentTarget.value })}
        />
      )}
    </section>
  )
}
