/** Who said what, as a table. Agreement is framed and numbers carry everything, so that it reads in black and white. */
import type { CSSProperties } from 'react'
import type { RowChoice, ScalarValue } from '../../../shared/model/validation.ts'
import { useFormat } from '../../i18n/format.ts'
import { useT } from '../../i18n/i18n.ts'
import css from './validation.module.css'
import { useValueName } from './value-name.ts'

export interface MatrixTable {
  values: readonly ScalarValue[]
  /** Rows: people's answer; columns: the scorer's. */
  counts: readonly (readonly number[])[]
}

export function ConfusionMatrix({
  table: { values, counts },
  name,
  choice,
  onChoose,
}: {
  table: MatrixTable
  name: string
  choice: RowChoice
  onChoose: (choice: RowChoice) => void
}) {
  const t = useT()
  const format = useFormat()
  const nameOf = useValueName(values.length === 2 && values[0] === 'pass')
  const most = Math.max(1, ...counts.flat())
  const total = (numbers: readonly number[]) => numbers.reduce((sum, count) => sum + count, 0)
  return (
    <section className={css.block} aria-labelledby="validation-matrix">
      <h2 id="validation-matrix" className={css.blockTitle}>
        {t('validation.matrix.title')}
      </h2>
      <p className={css.hint}>{t('validation.matrix.hint')}</p>
      <div className={css.scroll}>
        <table className={css.matrix} aria-labelledby="validation-matrix">
          <thead>
            <tr>
              <th scope="col" className={css.corner}>
                <span>{t('validation.matrix.people')}</span>
                <span>{t('validation.matrix.scorer', { name })}</span>
              </th>
              {values.map((value) => (
                <th key={`${typeof value} ${value}`} scope="col">
                  {nameOf(value)}
                </th>
              ))}
              <th scope="col">{t('validation.matrix.total')}</th>
            </tr>
          </thead>
          <tbody>
            {values.map((answered, row) => (
              <tr key={`${typeof answered} ${answered}`}>
                <th scope="row">{nameOf(answered)}</th>
                {values.map((scored, column) => {
                  const count = counts[row]?.[column] ?? 0
                  const isChosen = choice.kind === 'cell' && choice.answered === answered && choice.scored === scored
                  return (
                    <td key={`${typeof scored} ${scored}`}>
                      <button
                        type="button"
                        className={css.cell}
                        data-agrees={row === column || undefined}
                        aria-pressed={isChosen}
                        style={{ '--share': count / most } as CSSProperties}
                        aria-label={t('validation.matrix.cell', {
                          answered: nameOf(answered),
                          scored: nameOf(scored),
                          name,
                          formatted: format.number(count),
                        })}
                        onClick={() => onChoose({ kind: 'cell', answered, scored })}
                      >
                        {format.number(count)}
                      </button>
                    </td>
                  )
                })}
                <td className={css.dim}>{format.number(total(counts[row] ?? []))}</td>
              </tr>
            ))}
            <tr>
              <th scope="row" className={css.dim}>
                {t('validation.matrix.total')}
              </th>
              {values.map((scored, column) => (
                <td key={`${typeof scored} ${scored}`} className={css.dim}>
                  {format.number(total(counts.map((each) => each[column] ?? 0)))}
                </td>
              ))}
              <td className={css.dim}>{format.number(total(counts.flat()))}</td>
            </tr>
          </tbody>
        </table>
      </div>
    </section>
  )
}
