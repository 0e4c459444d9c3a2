/** How far the reviewers of a session agree, question by question. */
import type { Database } from 'better-sqlite3'
import type { Json } from '../../shared/model/json.ts'
import type { AgreementFigure, QuestionAgreement, SessionQuality } from '../../shared/model/label-quality.ts'
import type { LabelSchema } from '../../shared/model/labeling.ts'
import { bootstrapInterval } from '../../shared/statistics/bootstrap.ts'
import { cohenKappa } from '../../shared/statistics/cohen.ts'
import { kendallTau } from '../../shared/statistics/kendall.ts'
import { krippendorffAlpha } from '../../shared/statistics/krippendorff.ts'
import { meanPairwise } from '../../shared/statistics/mean-pairwise.ts'
import { fleissKappa, gwetCoefficient, percentAgreement } from '../../shared/statistics/multi-rater.ts'
import type { Coefficient, Rating } from '../../shared/statistics/ratings.ts'
import { spanOverlapF1 } from '../../shared/statistics/span-overlap.ts'
import { getSession, getSessionPk } from '../store/labeling-sessions.ts'
import { listLabelers, listSessionLabels, type SessionLabel } from '../store/session-labels.ts'
import { readProgress } from '../store/session-progress.ts'
import { readSetup } from '../store/session-rules.ts'
import { byFirst, byMarkLabel, knownCategories, scaleOf, toOrder, toRating, toSpans } from './scale.ts'

/** Ratings drawn in all resamples of one interval, which bounds its time to about a second. */
const mostDraws = 4_000_000
const resamples = 1_000
/** Different answers that a distribution lists; free numbers can have any number. */
const mostAnswers = 50

type Table = (Rating | null)[][]
type Statistic = (table: readonly (readonly (Rating | null)[])[]) => Coefficient

/** Throws NOT_FOUND. Seconds of work for tens of thousands of items. */
export function assessQuality(db: Database, sessionId: string): SessionQuality {
  const session = getSession(db, sessionId)
  const { rules } = readSetup(db, sessionId)
  const labels = listSessionLabels(db, sessionId)
  const reviewers = listLabelers(db, getSessionPk(db, sessionId), session.reviewers)
  const progress = new Map(readProgress(db, sessionId).reviewers.map((each) => [each.reviewer, each]))
  return {
    reviewers: reviewers.map((reviewer) => {
      const medianActiveMs = progress.get(reviewer)?.medianActiveMs
      const labelled = new Set(labels.filter((label) => label.reviewer === reviewer).map(({ traceId }) => traceId)).size
      return { reviewer, labelled, ...(medianActiveMs === undefined ? {} : { medianActiveMs }) }
    }),
    questions: session.schemas.map((schema) =>
      assessQuestion(
        schema,
        labels.filter(({ schemaId }) => schemaId === schema.schemaId),
        reviewers,
        rules.seed,
      ),
    ),
  }
}

function assessQuestion(
  schema: LabelSchema,
  labels: readonly SessionLabel[],
  reviewers: readonly string[],
  sessionSeed: string,
): QuestionAgreement {
  const scale = scaleOf(schema.input)
  const table = toTable(labels, reviewers, (value) => toRating(value, schema.input))
  const seed = `${sessionSeed} ${schema.schemaId}`
  return {
    schemaId: schema.schemaId,
    name: schema.name,
    scale,
    figures: [...figuresOf(schema, table, seed), ...likenessFigures(schema, labels, reviewers, seed)],
    matrix: reviewers.map((_, i) =>
      reviewers.map((_, j) => percentAgreement(table.map((row) => [row[i] ?? null, row[j] ?? null])).value ?? null),
    ),
    distribution: scale === 'none' ? [] : distributionOf(labels.flatMap(partsCounted(scale)), reviewers, schema.input),
    disagreementCount: table.filter((row) => new Set(row.filter((rating) => rating !== null)).size > 1).length,
  }
}

/** Of answers that are alike to a degree. */
function likenessFigures(
  { input }: LabelSchema,
  labels: readonly SessionLabel[],
  reviewers: readonly string[],
  seed: string,
): AgreementFigure[] {
  if (input.type === 'highlight') {
    const table = toTable(labels, reviewers, toSpans)
    return [toFigure('spanF1', (sample) => meanPairwise(sample, spanOverlapF1), table, seed)]
  }
  if (input.type !== 'ranking') return []
  const table = toTable(labels, reviewers, (value) => toOrder(input, value))
  return [toFigure('kendall', (sample) => meanPairwise(sample, kendallTau), table, seed)]
}

