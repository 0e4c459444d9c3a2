/** What becomes of answers when their question changes. Pure: the preview, the move itself and merges of older answers share it. */
import * as z from 'zod'
import type { Json } from './json.ts'
import { findAnswerProblem } from './label-value.ts'
import type { LabelSchemaInput } from './labeling.ts'

const Scalar = z.union([z.string(), z.number(), z.boolean()])

/** What one answer, or one entry of a list, becomes; without `to` its question is asked again. */
export const AnswerRule = z.object({ from: Scalar, to: Scalar.optional() })
export type AnswerRule = z.infer<typeof AnswerRule>

/** A move of a session from one version of a question to a newer one, as it was made. */
export const VersionMove = z.object({
  from: z.number().int(),
  to: z.number().int(),
  rules: z.array(AnswerRule),
  movedAtMs: z.number(),
})
export type VersionMove = z.infer<typeof VersionMove>

/**
 * The answer to the new question; undefined: it has to be asked again. What no rule names stays as it is, so long as the new question
 * takes it. A single choice becomes a list of one and back.
 */
export function mapAnswer(input: LabelSchemaInput, value: Json, rules: readonly AnswerRule[]): Json | undefined {
  const isList = Array.isArray(value)
  const mapped: Json[] = []
  for (const entry of isList ? value : [value]) {
    const to = mapEntry(entry, rules)
    // A part of an answer is not taken away behind the reviewer's back.
    if (to === undefined) return undefined
    if (!isList || !mapped.includes(to)) mapped.push(to)
  }
  const [single] = mapped
  const candidates: (Json | undefined)[] = isList
    ? [mapped, mapped.length === 1 ? single : undefined]
    : [single, mapped]
  return candidates.find((candidate) => candidate !== undefined && findAnswerProblem(input, candidate) === undefined) as
    | Json
    | undefined
}

/** A mark in a text is mapped by its label. */
function mapEntry(entry: Json, rules: readonly AnswerRule[]): Json | undefined {
  const isMark = entry !== null && typeof entry === 'object' && !Array.isArray(entry)
  const said = isMark ? entry.label : entry
  const rule = rules.find(({ from }) => from === said)
  if (rule === undefined) return entry
  return isMark && rule.to !== undefined ? { ...entry, label: rule.to } : rule.to
}

/** The answer as later versions have it: through every move that came after the version it was given to. */
export function mapThroughMoves(
  input: LabelSchemaInput,
  answer: { version: number; value: Json },
  moves: readonly VersionMove[],
): Json | undefined {
  const later = moves.filter(({ to }) => to > answer.version).toSorted((a, b) => a.to - b.to)
  let value: Json = answer.value
  for (const [at, { rules }] of later.entries()) {
    const next = at === later.length - 1 ? mapAnswer(input, value, rules) : applyRules(value, rules)
    if (next === undefined) return undefined
    value = next
  }
  return findAnswerProblem(input, value) === undefined ? value : undefined
}

/** Between two versions whose own inputs are not at hand: rules alone. */
function applyRules(value: Json, rules: readonly AnswerRule[]): Json | undefined {
  const entries = (Array.isArray(value) ? value : [value]).map((entry) => mapEntry(entry, rules))
  if (entries.some((entry) => entry === undefined)) return undefined
  return (Array.isArray(value) ? [...new Set(entries)] : entries[0]) as Json
}

/** Options that went and options that came between the same neighbours, one for one: probably renamed. */
export function findRenames(before: readonly string[], after: readonly string[]): { from: string; to: string }[] {
  const kept = new Set(before.filter((option) => after.includes(option)))
  const gaps = (options: readonly string[], other: readonly string[]) => {
    const found: string[][] = [[]]
    for (const option of options) {
      if (kept.has(option)) found.push([])
      else if (!other.includes(option)) found.at(-1)?.push(option)
    }
    return found
  }
  // Options that changed places among themselves say nothing about what lies between them.
  const order = (options: readonly string[]) => options.filter((option) => kept.has(option)).join('\n')
  if (order(before) !== order(after)) return []
  const [gone, come] = [gaps(before, after), gaps(after, before)]
  return gone.flatMap((group, at) => {
    const others = come[at] ?? []
    return group.length === others.length ? group.map((from, index) => ({ from, to: others[index] as string })) : []
  })
}

/** Rules to begin with: what was probably renamed, and true and false where the labels are options now. */
export function suggestRules(before: LabelSchemaInput, after: LabelSchemaInput): AnswerRule[] {
  if (before.type === 'categorical' && after.type === 'categorical') return findRenames(before.options, after.options)
  if (before.type === 'highlight' && after.type === 'highlight') {
    return findRenames(labelsOf(before), labelsOf(after))
  }
  if (before.type === 'passFail' && after.type === 'categorical') {
    return [
      { from: true, label: before.positiveLabel },
      { from: false, label: before.negativeLabel },
    ].flatMap(({ from, label }) => (after.options.includes(label) ? [{ from, to: label }] : []))
  }
  if (before.type === 'categorical' && after.type === 'passFail') {
    return [
      { from: after.positiveLabel, to: true },
      { from: after.negativeLabel, to: false },
    ].filter(({ from }) => before.options.includes(from))
  }
  return []
}

/** What highlights of a question can say. */
export function labelsOf(input: Extract<LabelSchemaInput, { type: 'highlight' }>): string[] {
  return input.labels.map(({ text }) => text)
}
