/** Times as a field for date and time has them: `2026-05-12T09:30`, in the time zone of the window. */
export function toLocalTime(timeMs: number | undefined): string {
  if (timeMs === undefined) return ''
  const shifted = new Date(timeMs - new Date(timeMs).getTimezoneOffset() * 60_000)
  return shifted.toISOString().slice(0, 16)
}

/** Undefined for an empty or unfinished entry. */
export function fromLocalTime(text: string): number | undefined {
  const timeMs = text === '' ? Number.NaN : new Date(text).getTime()
  return Number.isNaN(timeMs) ? undefined : timeMs
}
