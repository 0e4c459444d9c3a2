/** Runs regular expressions by following all possibilities at once (Thompson): steps = text × size of the pattern. */
import { invalid } from './invalid.ts'
import { type CharTest, isWord, newline } from './regex-classes.ts'
import { type Assertion, parseRegex, type RegexNode } from './regex-parse.ts'

type Step =
  | { kind: 'char'; test: CharTest }
  | { kind: 'assert'; assertion: Assertion }
  | { kind: 'fork'; to: number[] }
  | { kind: 'match' }

export interface Regex {
  steps: Step[]
  /** What a match may begin with; undefined where that depends on the place, or a match may be empty. */
  first: CharTest[] | undefined
}

/** What all matches of one search may cost together: several seconds. */
export interface Budget {
  steps: number
}

const maxSteps = 5_000

/** Throws INVALID_PARAMETER_VALUE for a pattern that is wrong, unsupported or too large. */
export function compileRegex(pattern: string): Regex {
  const steps: Step[] = []
  append(steps, parseRegex(pattern))
  steps.push({ kind: 'match' })
  return { steps, first: firstTests(steps) }
}

function firstTests(steps: readonly Step[]): CharTest[] | undefined {
  const tests: CharTest[] = []
  const seen = new Set<number>()
  const stack = [0]
  for (let index = stack.pop(); index !== undefined; index = stack.pop()) {
    if (seen.has(index)) continue
    seen.add(index)
    const step = steps[index] as Step
    if (step.kind === 'char') tests.push(step.test)
    else if (step.kind === 'fork') stack.push(...step.to)
    else return undefined
  }
  return tests
}

function append(steps: Step[], node: RegexNode): void {
  if (steps.length > maxSteps) {
    throw invalid('The regular expression after RLIKE is too large. Use smaller counts in {m,n}.')
  }
  switch (node.kind) {
    case 'char':
    case 'assert':
      steps.push(node)
      return
    case 'sequence':
      for (const part of node.parts) append(steps, part)
      return
    case 'either':
      appendEither(steps, node.choices)
      return
    case 'repeat':
      for (let count = 0; count < node.min; count += 1) append(steps, node.part)
      if (node.max === Number.POSITIVE_INFINITY) appendLoop(steps, node.part)
      else appendOptional(steps, node.part, node.max - node.min)
  }
}

function appendEither(steps: Step[], choices: readonly RegexNode[]): void {
  const fork: number[] = []
  const exits: number[][] = []
  steps.push({ kind: 'fork', to: fork })
  for (const choice of choices) {
    fork.push(steps.length)
    append(steps, choice)
    const exit: number[] = []
    exits.push(exit)
    steps.push({ kind: 'fork', to: exit })
  }
  for (const exit of exits) exit.push(steps.length)
}

function appendLoop(steps: Step[], part: RegexNode): void {
  const start = steps.length
  const fork = [start + 1]
  steps.push({ kind: 'fork', to: fork })
  append(steps, part)
  steps.push({ kind: 'fork', to: [start] })
  fork.push(steps.length)
}

function appendOptional(steps: Step[], part: RegexNode, times: number): void {
  const forks: number[][] = []
  for (let count = 0; count < times; count += 1) {
    const fork = [steps.length + 1]
    forks.push(fork)
    steps.push({ kind: 'fork', to: fork })
    append(steps, part)
  }
  for (const fork of forks) fork.push(steps.length)
}

/** Whether the pattern is found anywhere in the text. Throws INVALID_PARAMETER_VALUE when the budget is used up. */
export function isFound({ steps, first }: Regex, text: string, budget: Budget): boolean {
  const seenAt = new Int32Array(steps.length).fill(-1)
  const active: number[] = []
  const waiting: number[] = []
  const place: Place = { text, at: 0, previous: -1, code: -1 }
  for (;;) {
    const code = place.at < text.length ? (text.codePointAt(place.at) as number) : -1
    place.code = code
    let cost = 1
    // Most places of most texts begin nothing.
    if (active.length > 0 || first === undefined || mayBegin(first, code)) {
      // A match may begin at every place.
      active.push(0)
      waiting.length = 0
      if (follow(steps, active, seenAt, place, waiting)) return true
      cost += waiting.length
      if (code >= 0) advance(steps, waiting, code, active)
    }
    budget.steps -= cost
    if (budget.steps < 0) {
      throw invalid('RLIKE takes too long over this many traces. Narrow the search down, for example by timestamp_ms.')
    }
    if (code < 0) return false
    place.previous = code
    place.at += code > 0xffff ? 2 : 1
  }
}

function mayBegin(first: readonly CharTest[], code: number): boolean {
  if (code < 0) return false
  for (const test of first) if (test(code)) return true
  return false
}

/** The steps behind those that the character passes. */
function advance(steps: readonly Step[], waiting: readonly number[], code: number, active: number[]): void {
  for (const index of waiting) {
    const { test } = steps[index] as Extract<Step, { kind: 'char' }>
    if (test(code)) active.push(index + 1)
  }
}

interface Place {
  text: string
  at: number
  /** Code points before and after the place; -1 beyond the ends. */
  previous: number
  code: number
}

/** Goes on until characters are needed; collects the steps that wait for one. True when the end is reached. */
function follow(steps: readonly Step[], stack: number[], seenAt: Int32Array, place: Place, waiting: number[]): boolean {
  for (let index = stack.pop(); index !== undefined; index = stack.pop()) {
    if (seenAt[index] === place.at) continue
    seenAt[index] = place.at
    const step = steps[index] as Step
    if (step.kind === 'match') return true
    if (step.kind === 'char') waiting.push(index)
    else if (step.kind === 'fork') for (const to of step.to) stack.push(to)
    else if (holds(step.assertion, place)) stack.push(index + 1)
  }
  return false
}

function holds(assertion: Assertion, { text, at, previous, code }: Place): boolean {
  switch (assertion) {
    case 'start':
      return at === 0
    case 'textEnd':
      return code < 0
    // As in Python, also before a line end that is the last character.
    case 'end':
      return code < 0 || (code === newline && at === text.length - 1)
    case 'lineStart':
      return at === 0 || previous === newline
    case 'lineEnd':
      return code < 0 || code === newline
    default: {
      const isBoundary = (previous >= 0 && isWord(previous)) !== (code >= 0 && isWord(code))
      return (assertion === 'boundary') === isBoundary
    }
  }
}
