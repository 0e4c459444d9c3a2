/** Two outputs beside each other in the trace on screen, left and right by chance. */
import { createContext, type ReactNode, useContext, useMemo } from 'react'
import { listMarkableTexts, type MarkableText } from '../../../shared/model/highlight.ts'
import type { Json } from '../../../shared/model/json.ts'
import type { ReadableTrace } from '../../../shared/model/label-work.ts'
import type { LabelSchema } from '../../../shared/model/labeling.ts'
import { type Candidates, findCandidates } from '../../../shared/model/pairwise.ts'
import { createRandom } from '../../../shared/statistics/random.ts'
import { useMarking } from '../../ui/marking.tsx'
import { SideBySide } from '../../ui/side-by-side.tsx'
import type { LabelDesk } from './label-desk.ts'

/**
 * Whether B is on the left, so that a liking for one side says nothing about A and B: by chance, but always the same for one reviewer,
 * trace and session.
 */
export function isSwapped(
  { sessionId, reviewer }: Pick<LabelDesk, 'sessionId' | 'reviewer'>,
  traceId: string | undefined,
): boolean {
  return createRandom(JSON.stringify([sessionId, traceId, reviewer]))() < 0.5
}

function pairwiseOf(schemas: readonly LabelSchema[]) {
  const found = schemas.find(({ input }) => input.type === 'pairwise')
  return found?.input.type === 'pairwise' ? found.input : undefined
}

/** What is kept with the labels of an item about which of the two was on the left. */
export function seenSides(
  desk: Pick<LabelDesk, 'sessionId' | 'reviewer'>,
  schemas: readonly LabelSchema[],
  traceId: string | undefined,
): Record<string, Json> {
  return pairwiseOf(schemas) === undefined ? {} : { left: isSwapped(desk, traceId) ? 'B' : 'A' }
}

interface Sides {
  paths: { a: string; b: string } | undefined
  isSwapped: boolean
  diffKey: string
}

const SidesContext = createContext<Sides | undefined>(undefined)

export function SidesProvider({
  desk,
  schemas,
  traceId,
  diffKey,
  children,
}: {
  desk: LabelDesk
  schemas: readonly LabelSchema[]
  traceId: string
  diffKey: string
  children: ReactNode
}) {
  const input = pairwiseOf(schemas)
  const sides = useMemo(
    () => (input === undefined ? undefined : { paths: input.paths, isSwapped: isSwapped(desk, traceId), diffKey }),
    [input, desk, traceId, diffKey],
  )
  return <SidesContext value={sides}>{children}</SidesContext>
}

/** The texts of the trace that the two outputs are, so that one can mark in them without being told which is A. */
function findPlaces(trace: ReadableTrace, { a, b }: Candidates): { a: MarkableText; b: MarkableText } | undefined {
  const texts = listMarkableTexts(trace).filter(({ path }) => path.startsWith('outputMessages/'))
  const [first, second] = [texts.find(({ text }) => text === a), texts.findLast(({ text }) => text === b)]
  return first === undefined || second === undefined || first === second ? undefined : { a: first, b: second }
}

/** The two outputs in place of the answer, where they are compared and the trace has two. */
export function AnswerOrSides({ trace, children }: { trace: ReadableTrace; children: ReactNode }) {
  const sides = useContext(SidesContext)
  const hasMarks = useMarking() !== undefined
  const candidates = useMemo(
    () => (sides === undefined ? undefined : findCandidates(trace, sides.paths)),
    [trace, sides],
  )
  const places = useMemo(
    () => (candidates === undefined || !hasMarks ? undefined : findPlaces(trace, candidates)),
    [trace, candidates, hasMarks],
  )
  if (sides === undefined || candidates === undefined) return children
  return (
    <>
      <SideBySide candidates={candidates} isSwapped={sides.isSwapped} diffKey={sides.diffKey} places={places} />
      {/* Inside a larger value there is no place to mark but the value itself. */}
      {hasMarks && places === undefined && children}
    </>
  )
}

/** Shows the differences, or no longer. */
export function toggleDifferences(): void {
  document.querySelector<HTMLElement>('#label-reading [data-diff-toggle]')?.click()
}
