/** Bars with their counts written at them: a histogram of numbers, or shares of a whole. Told apart by pattern, not by colour. */
import { useId } from 'react'
import css from './charts.module.css'

const heightPx = 132
const plotPx = 96
const topPx = 16

export interface HistogramBar {
  key: string
  label: string
  count: number
  countText: string
}

/** Columns from left to right. `marks`: values to point out, as places between 0 and 1. The table beside it says the same. */
export function Histogram({
  bars,
  marks,
}: {
  bars: readonly HistogramBar[]
  marks: readonly { name: string; place: number; isDashed: boolean }[]
}) {
  const most = Math.max(1, ...bars.map(({ count }) => count))
  const widthPercent = 100 / bars.length
  const bottomPx = topPx + plotPx
  // Labels of many narrow columns would run into each other.
  const every = Math.max(1, Math.ceil(bars.length / 7))
  return (
    <svg className={css.histogram} width="100%" height={heightPx + topPx} aria-hidden>
      <line className={css.axis} x1="0" x2="100%" y1={bottomPx} y2={bottomPx} />
      {bars.map(({ key, label, count, countText }, at) => {
        const barPx = Math.max(count === 0 ? 0 : 1, (count / most) * plotPx)
        const middle = `${(at + 0.5) * widthPercent}%`
        return (
          <g key={key}>
            <rect
              className={css.column}
              x={`${at * widthPercent + widthPercent * 0.06}%`}
              width={`${widthPercent * 0.88}%`}
              y={bottomPx - barPx}
              height={barPx}
            />
            {count > 0 && (
              <text className={css.countText} x={middle} y={bottomPx - barPx - 4} textAnchor="middle">
                {countText}
              </text>
            )}
            {at % every === 0 && (
              <text className={css.tickText} x={middle} y={bottomPx + 14} textAnchor="middle">
                {label}
              </text>
            )}
          </g>
        )
      })}
      {marks.map(({ name, place, isDashed }) => (
        <line
          key={name}
          className={css.mark}
          data-dashed={isDashed || undefined}
          x1={`${place * 100}%`}
          x2={`${place * 100}%`}
          y1={topPx - 8}
          y2={bottomPx}
        />
      ))}
    </svg>
  )
}

export type PartPattern = 'solid' | 'empty' | 'lines' | 'dots'

export interface Part {
  key: string
  pattern: PartPattern
  count: number
}

const stackPx = 22

/** Parts of a whole in one bar. */
export function StackedBar({ parts }: { parts: readonly Part[] }) {
  const id = useId()
  const total = parts.reduce((sum, { count }) => sum + count, 0)
  let before = 0
  return (
    <svg className={css.stack} width="100%" height={stackPx} aria-hidden>
      <PatternShapes id={id} />
      {parts.map(({ key, pattern, count }) => {
        if (count === 0) return null
        const from = before
        before += count
        return (
          <rect
            key={key}
            className={css.part}
            fill={pattern === 'lines' || pattern === 'dots' ? `url(#${id}-${pattern})` : undefined}
            data-pattern={pattern}
            x={`${(from / total) * 100}%`}
            width={`${(count / total) * 100}%`}
            y={0.5}
            height={stackPx - 1}
          />
        )
      })}
    </svg>
  )
}

/** What a pattern means, before its name. */
export function Swatch({ pattern }: { pattern: PartPattern }) {
  const id = useId()
  return (
    <svg className={css.swatch} width={16} height={12} aria-hidden>
      <PatternShapes id={id} />
      <rect
        className={css.part}
        data-pattern={pattern}
        fill={pattern === 'lines' || pattern === 'dots' ? `url(#${id}-${pattern})` : undefined}
        x={0.5}
        y={0.5}
        width={15}
        height={11}
      />
    </svg>
  )
}

function PatternShapes({ id }: { id: string }) {
  return (
    <defs>
      <pattern id={`${id}-lines`} width="6" height="6" patternUnits="userSpaceOnUse" patternTransform="rotate(45)">
        <line className={css.patternLine} x1="0" x2="0" y1="0" y2="6" />
      </pattern>
      <pattern id={`${id}-dots`} width="6" height="6" patternUnits="userSpaceOnUse">
        <circle className={css.patternDot} cx="3" cy="3" r="1.4" />
      </pattern>
    </defs>
  )
}
