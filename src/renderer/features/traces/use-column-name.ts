import { useT } from '../../i18n/i18n.ts'
import { type FixedColumn, findAssessmentName } from './column-layout.ts'

/** What a column is called in the language shown; an assessment's column has the assessment's name. */
export function useColumnName(): (columnId: string) => string {
  const t = useT()
  return (columnId) => findAssessmentName(columnId) ?? t(`traces.column.${columnId as FixedColumn}`)
}
