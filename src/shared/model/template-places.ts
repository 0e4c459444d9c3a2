/** Places for values in texts that are sent: `{{ inputs }}`, `{{ inputs.question }}`, `{{ inputs.messages.0.content }}`. Pure. */
import type { Json } from './json.ts'
import type { Target } from './target.ts'

export const placeForm = /\{\{\s*([\w-]+(?:\.[\w-]+)*)\s*\}\}/g

/** What is at a dotted path; numbers count in lists. Undefined where there is nothing. */
export function findAtPath(value: Json, path: string): Json | undefined {
  let each: Json | undefined = value
  for (const name of path.split('.')) {
    if (each === null || typeof each !== 'object') return undefined
    each = Array.isArray(each) ? each[Number(name)] : Object.hasOwn(each, name) ? each[name] : undefined
  }
  return each
}

/** Places of the texts that a target sends, such as `inputs.question`, each once. */
export function listPlaces(target: Target): string[] {
  const places = new Set<string>()
  for (const text of listTexts(target)) for (const [, path = ''] of text.matchAll(placeForm)) places.add(path)
  return [...places]
}

/** The places that a row has nothing for, which are sent empty. A value that is null was meant. */
export function listEmptyPlaces(places: readonly string[], inputs: Record<string, Json>): string[] {
  return places.filter((path) => findAtPath({ inputs }, path) === undefined)
}

export interface EmptyPlace {
  place: string
  rows: number
}

/** How many of the rows have nothing for a place; places that every row fills are left out. */
export function countEmptyPlaces(target: Target, rows: readonly { inputs: Record<string, Json> }[]): EmptyPlace[] {
  const places = listPlaces(target)
  const lacking = rows.flatMap(({ inputs }) => listEmptyPlaces(places, inputs))
  return places
    .map((place) => ({ place, rows: lacking.filter((each) => each === place).length }))
    .filter(({ rows: count }) => count > 0)
}

function listTexts(target: Target): string[] {
  if (target.kind === 'chat') return [target.system, target.user]
  if (target.kind !== 'http') return []
  return [target.url, ...(target.method === 'GET' ? [] : textsIn(target.body ?? null))]
}

function textsIn(value: Json): string[] {
  if (typeof value === 'string') return [value]
  if (value === null || typeof value !== 'object') return []
  return (Array.isArray(value) ? value : Object.values(value)).flatMap(textsIn)
}
