/** Texts with places for values: `{{ inputs }}`, `{{ inputs.question }}`, `{{ inputs.messages.0.content }}`. */
import type { Json } from '../../shared/model/json.ts'

const place = /\{\{\s*([\w-]+(?:\.[\w-]+)*)\s*\}\}/g

/** Texts go in as they are, other values as JSON, missing ones as nothing. `encode` fits them to where they stand. */
export function renderTemplate(
  template: string,
  values: Record<string, Json>,
  encode: (text: string) => string = (text) => text,
): string {
  return template.replaceAll(place, (_, path: string) => encode(toText(findAtPath(values, path))))
}

/** Renders every text in a JSON value; a text that is nothing but one place becomes the value itself. */
export function renderJson(value: Json, values: Record<string, Json>): Json {
  if (typeof value === 'string') {
    const only = /^\{\{\s*([\w-]+(?:\.[\w-]+)*)\s*\}\}$/.exec(value)?.[1]
    return only === undefined ? renderTemplate(value, values) : (findAtPath(values, only) ?? null)
  }
  if (Array.isArray(value)) return value.map((each) => renderJson(each, values))
  if (value === null || typeof value !== 'object') return value
  return Object.fromEntries(Object.entries(value).map(([key, each]) => [key, renderJson(each, values)]))
}

/** What is at a dotted path; numbers count in lists. Undefined where there is nothing. */
export function findAtPath(value: Json, path: string): Json | undefined {
  let each: Json | undefined = value
  for (const name of path.split('.')) {
    if (each === null || typeof each !== 'object') return undefined
    each = Array.isArray(each) ? each[Number(name)] : Object.hasOwn(each, name) ? each[name] : undefined
  }
  return each
}

function toText(value: Json | undefined): string {
  if (value === undefined || value === null) return ''
  return typeof value === 'string' ? value : JSON.stringify(value)
}
