import fc from 'fast-check'
import { expect, test } from 'vitest'
import '../../support/seed.ts'
import type { LabelsFile } from '../../../src/main/labeling/labels-file.ts'
import {
  act,
  type Deed,
  deliver,
  dumpOf,
  exportFrom,
  type Home,
  makeHome,
  makePlace,
  stateOf,
  traceCount,
} from './places.ts'

/** Two packages of one reviewer, one of the other, and the workspace itself (0). */
const reviewers = ['', 'Ana', 'Ana', 'Ben']

const deed = fc.record({
  place: fc.integer({ min: 0, max: 3 }),
  kind: fc.constantFrom('label', 'label', 'label', 'draft', 'takeBack', 'skip', 'reopen', 'note') as fc.Arbitrary<
    Deed['kind']
  >,
  homeReviewer: fc.constantFrom('Ana', 'Ben'),
  trace: fc.integer({ min: 1, max: traceCount }),
  value: fc.constantFrom('a', 'b', 'c'),
  text: fc.option(fc.constantFrom('x', 'y'), { nil: undefined }),
  /** Whether it happens at the same moment as the one before, which people at two places do. */
  isAtOnce: fc.boolean(),
  /** Deliveries to home after it: of a file made somewhere before, or of a part of it. */
  deliveries: fc.array(fc.record({ file: fc.nat(50), part: fc.option(fc.nat(5), { nil: undefined }) }), {
    maxLength: 2,
  }),
  isSaved: fc.boolean(),
})
type Step = typeof deed extends fc.Arbitrary<infer T> ? T : never

/** What a draft on a submitted item is depends on whether the submission has been heard of; at home nobody makes one here. */
const isClearAtHome = (kind: Deed['kind']) => kind === 'label' || kind === 'skip' || kind === 'note'

/** The same deeds at the same times; `whenDelivered` says which files reach home in between. */
function play(steps: readonly Step[], isDelivered: boolean): { home: Home; places: Home[]; endMs: number } {
  const home = makeHome()
  const places = [home, ...[1, 2, 3].map((n) => makePlace(home, `package-${n}`))]
  const files: LabelsFile[] = []
  let nowMs = 1_000
  let wasHome = true
  for (const step of steps) {
    const isHome = step.place === 0
    // Two deeds at one place are never at one moment, and home's clock tells its own deeds from what it has received.
    if (!step.isAtOnce || isHome || wasHome) nowMs += 100
    wasHome = isHome
    const reviewer = isHome ? step.homeReviewer : (reviewers[step.place] as string)
    if (!isHome || isClearAtHome(step.kind)) act(places[step.place] as Home, { ...step, reviewer }, nowMs)
    if (step.isSaved && !isHome) files.push(exportFrom(places[step.place] as Home))
    if (!isDelivered) continue
    for (const { file, part } of step.deliveries) {
      const chosen = files[file % Math.max(1, files.length)]
      if (chosen !== undefined)
        deliver(home, chosen, nowMs, part === undefined ? chosen.items : chosen.items.slice(0, part))
    }
  }
  return { home, places, endMs: nowMs + 100 }
}

test('in whatever order, how often and in which parts files come, all of them delivered give the same', () => {
  fc.assert(
    fc.property(
      fc.array(deed, { minLength: 1, maxLength: 25 }),
      fc.shuffledSubarray([1, 2, 3, 1, 2, 3], { minLength: 6 }),
      (steps, order) => {
        const reference = play(steps, false)
        for (const n of [1, 2, 3]) deliver(reference.home, exportFrom(reference.places[n] as Home), reference.endMs)
        const played = play(steps, true)
        for (const n of order) deliver(played.home, exportFrom(played.places[n] as Home), played.endMs)
        expect(stateOf(played.home)).toEqual(stateOf(reference.home))
        // And once more changes nothing at all.
        const before = dumpOf(played.home)
        for (const n of order) deliver(played.home, exportFrom(played.places[n] as Home), played.endMs + 1)
        expect(dumpOf(played.home)).toEqual(before)
      },
    ),
    { numRuns: 60 },
  )
}, 240_000)

test('every answer that was ever brought home is kept, and every label that ever counted has its history', () => {
  fc.assert(
    fc.property(fc.array(deed, { minLength: 1, maxLength: 20 }), (steps) => {
      const { home, places, endMs } = play(steps, true)
      for (const n of [1, 2, 3]) deliver(home, exportFrom(places[n] as Home), endMs)
      const named: Record<string, string> = { [home.accuracy]: 'accuracy', [home.expected]: 'expected' }
      const kept = new Set(
        stateOf(home).work.flatMap(({ trace, reviewer, answers }) =>
          answers.map((answer) => keyOf(trace, reviewer, answer)),
        ),
      )
      for (const n of [1, 2, 3]) {
        for (const { traceId, reviewer, answers } of exportFrom(places[n] as Home).items) {
          for (const { schemaId, value, savedAtMs } of answers) {
            const json = value === undefined ? null : JSON.stringify(value)
            expect(kept).toContain(
              keyOf(traceId, reviewer, {
                schemaId: named[schemaId] as string,
                value: json,
                savedAtMs,
                origin: `package-${n}`,
              }),
            )
          }
        }
      }
    }),
    { numRuns: 25 },
  )
}, 240_000)

function keyOf(
  trace: string,
  reviewer: string,
  { schemaId, value, savedAtMs, origin }: { schemaId: string; value: string | null; savedAtMs: number; origin: string },
): string {
  return JSON.stringify([trace, reviewer, schemaId, value, savedAtMs, origin])
}
