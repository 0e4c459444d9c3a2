/** Charts of exported reports: lines, shapes and patterns that read the same in black and white. */
import type { Bin } from '../../../../shared/model/report.ts'
import { type Html, html } from './markup.ts'

const width = 560

export interface BarPart {
  pattern: 'solid' | 'empty' | 'lines' | 'dots'
  count: number
}

/** Once in a page, before any chart. */
export const patternShapes: Html = html`<svg width="0" height="0" aria-hidden="true"><defs>
<pattern id="lines" width="6" height="6" patternUnits="userSpaceOnUse" patternTransform="rotate(45)"><line x1="0" x2="0" y1="0" y2="6" stroke="#50525c" stroke-width="2"/></pattern>
<pattern id="dots" width="6" height="6" patternUnits="userSpaceOnUse"><circle cx="3" cy="3" r="1.4" fill="#50525c"/></pattern>
</defs></svg>`

const fills: Record<BarPart['pattern'], string> = {
  solid: '#8c8e99',
  empty: '#ffffff',
  lines: 'url(#lines)',
  dots: 'url(#dots)',
}

/** Parts of a whole. */
export function stackedBar(parts: readonly BarPart[]): Html {
  const total = parts.reduce((sum, { count }) => sum + count, 0) || 1
  let before = 0
  const bars = parts.map(({ pattern, count }) => {
    const x = (before / total) * width
    before += count
    return count === 0
      ? undefined
      : html`<rect x="${x}" y="1" width="${(count / total) * width}" height="20" fill="${fills[pattern]}" stroke="#1b1c21"/>`
  })
  return html`<svg class="chart" viewBox="0 0 ${width} 22" role="presentation">${bars}</svg>`
}

/** What a pattern stands for, before its name. */
export function swatch(pattern: BarPart['pattern']): Html {
  return html`<svg style="display:inline-block;vertical-align:middle;margin-right:6px" width="16" height="12" role="presentation"><rect x=".5" y=".5" width="15" height="11" fill="${fills[pattern]}" stroke="#1b1c21"/></svg>`
}

/** A figure with its interval between two ends. */
export function intervalMark(input: {
  min: number
  max: number
  value: number | undefined
  low: number | undefined
  high: number | undefined
  reference?: number
}): Html {
  const { min, max, value, low, high, reference } = input
  const size = 160
  const x = (figure: number) => 4 + ((Math.min(max, Math.max(min, figure)) - min) / (max - min || 1)) * (size - 8)
  return html`<svg width="${size}" height="16" role="presentation"><line x1="4" x2="${size - 4}" y1="8" y2="8" stroke="#cfcfd6"/>${
    reference === undefined
      ? undefined
      : html`<line x1="${x(reference)}" x2="${x(reference)}" y1="0" y2="16" stroke="#8c8e99" stroke-dasharray="3 2"/>`
  }${
    low === undefined || high === undefined
      ? undefined
      : html`<path d="M${x(low)} 8H${x(high)}M${x(low)} 3V13M${x(high)} 3V13" stroke="#1b1c21" stroke-width="2" fill="none"/>`
  }${value === undefined ? undefined : html`<circle cx="${x(value)}" cy="8" r="4" fill="#1b1c21" stroke="#ffffff"/>`}</svg>`
}

/** Columns with their counts on top and their lower ends below. */
export function histogram(bins: readonly Bin[], textOf: (value: number) => string): Html {
  const most = Math.max(1, ...bins.map(({ count }) => count))
  const step = width / Math.max(1, bins.length)
  const every = Math.max(1, Math.ceil(bins.length / 9))
  return html`<svg class="chart" viewBox="0 0 ${width} 136" role="presentation" font-size="11">
<line x1="0" x2="${width}" y1="116" y2="116" stroke="#8c8e99"/>${bins.map(({ from, count }, at) => {
    const height = count === 0 ? 0 : Math.max(1, (count / most) * 98)
    const middle = (at + 0.5) * step
    return html`<rect x="${at * step + step * 0.06}" y="${116 - height}" width="${step * 0.88}" height="${height}" fill="#8c8e99"/>${
      count === 0
        ? undefined
        : html`<text x="${middle}" y="${112 - height}" text-anchor="middle">${textOf(count)}</text>`
    }${at % every === 0 ? html`<text x="${middle}" y="130" text-anchor="middle" fill="#50525c">${textOf(from)}</text>` : undefined}`
  })}</svg>`
}
