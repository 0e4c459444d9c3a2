import { useQuery } from '@tanstack/react-query'
import { useCallback, useMemo } from 'react'
import type { AssessmentNameInfo } from '../../../shared/model/assessment.ts'
import type { Json } from '../../../shared/model/json.ts'
import { orpc } from '../../data/client.ts'
import { useRemembered } from '../../data/settings.ts'
import { ColumnLayout, defaultLayout, resolveAuto, restoreAuto, visibleColumns } from './column-layout.ts'

function parseLayout(stored: Json): ColumnLayout | undefined {
  const parsed = ColumnLayout.safeParse(stored)
  return parsed.success ? parsed.data : undefined
}

const noNames: readonly AssessmentNameInfo[] = []

/** Assessment names in use, sorted; a new one appears as soon as the engine says so. */
export function useAssessmentNames(): readonly AssessmentNameInfo[] {
  return useQuery(orpc.assessments.names.queryOptions()).data ?? noNames
}

/** The remembered columns of the list, and how to change them. */
export function useColumnLayout(): {
  layout: ColumnLayout
  names: readonly string[]
  columns: readonly string[]
  /** False while the names are not known yet. */
  isNamed: boolean
  setLayout: (layout: ColumnLayout) => void
} {
  const { data: infos = noNames, isSuccess: isNamed } = useQuery(orpc.assessments.names.queryOptions())
  const names = useMemo(() => infos.map((info) => info.name).toSorted(), [infos])
  const hasSeveral = (useQuery(orpc.experiments.list.queryOptions()).data?.length ?? 0) > 1
  const [stored, setStored] = useRemembered<ColumnLayout>('traces.columns', defaultLayout, parseLayout)
  const layout = useMemo(() => resolveAuto(stored, hasSeveral), [stored, hasSeveral])
  const setLayout = useCallback(
    (next: ColumnLayout) => setStored(restoreAuto(next, hasSeveral)),
    [setStored, hasSeveral],
  )
  const columns = useMemo(() => visibleColumns(layout, names), [layout, names])
  return { layout, names, columns, isNamed, setLayout }
}
