/** Evaluations as JUnit XML, which CI systems show as tests. */
import type { EvaluationRow } from '../../shared/model/run.ts'

export type EvaluatedRow = EvaluationRow

/** What `--min` asked for, and what came out; `mean` is absent where the scorer said nothing that counts. */
export interface MinimumCheck {
  scorer: string
  minimum: number
  mean: number | undefined
}

/**
 * One suite with a test for each minimum, one with a test for each row. A row fails only where it was not answered:
 * what scorers said of it stands in its output, so that the report never fails where the exit code does not.
 */
export function toJunit(name: string, checks: readonly MinimumCheck[], rows: readonly EvaluatedRow[]): string {
  const minimums = checks.map(({ scorer, minimum, mean }) => {
    const isMissed = mean === undefined || mean < minimum
    const message = `${mean ?? 'No value'} is below ${minimum}`
    return testcase('minimum', `${scorer} >= ${minimum}`, isMissed ? [element('failure', { message })] : [], isMissed)
  })
  const cases = rows.map(({ trace, results }) => {
    const isFailed = results.length === 0
    const said = results.map(({ name: scorer, value, error, rationale }) => {
      const what = error === undefined ? JSON.stringify(value) : `${error.code}: ${error.message ?? ''}`
      return `${scorer}: ${what}${rationale === undefined ? '' : ` (${rationale})`}`
    })
    const parts = [
      ...(isFailed ? [element('error', { message: 'The target gave no answer.' })] : []),
      ...(said.length === 0 ? [] : [`<system-out>${escapeText(said.join('\n'))}</system-out>`]),
    ]
    return testcase('row', `tr-${trace.traceId}`, parts, isFailed)
  })
  const suites = [suite(`${name}: minimums`, minimums), suite(`${name}: rows`, cases)]
  return `<?xml version="1.0" encoding="UTF-8"?>\n<testsuites>\n${suites.join('\n')}\n</testsuites>\n`
}

interface Case {
  xml: string
  isFailed: boolean
}

function testcase(classname: string, name: string, parts: readonly string[], isFailed: boolean): Case {
  return { xml: `    <testcase${attributes({ classname, name })}>${parts.join('')}</testcase>`, isFailed }
}

function suite(name: string, cases: readonly Case[]): string {
  const failed = String(cases.filter((each) => each.isFailed).length)
  const counts = { name, tests: String(cases.length), failures: failed }
  return [`  <testsuite${attributes(counts)}>`, ...cases.map(({ xml }) => xml), '  </testsuite>'].join('\n')
}

function element(name: string, values: Record<string, string>): string {
  return `<${name}${attributes(values)}/>`
}

function attributes(values: Record<string, string>): string {
  return Object.entries(values)
    .map(([key, value]) => ` ${key}="${escapeText(value)}"`)
    .join('')
}

const entities: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', '\n': '&#10;' }

/** Characters that XML 1.0 cannot hold at all are left out. */
function escapeText(text: string): string {
  return text
    .toWellFormed()
    .replace(/[^\t\n\r\u0020-\uD7FF\uE000-\uFFFD\u{10000}-\u{10FFFF}]/gu, '')
    .replace(/[&<>"\n]/g, (character) => entities[character] as string)
}
