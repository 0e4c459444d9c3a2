/** Where figures stand on the axis of a plot. Pure. */
export interface PlotScale {
  min: number
  max: number
  /** Ascending; both ends are among them, and so is 0. */
  ticks: readonly number[]
}

const step = 0.5
/** Of the plot's width, kept free at both ends so that a mark at the end is whole. */
const insetPercent = 4

/** One axis for figures that are compared: from 0, or below where one reaches there, to 1. */
export function makeScale(figures: readonly { value?: number | undefined; low?: number | undefined }[]): PlotScale {
  const least = figures.reduce((min, { value, low }) => Math.min(min, value ?? 0, low ?? 0), 0)
  const min = Math.max(-1, Math.floor(least / step) * step)
  const count = Math.round((1 - min) / step)
  // Adding keeps -0 out of the ticks.
  return { min, max: 1, ticks: Array.from({ length: count + 1 }, (_, at) => min + at * step + 0) }
}

/** Per cent of the plot's width from its left; what lies outside the axis stands at its end. */
export function placeOf(scale: PlotScale, value: number): number {
  const held = Math.min(scale.max, Math.max(scale.min, value))
  return insetPercent + ((held - scale.min) / (scale.max - scale.min)) * (100 - 2 * insetPercent)
}
