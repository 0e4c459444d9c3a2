/** Two or more runs beside each other, row by row. Pure, but for the hash of inputs that is asked for. */
import type { Json } from '../../../shared/model/json.ts'
import type {
  CandidateComparison,
  PairOutcome,
  RunComparison,
  RunPair,
  ScorerComparison,
  ScorerKind,
} from '../../../shared/model/report.ts'
import { bootstrapMeanDifference } from '../../../shared/statistics/bootstrap-difference.ts'
import { mcnemarExact } from '../../../shared/statistics/mcnemar.ts'
import { wilcoxonSignedRank } from '../../../shared/statistics/wilcoxon.ts'
import type { ReportedRows, ReportRow } from '../../store/report-rows.ts'
import { kindOf, mean, measureNames, numberOf, resamplesFor, scorerNames, textOfValue } from './figures.ts'
import { describeRun } from './run-report.ts'

export interface Paired {
  baseline: ReportRow
  candidate: ReportRow
}

export interface Pairing {
  pairs: Paired[]
  byRecordCount: number
  onlyBaselineCount: number
  onlyCandidateCount: number
}

/** Hash of what went into a row, by its run; undefined where nobody knows. */
export type HashInputs = (row: ReportRow) => string | undefined

/**
 * Rows of the same record of a dataset; of what is left, rows with equal inputs, the first with the first where several are equal.
 * In the order of the baseline.
 */
export function pairRows(baseline: readonly ReportRow[], candidate: readonly ReportRow[], hash: HashInputs): Pairing {
  const byRecord = new Map<string, ReportRow>()
  for (const row of candidate) if (row.recordId !== undefined) byRecord.set(row.recordId, row)
  const partners = new Map<ReportRow, ReportRow>()
  const taken = new Set<ReportRow>()
  for (const row of baseline) {
    const partner = row.recordId === undefined ? undefined : byRecord.get(row.recordId)
    if (partner === undefined || taken.has(partner)) continue
    partners.set(row, partner)
    taken.add(partner)
  }
  const byRecordCount = partners.size
  const waiting = new Map<string, ReportRow[]>()
  for (const row of candidate) {
    const key = taken.has(row) ? undefined : hash(row)
    if (key !== undefined) waiting.set(key, [...(waiting.get(key) ?? []), row])
  }
  for (const row of baseline) {
    const key = partners.has(row) || waiting.size === 0 ? undefined : hash(row)
    const partner = key === undefined ? undefined : waiting.get(key)?.shift()
    if (partner !== undefined) partners.set(row, partner)
  }
  const pairs = baseline.flatMap((row) => {
    const partner = partners.get(row)
    return partner === undefined ? [] : [{ baseline: row, candidate: partner }]
  })
  return {
    pairs,
    byRecordCount,
    onlyBaselineCount: baseline.length - pairs.length,
    onlyCandidateCount: candidate.length - pairs.length,
  }
}

/** What is compared: a scorer, or what rows took. */
interface Compared {
  name: string
  kind: ScorerKind
  isMeasure: boolean
  isLowerBetter: boolean
  /** Whether it says if a row got better: time, tokens and cost change with every call. */
  decides: boolean
  valueOf(row: ReportRow): Json | undefined
}

/** Scorers of both runs, and the measures that both have. */
export function listCompared(runs: readonly ReportedRows[], lowerIsBetter: readonly string[]): Compared[] {
  const configured = runs.flatMap(({ config }) => config?.scorers ?? [])
  const rowSets = runs.map(({ rows }) => rows)
  const rows = rowSets.flat()
  const isSpent = (name: string) =>
    configured.some(
      (scorer) =>
        scorer.name === name && scorer.kind === 'code' && ['latency', 'tokens', 'cost'].includes(scorer.check.kind),
    )
  const scorers = scorerNames(rowSets, [...new Set(configured.map(({ name }) => name))]).map((name): Compared => {
    const kind = kindOf(name, rows)
    const isLowerBetter = kind === 'number' && (isSpent(name) || lowerIsBetter.includes(name))
    const decides = kind === 'verdict' || (kind === 'number' && !isSpent(name))
    return { name, kind, isMeasure: false, isLowerBetter, decides, valueOf: (row) => row.results.get(name)?.value }
  })
  const measures = measureNames
    .filter((name) => rowSets.every((set) => set.some((row) => row[name] !== undefined)))
    .map(
      (name): Compared => ({
        name,
        kind: 'number',
        isMeasure: true,
        isLowerBetter: true,
        decides: false,
        valueOf: (row) => row[name],
      }),
    )
  return [...scorers, ...measures]
}

type Change = RunPair['changes'][string]

/** What the candidate did to one row; undefined where one of the two has no value. */
function changeOf(compared: Compared, { baseline, candidate }: Paired): Change | undefined {
  const [before, after] = [compared.valueOf(baseline), compared.valueOf(candidate)]
  if (before === undefined || after === undefined) return undefined
  if (compared.kind === 'category') return textOfValue(before) === textOfValue(after) ? 'tie' : 'changed'
  const [a, b] = [numberOf(before), numberOf(after)]
  if (a === undefined || b === undefined) return undefined
  // What only rounding tells apart is no difference.
  if (Math.abs(b - a) <= 1e-12 * Math.max(Math.abs(a), Math.abs(b))) return 'tie'
  return b > a !== compared.isLowerBetter ? 'win' : 'loss'
}

