/** Which traces a new session begins with, as it is being chosen. Pure. */
import type { ItemSource, Sample, Stratum } from '../../../shared/model/session-sample.ts'
import type { TraceFilter, TraceSelection } from '../../../shared/model/trace.ts'

export type SampleMethod = 'all' | Sample['method']
export type StratumBy = Stratum['by']

/** `given`: what was selected before the dialog opened. `found`: what the trace list shows now. */
export type SourceChoice = 'none' | 'given' | 'found' | 'experiment' | 'dataset'

export interface SampleDraft {
  source: SourceChoice
  datasetId: string | undefined
  method: SampleMethod
  size: number | undefined
  seed: string
  by: StratumBy
  /** Key of the tag, or name of the assessment. */
  key: string
  allocation: 'proportional' | 'equal'
}

export function newSampleDraft(hasSelection: boolean): SampleDraft {
  return {
    source: hasSelection ? 'given' : 'none',
    datasetId: undefined,
    method: 'all',
    size: 50,
    seed: 'assay-1',
    by: 'model',
    key: '',
    allocation: 'proportional',
  }
}

type SampleProblem = 'sizeMissing' | 'keyMissing' | 'datasetMissing'

/** What keeps the draft from being drawn. */
export function findSampleProblem(draft: SampleDraft): SampleProblem | undefined {
  if (draft.source === 'none') return undefined
  if (draft.source === 'dataset' && draft.datasetId === undefined) return 'datasetMissing'
  if (draft.method === 'all') return undefined
  if (draft.size === undefined || draft.size < 1) return 'sizeMissing'
  const needsKey = draft.method === 'stratified' && (draft.by === 'tag' || draft.by === 'assessment')
  return needsKey && draft.key.trim() === '' ? 'keyMissing' : undefined
}

/** Undefined for no traces. */
export function toSource(
  draft: SampleDraft,
  context: { selection: TraceSelection | undefined; found: TraceFilter; experimentId: string },
): ItemSource | undefined {
  switch (draft.source) {
    case 'none':
      return undefined
    case 'given':
      return context.selection
    case 'found':
      return { filter: context.found }
    case 'experiment':
      return { filter: { experimentId: context.experimentId } }
    case 'dataset':
      return draft.datasetId === undefined ? undefined : { datasetId: draft.datasetId }
  }
}

/** Undefined for all, and for a draft with a problem. */
export function toSample(draft: SampleDraft): Sample | undefined {
  const { method, size, seed, allocation } = draft
  if (method === 'all' || size === undefined || findSampleProblem(draft) !== undefined) return undefined
  if (method === 'random') return { method, size, seed }
  return { method, size, seed, allocation, stratum: toStratum(draft) }
}

function toStratum({ by, key }: SampleDraft): Stratum {
  if (by === 'tag') return { by, key: key.trim() }
  if (by === 'assessment') return { by, name: key.trim() }
  return { by }
}
