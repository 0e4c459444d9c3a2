import { VisuallyHidden } from '@mantine/core'
import { IconArrowsSplit2 } from '@tabler/icons-react'
import type { AssessmentCell } from '../../../shared/model/assessment.ts'
import type { Json } from '../../../shared/model/json.ts'
import { findVerdict } from '../../../shared/model/verdict.ts'
import { useFormat } from '../../i18n/format.ts'
import { useT } from '../../i18n/i18n.ts'
import { useMarksText } from '../../ui/marks-text.ts'
import css from './cell-answers.module.css'
import { AssessmentValue, type VerdictLabels } from './value-mark.tsx'

/** Values that are shown side by side; more are counted. */
const mostShown = 3

/** Equal answers are counted beside their value; a count beside one of several values would hide the others. */
export function AnswersOfCell({ cell, labels }: { cell: AssessmentCell; labels: VerdictLabels | undefined }) {
  const t = useT()
  const format = useFormat()
  const toText = useValueText(labels)
  const { value, hasError, sourceType, count, differing } = cell
  if (differing !== undefined) {
    const parts = differing.map((each) => `${toText(each.value)} × ${format.number(each.count)}`)
    return (
      <span className={css.answers} title={[t('assessments.cell.differ'), ...parts].join('\n')}>
        <IconArrowsSplit2 size={14} className={css.differ} aria-hidden />
        <VisuallyHidden>{`${t('assessments.cell.differ')} ${parts.join(', ')}`}</VisuallyHidden>
        <span className={css.values} aria-hidden>
          {differing.length > mostShown
            ? t('assessments.cell.different', { formatted: format.number(differing.length) })
            : differing.map((each) => toText(each.value)).join(', ')}
        </span>
      </span>
    )
  }
  const title =
    count > 1
      ? t('assessments.cell.count', { count, formatted: format.number(count) })
      : t(`common.source.${sourceType}`)
  return (
    <span className={css.answers} title={title}>
      {hasError && value === undefined ? (
        <span className={css.failed}>{t('assessments.cell.failed')}</span>
      ) : (
        <AssessmentValue value={value} labels={labels} />
      )}
      {count > 1 && <span className={css.count}>×{format.number(count)}</span>}
    </span>
  )
}

/** A value in words, without colour. */
function useValueText(labels: VerdictLabels | undefined): (value: Json) => string {
  const t = useT()
  const format = useFormat()
  const marksText = useMarksText()
  return (value) => {
    const verdict = findVerdict(value)
    if (verdict !== undefined) return labels?.[verdict] ?? t(`assessments.verdict.${verdict}`)
    if (typeof value === 'number') return format.shortNumber(value, 6)
    if (typeof value === 'string') return value
    if (Array.isArray(value) && value.every((each) => typeof each === 'string')) return `[${value.join(', ')}]`
    return marksText(value) ?? JSON.stringify(value)
  }
}
