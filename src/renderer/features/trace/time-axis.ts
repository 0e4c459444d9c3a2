/** Round tick marks for a time axis, and where spans lie on it. */

const steps = [1, 2, 5]

/** Offsets in microseconds of at most `most` + 1 round ticks from 0 to the extent. */
export function listTicks(extentUs: number, most: number): number[] {
  if (!(extentUs > 0) || most < 1) return [0]
  const rough = extentUs / most
  const power = 10 ** Math.floor(Math.log10(rough))
  const factor = steps.find((step) => step * power >= rough) ?? 10
  const step = Math.max(1, factor * power)
  const ticks: number[] = []
  for (let at = 0; at <= extentUs; at += step) ticks.push(at)
  return ticks
}

/** A bar as fractions of the axis; a span too short to see keeps a visible width through CSS, not here. */
export function placeBar(offsetUs: number, durationUs: number, extentUs: number): { left: number; width: number } {
  if (!(extentUs > 0)) return { left: 0, width: 1 }
  const left = Math.min(1, Math.max(0, offsetUs / extentUs))
  return { left, width: Math.min(1 - left, Math.max(0, durationUs / extentUs)) }
}
