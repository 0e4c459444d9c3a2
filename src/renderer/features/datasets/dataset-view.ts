/** What is shown of each dataset, so that coming back shows where one was. */
import { create } from 'zustand'
import type { EditablePart } from './edit-text.ts'

export interface DatasetView {
  activeId: string | undefined
  part: EditablePart
  /** Undefined: every split; without a name: records of none. */
  shown: { split: string | undefined } | undefined
  /** Looks into sealed splits that were written down, by split. Gone with the window. */
  openings: Readonly<Record<string, { openingId: number; purpose: string }>>
  /** The version whose changes are shown, and the one that it is compared with. */
  version: number | undefined
  base: number | undefined
  /** The job that looked for duplicates last. */
  checkId: string | undefined
}

const untouched: DatasetView = {
  activeId: undefined,
  part: 'inputs',
  shown: undefined,
  openings: {},
  version: undefined,
  base: undefined,
  checkId: undefined,
}

const useViews = create<{ views: Readonly<Record<string, DatasetView>> }>(() => ({ views: {} }))

export function useDatasetView(datasetId: string): DatasetView {
  return useViews((state) => state.views[datasetId]) ?? untouched
}

export function viewOf(datasetId: string): DatasetView {
  return useViews.getState().views[datasetId] ?? untouched
}

export function changeView(datasetId: string, change: Partial<DatasetView>): void {
  useViews.setState(({ views }) => ({ views: { ...views, [datasetId]: { ...viewOf(datasetId), ...change } } }))
}
