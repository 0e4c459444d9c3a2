/**
 * The value being typed in the assessment form: which editor suits, how its text becomes a JSON value, and why it
 * cannot.
 */
import type { AssessmentKind, AssessmentNameInfo } from '../../../shared/model/assessment.ts'
import type { Json } from '../../../shared/model/json.ts'

export const valueEditors = ['boolean', 'number', 'choice', 'text', 'json'] as const
export type ValueEditor = (typeof valueEditors)[number]

export interface ValueDraft {
  editor: ValueEditor
  /** What the person typed or chose: `yes`/`no` for the first editor. */
  text: string
}

export type ParsedValue = { ok: true; value: Json } | { ok: false; reason: 'empty' | 'notANumber' | 'notJson' }

/** Reads the draft; surrounding space matters only in free text that has something else in it. */
export function parseValue(draft: ValueDraft): ParsedValue {
  const trimmed = draft.text.trim()
  if (trimmed === '') return { ok: false, reason: 'empty' }
  switch (draft.editor) {
    case 'boolean':
      return trimmed === 'yes' || trimmed === 'no'
        ? { ok: true, value: trimmed === 'yes' }
        : { ok: false, reason: 'empty' }
    case 'number': {
      const number = Number(trimmed.normalize('NFKC').replace(/^\+/, ''))
      return Number.isFinite(number) ? { ok: true, value: number } : { ok: false, reason: 'notANumber' }
    }
    case 'choice':
    case 'text':
      return { ok: true, value: draft.text }
    case 'json':
      try {
        return { ok: true, value: JSON.parse(trimmed) as Json }
      } catch {
        return { ok: false, reason: 'notJson' }
      }
  }
}

/** The editor and text that show an existing value. */
export function toDraft(value: Json | undefined, choices: readonly string[]): ValueDraft {
  if (value === undefined) return { editor: 'boolean', text: '' }
  if (typeof value === 'boolean') return { editor: 'boolean', text: value ? 'yes' : 'no' }
  if (typeof value === 'number') return { editor: 'number', text: String(value) }
  if (typeof value === 'string') return { editor: choices.includes(value) ? 'choice' : 'text', text: value }
  return { editor: 'json', text: JSON.stringify(value, null, 2) }
}

/** The editor that fits how a name has been used so far; undefined when nothing is known of it. */
export function suggestEditor(info: AssessmentNameInfo | undefined): ValueEditor | undefined {
  const type = info?.valueTypes[0]
  switch (type) {
    case undefined:
      return undefined
    case 'boolean':
      return 'boolean'
    case 'number':
      return 'number'
    case 'string':
      return isChoice(info) ? 'choice' : 'text'
    default:
      return 'json'
  }
}

const amountName = /(?:^|[_\s-])(?:score|rating|count|number|percent|rate|similarity|latency|seconds|ms)$/i

/** The editor for a name as it stands: how it has been used; for a new one, what it speaks of. */
export function editorFor(kind: AssessmentKind, name: string, info: AssessmentNameInfo | undefined): ValueEditor {
  const known = suggestEditor(info)
  if (known !== undefined) return known
  if (amountName.test(name.trim())) return 'number'
  return kind === 'feedback' ? 'boolean' : 'text'
}

/**
 * What a key typed on the yes/no buttons of a new name means: `y` and `n` answer, a digit begins a number, any other
 * letter a text. Undefined for keys that type nothing.
 */
export function draftFromKey(key: string): ValueDraft | undefined {
  if ([...key].length !== 1 || key === ' ') return undefined
  if (/^[yn]$/i.test(key)) return { editor: 'boolean', text: key.toLowerCase() === 'y' ? 'yes' : 'no' }
  return { editor: /^[\d.+-]$/.test(key) ? 'number' : 'text', text: key }
}

/** A name used with a few short values on more traces than there are values reads as a choice. */
function isChoice(info: AssessmentNameInfo | undefined): boolean {
  if (info === undefined || info.choices.length === 0) return false
  return info.choices.length <= 12 && info.choices.every((choice) => choice.length <= 40 && !choice.includes('\n'))
}

/** The first problem of an assessment name, as the contract will see it. */
export function findNameProblem(name: string): 'empty' | 'dot' | 'long' | undefined {
  const trimmed = name.trim()
  if (trimmed === '') return 'empty'
  if (trimmed.includes('.')) return 'dot'
  return trimmed.length > 250 ? 'long' : undefined
}
