/** Parts of a record as text to be edited, and back. Pure. */
import type { Json } from '../../../shared/model/json.ts'
import { unwrap, wrapperKey } from './record-text.ts'

export const editableParts = ['inputs', 'outputs', 'expectations', 'tags'] as const
export type EditablePart = (typeof editableParts)[number]

type JsonObject = Record<string, Json>

export interface EditField {
  text: string
  /** The one member whose text this is; undefined: the text is the whole. */
  member: string | undefined
}

/** What a lone text is called where a part is empty: the names that MLflow's scorers read. */
const newMembers: Record<EditablePart, string | undefined> = {
  inputs: 'question',
  outputs: undefined,
  expectations: 'expected_response',
  tags: undefined,
}

function isObject(value: Json | undefined): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

function parse(text: string): Json | undefined {
  try {
    return JSON.parse(text) as Json
  } catch {
    return undefined
  }
}

/** A text that would be taken for something else when it is read back. */
function isMistakable(text: string): boolean {
  return text.trim() === '' || (/^\s*["[{]/.test(text) && parse(text) !== undefined)
}

const tagLine = /^([^:\n]+): ([^\n]*)$/

/** `member`: the name for a lone text of an empty part, where another than the usual is wanted. */
export function toEditField(part: EditablePart, value: Json | undefined, member = newMembers[part]): EditField {
  const inner = part === 'outputs' ? unwrap(value) : value
  if (inner === undefined || inner === null) return { text: '', member }
  if (typeof inner === 'string') {
    return { text: isMistakable(inner) ? JSON.stringify(inner) : inner, member: undefined }
  }
  if (part === 'tags' && isObject(inner)) {
    const lines = Object.entries(inner).map(([key, each]) => `${key}: ${String(each)}`)
    const areTexts = Object.values(inner).every((each) => typeof each === 'string')
    const isExact = lines.every(
      (line, at) => tagLine.exec(line)?.[1] === Object.keys(inner)[at] && line.trim() === line,
    )
    if (areTexts && isExact && lines.length > 0) return { text: lines.join('\n'), member: undefined }
  }
  const [only, ...others] = isObject(inner) && part !== 'outputs' && part !== 'tags' ? Object.entries(inner) : []
  if (only !== undefined && others.length === 0 && typeof only[1] === 'string' && !isMistakable(only[1])) {
    return { text: only[1], member: only[0] }
  }
  return { text: JSON.stringify(inner, null, 2), member: undefined }
}

export type EditProblem = 'empty' | 'notObject'

/** The value that a text stands for; `null` removes the part. */
export function fromEditField(
  part: EditablePart,
  { text, member }: EditField,
  before: Json | undefined,
): { value: Json } | { problem: EditProblem } {
  if (text.trim() === '') return part === 'inputs' ? { problem: 'empty' } : { value: null }
  const read = /^\s*["[{]/.test(text) ? parse(text) : undefined
  if (part === 'outputs') {
    const value = read ?? readPlain(text, unwrap(before)) ?? text
    const wasWrapped = isObject(before) && unwrap(before) !== before
    return { value: wasWrapped && !isObject(value) ? { [wrapperKey]: value } : value }
  }
  if (isObject(read)) return { value: read }
  if (member !== undefined) return { value: { [member]: text } }
  if (part === 'tags' && read === undefined) {
    const pairs = text
      .trim()
      .split(/\s*\n\s*/)
      .map((line) => tagLine.exec(line))
    if (pairs.every((pair) => pair !== null)) {
      return { value: Object.fromEntries(pairs.map(([, key, value]) => [key as string, value as string])) }
    }
  }
  return { problem: 'notObject' }
}

/** Numbers and yes-or-no stay what they were. */
function readPlain(text: string, before: Json | undefined): Json | undefined {
  if (typeof before !== 'number' && typeof before !== 'boolean') return undefined
  const read = parse(text)
  return typeof read === typeof before ? read : undefined
}
