/** Which runs are compared, as the address says it. Pure. */

/** Of `with=<id>,<id>`. */
export function candidatesOf(query: string | undefined): string[] {
  const given = new URLSearchParams(query ?? '').get('with') ?? ''
  return [...new Set(given.split(',').filter((id) => id !== ''))]
}

/** Undefined for none. */
export function toQuery(runIds: readonly string[]): string | undefined {
  return runIds.length === 0 ? undefined : `with=${runIds.map(encodeURIComponent).join(',')}`
}
