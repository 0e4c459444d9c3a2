/** Which kind of span it is: explicit types in the order of trust, then what its attributes imply. */
import type { OtlpSpan } from '../../shared/model/otlp.ts'
import type { SpanType } from '../../shared/model/view.ts'
import type { Convention } from './convention.ts'
import { type Facts, hasField } from './facts.ts'
import { eventRules } from './registry.ts'
import { toText } from './values.ts'

const messageFields = ['inputMessages', 'outputMessages', 'conversation'] as const

/** Any model attribute makes a span a model call when nothing better is said. */
const modelRank = 90

export function spanType(facts: Facts, span: Pick<OtlpSpan, 'events'>): SpanType {
  let best: { type: SpanType; rank: number } = { type: 'UNKNOWN', rank: Number.POSITIVE_INFINITY }
  for (const candidate of facts.fields.get('type') ?? []) {
    if (candidate.rank >= best.rank) break
    const type = knownType(candidate.convention, toText(candidate.value))
    if (type === undefined) continue
    const isChat = type === 'LLM' && candidate.convention.hasOnlyLlm === true && hasMessages(facts, span)
    best = { type: isChat ? 'CHAT_MODEL' : type, rank: candidate.rank }
    break
  }
  for (const implied of facts.implied) if (implied.rank < best.rank) best = implied
  if (best.rank > modelRank && facts.fields.has('model')) return hasMessages(facts, span) ? 'CHAT_MODEL' : 'LLM'
  return best.type
}

function knownType(convention: Convention, text: string | undefined): SpanType | undefined {
  if (text === undefined) return undefined
  const word = text.trim()
  const lower = word.toLowerCase()
  // Vercel's `operation.name` puts the caller's function id behind a space.
  const type = listedType(convention, lower) ?? listedType(convention, lower.split(' ', 1)[0] ?? '')
  if (type !== undefined) return type
  return convention.keepsTypes === true && lower !== 'unknown' ? word : undefined
}

function listedType(convention: Convention, word: string): SpanType | undefined {
  return convention.types !== undefined && Object.hasOwn(convention.types, word) ? convention.types[word] : undefined
}

function hasMessages(facts: Facts, span: Pick<OtlpSpan, 'events'>): boolean {
  if (messageFields.some((field) => hasField(facts, field))) return true
  return span.events.some((event) => {
    const as = eventRules.get(event.name)?.rule.as
    return as === 'message' || as === 'choice'
  })
}
