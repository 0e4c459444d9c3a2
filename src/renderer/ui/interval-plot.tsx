/** A figure with its interval on an axis. Lines and shapes alone: it reads the same in black and white. */
import css from './interval-plot.module.css'
import { type PlotScale, placeOf } from './plot-scale.ts'

const heightPx = 22
const middlePx = heightPx / 2

/** Hidden from screen readers: the same figures stand in words beside it. */
export function IntervalPlot({
  scale,
  value,
  low,
  high,
}: {
  scale: PlotScale
  value: number | undefined
  low: number | undefined
  high: number | undefined
}) {
  const x = (figure: number) => `${placeOf(scale, figure)}%`
  const hasInterval = low !== undefined && high !== undefined
  return (
    <svg className={css.plot} width="100%" height={heightPx} aria-hidden>
      <line className={css.axisLine} x1={x(scale.min)} x2={x(scale.max)} y1={middlePx} y2={middlePx} />
      {scale.ticks.map((tick) => (
        <line
          key={tick}
          className={tick === 0 ? css.zeroLine : css.tickLine}
          x1={x(tick)}
          x2={x(tick)}
          y1={0}
          y2={heightPx}
        />
      ))}
      {hasInterval && (
        <g className={css.whisker}>
          <line x1={x(low)} x2={x(high)} y1={middlePx} y2={middlePx} />
          <line x1={x(low)} x2={x(low)} y1={middlePx - 5} y2={middlePx + 5} />
          <line x1={x(high)} x2={x(high)} y1={middlePx - 5} y2={middlePx + 5} />
        </g>
      )}
      {value !== undefined && (
        <circle className={hasInterval ? css.point : css.openPoint} cx={x(value)} cy={middlePx} r={4.5} />
      )}
    </svg>
  )
}

/** The numbers of the axis, for the head of a column of plots. */
export function PlotAxis({ scale }: { scale: PlotScale }) {
  return (
    <svg className={css.plot} width="100%" height={14} aria-hidden>
      {scale.ticks.map((tick) => (
        <text key={tick} className={css.tickText} x={`${placeOf(scale, tick)}%`} y={11} textAnchor="middle">
          {String(tick).replace('-', '−')}
        </text>
      ))}
    </svg>
  )
}
