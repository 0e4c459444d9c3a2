/** Conditions under which a question is asked. One evaluator, for the engine and the page alike. Pure. */
import * as z from 'zod'
import type { Json } from './json.ts'

const Scalar = z.union([z.string().max(250), z.number(), z.boolean()])

/** What an answer must be. A list of options is an option when it holds it. */
const AnswerTest = z.discriminatedUnion('test', [
  z.object({ test: z.literal('answered') }),
  z.object({ test: z.literal('is'), value: Scalar }),
  z.object({ test: z.literal('isNot'), value: Scalar }),
  z.object({ test: z.literal('oneOf'), values: z.array(Scalar).min(1).max(100) }),
  z.object({ test: z.literal('atLeast'), value: z.number() }),
  z.object({ test: z.literal('atMost'), value: z.number() }),
])
export type AnswerTest = z.infer<typeof AnswerTest>

/** The question that decides, and what its answer must be. */
export const AskIf = z.intersection(z.object({ schemaId: z.string() }), AnswerTest)
export type AskIf = z.infer<typeof AskIf>

/** The same between workspaces, where a question is known by its name. */
export const NamedAskIf = z.intersection(z.object({ name: z.string() }), AnswerTest)
export type NamedAskIf = z.infer<typeof NamedAskIf>

interface Conditional {
  schemaId: string
  askIf?: AskIf | undefined
}

/** Whether an answer passes. Without an answer nothing passes, `isNot` neither. */
function passes(condition: AnswerTest, answer: Json | undefined): boolean {
  if (answer === undefined || answer === null) return false
  const has = (value: Json) => (Array.isArray(answer) ? answer.includes(value) : answer === value)
  switch (condition.test) {
    case 'answered':
      return true
    case 'is':
      return has(condition.value)
    case 'isNot':
      return !has(condition.value)
    case 'oneOf':
      return condition.values.some(has)
    case 'atLeast':
      return typeof answer === 'number' && answer >= condition.value
    case 'atMost':
      return typeof answer === 'number' && answer <= condition.value
  }
}

/**
 * Ids of the questions that are asked, given the answers so far. An answer to a question that is itself not asked decides nothing. A
 * question whose condition is about one that is not among these is asked: it must not vanish without a word.
 */
export function findAsked(
  schemas: readonly Conditional[],
  answerOf: (schemaId: string) => Json | undefined,
): Set<string> {
  const byId = new Map(schemas.map((schema) => [schema.schemaId, schema]))
  const known = new Map<string, boolean>()
  const isAsked = (schema: Conditional): boolean => {
    const { schemaId, askIf } = schema
    const before = known.get(schemaId)
    if (before !== undefined) return before
    const decider = askIf === undefined ? undefined : byId.get(askIf.schemaId)
    // A circle, which nothing makes but a file from elsewhere, asks its questions.
    known.set(schemaId, true)
    const isNow =
      askIf === undefined || decider === undefined || (isAsked(decider) && passes(askIf, answerOf(decider.schemaId)))
    known.set(schemaId, isNow)
    return isNow
  }
  return new Set(schemas.filter(isAsked).map(({ schemaId }) => schemaId))
}

/** `unknown`: about a question that is not there. `later`: about one that comes after it. `circle`: about itself, in the end. */
export type ConditionProblem = 'unknown' | 'later' | 'circle'

/** The first of these questions, in their order, whose condition cannot work; undefined when all can. */
export function findConditionProblem<T extends Conditional>(
  schemas: readonly T[],
): { problem: ConditionProblem; schema: T } | undefined {
  const at = new Map(schemas.map(({ schemaId }, index) => [schemaId, index]))
  const byId = new Map(schemas.map((schema) => [schema.schemaId, schema]))
  for (const [index, schema] of schemas.entries()) {
    if (schema.askIf === undefined) continue
    if (leadsTo(byId, schema.askIf.schemaId, schema.schemaId)) return { problem: 'circle', schema }
    const decider = at.get(schema.askIf.schemaId)
    if (decider === undefined) return { problem: 'unknown', schema }
    if (decider > index) return { problem: 'later', schema }
  }
  return undefined
}

/** Whether the condition of a question, or of the one that decides it and so on, is about another. */
function leadsTo(byId: ReadonlyMap<string, Conditional>, from: string, target: string): boolean {
  const seen = new Set<string>()
  let id: string | undefined = from
  while (id !== undefined && !seen.has(id)) {
    if (id === target) return true
    seen.add(id)
    id = byId.get(id)?.askIf?.schemaId
  }
  return false
}
