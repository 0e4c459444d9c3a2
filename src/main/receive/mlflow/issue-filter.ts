/** The filter of issue searches: `status = 'pending' AND source_run_id != '...'` (`SearchIssuesUtils`). */
import type { IssueCondition } from '../../store/issues.ts'
import { MlflowError } from './mlflow-error.ts'

const condition = /\s*(?:(\w+)|"(\w+)"|`(\w+)`)\s*(!=|=)\s*(?:'([^']*)'|"([^"]*)")\s*/y
const and = /AND\b/iy

/** Throws INVALID_PARAMETER_VALUE for anything else than comparisons of the two fields joined with AND. */
export function parseIssueFilter(filter: string | undefined): IssueCondition[] {
  if (filter === undefined || filter.trim() === '') return []
  const conditions: IssueCondition[] = []
  let at = 0
  for (;;) {
    const match = take(condition, filter, at)
    if (match === undefined) throw invalid("use comparisons such as status = 'pending', joined with AND")
    at += match[0].length
    const field = match[1] ?? match[2] ?? match[3]
    if (field !== 'status' && field !== 'source_run_id') {
      throw invalid("the fields are 'status' and 'source_run_id'")
    }
    conditions.push({ field, isEqual: match[4] === '=', value: match[5] ?? match[6] ?? '' })
    if (at === filter.length) return conditions
    const joint = take(and, filter, at)
    if (joint === undefined) throw invalid('join comparisons with AND')
    at += joint[0].length
  }
}

function take(pattern: RegExp, text: string, at: number): RegExpExecArray | undefined {
  pattern.lastIndex = at
  return pattern.exec(text) ?? undefined
}

function invalid(advice: string): MlflowError {
  return new MlflowError('INVALID_PARAMETER_VALUE', `Invalid filter string for issues: ${advice}.`)
}
