/** How an order grows and changes. Pure. */
import type { LabelSchemaInput } from '../../shared/model/labeling.ts'

type Ranking = Extract<LabelSchemaInput, { type: 'ranking' }>
type Settings = Pick<Ranking, 'options' | 'isPartial'>

/** Whether the order is an answer. */
export function isComplete({ options, isPartial }: Settings, ranked: readonly string[]): boolean {
  return isPartial ? ranked.length > 0 : ranked.length === options.length
}

/** Where all are to be ranked, the last one left has its place by itself. */
function withLast({ options, isPartial }: Settings, ranked: readonly string[]): string[] {
  const rest = options.filter((option) => !ranked.includes(option))
  return isPartial || rest.length !== 1 ? [...ranked] : [...ranked, ...rest]
}

/** An option comes next; one that has its place loses it. */
export function pressRanked(settings: Settings, ranked: readonly string[], option: string): string[] {
  if (ranked.includes(option)) return ranked.filter((each) => each !== option)
  return withLast(settings, [...ranked, option])
}

/** One place up or down; an option without a place goes up to the end of the order. */
export function moveRanked(settings: Settings, ranked: readonly string[], option: string, step: 1 | -1): string[] {
  const at = ranked.indexOf(option)
  if (at < 0) return step === -1 ? pressRanked(settings, ranked, option) : [...ranked]
  const to = at + step
  if (to < 0 || to >= ranked.length) return [...ranked]
  return ranked.toSpliced(at, 1).toSpliced(to, 0, option)
}

/** An option is put at a place. */
export function placeRanked(settings: Settings, ranked: readonly string[], option: string, at: number): string[] {
  const others = ranked.filter((each) => each !== option)
  return withLast(settings, others.toSpliced(at, 0, option))
}
