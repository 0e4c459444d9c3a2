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
  children,
}: {
  questions: readonly T[]
  asked: ReadonlySet<string>
  children: (question: T, at: number) => ReactNode
}) {
  let group: string | undefined
  return questions.map((question, at) => {
    if (!asked.has(question.schemaId)) return null
    const isNew = question.group !== undefined && question.group !== group
    group = question.group
    return (
      <Fragment key={question.schemaId}>
        {isNew && <h3 className={css.group}>{question.group}</h3>}
        {children(question, at)}
      </Fragment>
    )
  })
}
