/** Texts with places for values, filled from a row. */
import type { Json } from '../../shared/model/json.ts'
import { findAtPath, placeForm } from '../../shared/model/template-places.ts'

/** Texts go in as they are, other values as JSON, missing ones as nothing. `encode` fits them to where they stand. */
export function renderTemplate(
  template: string,
  values: Record<string, Json>,
  encode: (text: string) => string = (text) => text,
): string {
  return template.replaceAll(placeForm, (_, path: string) => encode(toText(findAtPath(values, path))))
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

function toText(value: Json | undefined): string {
  if (value === undefined || value === null) return ''
  return typeof value === 'string' ? value : JSON.stringify(value)
}
