/** A session as a workspace of its own, to be handed to a reviewer. */
import { randomUUID } from 'node:crypto'
import { closeSync, existsSync, fsyncSync, openSync, renameSync, rmSync, statSync } from 'node:fs'
import { basename, dirname, join } from 'node:path'
import type { Database } from 'better-sqlite3'
import type { Assessment } from '../../shared/model/assessment.ts'
import { AppError } from '../../shared/model/error.ts'
import type { PackageContent, PackageReport, Redaction } from '../../shared/model/handover.ts'
import type { IngestAssessment } from '../../shared/model/ingest.ts'
import type { ExportReport } from '../../shared/model/job.ts'
import type { Json } from '../../shared/model/json.ts'
import { findAnswerProblem } from '../../shared/model/label-value.ts'
import type { ReadableTrace, SessionRules } from '../../shared/model/label-work.ts'
import type { LabelingSession } from '../../shared/model/labeling.ts'
import { isRepeatId } from '../../shared/model/repeat-id.ts'
import { settlesKey } from '../../shared/model/settles.ts'
import { normalizerVersion } from '../normalize/version.ts'
import { writeEffective } from '../store/answer-origins.ts'
import { listAssessments } from '../store/assessments.ts'
import { writePackageMeta } from '../store/handovers.ts'
import { ingestBatch } from '../store/ingest.ts'
import { listGold, setGold, tellsGold } from '../store/label-gold.ts'
import { buildQueue } from '../store/label-queue.ts'
import { writeRepeat } from '../store/label-repeats.ts'
import { countLabels } from '../store/label-settling.ts'
import { getSession, getSessionPk } from '../store/labeling-sessions.ts'
import { readMeta, writeMeta } from '../store/meta.ts'
import { openWorkspace } from '../store/open-store.ts'
import { copyExperiment, copySession } from '../store/session-copy.ts'
import { readSetup } from '../store/session-rules.ts'
import { prepared, preparedPluck } from '../store/statements.ts'
import { writeTransaction } from '../store/transaction.ts'
import { listWork, type WorkItem, writeWorkRecord } from '../store/work-records.ts'
import { packConversation, packWholeTrace } from './package-trace.ts'
import { createRedactor, type Redactor } from './redact.ts'
import { hasFreeText, redactAnswer, redactRepeat } from './redact-answers.ts'
import { hashTrace } from './trace-hash.ts'

export interface PackageOptions {
  /** Of the workspace that the session is in; its own read transaction makes the package one state of it. */
  db: Database
  path: string
  packageId: string
  sessionId: string
  reviewer: string | undefined
  content: PackageContent
  redaction: Redaction
  withAssessments: boolean
  read: (db: Database, input: { traceId: string }) => ReadableTrace
  signal: AbortSignal
  onProgress: (done: number, total: number) => void
  nowMs: number
}

export interface PackageResult {
  exportReport: ExportReport
  report: PackageReport
  /** Of the traces at home, by id, for the session to remember. */
  hashes: Record<string, string>
  createdAtMs: number
}

/**
 * Writes a package to a path where nothing is yet; it appears there when it is whole.
 *
 * @throws AppError NOT_FOUND (session), CONFLICT (a file is there; no reviewer of the session), INVALID_INPUT (an own expression), CANCELLED, STORE_FULL
 */
export function writePackage(options: PackageOptions): PackageResult {
  const { db, path } = options
  if (existsSync(path)) throw new AppError('CONFLICT', 'There is already a file at this path. Choose another name.')
  const redactor = createRedactor(options.redaction)
  const unfinished = join(dirname(path), `.${basename(path)}.${randomUUID()}.part`)
  try {
    db.exec('BEGIN')
    let result: Omit<PackageResult, 'exportReport'> & { counts: Counts }
    try {
      result = fill(options, unfinished, redactor)
    } finally {
      db.exec('ROLLBACK')
    }
    syncFile(unfinished)
    if (existsSync(path)) throw new AppError('CONFLICT', 'There is already a file at this path. Choose another name.')
    renameSync(unfinished, path)
    const { counts, ...rest } = result
    const sizeBytes = statSync(path).size
    return { ...rest, exportReport: { path, fileName: basename(path), sizeBytes, ...counts } }
  } finally {
    for (const suffix of ['', '-wal', '-shm', '.lock']) rmSync(`${unfinished}${suffix}`, { force: true })
  }
}

type Counts = Pick<ExportReport, 'traces' | 'spans' | 'assessments'>

