/** The searches, as reads of the reader thread. */
import { correlateFilters } from './correlation.ts'
import { searchDatasets } from './dataset-search.ts'
import { searchExperiments } from './experiment-search.ts'
import { searchModels } from './model-search.ts'
import { searchRuns } from './run-search.ts'
import { measureTraces } from './trace-metrics.ts'
import { searchTraces } from './trace-search.ts'

export const searchReads = {
  searchTraces,
  correlateFilters,
  measureTraces,
  searchExperiments,
  searchRuns,
  searchModels,
  searchDatasets,
}
