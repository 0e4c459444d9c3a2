/** The first question that takes text, from a place on and then from the start; undefined when none does. Pure. */
export function findTextQuestion(count: number, from: number, takesText: (at: number) => boolean): number | undefined {
  const places = Array.from({ length: count }, (_, step) => (from + step) % count)
  return places.find(takesText)
}
