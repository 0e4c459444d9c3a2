import { IconCheck, IconX } from '@tabler/icons-react'
import type { Json } from '../../../shared/model/json.ts'
import { findVerdict } from '../../../shared/model/verdict.ts'
import { useFormat } from '../../i18n/format.ts'
import { useT } from '../../i18n/i18n.ts'
import { quotesOf, useMarksText } from '../../ui/marks-text.ts'
import css from './value-mark.module.css'

/** What a question calls true and false. */
export interface VerdictLabels {
  pass: string
  fail: string
}

/** An assessment's value on one line: a verdict with colour, shape and word; a number; a text; JSON. */
export function AssessmentValue({
  value,
  labels,
}: {
  value: Json | undefined
  /** Words for verdicts other than yes and no. */
  labels?: VerdictLabels | undefined
}) {
  const t = useT()
  const format = useFormat()
  const marksText = useMarksText()
  if (value === undefined) return <span className={css.none}>{t('assessments.noValue')}</span>
  const verdict = findVerdict(value)
  if (verdict !== undefined) {
    const Icon = verdict === 'pass' ? IconCheck : IconX
    return (
      <span className={css.verdict} data-verdict={verdict}>
        <Icon size={14} stroke={2.4} aria-hidden />
        {labels?.[verdict] ?? t(`assessments.verdict.${verdict}`)}
      </span>
    )
  }
  if (typeof value === 'number') return <span className={css.number}>{format.shortNumber(value, 6)}</span>
  if (typeof value === 'string') return <span title={value}>{value}</span>
  const marks = marksText(value)
  if (marks !== undefined) return <span title={quotesOf(value)}>{marks}</span>
  const text = JSON.stringify(value)
  return (
    <span className={css.json} title={text}>
      {text}
    </span>
  )
}
