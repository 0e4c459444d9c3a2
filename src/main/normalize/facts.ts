/** One pass over a span's attributes: which fields it fills, by whose table. Values are not read here. */
import type { AnyValue, KeyValue, OtlpEvent } from '../../shared/model/otlp.ts'
import type { Convention, Field, FlattenedRule } from './convention.ts'
import {
  conventions,
  eventRules,
  firstSegment,
  type KeyMeaning,
  meaningsByKey,
  type PrefixMeaning,
  prefixesBySegment,
} from './registry.ts'

/** A candidate for a field. */
export interface Fact {
  rank: number
  convention: Convention
  value: AnyValue
}

/** A family of flattened keys; `entries` hold what follows the prefix, such as `0.message.role`. */
export interface FlattenedFact {
  rule: FlattenedRule
  convention: Convention
  entries: [path: string, value: AnyValue][]
}

export interface Facts {
  fields: Map<Field, Fact[]>
  flattened: Map<FlattenedRule, FlattenedFact>
  parameters: [name: string, value: AnyValue][]
  tags: [name: string, value: AnyValue][]
  /** Types implied by the presence of a key. */
  implied: { type: string; rank: number }[]
  used: Set<Convention>
}

/** Facts from an event count after everything the span itself says. */
const eventRankOffset = 200

export function collectFacts(attributes: KeyValue[]): Facts {
  const facts: Facts = {
    fields: new Map(),
    flattened: new Map(),
    parameters: [],
    tags: [],
    implied: [],
    used: new Set(),
  }
  addAttributes(facts, attributes, 0)
  return facts
}

/** Adds what content events carry in attribute form. Message and choice events are read by `events.ts`. */
export function addEventFacts(facts: Facts, event: Pick<OtlpEvent, 'name' | 'attributes'>): void {
  const known = eventRules.get(event.name)
  if (known === undefined) return
  facts.used.add(known.convention)
  if (known.rule.as === 'attributes') addAttributes(facts, event.attributes, eventRankOffset)
}

function addAttributes(facts: Facts, attributes: KeyValue[], rankOffset: number): void {
  for (const { key, value } of attributes) {
    const meanings = meaningsByKey.get(key)
    if (meanings !== undefined) {
      for (const meaning of meanings) addMeaning(facts, meaning, value, rankOffset)
      continue
    }
    const prefixes = prefixesBySegment.get(firstSegment(key))
    if (prefixes === undefined) continue
    for (const meaning of prefixes)
      if (key.startsWith(meaning.prefix)) addPrefixed(facts, meaning, key, value, rankOffset)
  }
}

function addMeaning(facts: Facts, meaning: KeyMeaning, value: AnyValue, rankOffset: number): void {
  if (meaning.marks) facts.used.add(meaning.convention)
  if (meaning.is === 'parameter') facts.parameters.push([meaning.name, value])
  else if (meaning.is === 'presence') {
    if (!isEmpty(value)) facts.implied.push({ type: meaning.type, rank: meaning.rank })
  } else {
    const fact = { rank: meaning.rank + rankOffset, convention: meaning.convention, value }
    const known = facts.fields.get(meaning.field)
    if (known === undefined) facts.fields.set(meaning.field, [fact])
    else insertByRank(known, fact)
  }
}

/** Keeps the list in rank order; equal ranks stay in order of arrival, so that the first of repeated keys counts. */
function insertByRank(list: Fact[], fact: Fact): void {
  let index = list.length
  while (index > 0 && (list[index - 1] as Fact).rank > fact.rank) index--
  list.splice(index, 0, fact)
}

function addPrefixed(facts: Facts, meaning: PrefixMeaning, key: string, value: AnyValue, rankOffset: number): void {
  if (meaning.marks) facts.used.add(meaning.convention)
  const rest = key.slice(meaning.prefix.length)
  const rule = meaning.flattened
  if (rule === undefined) {
    facts.tags.push([rest, value])
    return
  }
  const known = facts.flattened.get(rule)
  if (known !== undefined) known.entries.push([rest, value])
  else {
    const ranked = { field: rule.field, rank: rule.rank + rankOffset }
    facts.flattened.set(rule, { rule: ranked, convention: meaning.convention, entries: [[rest, value]] })
  }
}

function isEmpty(value: AnyValue): boolean {
  return 'stringValue' in value ? value.stringValue.trim() === '' : Object.keys(value).length === 0
}

/** The field's first usable value in rank order. */
export function first<T>(facts: Facts, field: Field, read: (value: AnyValue) => T | undefined): T | undefined {
  const candidates = facts.fields.get(field)
  if (candidates === undefined) return undefined
  for (const candidate of candidates) {
    const value = read(candidate.value)
    if (value !== undefined) return value
  }
  return undefined
}

export function flattenedOf(facts: Facts, field: Field): FlattenedFact[] {
  const found: FlattenedFact[] = []
  for (const fact of facts.flattened.values()) if (fact.rule.field === field) found.push(fact)
  return found.length > 1 ? found.sort((a, b) => a.rule.rank - b.rule.rank) : found
}

export function hasField(facts: Facts, field: Field): boolean {
  if (facts.fields.has(field)) return true
  for (const fact of facts.flattened.values()) if (fact.rule.field === field) return true
  return false
}

export function usedConventions(facts: Facts): string[] {
  return conventions.filter((convention) => facts.used.has(convention)).map((convention) => convention.name)
}
