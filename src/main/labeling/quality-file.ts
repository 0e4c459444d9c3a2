/**
 * The quality of a session as a file. `answers`: CSV, a row for each item, reviewer and question, with what was settled and known.
 * `agreement`: CSV, a row for each figure with what it rests on. `json`: both, with what the quality screen shows.
 */

import type { Database } from 'better-sqlite3'
import { stringify } from 'csv-stringify/sync'
import type { Json } from '../../shared/model/json.ts'
import type { QualityFileKind } from '../../shared/model/label-checks.ts'
import type { AgreementFigure } from '../../shared/model/label-quality.ts'
import { csvOptions } from '../formats/csv-options.ts'
import { listGold } from '../store/label-gold.ts'
import { listRepeats } from '../store/label-repeats.ts'
import { getItem } from '../store/label-work.ts'
import { getSession } from '../store/labeling-sessions.ts'
import { listSessionLabels } from '../store/session-labels.ts'
import { readSetup } from '../store/session-rules.ts'
import { listSettled } from '../store/settled-labels.ts'
import { checkReviewers } from './checks.ts'
import { assessQuality } from './quality.ts'

export interface QualityFile {
  text: string
  itemCount: number
  answerCount: number
}

/** Throws NOT_FOUND. Seconds of work for large sessions. */
export function makeQualityFile(db: Database, sessionId: string, kind: QualityFileKind, nowMs: number): QualityFile {
  const answers = listAnswerRows(db, sessionId)
  const counts = { itemCount: new Set(answers.map(({ traceId }) => traceId)).size, answerCount: answers.length }
  if (kind === 'answers') return { text: toCsv(answerColumns, answers.map(toAnswerCells)), ...counts }
  const quality = assessQuality(db, sessionId)
  const checks = checkReviewers(db, sessionId)
  if (kind === 'agreement') {
    return { text: toCsv(figureColumns, [...figureRows(quality.questions, checks)]), ...counts }
  }
  const session = getSession(db, sessionId)
  const { rules } = readSetup(db, sessionId)
  const report = {
    format: 'assay.quality',
    version: 1,
    madeAtMs: nowMs,
    session: {
      sessionId,
      name: session.name,
      experiment: session.experimentName,
      seed: rules.seed,
      isBlind: rules.isBlind,
    },
    interval: { level: 0.95, agreement: 'percentile bootstrap, seeded', gold: 'Wilson' },
    ...quality,
    checks,
    answers,
  }
  return { text: `${JSON.stringify(report, null, 1)}\n`, ...counts }
}

interface AnswerLine {
  traceId: string
  schemaId: string
  question: string
  reviewer: string
  value: Json
  rationale: string
  settled: Json | undefined
  known: Json | undefined
  second: Json | undefined
  isUnsure: boolean
  activeMs: number
}

function listAnswerRows(db: Database, sessionId: string): AnswerLine[] {
  const names = new Map(getSession(db, sessionId).schemas.map(({ schemaId, name }) => [schemaId, name]))
  const key = (...parts: string[]) => JSON.stringify(parts)
  const settled = new Map(listSettled(db, sessionId).map((each) => [key(each.traceId, each.schemaId), each.value]))
  const known = new Map(
    listGold(db, sessionId).flatMap(({ traceId, answers }) =>
      answers.map(({ schemaId, value }) => [key(traceId, schemaId), value] as const),
    ),
  )
  const repeats = new Map(listRepeats(db, sessionId).map((each) => [key(each.traceId, each.reviewer), each.record]))
  return listSessionLabels(db, sessionId).map(({ traceId, schemaId, reviewer, value, rationale }) => {
    const { isUnsure, activeMs } = getItem(db, { sessionId, reviewer, traceId })
    const repeat = repeats.get(key(traceId, reviewer))
    return {
      traceId,
      schemaId,
      question: names.get(schemaId) ?? schemaId,
      reviewer,
      value,
      rationale: rationale ?? '',
      settled: settled.get(key(traceId, schemaId)),
      known: known.get(key(traceId, schemaId)),
      second: repeat?.state === 'complete' ? repeat.answers[schemaId]?.value : undefined,
      isUnsure,
      activeMs,
    }
  })
}

const answerColumns = [
  'trace_id',
  'question',
  'reviewer',
  'answer',
  'rationale',
  'settled_answer',
  'known_answer',
  'second_answer',
  'is_unsure',
  'active_ms',
]

function toAnswerCells(line: AnswerLine): string[] {
  return [
    `tr-${line.traceId}`,
    line.question,
    line.reviewer,
    toCell(line.value),
    line.rationale,
    toCell(line.settled),
    toCell(line.known),
    toCell(line.second),
    String(line.isUnsure),
    String(line.activeMs),
  ]
}

const toCell = (value: Json | undefined): string =>
  value === undefined ? '' : typeof value === 'string' ? value : JSON.stringify(value)

const figureColumns = [
  'question',
  'about',
  'reviewer',
  'figure',
  'value',
  'low',
  'high',
  'n_items',
  'n_answers',
  'seed',
]

function* figureRows(
  questions: ReturnType<typeof assessQuality>['questions'],
  checks: ReturnType<typeof checkReviewers>,
): Generator<string[]> {
  const names = new Map(questions.map(({ schemaId, name }) => [schemaId, name]))
  const row = (
    schemaId: string,
    about: string,
    reviewer: string,
    figure: AgreementFigure | Omit<AgreementFigure, 'kind'>,
    kind: string,
  ) => [
    names.get(schemaId) ?? schemaId,
    about,
    reviewer,
    kind,
    toNumber(figure.value),
    toNumber(figure.low),
    toNumber(figure.high),
    String(figure.unitCount),
    String(figure.ratingCount),
    checks.seed,
  ]
  for (const { schemaId, figures } of questions)
    for (const figure of figures) yield row(schemaId, 'agreement', '', figure, figure.kind)
  for (const { schemaId, reviewer, answered, right, low, high } of checks.accuracy) {
    const counts = { unitCount: answered, ratingCount: answered }
    const figure = {
      value: right / answered,
      ...(low === undefined ? {} : { low }),
      ...(high === undefined ? {} : { high }),
    }
    yield row(schemaId, 'known answers', reviewer, { ...figure, ...counts }, 'accuracy')
  }
  for (const { schemaId, reviewer, figures } of checks.selfAgreement)
    for (const figure of figures) yield row(schemaId, 'second answers', reviewer, figure, figure.kind)
}

const toNumber = (value: number | undefined): string => (value === undefined ? '' : String(value))

/** With a byte order mark, which spreadsheets want; texts that they would run as a formula get an apostrophe. */
function toCsv(columns: readonly string[], rows: readonly string[][]): string {
  return `\uFEFF${stringify([[...columns], ...rows], csvOptions)}`
}