function fill(
  options: PackageOptions,
  unfinished: string,
  redactor: Redactor,
): Omit<PackageResult, 'exportReport'> & { counts: Counts } {
  const { db, sessionId, reviewer, packageId, nowMs } = options
  const session = getSession(db, sessionId)
  const { rules } = readSetup(db, sessionId)
  const traceIds =
    reviewer === undefined
      ? listItems(db, sessionId)
      : buildQueue(db, sessionId, reviewer).traceIds.filter((id) => !isRepeatId(id))
  // Of everyone's package in a blind session: whoever opens it must not see what the others said.
  const work =
    reviewer === undefined && rules.isBlind ? [] : listWork(db, { sessionId, reviewer, answers: 'effective' })
  const wanted = new Set(traceIds)
  const own = work.filter(({ traceId }) => wanted.has(traceId))
  const gold = listGold(db, sessionId)
  const goldIds = new Set(gold.map(({ traceId }) => traceId))
  const counts: Counts = { traces: 0, spans: 0, assessments: 0 }
  const hashes: Record<string, string> = {}
  const target = openWorkspace(unfinished, { mode: 'create' })
  try {
    writeMeta(target.db, 'normalizerVersion', String(normalizerVersion))
    copyExperiment(db, target.db, session.experimentId, (text) => redactor.text(text))
    for (const traceId of traceIds) {
      if (options.signal.aborted) throw new AppError('CANCELLED', 'Cancelled; nothing was written.')
      hashes[traceId] = hashTrace(db, traceId)
      counts.spans += copyTrace(options, target.db, session, rules, traceId, goldIds, redactor, counts)
      counts.traces++
      options.onProgress(counts.traces, traceIds.length)
    }
    writeTransaction(target.db, () => {
      redactor.guarded(() =>
        copySession(db, target.db, {
          session,
          rules: toPackageRules(rules),
          reviewers: reviewer === undefined ? session.reviewers : [reviewer],
          traceIds,
          keepsTimes: keepsOrder(rules),
          text: (text) => redactor.text(text),
        }),
      )
      // Known answers leave only where reviewers are told them anyway.
      for (const { traceId, answers } of tellsGold(rules) ? gold : []) {
        if (wanted.has(traceId)) setGold(target.db, { sessionId, traceId, answers, markedBy: 'package' }, nowMs)
      }
      for (const item of own) redactor.guarded(() => copyWork(options, target.db, session, item, redactor))
    })
    const { workspaceId } = readMeta(db)
    const about = { packageId, sessionId, ...(reviewer === undefined ? {} : { reviewer }) }
    writePackageMeta(target.db, { ...about, workspaceId, exportedAtMs: nowMs }, hashes)
    const report = {
      ...about,
      itemCount: traceIds.length,
      assessmentCount: counts.assessments,
      redactions: redactor.counts,
    }
    return { report, hashes, createdAtMs: nowMs, counts }
  } finally {
    target.close()
  }
}

function listItems(db: Database, sessionId: string): string[] {
  return preparedPluck(
    db,
    `SELECT t.trace_id FROM run_traces i JOIN traces t ON t.trace_pk = i.trace_pk AND t.deleted_at_ms IS NULL
      WHERE i.run_pk = ? ORDER BY i.added_at_ms, i.trace_pk`,
  ).all(getSessionPk(db, sessionId)) as string[]
}

/** What an order is made of besides ids stays at home, so the order itself goes along. */
const keepsOrder = ({ order }: SessionRules): boolean => order === 'added' || order === 'random'

const toPackageRules = (rules: SessionRules): SessionRules => (keepsOrder(rules) ? rules : { ...rules, order: 'added' })

/** Returns how many spans it has in the package. */
function copyTrace(
  options: PackageOptions,
  target: Database,
  session: LabelingSession,
  rules: SessionRules,
  traceId: string,
  gold: ReadonlySet<string>,
  redactor: Redactor,
  counts: Counts,
): number {
  const { db, content } = options
  const readable = content === 'conversation' ? options.read(db, { traceId }) : undefined
  const batch = redactor.guarded(() => {
    const packed =
      readable === undefined
        ? packWholeTrace(db, traceId, redactor, !rules.isBlind)
        : packConversation(db, readable, redactor)
    const spanIds = new Set(packed.spans.map(({ span }) => span.spanId))
    const assessments = chooseAssessments(options, session, rules, traceId, gold.has(traceId))
      .filter(({ spanId }) => spanId === undefined || spanIds.has(spanId))
      .map((assessment) => redactAssessment(assessment, redactor))
    return { ...packed, assessments }
  })
  counts.assessments += batch.assessments.length
  // Traces are in the session's experiment, whatever they are in at home: MLflow's queues want it so.
  ingestBatch(target, { ...batch, experimentId: session.experimentId }, options.nowMs)
  return batch.spans.length
}

