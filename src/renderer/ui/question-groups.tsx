import { Fragment, type ReactNode } from 'react'
import type { LabelSchema } from '../../shared/model/labeling.ts'
import css from './question.module.css'

/**
 * The questions that are asked, in their order, with a heading where a group begins. What renders one is told its place among all questions,
 * so that a question keeps its place when another comes or goes.
 */
export function QuestionGroups<T extends Pick<LabelSchema, 'schemaId' | 'group'>>({
  questions,
  asked,
  isInset = false,
  children,
}: {
  questions: readonly T[]
  asked: ReadonlySet<string>
  /** Questions have a margin of their own at the sides. */
  isInset?: boolean
  children: (question: T, at: number) => ReactNode
}) {
  let group: string | undefined
  return questions.map((question, at) => {
    if (!asked.has(question.schemaId)) return null
    const isNew = question.group !== undefined && question.group !== group
    group = question.group
    return (
      <Fragment key={question.schemaId}>
        {isNew && (
          <h3 className={css.group} data-inset={isInset || undefined}>
            {question.group}
          </h3>
        )}
        {children(question, at)}
      </Fragment>
    )
  })
}
