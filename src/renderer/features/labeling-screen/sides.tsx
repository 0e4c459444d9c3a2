/** Two outputs beside each other in the trace on screen, left and right by chance. */
import { createContext, type ReactNode, useContext, useMemo } from 'react'
import type { Json } from '../../../shared/model/json.ts'
import type { ReadableTrace } from '../../../shared/model/label-work.ts'
import type { LabelSchema } from '../../../shared/model/labeling.ts'
import { findCandidates } from '../../../shared/model/pairwise.ts'
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

/** The two outputs in place of the answer, where they are compared and the trace has two. */
export function AnswerOrSides({ trace, children }: { trace: ReadableTrace; children: ReactNode }) {
  const sides = useContext(SidesContext)
  const hasMarks = useMarking() !== undefined
  const candidates = useMemo(
    () => (sides === undefined ? undefined : findCandidates(trace, sides.paths)),
    [trace, sides],
  )
  if (sides === undefined || candidates === undefined) return children
  return (
    <>
      <SideBySide candidates={candidates} isSwapped={sides.isSwapped} diffKey={sides.diffKey} />
      {/* Marks are made in the texts as they are. */}
      {hasMarks && children}
    </>
  )
}

/** Shows the differences, or no longer. */
export function toggleDifferences(): void {
  document.querySelector<HTMLElement>('#label-reading [data-diff-toggle]')?.click()
}