function compareBy(compared: Compared, pairs: readonly Paired[], seed: string): ScorerComparison {
  const { name, kind, isMeasure, isLowerBetter } = compared
  const changes = pairs.flatMap((pair) => {
    const change = changeOf(compared, pair)
    return change === undefined ? [] : [{ pair, change }]
  })
  const count = (wanted: Change) => changes.filter(({ change }) => change === wanted).length
  const [wins, losses] = [count('win'), count('loss')]
  const common = {
    name,
    kind,
    isMeasure,
    isLowerBetter,
    pairCount: changes.length,
    incompleteCount: pairs.length - changes.length,
    wins,
    losses,
    ties: count('tie'),
  }
  if (kind === 'category' || changes.length === 0) return common
  const values = changes.map(
    ({ pair }) =>
      [
        numberOf(compared.valueOf(pair.baseline)) as number,
        numberOf(compared.valueOf(pair.candidate)) as number,
      ] as const,
  )
  const moved = bootstrapMeanDifference(values, { seed: `${seed}/${name}`, resamples: resamplesFor(values.length) })
  const test = kind === 'verdict' ? testVerdicts(wins, losses) : testNumbers(values)
  return {
    ...common,
    baseline: mean(values.map(([before]) => before)) as number,
    candidate: mean(values.map(([, after]) => after)) as number,
    ...(moved === undefined
      ? {}
      : {
          difference: {
            value: moved.difference,
            ...(moved.interval === undefined ? {} : { low: moved.interval.low, high: moved.interval.high }),
          },
        }),
    ...(test === undefined ? {} : { test }),
  }
}

function testVerdicts(wins: number, losses: number): ScorerComparison['test'] {
  if (wins + losses === 0) return undefined
  return { method: 'mcnemar', pValue: mcnemarExact(losses, wins), isExact: true }
}

function testNumbers(values: readonly (readonly [number, number])[]): ScorerComparison['test'] {
  const result = wilcoxonSignedRank(values.map(([before, after]) => after - before))
  return result && { method: 'wilcoxon', pValue: result.pValue, isExact: result.method === 'exact' }
}

function outcomeOf(compared: readonly Compared[], pair: Paired): PairOutcome {
  const changes = compared.filter(({ decides }) => decides).map((each) => changeOf(each, pair))
  const [hasWin, hasLoss] = [changes.includes('win'), changes.includes('loss')]
  return hasLoss ? (hasWin ? 'unclear' : 'worse') : hasWin ? 'better' : 'same'
}

/** The first run with each of the others. */
export function compareRuns(
  runs: readonly ReportedRows[],
  lowerIsBetter: readonly string[],
  pairsOf: (baseline: ReportedRows, candidate: ReportedRows) => Pairing,
): RunComparison {
  const [baseline, ...others] = runs as [ReportedRows, ...ReportedRows[]]
  const seed = runs.map(({ summary }) => summary.runId).join('/')
  return {
    baseline: describeRun(baseline),
    candidates: others.map((candidate): CandidateComparison => {
      const { pairs, ...counts } = pairsOf(baseline, candidate)
      const compared = listCompared([baseline, candidate], lowerIsBetter)
      const outcomes = { worse: 0, unclear: 0, better: 0, same: 0 }
      for (const pair of pairs) outcomes[outcomeOf(compared, pair)] += 1
      return {
        run: describeRun(candidate),
        pairCount: pairs.length,
        ...counts,
        outcomes,
        scorers: compared.map((each) => compareBy(each, pairs, `${seed}/${candidate.summary.runId}`)),
      }
    }),
    seed,
  }
}

const outcomeOrder: readonly PairOutcome[] = ['worse', 'unclear', 'better', 'same']

/** Pairs as people go through them: what got worse first, by how many scorers say so. */
export function listPairs(
  baseline: ReportedRows,
  candidate: ReportedRows,
  pairs: readonly Paired[],
  { lowerIsBetter, scorer }: { lowerIsBetter: readonly string[]; scorer?: string | undefined },
): RunPair[] {
  const all = listCompared([baseline, candidate], lowerIsBetter)
  const compared = all.filter(({ name, isMeasure }) => !isMeasure && (scorer === undefined || name === scorer))
  // One scorer that was asked for decides, whatever it measures.
  const deciding = scorer === undefined ? compared : compared.map((each) => ({ ...each, decides: true }))
  const shown = all.filter(({ isMeasure }) => !isMeasure)
  return pairs
    .map((pair): RunPair => {
      const changes = shown.flatMap((each) => {
        const change = changeOf(each, pair)
        return change === undefined ? [] : [[each.name, change] as const]
      })
      return {
        outcome: outcomeOf(deciding, pair),
        ...(pair.baseline.input === undefined ? {} : { input: pair.baseline.input }),
        baseline: toSide(pair.baseline),
        candidate: toSide(pair.candidate),
        changes: Object.fromEntries(changes),
      }
    })
    .map((pair, at) => ({ pair, at, losses: Object.values(pair.changes).filter((each) => each === 'loss').length }))
    .sort(
      (a, b) =>
        outcomeOrder.indexOf(a.pair.outcome) - outcomeOrder.indexOf(b.pair.outcome) ||
        b.losses - a.losses ||
        a.at - b.at,
    )
    .map(({ pair }) => pair)
}

function toSide(row: ReportRow): RunPair['baseline'] {
  return {
    rowId: row.rowId,
    ...(row.traceId === undefined ? {} : { traceId: row.traceId }),
    ...(row.output === undefined ? {} : { output: row.output }),
    values: Object.fromEntries(
      [...row.results].flatMap(([name, { value }]) => (value === undefined ? [] : [[name, value] as const])),
    ),
    errors: Object.fromEntries(
      [...row.results].flatMap(([name, { value, error }]) => (value === undefined ? [[name, error?.code ?? '']] : [])),
    ),
  }
}
