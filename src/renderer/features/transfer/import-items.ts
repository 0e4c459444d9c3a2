/** The files of the import dialog, from chosen to reported. Pure; the hook beside it does the calls. */
import type { ColumnMapping, ColumnTarget, ImportPreview, ImportSource } from '../../../shared/model/job.ts'
import type { HostFile } from '../../data/host.ts'

/** What is imported: a file, or text. */
export type ImportContent = { kind: 'file'; file: HostFile } | { kind: 'text'; text: string }

export type ImportItemState =
  | { step: 'handing'; fraction: number }
  | { step: 'looking' }
  | { step: 'ready'; source: ImportSource; preview: ImportPreview; mapping: ColumnMapping | undefined }
  | { step: 'started'; jobId: string }
  | { step: 'failed'; error: unknown }

export interface ImportItem {
  id: string
  name: string
  sizeBytes: number | undefined
  content: ImportContent
  state: ImportItemState
}

let nextId = 0

export function toItem(content: ImportContent, pastedName: string): ImportItem {
  nextId += 1
  const id = `item-${nextId}`
  if (content.kind === 'text') {
    return { id, name: pastedName, sizeBytes: new Blob([content.text]).size, content, state: { step: 'looking' } }
  }
  return {
    id,
    name: content.file.name,
    sizeBytes: content.file.sizeBytes,
    content,
    state: { step: 'handing', fraction: 0 },
  }
}

/** The guesses of a preview as a mapping; undefined for formats that say themselves what is what. */
export function guessedMapping(preview: ImportPreview): ColumnMapping | undefined {
  if (preview.columns === undefined) return undefined
  return Object.fromEntries(preview.columns.map((column) => [column.name, column.guess]))
}

/** Targets that several columns may have; the others hold one value per trace. */
const repeatable = new Set<ColumnTarget>(['ignore', 'tag', 'metadata', 'feedback', 'context'])

export type MappingProblem = { kind: 'needsContent' } | { kind: 'twice'; target: ColumnTarget }

/** Why a mapping cannot be used, undefined when it can. */
export function mappingProblem(mapping: ColumnMapping): MappingProblem | undefined {
  const seen = new Set<ColumnTarget>()
  for (const target of Object.values(mapping)) {
    if (seen.has(target) && !repeatable.has(target)) return { kind: 'twice', target }
    seen.add(target)
  }
  return seen.has('input') || seen.has('output') ? undefined : { kind: 'needsContent' }
}

/** Items that a press on Import would start. */
export function startableItems(items: ImportItem[]): ImportItem[] {
  return items.filter((item) => item.state.step === 'ready')
}

export function isBusy(items: ImportItem[]): boolean {
  return items.some((item) => item.state.step === 'handing' || item.state.step === 'looking')
}

/** Whether every ready item could start as it is. */
export function canStart(items: ImportItem[]): boolean {
  const ready = startableItems(items)
  return (
    ready.length > 0 &&
    !isBusy(items) &&
    ready.every(
      ({ state }) =>
        state.step !== 'ready' || state.mapping === undefined || mappingProblem(state.mapping) === undefined,
    )
  )
}
