/** Makes a scorer's values and people's answers comparable. Pure: the engine counts with it, the interface shows it. */
import type { Json } from './json.ts'
import type { LabelSchemaInput } from './labeling.ts'
import type { PassRule, ScalarValue, ValueCount, ValueMapping } from './validation.ts'
import { findVerdict, type Verdict } from './verdict.ts'

/** A value as one category; undefined for those that cannot be one. Lists and objects stand for themselves as text. */
export function toScalar(value: Json | undefined): ScalarValue | undefined {
  if (value === undefined || value === null) return undefined
  if (typeof value === 'number') return Number.isFinite(value) ? value : undefined
  return typeof value === 'string' || typeof value === 'boolean' ? value : JSON.stringify(value)
}

/** Undefined for values that are left out. */
export function judgeValue(rule: PassRule, value: ScalarValue): Verdict | undefined {
  if (rule.kind === 'threshold') {
    if (typeof value !== 'number') return undefined
    return (rule.isHighGood ? value >= rule.passFrom : value <= rule.passFrom) ? 'pass' : 'fail'
  }
  if (rule.ignored.includes(value)) return undefined
  return rule.pass.includes(value) ? 'pass' : 'fail'
}

/** The scorer's class that an answer means; undefined for answers that are left out. */
export function classOf(
  mapping: Extract<ValueMapping, { kind: 'classes' }>,
  answer: ScalarValue,
): ScalarValue | undefined {
  const rule = mapping.human.find(({ from }) => from === answer)
  return rule === undefined ? answer : rule.to
}

/** Words that speak for an answer of several, in the languages of the interface. */
const passWords = [
  'accurate',
  'correct',
  'good',
  'true',
  'ok',
  'helpful',
  'safe',
  '正確',
  '正しい',
  '良い',
  'はい',
  '合格',
]

/** What to begin with: numbers with numbers, the same words with each other, else passed or not. */
export function suggestMapping(
  scorer: readonly ValueCount[],
  human: readonly ValueCount[],
  input: LabelSchemaInput | undefined,
): ValueMapping {
  const [scored, answered] = [scorer, human].map((values) => values.map(({ value }) => value)) as [
    ScalarValue[],
    ScalarValue[],
  ]
  const areNumbers = (values: readonly ScalarValue[]) =>
    values.length > 0 && values.every((value) => typeof value === 'number')
  if (areNumbers(scored) && areNumbers(answered) && (scored.length > 2 || answered.length > 2))
    return { kind: 'numbers' }
  const known = input?.type === 'categorical' && !input.isMultiple ? input.options : answered
  const isVerdict = (values: readonly ScalarValue[]) => values.every((value) => findVerdict(value) !== undefined)
  if (
    scored.length > 0 &&
    !isVerdict(scored) &&
    scored.every((value) => typeof value === 'string') &&
    known.length > 2
  ) {
    const same = (answer: ScalarValue) => scored.find((value) => foldCase(value) === foldCase(answer))
    if (known.some((answer) => same(answer) !== undefined)) {
      const human = answered.flatMap((from) => {
        const to = same(from)
        return to === undefined || to === from ? [] : [{ from, to }]
      })
      return { kind: 'classes', human }
    }
  }
  return { kind: 'verdict', scorer: suggestRule(scored, undefined), human: suggestRule(answered, input) }
}

const foldCase = (value: ScalarValue): string => String(value).trim().toLowerCase()

function suggestRule(values: readonly ScalarValue[], input: LabelSchemaInput | undefined): PassRule {
  const numbers = values.filter((value) => typeof value === 'number')
  if (numbers.length === values.length && numbers.length > 0) {
    const low = input?.type === 'rating' ? 1 : Math.min(...numbers, 0)
    const high = input?.type === 'rating' ? input.max : Math.max(...numbers, 1)
    const middle = (low + high) / 2
    return { kind: 'threshold', passFrom: high - low > 1 ? Math.floor(middle) + 1 : middle, isHighGood: true }
  }
  const verdicts = values.filter((value) => findVerdict(value) === 'pass')
  if (verdicts.length > 0 || values.some((value) => findVerdict(value) === 'fail')) {
    return { kind: 'values', pass: verdicts, ignored: [] }
  }
  const options: readonly ScalarValue[] = input?.type === 'categorical' ? input.options : values
  const named = options.filter((option) => passWords.includes(foldCase(option)))
  // Questions mostly name the best first.
  return { kind: 'values', pass: named.length > 0 ? named : options.slice(0, 1), ignored: [] }
}
