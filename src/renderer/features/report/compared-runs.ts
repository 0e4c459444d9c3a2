/** Which runs are compared, as the address says it. Pure. */

/** Of `with=<id>,<id>`. */
export function candidatesOf(query: string | undefined): string[] {
  const given = new URLSearchParams(query ?? '').get('with') ?? ''
  return [...new Set(given.split(',').filter((id) => id !== ''))]
}

/** Undefined for none. `baseline`: chosen to be "before". */
export function toQuery(runIds: readonly string[], baseline?: string): string | undefined {
  if (runIds.length === 0) return undefined
  const before = baseline === undefined ? '' : `&before=${encodeURIComponent(baseline)}`
  return `with=${runIds.map(encodeURIComponent).join(',')}${before}`
}

/** The run that the others are compared with, where a person chose it: `before=<id>`. */
export function baselineOf(query: string | undefined): string | undefined {
  return new URLSearchParams(query ?? '').get('before') ?? undefined
}

/** What was run first is "before", unless another one was chosen; the others by time. */
export function inOrder(
  runs: readonly { runId: string; startMs: number }[],
  runIds: readonly string[],
  baseline: string | undefined,
): string[] {
  const startOf = new Map(runs.map(({ runId, startMs }) => [runId, startMs]))
  const rankOf = (id: string) =>
    id === baseline ? Number.NEGATIVE_INFINITY : (startOf.get(id) ?? Number.POSITIVE_INFINITY)
  return [...runIds].sort((a, b) => (rankOf(a) === rankOf(b) ? 0 : rankOf(a) - rankOf(b)))
}
