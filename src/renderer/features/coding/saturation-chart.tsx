import type { SaturationPoint } from '../../../shared/model/coding-summary.ts'
import { useFormat } from '../../i18n/format.ts'
import { useT } from '../../i18n/i18n.ts'
import css from './counts.module.css'

const width = 640
const height = 240
const left = 44
const right = 12
const top = 12
const bottom = 40

/** Even steps that end at or above `max`, at most five, in whole numbers. */
function makeTicks(max: number): number[] {
  const rough = Math.max(1, max / 5)
  const power = 10 ** Math.floor(Math.log10(rough))
  const step = Math.max(1, ([1, 2, 5, 10].find((each) => each * power >= rough) ?? 10) * power)
  return Array.from({ length: Math.ceil(max / step) + 1 }, (_, at) => at * step)
}

/** Different codes by number of coded notes: a line of steps, with a dot where a new code came. Lines and shapes alone. */
export function SaturationChart({ points }: { points: readonly SaturationPoint[] }) {
  const t = useT()
  const format = useFormat()
  const last = points.at(-1)
  if (last === undefined) return null
  const xTicks = makeTicks(last.noteCount)
  const yTicks = makeTicks(last.codeCount)
  const x = (value: number) => left + (value / (xTicks.at(-1) ?? 1)) * (width - left - right)
  const y = (value: number) => height - bottom - (value / (yTicks.at(-1) ?? 1)) * (height - top - bottom)
  const fresh = points.filter(({ newCodeIds }) => newCodeIds.length > 0)
  // A step at each new code and the end; what lies between is flat.
  const path = [
    `M${x(0)} ${y(0)}`,
    ...fresh.map((point) => `H${x(point.noteCount)}V${y(point.codeCount)}`),
    `H${x(last.noteCount)}`,
  ]
  return (
    <svg className={css.chart} viewBox={`0 0 ${width} ${height}`} role="img" aria-label={t('coding.curve.label')}>
      {yTicks.map((tick) => (
        <g key={tick}>
          <line className={css.gridLine} x1={left} x2={width - right} y1={y(tick)} y2={y(tick)} />
          <text className={css.tick} x={left - 6} y={y(tick) + 4} textAnchor="end">
            {format.number(tick)}
          </text>
        </g>
      ))}
      {xTicks.map((tick) => (
        <text key={tick} className={css.tick} x={x(tick)} y={height - bottom + 16} textAnchor="middle">
          {format.number(tick)}
        </text>
      ))}
      <text className={css.axisName} x={(left + width - right) / 2} y={height - 6} textAnchor="middle">
        {t('coding.curve.xAxis')}
      </text>
      <text
        className={css.axisName}
        transform={`translate(12 ${(top + height - bottom) / 2}) rotate(-90)`}
        textAnchor="middle"
      >
        {t('coding.curve.yAxis')}
      </text>
      <path className={css.curve} d={path.join('')} />
      {fresh.map((point) => (
        <circle
          key={point.noteCount}
          className={css.curvePoint}
          cx={x(point.noteCount)}
          cy={y(point.codeCount)}
          r={3.5}
        />
      ))}
    </svg>
  )
}
