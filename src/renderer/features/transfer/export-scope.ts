import type { TraceSelection } from '../../../shared/model/trace.ts'

/** What kind of selection an export is of: traces picked by hand, those of a filter, or the whole workspace. */
export type ExportScope = 'selected' | 'found' | 'foundExcept' | 'everything'

/** A filter whose conditions are all absent or empty selects everything outside the trash. */
export function exportScope(selection: TraceSelection): ExportScope {
  if ('traceIds' in selection) return 'selected'
  if ((selection.except?.length ?? 0) > 0) return 'foundExcept'
  const { deleted, ...conditions } = selection.filter
  const isFree =
    deleted !== true &&
    Object.values(conditions).every((value) => value === undefined || value === '' || isEmptyList(value))
  return isFree ? 'everything' : 'found'
}

function isEmptyList(value: unknown): boolean {
  return Array.isArray(value) && value.length === 0
}
