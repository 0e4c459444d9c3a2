/** One scorer of a report: its figure with what it rests on, and how its values are spread. */
import type { ReactNode } from 'react'
import type { ScorerReport } from '../../../shared/model/report.ts'
import { useFormat } from '../../i18n/format.ts'
import { useT } from '../../i18n/i18n.ts'
import { Histogram, type PartPattern, StackedBar, Swatch } from './bar-chart.tsx'
import { intervalText, valueText } from './figure-text.ts'
import { IntervalMark } from './interval-mark.tsx'
import css from './report.module.css'
import type { RowsWanted } from './rows-wanted.ts'

type OnRows = (wanted: RowsWanted) => void

export function ScorerSection({ scorer, onRows }: { scorer: ScorerReport; onRows: OnRows }) {
  const t = useT()
  const format = useFormat()
  const { name, kind, value, count } = scorer
  const interval = intervalText(kind, scorer, format)
  return (
    <section className={css.section} aria-label={name}>
      <h3 className={css.title} title={name}>
        {name}
      </h3>
      <div className={css.figureLine}>
        {value === undefined ? (
          <span className={css.dim}>{t(count === 0 ? 'report.scorer.nothing' : 'report.scorer.categories')}</span>
        ) : (
          <span className={css.figure}>
            {t(kind === 'verdict' ? 'report.scorer.passes' : 'report.scorer.mean', {
              value: valueText(kind, value, format),
            })}
          </span>
        )}
        {interval !== undefined && <span>{t('report.interval', { interval })}</span>}
        {scorer.median !== undefined && (
          <span className={css.dim}>
            {t('report.scorer.median', {
              value: valueText(kind, scorer.median.value, format),
              interval: intervalText(kind, scorer.median, format) ?? '–',
            })}
          </span>
        )}
      </div>
      {kind === 'verdict' && <Verdicts scorer={scorer} onRows={onRows} />}
      {kind === 'number' && scorer.bins !== undefined && <Numbers scorer={scorer} onRows={onRows} />}
      {kind === 'category' && <Categories scorer={scorer} onRows={onRows} />}
    </section>
  )
}

/** How many rows there are of a kind; pressed, it shows them. */
function RowsButton({ count, wanted, onRows }: { count: number; wanted: RowsWanted; onRows: OnRows }) {
  const t = useT()
  const format = useFormat()
  if (count === 0) return format.number(0)
  return (
    <button
      type="button"
      className={css.link}
      aria-label={t('report.showRows', { count, formatted: format.number(count) })}
      onClick={() => onRows(wanted)}
    >
      {format.number(count)}
    </button>
  )
}

interface ShapeRow {
  key: string
  label: string
  pattern?: PartPattern
  count: number
  share?: string | undefined
  wanted: RowsWanted
}

/** What a chart shows, as a table. */
function ShapeTable({ label, rows, onRows }: { label: string; rows: readonly ShapeRow[]; onRows: OnRows }) {
  const t = useT()
  return (
    <table className={css.table} aria-label={label}>
      <thead>
        <tr>
          <th scope="col">{t('report.column.value')}</th>
          <th scope="col" data-number>
            {t('report.column.rows')}
          </th>
          <th scope="col" data-number>
            {t('report.column.share')}
          </th>
        </tr>
      </thead>
      <tbody>
        {rows.map(({ key, label: name, pattern, count, share, wanted }) => (
          <tr key={key}>
            <th scope="row">
              <span className={css.shape}>
                {pattern !== undefined && <Swatch pattern={pattern} />}
                {name}
              </span>
            </th>
            <td data-number>
              <RowsButton count={count} wanted={wanted} onRows={onRows} />
            </td>
            <td data-number>{share ?? '–'}</td>
          </tr>
        ))}
      </tbody>
    </table>
  )
}

/** Errors and rows that nothing was said of: beside what was said, never among it. */
function useUnsaid({ name, errorCount, missingCount }: ScorerReport): ShapeRow[] {
  const t = useT()
  const rows: ShapeRow[] = [
    {
      key: 'error',
      label: t('report.scorer.errors'),
      pattern: 'lines',
      count: errorCount,
      wanted: { kind: 'error', scorerName: name },
    },
    {
      key: 'missing',
      label: t('report.scorer.missing'),
      pattern: 'dots',
      count: missingCount,
      wanted: { kind: 'missing', scorerName: name },
    },
  ]
  return rows.filter(({ count }) => count > 0)
}

