/** Trace tags that conventions carry on spans. */
import { type Facts, first } from './facts.ts'
import { type JsonObject, setOwn, toContent, toText } from './values.ts'

const maxTags = 100

/** Tags by name. Conventions whose tags are bare words give them an empty value. Undefined when there are none. */
export function readTags(facts: Facts): Record<string, string> | undefined {
  if (facts.tags.length === 0 && !facts.fields.has('tags')) return undefined
  const tags: JsonObject = {}
  for (const word of words(facts).slice(0, maxTags)) setOwn(tags, word, '')
  for (const [name, value] of facts.tags.slice(0, maxTags)) if (name !== '') setOwn(tags, name, toText(value) ?? '')
  return Object.keys(tags).length === 0 ? undefined : (tags as Record<string, string>)
}

/** A JSON list, a list value, or words with commas between. */
function words(facts: Facts): string[] {
  const value = first(facts, 'tags', toContent)
  const list = Array.isArray(value) ? value : typeof value === 'string' ? value.split(',') : []
  return list.flatMap((item) => (typeof item === 'string' && item.trim() !== '' ? [item.trim()] : []))
}
