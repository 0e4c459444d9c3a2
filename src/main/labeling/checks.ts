/** How well reviewers do on items with known answers, and how far they agree with themselves on items that came twice. */
import type { Database } from 'better-sqlite3'
import type { GoldAccuracy, GoldMiss, SelfAgreement, SessionChecks } from '../../shared/model/label-checks.ts'
import type { AgreementFigure } from '../../shared/model/label-quality.ts'
import { findAnswerProblem } from '../../shared/model/label-value.ts'
import type { LabelSchema } from '../../shared/model/labeling.ts'
import { bootstrapInterval } from '../../shared/statistics/bootstrap.ts'
import { cohenKappa } from '../../shared/statistics/cohen.ts'
import type { Rating } from '../../shared/statistics/ratings.ts'
import { wilsonInterval } from '../../shared/statistics/wilson.ts'
import { listGold } from '../store/label-gold.ts'
import { listRepeats } from '../store/label-repeats.ts'
import { getSession } from '../store/labeling-sessions.ts'
import { listSessionLabels, type SessionLabel } from '../store/session-labels.ts'
import { readSetup } from '../store/session-rules.ts'
import { prepared } from '../store/statements.ts'
import { scaleOf, toRating } from './scale.ts'

const mostMisses = 1_000
const resamples = 1_000

/** Throws NOT_FOUND. */
export function checkReviewers(db: Database, sessionId: string): SessionChecks {
  const { schemas } = getSession(db, sessionId)
  const { rules } = readSetup(db, sessionId)
  const labels = listSessionLabels(db, sessionId)
  const gold = compareGold(db, sessionId, schemas, labels)
  return {
    seed: rules.seed,
    ...gold,
    repeatPercent: rules.repeatPercent,
    selfAgreement: compareRepeats(db, sessionId, schemas, labels, rules.seed),
  }
}

const keyOf = (...parts: readonly string[]): string => JSON.stringify(parts)

function compareGold(
  db: Database,
  sessionId: string,
  schemas: readonly LabelSchema[],
  labels: readonly SessionLabel[],
): Pick<SessionChecks, 'goldCount' | 'accuracy' | 'misses' | 'missCount'> {
  const items = listGold(db, sessionId)
  const known = new Map(
    items.flatMap(({ traceId, answers }) =>
      answers.map(({ schemaId, value }) => [keyOf(traceId, schemaId), value] as const),
    ),
  )
  const inputs = new Map(schemas.map(({ schemaId, input }) => [schemaId, input]))
  const counts = new Map<string, GoldAccuracy>()
  const misses: GoldMiss[] = []
  let missCount = 0
  for (const { traceId, schemaId, reviewer, value } of labels) {
    const expected = known.get(keyOf(traceId, schemaId))
    if (expected === undefined) continue
    const key = keyOf(reviewer, schemaId)
    const count = counts.get(key) ?? { reviewer, schemaId, answered: 0, right: 0 }
    const input = inputs.get(schemaId)
    if (input === undefined) continue
    const isRight = toRating(value, input) === toRating(expected, input)
    counts.set(key, { ...count, answered: count.answered + 1, right: count.right + (isRight ? 1 : 0) })
    if (isRight) continue
    missCount++
    if (misses.length < mostMisses) {
      const inputPreview = previewOf(db, traceId)
      misses.push({
        reviewer,
        traceId,
        ...(inputPreview === undefined ? {} : { inputPreview }),
        schemaId,
        known: expected,
        given: value,
      })
    }
  }
  const accuracy = inOrder([...counts.values()], schemas).map((count) => ({
    ...count,
    ...wilsonInterval(count.right, count.answered),
  }))
  return { goldCount: items.length, accuracy, misses, missCount }
}

function previewOf(db: Database, traceId: string): string | undefined {
  const text = prepared(
    db,
    'SELECT x.input_preview FROM traces t JOIN trace_texts x ON x.trace_pk = t.trace_pk WHERE t.trace_id = ?',
  )
    .pluck()
    .get(traceId)
  return typeof text === 'string' ? text : undefined
}

/** Pairs of a first submitted answer and a second one; free texts are never twice the same, and say nothing. */
function compareRepeats(
  db: Database,
  sessionId: string,
  schemas: readonly LabelSchema[],
  labels: readonly SessionLabel[],
  seed: string,
): SelfAgreement[] {
  const first = new Map(
    labels.map(({ traceId, reviewer, schemaId, value }) => [keyOf(traceId, reviewer, schemaId), value]),
  )
  const pairs = new Map<string, { reviewer: string; schemaId: string; table: [Rating, Rating][] }>()
  for (const { traceId, reviewer, record } of listRepeats(db, sessionId)) {
    if (record.state !== 'complete') continue
    for (const { schemaId, input } of schemas) {
      const before = first.get(keyOf(traceId, reviewer, schemaId))
      const after = record.answers[schemaId]?.value
      const scale = scaleOf(input)
      if (before === undefined || after === undefined || scale === 'none' || scale === 'spans') continue
      // The question may have changed between the two.
      if (findAnswerProblem(input, after) !== undefined || findAnswerProblem(input, before) !== undefined) continue
      const key = keyOf(reviewer, schemaId)
      const entry = pairs.get(key) ?? { reviewer, schemaId, table: [] }
      entry.table.push([toRating(before, input), toRating(after, input)])
      pairs.set(key, entry)
    }
  }
  return inOrder([...pairs.values()], schemas).map(({ reviewer, schemaId, table }) => ({
    reviewer,
    schemaId,
    figures: [percentOf(table), kappaOf(table, `${seed} ${reviewer} ${schemaId}`)],
  }))
}

function percentOf(table: readonly (readonly [Rating, Rating])[]): AgreementFigure {
  const equal = table.filter(([before, after]) => before === after).length
  const counts = { unitCount: table.length, ratingCount: 2 * table.length }
  return { kind: 'percent', value: equal / table.length, ...wilsonInterval(equal, table.length), ...counts }
}

function kappaOf(table: readonly [Rating, Rating][], seed: string): AgreementFigure {
  const kappa = (sample: readonly [Rating, Rating][]) => cohenKappa(sample, [0, 1], 'none')
  const { value, unitCount, ratingCount, reason } = kappa(table)
  const interval =
    value === undefined ? undefined : bootstrapInterval(table, (sample) => kappa(sample).value, { seed, resamples })
  return {
    kind: 'cohen',
    ...(value === undefined ? {} : { value }),
    ...(interval === undefined ? {} : { low: interval.low, high: interval.high }),
    unitCount,
    ratingCount,
    ...(reason === undefined ? {} : { reason }),
  }
}

/** By the order of the questions, then by reviewer. */
function inOrder<T extends { reviewer: string; schemaId: string }>(rows: T[], schemas: readonly LabelSchema[]): T[] {
  const places = new Map(schemas.map(({ schemaId }, at) => [schemaId, at]))
  const placeOf = ({ schemaId }: T) => places.get(schemaId) ?? schemas.length
  return rows.toSorted((a, b) => placeOf(a) - placeOf(b) || (a.reviewer < b.reviewer ? -1 : 1))
}
