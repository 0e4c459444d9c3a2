/** Who agrees with whom, as a table whose cells are shaded by what they say. The arrows move through its cells. */
import { type CSSProperties, type KeyboardEvent, useRef, useState } from 'react'
import type { QuestionAgreement } from '../../../shared/model/label-quality.ts'
import { useFormat } from '../../i18n/format.ts'
import { useT } from '../../i18n/i18n.ts'
import charts from './charts.module.css'
import css from './figures.module.css'
import { stepCell } from './matrix-steps.ts'
import type { Names } from './use-quality.ts'

export function AgreementMatrix({
  question,
  places,
  names,
}: {
  question: QuestionAgreement
  places: readonly { reviewer: string; at: number }[]
  names: Names
}) {
  const t = useT()
  const format = useFormat()
  const table = useRef<HTMLTableElement>(null)
  const [active, setActive] = useState({ row: 0, column: 1 })
  const { nameOf, shortNameOf } = names
  const id = `quality-matrix-${question.schemaId}`
  const valueAt = (row: number, column: number) => {
    const [a, b] = [places[row], places[column]]
    return a === undefined || b === undefined ? null : (question.matrix[a.at]?.[b.at] ?? null)
  }
  const sentenceAt = (row: number, column: number) => {
    const [a, b] = [nameOf(places[row]?.reviewer ?? ''), nameOf(places[column]?.reviewer ?? '')]
    if (row === column) return a
    const value = valueAt(row, column)
    return value === null
      ? t('quality.matrix.noCommon', { a, b })
      : t('quality.matrix.cell', { a, b, value: format.percent(value) })
  }
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return
    const next = stepCell(active, event.key, places.length)
    if (next === undefined) return
    event.preventDefault()
    setActive(next)
    table.current?.querySelector<HTMLElement>(`[data-cell="${next.row}-${next.column}"]`)?.focus()
  }
  return (
    <section className={css.figure} aria-labelledby={`${id}-title`}>
      <h3 id={`${id}-title`} className={css.figureTitle}>
        {t('quality.matrix.title')}
      </h3>
      <p id={`${id}-hint`} className={css.hint}>
        {t('quality.matrix.hint')}
      </p>
      <div className={charts.matrixBox}>
        <table ref={table} className={charts.matrix} aria-label={t('quality.matrix.label')} onKeyDown={onKeyDown}>
          <thead>
            <tr>
              <td />
              {places.map(({ reviewer }) => (
                <th key={reviewer} scope="col" title={nameOf(reviewer)}>
                  {shortNameOf(reviewer)}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {places.map(({ reviewer }, row) => (
              <tr key={reviewer}>
                <th scope="row" title={nameOf(reviewer)}>
                  {nameOf(reviewer)}
                </th>
                {places.map((other, column) => {
                  const value = row === column ? null : valueAt(row, column)
                  return (
                    <td
                      key={other.reviewer}
                      data-cell={`${row}-${column}`}
                      data-self={row === column || undefined}
                      tabIndex={row === active.row && column === active.column ? 0 : -1}
                      title={sentenceAt(row, column)}
                      style={{ '--share': value ?? 0 } as CSSProperties}
                      onFocus={() => setActive({ row, column })}
                    >
                      {value === null ? t('common.notAvailable') : format.percent(value)}
                    </td>
                  )
                })}
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      <p className={charts.matrixSentence} aria-live="polite">
        {active.row === active.column ? '' : sentenceAt(active.row, active.column)}
      </p>
    </section>
  )
}
