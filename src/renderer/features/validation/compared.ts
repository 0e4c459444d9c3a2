/** What a comparison is of, as its selects name it. Pure. */
import type {
  ComparableQuestion,
  Figure,
  QuestionRef,
  ScalarValue,
  SplitRef,
  ValidationSetup,
  ValidationSplit,
} from '../../../shared/model/validation.ts'
import type { Format } from '../../i18n/format.ts'

export const questionKey = ({ kind, name }: QuestionRef): string => `${kind} ${name}`
export const splitKey = ({ datasetId, name }: SplitRef): string => `${datasetId} ${name}`
export const everything = 'all'

/** While tuning one looks at the part that is meant for it. */
const tuningSplit = 'dev'

export function findQuestion(setup: ValidationSetup, key: string | undefined): ComparableQuestion | undefined {
  return setup.questions.find((question) => questionKey(question) === key) ?? setup.questions[0]
}

/** Undefined: all rows that are in no sealed one. */
export function findSplit(setup: ValidationSetup, key: string | undefined): ValidationSplit | undefined {
  if (key === everything) return undefined
  const open = setup.splits.filter(({ isSealed }) => !isSealed)
  return (
    setup.splits.find((split) => splitKey(split) === key) ?? open.find(({ name }) => name.toLowerCase() === tuningSplit)
  )
}

/** How often each value is among examples, in the order in which they come. */
export function countByValue(examples: readonly { value: unknown }[]): { value: unknown; count: number }[] {
  const counts = Map.groupBy(examples, ({ value }) => value)
  return [...counts].map(([value, group]) => ({ value, count: group.length }))
}

/** A value of either side as it is written. */
export function valueText(value: ScalarValue, format: Format): string {
  return typeof value === 'number' ? format.shortNumber(value, 6) : String(value)
}

/** Shares in per cent, others with two places and a real minus sign. */
export function figureText(value: number, isShare: boolean, format: Format): string {
  if (isShare) return format.percent(value)
  const text = value.toFixed(2)
  return text === '-0.00' ? '0.00' : text.replace('-', '−')
}

/** Under this many rows of a kind one more label can move its rate by five points. */
export const fewRows = 20

/** Their intervals rest on a normal approximation, as does that of what the judge sharpens. */
const approximated: ReadonlySet<string> = new Set(['kappa', 'spearman', 'kendall', 'powered'])

/**
 * A figure as it is shown: without its interval where that is a normal approximation from few rows. There the spread is a guess itself,
 * and a small sample that happens to agree looks certain: of samples from a judge with a kappa of 0.65 (90 % of the passes found, 80 %
 * of the fails, four passes to a fail), the interval of kappa that should hold the truth 19 times in 20 holds it 3 times in 10 with 5
 * rows, 6 in 10 with 10, and about 9 in 10 from 20 or 30 on.
 */
export function toShown(name: string, figure: Figure): Figure {
  const { low: _, high: __, ...rest } = figure
  return approximated.has(name) && (figure.total ?? 0) < fewRows ? rest : figure
}

/** An interval that holds every share says nothing. */
export function isEverything({ low, high }: Figure): boolean {
  return low !== undefined && high !== undefined && low < 0.005 && high > 0.995
}

export type KappaReading = 'few' | 'alike' | 'below' | 'unclear' | 'above' | 'wellAbove'

/** An interval that stays above this lies well above chance, as in the quality of a session. */
const wellAboveFrom = 0.4

/** What kappa's interval allows one to say; words such as "substantial" begin somewhere arbitrary. */
export function readKappa({ low, high, total = 0 }: Figure): KappaReading {
  if (low === undefined || high === undefined) return total < fewRows ? 'few' : 'alike'
  if (high < 0) return 'below'
  // As it is written: 0.00 does not look like above chance.
  if (low < 0.005) return 'unclear'
  return low >= wellAboveFrom ? 'wellAbove' : 'above'
}
