/** Figures of parts of the rows: by tag, model, split, expectation or code. */
import { Button, Loader, Select } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { type Dimension, fewRows, type RunReport, type ScorerFigure, type Slice } from '../../../shared/model/report.ts'
import { notifyFailure } from '../../app/notify.tsx'
import { client, orpc } from '../../data/client.ts'
import { failureText } from '../../data/errors.ts'
import { useFormat } from '../../i18n/format.ts'
import { useT } from '../../i18n/i18n.ts'
import { intervalText, valueText } from './figure-text.ts'
import { IntervalMark } from './interval-mark.tsx'
import css from './report.module.css'
import type { RowsWanted } from './rows-wanted.ts'

export function SlicesPanel({ report, onRows }: { report: RunReport; onRows: (wanted: RowsWanted) => void }) {
  const t = useT()
  const nameOf = useDimensionName()
  const [chosen, setChosen] = useState<string | null>(null)
  const options = report.dimensions.map(({ dimension }) => ({
    value: JSON.stringify(dimension),
    label: nameOf(dimension),
  }))
  const dimension = report.dimensions.find((each) => JSON.stringify(each.dimension) === chosen)?.dimension
  return (
    <section className={css.block} aria-label={t('report.slices.title')}>
      <div className={css.blockHead}>
        <h3 className={css.blockTitle}>{t('report.slices.title')}</h3>
        {options.length > 0 && (
          <Select
            className={css.select ?? ''}
            aria-label={t('report.slices.by')}
            placeholder={t('report.slices.choose')}
            data={options}
            value={dimension === undefined ? null : chosen}
            onChange={setChosen}
          />
        )}
      </div>
      {options.length === 0 ? (
        <p className={css.hint}>{t('report.slices.none')}</p>
      ) : dimension === undefined ? (
        <p className={css.hint}>{t('report.slices.hint')}</p>
      ) : (
        <Slices runId={report.run.runId} dimension={dimension} report={report} onRows={onRows} />
      )}
    </section>
  )
}

function useDimensionName(): (dimension: Dimension) => string {
  const t = useT()
  return (dimension) =>
    dimension.kind === 'tag' || dimension.kind === 'expectation'
      ? t(`report.dimension.${dimension.kind}`, { key: dimension.key })
      : t(`report.dimension.${dimension.kind}`)
}

function Slices({
  runId,
  dimension,
  report,
  onRows,
}: {
  runId: string
  dimension: Dimension
  report: RunReport
  onRows: (wanted: RowsWanted) => void
}) {
  const t = useT()
  const format = useFormat()
  const nameOf = useDimensionName()
  const query = useQuery(orpc.reports.slices.queryOptions({ input: { runId, dimension } }))
  if (query.data === undefined) {
    return query.isError ? (
      <p className={css.notice}>
        {failureText(query.error)} <Button onClick={() => void query.refetch()}>{t('common.retry')}</Button>
      </p>
    ) : (
      <div role="status" aria-label={t('report.loading')}>
        <Loader size="sm" />
      </div>
    )
  }
  const { slices, otherCount } = query.data
  const show = async ({ value }: Slice) => {
    try {
      const { traceIds } = await client.reports.sliceTraces({ runId, dimension, value })
      onRows({ kind: 'slice', label: `${nameOf(dimension)}: ${value ?? t('report.slices.without')}`, traceIds })
    } catch (error) {
      notifyFailure(error)
    }
  }
  const shown = report.scorers.filter(({ kind }) => kind !== 'category')
  const scaleOf = (name: string): [number, number] => {
    const scorer = report.scorers.find((each) => each.name === name)
    return scorer?.kind === 'verdict' ? [0, 1] : [scorer?.min ?? 0, scorer?.max ?? 1]
  }
  const isFew = slices.some(({ rowCount }) => rowCount < fewRows)
  return (
    <>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must be reachable by keyboard */}
      <div className={css.scroll} role="region" aria-label={t('report.slices.table')} tabIndex={0}>
        <table className={css.table} aria-label={nameOf(dimension)}>
          <thead>
            <tr>
              <th scope="col">{nameOf(dimension)}</th>
              <th scope="col" data-number>
                {t('report.column.rows')}
              </th>
              {shown.map(({ name }) => (
                <th key={name} scope="col" colSpan={2}>
                  {name}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {slices.map((slice) => (
              <tr key={JSON.stringify(slice.value)}>
                <th scope="row">{slice.value ?? <span className={css.dim}>{t('report.slices.without')}</span>}</th>
                <td data-number>
                  <button
                    type="button"
                    className={css.link}
                    aria-label={t('report.showRows', {
                      count: slice.rowCount,
                      formatted: format.number(slice.rowCount),
                    })}
                    onClick={() => void show(slice)}
                  >
                    {format.number(slice.rowCount)}
                  </button>
                  {slice.rowCount < fewRows && (
                    <span className={css.warn} title={t('report.slices.few', { count: fewRows })}>
                      {' '}
                      ⚠
                    </span>
                  )}
                </td>
                {shown.map(({ name }) => (
                  <Cells key={name} figure={slice.scorers.find((each) => each.name === name)} scale={scaleOf(name)} />
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      {isFew && (
        <p className={css.hint}>
          <span aria-hidden>⚠ </span>
          {t('report.slices.few', { count: fewRows })}
        </p>
      )}
      {otherCount > 0 && (
        <p className={css.hint}>
          {t('report.slices.more', { count: otherCount, formatted: format.number(otherCount) })}
        </p>
      )}
      {dimension.kind === 'code' && <p className={css.hint}>{t('report.slices.codes')}</p>}
    </>
  )
}

function Cells({ figure, scale: [min, max] }: { figure: ScorerFigure | undefined; scale: [number, number] }) {
  const t = useT()
  const format = useFormat()
  if (figure?.value === undefined) {
    return (
      <>
        <td />
        <td className={css.dim}>–</td>
      </>
    )
  }
  const { kind, value, low, high, count } = figure
  return (
    <>
      <td className={css.plotCell}>
        <IntervalMark min={min} max={max} value={value} low={low} high={high} />
      </td>
      <td data-number>
        {valueText(kind, value, format)}{' '}
        <span className={css.dim}>
          {t('report.slices.rests', {
            interval: intervalText(kind, { low, high }, format) ?? '–',
            formatted: format.number(count),
          })}
        </span>
      </td>
    </>
  )
}
