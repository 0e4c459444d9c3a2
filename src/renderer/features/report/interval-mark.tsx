/** A figure with its interval on an axis. Lines and shapes alone: it reads the same in black and white. */
import css from './charts.module.css'

const heightPx = 18
const middlePx = heightPx / 2
/** Of the width, kept free at both ends so that a mark at the end is whole. */
const usualInsetPercent = 3

/** Hidden from screen readers: the same figures stand in words beside it. */
export function IntervalMark({
  min,
  max,
  reference,
  value,
  low,
  high,
  insetPercent = usualInsetPercent,
}: {
  min: number
  max: number
  /** A line to compare with, such as no difference. */
  reference?: number | undefined
  value: number | undefined
  low?: number | undefined
  high?: number | undefined
  /** None where it stands under a bar of the same length. */
  insetPercent?: number
}) {
  const span = max - min || 1
  const x = (figure: number) => {
    const held = Math.min(max, Math.max(min, figure))
    return `${insetPercent + ((held - min) / span) * (100 - 2 * insetPercent)}%`
  }
  return (
    <svg className={css.interval} width="100%" height={heightPx} aria-hidden>
      <line className={css.axis} x1={x(min)} x2={x(max)} y1={middlePx} y2={middlePx} />
      {[min, max].map((end) => (
        <line key={end} className={css.axis} x1={x(end)} x2={x(end)} y1={middlePx - 3} y2={middlePx + 3} />
      ))}
      {reference !== undefined && reference >= min && reference <= max && (
        <line className={css.reference} x1={x(reference)} x2={x(reference)} y1={0} y2={heightPx} />
      )}
      {low !== undefined && high !== undefined && (
        <g className={css.whisker}>
          <line x1={x(low)} x2={x(high)} y1={middlePx} y2={middlePx} />
          <line x1={x(low)} x2={x(low)} y1={middlePx - 5} y2={middlePx + 5} />
          <line x1={x(high)} x2={x(high)} y1={middlePx - 5} y2={middlePx + 5} />
        </g>
      )}
      {value !== undefined && <circle className={css.point} cx={x(value)} cy={middlePx} r={4} />}
    </svg>
  )
}
