/** What versions of a question differ in. Pure. */
import { findRenames, labelsOf } from './answer-mapping.ts'
import type { LabelSchemaInput, SchemaDefinition } from './labeling.ts'

/** The part of a question that is versioned. */
export function toDefinition(schema: SchemaDefinition): SchemaDefinition {
  const { title, instruction, enableComment, isRequired, group, askIf, input } = schema
  return {
    ...(title === undefined ? {} : { title }),
    ...(instruction === undefined ? {} : { instruction }),
    enableComment,
    ...(isRequired === true ? { isRequired } : {}),
    ...(group === undefined ? {} : { group }),
    ...(askIf === undefined ? {} : { askIf }),
    input,
  }
}

export type DefinitionField = keyof SchemaDefinition
const definitionFields = [
  'title',
  'instruction',
  'enableComment',
  'isRequired',
  'group',
  'askIf',
  'input',
] as const satisfies readonly DefinitionField[]

/** Unpublished changes: only the fields that differ; null takes one away. */
export type DefinitionChanges = { [K in DefinitionField]?: SchemaDefinition[K] | null }

export function diffDefinitions(before: SchemaDefinition, after: SchemaDefinition): DefinitionChanges {
  const [from, to] = [toDefinition(before), toDefinition(after)]
  const changed = definitionFields.filter((field) => !isSame(from[field], to[field]))
  return Object.fromEntries(changed.map((field) => [field, to[field] ?? null])) as DefinitionChanges
}

export function applyChanges(definition: SchemaDefinition, changes: DefinitionChanges): SchemaDefinition {
  const merged = Object.entries({ ...toDefinition(definition), ...changes }).filter(([, value]) => value !== null)
  return toDefinition(Object.fromEntries(merged) as SchemaDefinition)
}

export function isSameDefinition(a: SchemaDefinition, b: SchemaDefinition): boolean {
  return Object.keys(diffDefinitions(a, b)).length === 0
}

/** One difference, as a line of the view of what changed. */
export type SchemaChange =
  | { what: 'field'; field: Exclude<DefinitionField, 'input'> }
  | { what: 'kind' }
  | { what: 'optionAdded' | 'optionRemoved'; option: string }
  | { what: 'optionRenamed'; option: string; to: string }
  /** The same options in another order. */
  | { what: 'optionOrder' }
  /** A setting of the answer, such as its range; its values are JSON, empty for none. */
  | { what: 'setting'; setting: string; before: string; after: string }

/** Field by field what a newer definition has changed. */
export function listChanges(before: SchemaDefinition, after: SchemaDefinition): SchemaChange[] {
  const changed = Object.keys(diffDefinitions(before, after)) as DefinitionField[]
  return changed.flatMap((field): SchemaChange[] =>
    field === 'input' ? listInputChanges(before.input, after.input) : [{ what: 'field', field }],
  )
}

function listInputChanges(before: LabelSchemaInput, after: LabelSchemaInput): SchemaChange[] {
  if (before.type !== after.type) return [{ what: 'kind' }]
  const [from, to] = [before, after] as [Record<string, unknown>, Record<string, unknown>]
  const settings = [...new Set([...Object.keys(from), ...Object.keys(to)])].flatMap((setting): SchemaChange[] => {
    if (setting === 'options' || setting === 'labels' || setting === 'isMultiple' || isSame(from[setting], to[setting]))
      return []
    return [{ what: 'setting', setting, before: textOf(from[setting]), after: textOf(to[setting]) }]
  })
  if (before.type === 'highlight' && after.type === 'highlight') {
    const options = listOptionChanges(labelsOf(before), labelsOf(after))
    return options.length === 0 ? [{ what: 'setting', setting: 'optionHelp', before: '', after: '' }] : options
  }
  if (before.type !== 'categorical' || after.type !== 'categorical') return settings
  const kind: SchemaChange[] = before.isMultiple === after.isMultiple ? [] : [{ what: 'kind' }]
  return [...kind, ...listOptionChanges(before.options, after.options), ...settings]
}

function listOptionChanges(before: readonly string[], after: readonly string[]): SchemaChange[] {
  const renames = findRenames(before, after)
  const renamed = new Set(renames.flatMap(({ from, to }) => [from, to]))
  const removed = before.filter((option) => !after.includes(option) && !renamed.has(option))
  const added = after.filter((option) => !before.includes(option) && !renamed.has(option))
  const kept = (options: readonly string[], others: readonly string[]) =>
    options.filter((option) => others.includes(option)).join('\n')
  return [
    ...renames.map(({ from, to }): SchemaChange => ({ what: 'optionRenamed', option: from, to })),
    ...removed.map((option): SchemaChange => ({ what: 'optionRemoved', option })),
    ...added.map((option): SchemaChange => ({ what: 'optionAdded', option })),
    ...(kept(before, after) === kept(after, before) ? [] : [{ what: 'optionOrder' } as const]),
  ]
}

function isSame(a: unknown, b: unknown): boolean {
  return sorted(a) === sorted(b)
}

/** JSON with the members of objects in order. */
function sorted(value: unknown): string {
  return (
    JSON.stringify(value, (_, each: unknown) =>
      each !== null && typeof each === 'object' && !Array.isArray(each)
        ? Object.fromEntries(Object.entries(each).toSorted(([a], [b]) => (a < b ? -1 : 1)))
        : each,
    ) ?? ''
  )
}

function textOf(value: unknown): string {
  return value === undefined ? '' : typeof value === 'string' ? value : JSON.stringify(value)
}
