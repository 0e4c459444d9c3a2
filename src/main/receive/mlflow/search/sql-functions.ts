/**
 * Functions that search conditions use in SQL. They belong to a connection, are deterministic, and cannot be called
 * from a schema (`directOnly`): a workspace file cannot bring its own use of them.
 */
import type { Database } from 'better-sqlite3'
import type { Json } from '../../../../shared/model/json.ts'
import { type Budget, compileRegex, isFound, type Regex } from './regex.ts'
import { attributeText, contentText, toPythonJson } from './span-content.ts'

/** Places looked at times steps that wait there: about ten seconds of work. */
const budgetSteps = 40_000_000

interface State {
  budget: Budget
  regexes: Map<string, Regex>
}

const states = new WeakMap<Database, State>()

/** Makes the functions known to the connection and gives them the time of one search. */
export function prepareSearchFunctions(db: Database): void {
  const known = states.get(db)
  if (known !== undefined) {
    known.budget.steps = budgetSteps
    known.regexes.clear()
    return
  }
  const state: State = { budget: { steps: budgetSteps }, regexes: new Map() }
  const options = { deterministic: true, directOnly: true }
  db.function('mlflow_rlike', options, (pattern: unknown, text: unknown) => {
    if (typeof pattern !== 'string' || typeof text !== 'string') return 0
    let regex = state.regexes.get(pattern)
    if (regex === undefined) {
      regex = compileRegex(pattern)
      state.regexes.set(pattern, regex)
    }
    return isFound(regex, text, state.budget) ? 1 : 0
  })
  db.function('mlflow_attribute', options, (attributes: unknown, key: unknown) =>
    typeof attributes === 'string' && typeof key === 'string' ? attributeText(attributes, key) : null,
  )
  db.function('mlflow_content', options, (name: unknown, attributes: unknown, events: unknown, status: unknown) =>
    contentText(String(name), String(attributes), typeof events === 'string' ? events : null, String(status)),
  )
  db.function('mlflow_json', options, (text: unknown) => toPythonJson(JSON.parse(String(text)) as Json))
  db.aggregate('mlflow_percentile', {
    ...options,
    start: (): Samples => ({ values: [], percentile: 0 }),
    // Takes two values a row, which its type does not know.
    step: addSample as unknown as (total: Samples, next: Samples) => void,
    result: percentileOf,
  })
  states.set(db, state)
}

interface Samples {
  values: number[]
  percentile: number
}

function addSample(samples: Samples, value: unknown, percentile: unknown): void {
  if (typeof value === 'number') samples.values.push(value)
  samples.percentile = Number(percentile)
}

/** Between the two neighbours in proportion, as MLflow's SQLite store does. */
function percentileOf({ values, percentile }: Samples): number | null {
  if (values.length === 0) return null
  const sorted = values.sort((a, b) => a - b)
  const place = (percentile / 100) * (sorted.length - 1)
  const low = sorted[Math.floor(place)] as number
  const high = sorted[Math.ceil(place)] as number
  return low + (high - low) * (place - Math.floor(place))
}
