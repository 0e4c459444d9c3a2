import type { Json } from '../../../shared/model/json.ts'
import type { LabelSchema } from '../../../shared/model/labeling.ts'
import { pairwiseChoices } from '../../../shared/model/pairwise.ts'
import { useFormat } from '../../i18n/format.ts'
import { useT } from '../../i18n/i18n.ts'
import { useMarksText } from '../../ui/marks-text.ts'
import { ValueMark } from '../assessments/index.tsx'

function labelsOf(schema: LabelSchema | undefined) {
  return schema?.input.type === 'passFail'
    ? { pass: schema.input.positiveLabel, fail: schema.input.negativeLabel }
    : undefined
}

const isList = (value: Json): value is string[] =>
  Array.isArray(value) && value.every((each) => typeof each === 'string')

/** An empty list says so only to a question about highlights. */
function isNothingMarked(value: Json, schema: LabelSchema | undefined): boolean {
  return schema?.input.type === 'highlight' && Array.isArray(value) && value.length === 0
}

function listText(value: readonly string[], schema: LabelSchema | undefined): string {
  return value.join(schema?.input.type === 'ranking' ? ' > ' : ' · ')
}

/** An answer in the words of its question, on one line. */
export function AnswerMark({ value, schema }: { value: Json; schema: LabelSchema | undefined }) {
  const t = useT()
  if (isNothingMarked(value, schema)) return <span>{t('ui.highlight.nothing')}</span>
  const choice = pairwiseChoices.find((each) => each === value)
  if (schema?.input.type === 'pairwise' && choice !== undefined) return <span>{t(`ui.pairwise.answer.${choice}`)}</span>
  if (isList(value)) return <span title={value.join('\n')}>{listText(value, schema)}</span>
  return <ValueMark value={value} labels={labelsOf(schema)} />
}

/** The same as a text. */
export function useAnswerText(): (value: Json, schema: LabelSchema | undefined) => string {
  const t = useT()
  const format = useFormat()
  const marksText = useMarksText()
  return (value, schema) => {
    const labels = labelsOf(schema)
    if (typeof value === 'boolean') {
      const verdict = value ? 'pass' : 'fail'
      return labels?.[verdict] ?? t(`assessments.verdict.${verdict}`)
    }
    if (typeof value === 'number') return format.shortNumber(value, 6)
    if (isNothingMarked(value, schema)) return t('ui.highlight.nothing')
    const choice = pairwiseChoices.find((each) => each === value)
    if (schema?.input.type === 'pairwise' && choice !== undefined) return t(`ui.pairwise.answer.${choice}`)
    if (isList(value)) return listText(value, schema)
    const marks = marksText(value)
    if (marks !== undefined) return marks
    return typeof value === 'string' ? value : JSON.stringify(value)
  }
}

/** What a question is called: its title, else its name. */
export function questionTitle(schema: Pick<LabelSchema, 'name' | 'title'>): string {
  return schema.title === undefined || schema.title === '' ? schema.name : schema.title
}