function Verdicts({ scorer, onRows }: { scorer: ScorerReport; onRows: OnRows }) {
  const t = useT()
  const format = useFormat()
  const { name, count, passCount = 0, failCount = 0, value, low, high } = scorer
  const share = (part: number) => (count === 0 ? undefined : format.percent(part / count))
  const rows: ShapeRow[] = [
    {
      key: 'pass',
      label: t('report.scorer.pass'),
      pattern: 'solid',
      count: passCount,
      share: share(passCount),
      wanted: { kind: 'verdict', scorerName: name, verdict: 'pass' },
    },
    {
      key: 'fail',
      label: t('report.scorer.fail'),
      pattern: 'empty',
      count: failCount,
      share: share(failCount),
      wanted: { kind: 'verdict', scorerName: name, verdict: 'fail' },
    },
    ...useUnsaid(scorer),
  ]
  return (
    <>
      <Chart>
        <StackedBar
          parts={rows.map(({ key, pattern = 'solid', count: rowCount }) => ({ key, pattern, count: rowCount }))}
        />
        {/* Under the verdicts alone: what was not said has no part in the share. */}
        <div style={{ width: `${(count / Math.max(1, count + scorer.errorCount + scorer.missingCount)) * 100}%` }}>
          <IntervalMark min={0} max={1} value={value} low={low} high={high} insetPercent={0} />
        </div>
      </Chart>
      <ShapeTable label={t('report.spread', { name })} rows={rows} onRows={onRows} />
    </>
  )
}

function Numbers({ scorer, onRows }: { scorer: ScorerReport; onRows: OnRows }) {
  const t = useT()
  const format = useFormat()
  const { name, count, bins = [], value, median } = scorer
  const unsaid = useUnsaid(scorer)
  const isSingle = bins.every(({ from, to }) => from === to)
  const labelOf = ({ from, to }: { from: number; to: number }) =>
    from === to
      ? format.shortNumber(from, 4)
      : t('report.range', { from: format.shortNumber(from, 4), to: format.shortNumber(to, 4) })
  const bars = bins.map((bin) => ({
    key: `${bin.from}`,
    label: format.shortNumber(bin.from, 4),
    count: bin.count,
    countText: format.number(bin.count),
  }))
  const [first, last] = [bins[0], bins.at(-1)]
  const placeOf = (at: number | undefined) =>
    at === undefined || first === undefined || last === undefined || last.to === first.from
      ? undefined
      : (at - first.from) / (last.to - first.from)
  // Columns of single values stand side by side, however far apart the values are: no place in between.
  const marks = isSingle
    ? []
    : [
        { name: t('report.mark.mean'), place: placeOf(value), isDashed: false },
        { name: t('report.mark.median'), place: placeOf(median?.value), isDashed: true },
      ].flatMap(({ place, ...mark }) => (place === undefined ? [] : [{ ...mark, place }]))
  const lastAt = bins.length - 1
  const rows: ShapeRow[] = bins.map((bin, at) => ({
    key: `${bin.from}`,
    label: labelOf(bin),
    count: bin.count,
    share: format.percent(bin.count / count),
    wanted: { kind: 'range', scorerName: name, from: bin.from, to: bin.to, hasUpperEnd: at === lastAt },
  }))
  return (
    <>
      <Chart>
        <Histogram bars={bars} marks={marks} />
      </Chart>
      {marks.length > 0 && <p className={css.hint}>{t('report.mark.hint')}</p>}
      {unsaid.length > 0 && <ShapeTable label={t('report.unsaid', { name })} rows={unsaid} onRows={onRows} />}
      <details className={css.fold}>
        <summary>{t('report.asTable')}</summary>
        <ShapeTable label={t('report.spread', { name })} rows={rows} onRows={onRows} />
      </details>
    </>
  )
}

function Categories({ scorer, onRows }: { scorer: ScorerReport; onRows: OnRows }) {
  const t = useT()
  const format = useFormat()
  const { name, categories = [] } = scorer
  const unsaid = useUnsaid(scorer)
  return (
    <div className={css.scroll}>
      <table className={css.table} aria-label={t('report.spread', { name })}>
        <thead>
          <tr>
            <th scope="col">{t('report.column.value')}</th>
            <th scope="col" className={css.plotCell}>
              {t('report.column.interval')}
            </th>
            <th scope="col" data-number>
              {t('report.column.share')}
            </th>
            <th scope="col" data-number>
              {t('report.column.rows')}
            </th>
          </tr>
        </thead>
        <tbody>
          {categories.map(({ value, count, share, low, high }) => (
            <tr key={value}>
              <th scope="row">{value}</th>
              <td className={css.plotCell}>
                <IntervalMark min={0} max={1} value={share} low={low} high={high} />
              </td>
              <td data-number>
                {t('report.shareOf', {
                  share: format.percent(share),
                  interval: intervalText('verdict', { low, high }, format) ?? '–',
                })}
              </td>
              <td data-number>
                <RowsButton count={count} wanted={{ kind: 'value', scorerName: name, value }} onRows={onRows} />
              </td>
            </tr>
          ))}
          {unsaid.map(({ key, label, count, wanted }) => (
            <tr key={key}>
              <th scope="row">{label}</th>
              <td />
              <td data-number>–</td>
              <td data-number>
                <RowsButton count={count} wanted={wanted} onRows={onRows} />
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  )
}

function Chart({ children }: { children: ReactNode }) {
  return <div aria-hidden>{children}</div>
}