/** The reviewer's own answers, which a later submission supersedes; others' labels and verdicts only where they may be seen. */
function chooseAssessments(
  options: PackageOptions,
  session: LabelingSession,
  rules: SessionRules,
  traceId: string,
  isGold: boolean,
): Assessment[] {
  const { db, reviewer } = options
  const all = listAssessments(db, { traceId })
  // Where known answers come from stays at home with them: what was settled, and what was expected.
  const asked = new Set(isGold ? session.schemas.map(({ name }) => name) : [])
  if (!rules.isBlind && options.withAssessments && asked.size === 0) return all
  if (reviewer === undefined && rules.isBlind) return []
  const own = new Set(
    preparedPluck(
      db,
      `SELECT a.assessment_id FROM session_answers a JOIN traces t ON t.trace_pk = a.trace_pk
        WHERE a.run_pk = ? AND t.trace_id = ? AND (? IS NULL OR a.reviewer = ?) AND a.assessment_id IS NOT NULL`,
    ).all(getSessionPk(db, session.sessionId), traceId, reviewer ?? null, reviewer ?? null),
  )
  const isOpen = !rules.isBlind && options.withAssessments
  const tells = ({ name, kind, metadata }: Assessment) =>
    asked.has(name) && (kind === 'expectation' || metadata[settlesKey] !== undefined)
  return all.filter((assessment) => own.has(assessment.assessmentId) || (isOpen && !tells(assessment)))
}

function redactAssessment(assessment: Assessment, redactor: Redactor): IngestAssessment {
  const { valid: _, overrides: __, deletedAtMs: ___, ...kept } = assessment
  return {
    ...kept,
    ...(kept.value === undefined ? {} : { value: redactor.value(kept.value) }),
    ...(kept.rationale === undefined ? {} : { rationale: redactor.text(kept.rationale) }),
    ...(kept.error === undefined ? {} : { error: redactor.value(kept.error as Json) as typeof kept.error }),
    metadata: redactor.value(kept.metadata) as Record<string, string>,
  }
}

/** One reviewer's work on an item, marked as done at home. */
function copyWork(
  options: PackageOptions,
  target: Database,
  session: LabelingSession,
  item: WorkItem,
  redactor: Redactor,
): void {
  const { reviewer, work, note } = item
  const { workspaceId } = readMeta(options.db)
  const text = (given: string | null) => (given === null ? null : redactor.text(given))
  const runPk = getSessionPk(target, options.sessionId)
  const tracePk = preparedPluck(target, 'SELECT trace_pk FROM traces WHERE trace_id = ?').get(item.traceId) as number
  const keys = { runPk, tracePk }
  writeWorkRecord(
    target,
    keys,
    reviewer,
    { ...work, origin: work.origin || workspaceId, reason: text(work.reason) },
    { ...note, origin: note.origin || workspaceId, note: text(note.note) },
  )
  for (const answer of item.answers) {
    const schema = session.schemas.find(({ schemaId }) => schemaId === answer.schemaId)
    if (schema === undefined) continue
    let value = answer.value
    if (value !== null && hasFreeText(schema.input)) {
      const redacted = redactAnswer(JSON.parse(value) as Json, redactor)
      if (findAnswerProblem(schema.input, redacted) !== undefined) continue
      value = JSON.stringify(redacted)
    }
    const schemaPk = preparedPluck(target, 'SELECT schema_pk FROM label_schemas WHERE schema_id = ?').get(
      answer.schemaId,
    ) as number
    const copied = { ...answer, origin: answer.origin || workspaceId, value, rationale: text(answer.rationale) }
    writeEffective(target, keys, reviewer, schemaPk, copied)
    const assessmentId = preparedPluck(
      options.db,
      `SELECT a.assessment_id FROM session_answers a JOIN traces t ON t.trace_pk = a.trace_pk
        JOIN label_schemas q ON q.schema_pk = a.schema_pk WHERE a.run_pk = ? AND a.reviewer = ? AND t.trace_id = ? AND q.schema_id = ?`,
    ).get(getSessionPk(options.db, options.sessionId), reviewer, item.traceId, answer.schemaId)
    prepared(
      target,
      'UPDATE session_answers SET assessment_id = ? WHERE run_pk = ? AND reviewer = ? AND trace_pk = ? AND schema_pk = ?',
    ).run(assessmentId ?? null, runPk, reviewer, tracePk, schemaPk)
  }
  if (item.repeat !== undefined)
    writeRepeat(target, keys, reviewer, redactRepeat(item.repeat, session.schemas, redactor))
  countLabels(target, session, keys, reviewer, work.updatedAtMs)
}

/** The rename must not come before the content. */
function syncFile(path: string): void {
  const descriptor = openSync(path, 'r+')
  try {
    fsyncSync(descriptor)
  } finally {
    closeSync(descriptor)
  }
}
