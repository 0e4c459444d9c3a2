/** Records of a dataset whose inputs are the same or nearly so, and those that thereby leak from one split into another. */
import type { Database } from 'better-sqlite3'
import type { DuplicateGroup, DuplicateReport } from '../../../shared/model/dataset.ts'
import type { Json } from '../../../shared/model/json.ts'
import { listRecords } from '../../store/dataset-records.ts'
import { listSplits } from '../../store/dataset-splits.ts'
import { getDataset } from '../../store/datasets.ts'
import { type Compared, findNearDuplicates } from './near-duplicates.ts'

const pageRecords = 500
/** Groups that a report shows; leaks come first. */
const mostGroups = 500
/** What at least so many records have word for word, and half of all, says nothing about one of them: system prompts, instructions. */
const leastCommon = 3

interface Read {
  recordId: string
  split: string | undefined
  isSealed: boolean
  leaves: string[]
}

/** Sealed records are compared, but nothing of what they hold is told. Throws NOT_FOUND. */
export function findDuplicates(
  db: Database,
  { datasetId }: { datasetId: string },
  onProgress: (done: number, progress: number) => void,
): DuplicateReport {
  const { recordCount, version } = getDataset(db, datasetId)
  const sealed = new Set(listSplits(db, datasetId).flatMap((each) => (each.sealedAtMs === undefined ? [] : each.name)))
  const records: Read[] = []
  let cursor: string | undefined
  do {
    const page = listRecords(db, { datasetId, withSealed: true, cursor, limit: pageRecords })
    for (const { recordId, inputs, split } of page.records) {
      const isSealed = split !== undefined && sealed.has(split)
      records.push({ recordId, split, isSealed, leaves: leavesOf(inputs) })
    }
    onProgress(records.length, recordCount === 0 ? 0 : (records.length / recordCount) * 0.3)
    cursor = page.nextCursor
  } while (cursor !== undefined)
  const texts = tellingTexts(records)
  const found = findNearDuplicates(texts, (done) => {
    if (done % 20 === 0) onProgress(done, 0.3 + (0.7 * done) / texts.length)
  })
  const byId = new Map(records.map((record) => [record.recordId, record]))
  const textOf = new Map(texts.map(({ id, text }) => [id, text]))
  const groups = found.map(({ ids, similarity }): DuplicateGroup => {
    const members = ids.map((id) => byId.get(id) as Read)
    const splits = new Set(members.flatMap(({ split }) => split ?? []))
    return {
      similarity,
      isLeak: splits.size > 1,
      members: members.map(({ recordId, split, isSealed }) => ({
        recordId,
        isSealed,
        ...(split === undefined ? {} : { split }),
        ...(isSealed ? {} : { text: toPreview(textOf.get(recordId) ?? '') }),
      })),
    }
  })
  groups.sort((a, b) => Number(b.isLeak) - Number(a.isLeak))
  return {
    datasetId,
    version,
    recordCount: records.length,
    groupCount: groups.length,
    leakCount: groups.filter(({ isLeak }) => isLeak).length,
    groups: groups.slice(0, mostGroups),
  }
}

/** Texts and numbers of a value, each with its place. */
function leavesOf(value: Json, path = ''): string[] {
  if (Array.isArray(value)) return value.flatMap((each, at) => leavesOf(each, `${path}/${at}`))
  if (typeof value === 'object' && value !== null) {
    return Object.entries(value).flatMap(([key, each]) => leavesOf(each, `${path}/${key}`))
  }
  return value === null ? [] : [`${path}\0${value}`]
}

/** What each record says that the others do not all say too. */
function tellingTexts(records: readonly Read[]): Compared[] {
  const counts = new Map<string, number>()
  for (const { leaves } of records) for (const leaf of leaves) counts.set(leaf, (counts.get(leaf) ?? 0) + 1)
  const isCommon = (leaf: string) => {
    const count = counts.get(leaf) ?? 0
    return count >= leastCommon && count * 2 >= records.length
  }
  return records.map(({ recordId, leaves }) => {
    const own = leaves.filter((leaf) => !isCommon(leaf))
    const telling = own.length > 0 ? own : leaves
    return { id: recordId, text: telling.map((leaf) => leaf.slice(leaf.indexOf('\0') + 1)).join('\n') }
  })
}

function toPreview(text: string): string {
  const line = text.replaceAll(/\s+/g, ' ')
  return line.length > 300 ? `${line.slice(0, 300)}…` : line
}
