/** The form that deals records out to splits. Pure. */
import type { DatasetRecord, DatasetSplit, SplitRule } from '../../../shared/model/dataset.ts'

export interface SplitDraft {
  seed: string
  /** Shares as they are typed, in per cent or any other unit. */
  parts: readonly { id: number; name: string; share: number }[]
  /** `expectation:name` or `tag:name`; empty for none. */
  stratum: string
  frozen: readonly string[]
  isAnew: boolean
}

export function newSplitDraft(rule: SplitRule | undefined): SplitDraft {
  if (rule === undefined) {
    const parts = [
      { id: 0, name: 'train', share: 20 },
      { id: 1, name: 'dev', share: 40 },
      { id: 2, name: 'test', share: 40 },
    ]
    return { seed: '1', parts, stratum: '', frozen: [], isAnew: false }
  }
  const { seed, parts, stratum, frozen } = rule
  return {
    seed,
    parts: parts.map((part, id) => ({ id, ...part })),
    stratum: stratum === undefined ? '' : `${stratum.of}:${stratum.key}`,
    frozen,
    isAnew: false,
  }
}

export type SplitProblem = 'nameEmpty' | 'nameTwice' | 'allFrozen'

export function findSplitProblem(draft: SplitDraft, splits: readonly DatasetSplit[]): SplitProblem | undefined {
  const names = draft.parts.map(({ name }) => name.trim())
  if (names.length === 0 || names.includes('')) return 'nameEmpty'
  if (new Set(names).size < names.length) return 'nameTwice'
  const closed = closedSplits(draft, splits)
  return names.every((name) => closed.has(name)) ? 'allFrozen' : undefined
}

function closedSplits(draft: SplitDraft, splits: readonly DatasetSplit[]): Set<string | undefined> {
  const sealed = splits.filter(({ sealedAtMs }) => sealedAtMs !== undefined).map(({ name }) => name)
  return new Set([...draft.frozen, ...sealed])
}

export function toRule(draft: SplitDraft): SplitRule {
  const [of, ...key] = draft.stratum.split(':')
  const names = new Set(draft.parts.map(({ name }) => name.trim()))
  return {
    seed: draft.seed,
    parts: draft.parts.map(({ name, share }) => ({ name: name.trim(), share })),
    ...(of === 'expectation' || of === 'tag' ? { stratum: { of, key: key.join(':') } } : {}),
    frozen: draft.frozen.filter((name) => names.has(name)),
  }
}

/** Expectations and tags that records have, as values of the form's `stratum`. */
export function strataOf(
  records: readonly DatasetRecord[],
): { value: string; of: 'expectation' | 'tag'; key: string }[] {
  const found = new Map<string, { value: string; of: 'expectation' | 'tag'; key: string }>()
  for (const { expectations = {}, tags = {} } of records) {
    for (const key of Object.keys(expectations))
      found.set(`e${key}`, { value: `expectation:${key}`, of: 'expectation', key })
    for (const key of Object.keys(tags)) found.set(`t${key}`, { value: `tag:${key}`, of: 'tag', key })
  }
  return [...found.values()]
}