/** What is counted of an answer: highlights by label, orders by what stands first, others as they are. */
function partsCounted(scale: QuestionAgreement['scale']): (label: SessionLabel) => SessionLabel[] {
  return scale === 'spans' ? byMarkLabel : scale === 'orders' ? byFirst : (label) => [label]
}

function toTable<T>(
  labels: readonly SessionLabel[],
  reviewers: readonly string[],
  toAnswer: (value: Json) => T,
): (T | null)[][] {
  const columns = new Map(reviewers.map((reviewer, index) => [reviewer, index]))
  const rows = new Map<string, (T | null)[]>()
  for (const { traceId, reviewer, value } of labels) {
    let row = rows.get(traceId)
    if (row === undefined) {
      row = reviewers.map(() => null)
      rows.set(traceId, row)
    }
    row[columns.get(reviewer) as number] = toAnswer(value)
  }
  return [...rows.values()]
}

function figuresOf(schema: LabelSchema, table: Table, seed: string): AgreementFigure[] {
  const scale = scaleOf(schema.input)
  const categories = knownCategories(schema.input)
  // Who never answered takes no part: two who did are two, whoever else was asked.
  const active = (table[0] ?? []).map((_, index) => index).filter((index) => table.some((row) => row[index] !== null))
  const kinds: [AgreementFigure['kind'], Statistic][] = [['percent', percentAgreement]]
  if (scale === 'nominal') {
    if (active.length === 2) kinds.push(['cohen', (sample) => cohenKappa(sample, pairOf(active), 'none')])
    else kinds.push(['fleiss', fleissKappa])
    kinds.push(['gwet', (sample) => gwetCoefficient(sample, 'none', categories)])
    kinds.push(['krippendorff', (sample) => krippendorffAlpha(sample, 'nominal')])
  } else if (scale === 'interval' || scale === 'ordinal') {
    if (active.length === 2) {
      kinds.push(['cohenLinear', (sample) => cohenKappa(sample, pairOf(active), 'linear')])
      kinds.push(['cohenQuadratic', (sample) => cohenKappa(sample, pairOf(active), 'quadratic')])
    }
    kinds.push(['gwet', (sample) => gwetCoefficient(sample, 'quadratic', categories)])
    kinds.push(['krippendorff', (sample) => krippendorffAlpha(sample, scale)])
  }
  return kinds.map(([kind, statistic]) => toFigure(kind, statistic, table, seed))
}

const pairOf = (active: readonly number[]): [number, number] => [active[0] as number, active[1] as number]

function toFigure<T>(
  kind: AgreementFigure['kind'],
  statistic: (table: readonly (readonly (T | null)[])[]) => Coefficient,
  table: readonly (readonly (T | null)[])[],
  seed: string,
): AgreementFigure {
  const { value, unitCount, ratingCount, reason } = statistic(table)
  const draws = Math.max(100, Math.min(resamples, Math.floor(mostDraws / Math.max(1, ratingCount))))
  const interval =
    value === undefined
      ? undefined
      : bootstrapInterval(table, (sample) => statistic(sample).value, { seed, resamples: draws })
  return {
    kind,
    ...(value === undefined ? {} : { value }),
    ...(interval === undefined ? {} : { low: interval.low, high: interval.high }),
    unitCount,
    ratingCount,
    ...(reason === undefined ? {} : { reason }),
  }
}

function distributionOf(
  labels: readonly SessionLabel[],
  reviewers: readonly string[],
  input: LabelSchema['input'],
): QuestionAgreement['distribution'] {
  const columns = new Map(reviewers.map((reviewer, index) => [reviewer, index]))
  const counts = new Map<string, { answer: Json; counts: number[] }>()
  for (const { value, reviewer } of labels) {
    const key = JSON.stringify(toRating(value, input))
    let entry = counts.get(key)
    if (entry === undefined) {
      entry = { answer: value, counts: reviewers.map(() => 0) }
      counts.set(key, entry)
    }
    const column = columns.get(reviewer) as number
    entry.counts[column] = (entry.counts[column] as number) + 1
  }
  const total = (entry: { counts: number[] }) => entry.counts.reduce((sum, count) => sum + count, 0)
  return [...counts.values()].toSorted((a, b) => total(b) - total(a)).slice(0, mostAnswers)
}
