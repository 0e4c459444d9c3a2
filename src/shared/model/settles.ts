/** How an assessment says that it settles others. */

/** Its metadata: the ids of those, as a JSON list. */
export const settlesKey = 'assay.settles'

/** How many answers an assessment settles; undefined for one that is no settled answer, also when a client wrote something else there. */
export function countSettledAnswers(metadata: Readonly<Record<string, string>>): number | undefined {
  const text = metadata[settlesKey]
  if (text === undefined) return undefined
  try {
    const ids: unknown = JSON.parse(text)
    return Array.isArray(ids) && ids.every((id) => typeof id === 'string') ? ids.length : undefined
  } catch {
    return undefined
  }
}
