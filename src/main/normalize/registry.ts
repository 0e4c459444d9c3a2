/** All conventions' tables, turned once into the maps that one pass over a span's attributes looks keys up in. */
import type { Convention, EventRule, Field, FlattenedRule } from './convention.ts'
import { googleAdk } from './conventions/google-adk.ts'
import { langfuse } from './conventions/langfuse.ts'
import { langsmith } from './conventions/langsmith.ts'
import { mlflow } from './conventions/mlflow.ts'
import { openInference } from './conventions/openinference.ts'
import { otelGenAi } from './conventions/otel-genai.ts'
import { otelGenAiDeprecated } from './conventions/otel-genai-deprecated.ts'
import { pydanticLogfire } from './conventions/pydantic-logfire.ts'
import { traceloop } from './conventions/traceloop.ts'
import { vercelAi } from './conventions/vercel-ai.ts'

/** Most specific first: the order in which `SpanView.conventions` names those that contributed. */
export const conventions: readonly Convention[] = [
  langfuse,
  mlflow,
  openInference,
  langsmith,
  googleAdk,
  vercelAi,
  pydanticLogfire,
  traceloop,
  otelGenAi,
  otelGenAiDeprecated,
]

/** What an attribute key means in one convention. */
export type KeyMeaning =
  | { is: 'field'; field: Field; rank: number; convention: Convention; marks: boolean; key: string }
  | { is: 'parameter'; name: string; convention: Convention; marks: boolean }
  | { is: 'presence'; type: string; rank: number; convention: Convention; marks: boolean }

export interface PrefixMeaning {
  /** With the last dot. */
  prefix: string
  convention: Convention
  marks: boolean
  /** Absent for tag prefixes. */
  flattened: FlattenedRule | undefined
}

export const meaningsByKey = new Map<string, KeyMeaning[]>()
/** By the key's first segment, so that most keys are dismissed by one look-up. */
export const prefixesBySegment = new Map<string, PrefixMeaning[]>()
export const eventRules = new Map<string, { rule: EventRule; convention: Convention }>()
export const providerNames = new Map<string, string>()

for (const convention of conventions) register(convention)

function register(convention: Convention): void {
  const isMark = (key: string) => convention.marks.some((mark) => key.startsWith(mark))
  for (const [field, keys] of Object.entries(convention.keys)) {
    for (const [key, rank] of Object.entries(keys)) {
      add(key, { is: 'field', field: field as Field, rank, convention, marks: isMark(key), key })
    }
  }
  for (const [key, name] of Object.entries(convention.parameters ?? {})) {
    add(key, { is: 'parameter', name, convention, marks: isMark(key) })
  }
  for (const [key, presence] of Object.entries(convention.presence ?? {})) {
    add(key, { is: 'presence', ...presence, convention, marks: isMark(key) })
  }
  for (const [prefix, flattened] of Object.entries(convention.flattened ?? {})) {
    addPrefix({ prefix: `${prefix}.`, convention, marks: isMark(`${prefix}.`), flattened })
  }
  for (const prefix of convention.tagPrefixes ?? []) {
    addPrefix({ prefix, convention, marks: isMark(prefix), flattened: undefined })
  }
  for (const [name, rule] of Object.entries(convention.events ?? {})) eventRules.set(name, { rule, convention })
  for (const [old, current] of Object.entries(convention.providers ?? {})) providerNames.set(old, current)
}

function add(key: string, meaning: KeyMeaning): void {
  const known = meaningsByKey.get(key)
  if (known === undefined) meaningsByKey.set(key, [meaning])
  else known.push(meaning)
}

function addPrefix(meaning: PrefixMeaning): void {
  const segment = firstSegment(meaning.prefix)
  const known = prefixesBySegment.get(segment)
  if (known === undefined) prefixesBySegment.set(segment, [meaning])
  else known.push(meaning)
}

export function firstSegment(key: string): string {
  const dot = key.indexOf('.')
  return dot === -1 ? key : key.slice(0, dot)
}
