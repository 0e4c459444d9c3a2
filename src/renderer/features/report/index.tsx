/** Door of the reports of evaluations: the parts of an evaluation's page, and which rows a figure counts. */
import { toQuery } from './compared-runs.ts'
import { EvaluationTabs as Tabs } from './report-tabs.tsx'
import type { RowsWanted as Wanted } from './rows-wanted.ts'

export type RowsWanted = Wanted

/** The evaluation's rows as `children`, with its figures and comparisons beside them. */
export function EvaluationTabs(props: Parameters<typeof Tabs>[0]) {
  return <Tabs {...props} />
}

/** Part of the address that says with which runs one is compared. */
export function compareQuery(runIds: readonly string[]): string | undefined {
  return toQuery(runIds)
}
