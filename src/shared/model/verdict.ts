/** What a yes/no judgement says, in the spellings in use: booleans, MLflow's "yes"/"no", and "pass"/"fail". */
import type { Json } from './json.ts'

export type Verdict = 'pass' | 'fail'

/** The texts of each verdict, in lower case; values are compared without regard to case. */
export const verdictWords = { pass: ['yes', 'pass'], fail: ['no', 'fail'] } as const satisfies Record<Verdict, string[]>

/** Undefined for values that are no verdict, such as numbers and free text. */
export function findVerdict(value: Json | undefined): Verdict | undefined {
  if (value === true) return 'pass'
  if (value === false) return 'fail'
  if (typeof value !== 'string') return undefined
  const word = value.toLowerCase()
  if (verdictWords.pass.some((each) => each === word)) return 'pass'
  return verdictWords.fail.some((each) => each === word) ? 'fail' : undefined
}
