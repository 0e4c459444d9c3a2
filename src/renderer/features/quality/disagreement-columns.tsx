/** What the table of disagreements shows: the trace, the question, and what each reviewer answered. */
import type { Disagreement } from '../../../shared/model/label-quality.ts'
import type { LabelingSession } from '../../../shared/model/labeling.ts'
import type { useT } from '../../i18n/i18n.ts'
import type { GridColumn } from '../../ui/data-grid.tsx'
import { AnswerMark, questionTitle } from './answer-mark.tsx'
import css from './quality.module.css'
import { SettledMark } from './settled-mark.tsx'
import type { Names } from './use-quality.ts'

export function disagreementColumns(
  t: ReturnType<typeof useT>,
  { schemas }: LabelingSession,
  names: Names,
): GridColumn<Disagreement>[] {
  const schemaOf = (schemaId: string) => schemas.find((schema) => schema.schemaId === schemaId)
  return [
    {
      id: 'state',
      name: t('quality.list.state'),
      widthPx: 96,
      render: ({ settled }) => <SettledMark isSettled={settled !== undefined} />,
    },
    {
      id: 'question',
      name: t('quality.list.question'),
      widthPx: 140,
      render: ({ schemaId }) => {
        const schema = schemaOf(schemaId)
        const title = schema === undefined ? schemaId : questionTitle(schema)
        return <span title={title}>{title}</span>
      },
    },
    {
      id: 'input',
      name: t('quality.list.item'),
      widthPx: 180,
      isStretched: true,
      render: ({ inputPreview, outputPreview }) => (
        <span title={inputPreview}>{inputPreview ?? outputPreview ?? t('quality.list.noName')}</span>
      ),
    },
    ...names.shown.map(({ reviewer }) => ({
      id: `by:${reviewer}`,
      name: names.nameOf(reviewer),
      title: names.nameOf(reviewer),
      widthPx: 128,
      render: ({ answers, schemaId }: Disagreement) => {
        const answer = answers.find((each) => each.reviewer === reviewer)
        return answer === undefined ? (
          <span className={css.faint}>{t('common.notAvailable')}</span>
        ) : (
          <span className={css.answer}>
            <AnswerMark value={answer.value} schema={schemaOf(schemaId)} />
          </span>
        )
      },
    })),
  ]
}
