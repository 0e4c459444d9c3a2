/** Two outputs of one trace, of which a reviewer says which is better. */
import type { Json } from './json.ts'
import type { ReadableTrace } from './label-work.ts'

/** The answer itself, whichever of the two was on the left; that is kept with what the reviewer could see. */
export const pairwiseChoices = ['A', 'B', 'tie', 'both_bad'] as const
export type PairwiseChoice = (typeof pairwiseChoices)[number]

export interface Candidates {
  a: string
  b: string
}

/** Names under which applications send two outputs. */
const pairKeys = [
  ['a', 'b'],
  ['A', 'B'],
  ['output_a', 'output_b'],
  ['response_a', 'response_b'],
  ['answer_a', 'answer_b'],
  ['candidate_a', 'candidate_b'],
] as const
const listKeys = ['candidates', 'outputs', 'responses', 'answers', 'choices'] as const

/**
 * The two outputs. With paths, what they lead to in the trace's output (`candidates.0.text`; messages count from 0). Without, the first two:
 * of its messages, of a list, of a list inside it, or what is named A and B in it. Undefined when there are not two.
 */
export function findCandidates(
  trace: ReadableTrace,
  paths?: { a: string; b: string } | undefined,
): Candidates | undefined {
  const output = outputOf(trace)
  if (output === undefined) return undefined
  const [a, b] = paths === undefined ? findPair(output) : [follow(output, paths.a), follow(output, paths.b)]
  return a === undefined || b === undefined ? undefined : { a: toText(a), b: toText(b) }
}

/** The texts of messages, or the value that came out. */
function outputOf({ output, outputMessages }: ReadableTrace): Json | undefined {
  if (outputMessages.length === 0) return output
  return outputMessages
    .map(({ parts }) => parts.flatMap((part) => (part.type === 'text' ? [part.text] : [])).join('\n\n'))
    .filter((text) => text !== '')
}

function findPair(output: Json): readonly (Json | undefined)[] {
  if (Array.isArray(output)) return output.slice(0, 2)
  if (typeof output !== 'object' || output === null) return []
  for (const [a, b] of pairKeys) if (a in output && b in output) return [output[a], output[b]]
  for (const key of listKeys) {
    const list = output[key]
    if (Array.isArray(list)) return list.slice(0, 2)
  }
  return []
}

function follow(value: Json, path: string): Json | undefined {
  let found: Json | undefined = value
  for (const key of path.split('.')) {
    if (typeof found !== 'object' || found === null || !Object.hasOwn(found, key)) return undefined
    found = (found as { [key: string]: Json })[key]
  }
  return found
}

/** What a candidate says, out of the shapes in which models answer. */
function toText(candidate: Json): string {
  if (typeof candidate === 'string') return candidate
  if (typeof candidate === 'object' && candidate !== null && !Array.isArray(candidate)) {
    const { content, text, message } = candidate
    if (typeof content === 'string') return content
    if (typeof text === 'string') return text
    if (message !== undefined) return toText(message)
  }
  return JSON.stringify(candidate, undefined, 2)
}

/** The choices in the order of the keys: left, right, tie, both bad. */
export function listChoices(hasBothBad: boolean, isSwapped: boolean): PairwiseChoice[] {
  return [
    ...(isSwapped ? (['B', 'A'] as const) : (['A', 'B'] as const)),
    'tie',
    ...(hasBothBad ? ['both_bad' as const] : []),
  ]
}
