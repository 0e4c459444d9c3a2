/**
 * Brings labels that came back into their session. What each place said last is kept by itself, and of all places the newest counts;
 * so the order in which files come, and how often, makes no difference. Nothing is overwritten: older submitted answers are superseded.
 */
import type { Database } from 'better-sqlite3'
import { mapThroughMoves, type VersionMove } from '../../shared/model/answer-mapping.ts'
import { AppError } from '../../shared/model/error.ts'
import type { AnswerOutcome, MergeNotice, MergeReport } from '../../shared/model/handover.ts'
import type { Json } from '../../shared/model/json.ts'
import { findAnswerProblem } from '../../shared/model/label-value.ts'
import type { LabelingSession, LabelSchema } from '../../shared/model/labeling.ts'
import {
  compareAnswers,
  decisionOrigin,
  findConflict,
  findEffective,
  type OriginAnswer,
  readExportTimes,
  readKnown,
  valueKey,
  writeKnown,
} from '../store/answer-origins.ts'
import { canonicalJson } from '../store/assessment-rows.ts'
import { findRepeat, isNewerRepeat, writeRepeat } from '../store/label-repeats.ts'
import { countLabels, settleAnswers, takeBack, type WorkKeys } from '../store/label-settling.ts'
import { findSession, getSessionPk, touchSession } from '../store/labeling-sessions.ts'
import { readMeta } from '../store/meta.ts'
import { readMoves } from '../store/session-versions.ts'
import { preparedPluck } from '../store/statements.ts'
import { durableTransaction } from '../store/transaction.ts'
import {
  compareNotes,
  compareWork,
  findWorkRecord,
  type NoteRecord,
  type WorkRecord,
  writeWorkRecord,
} from '../store/work-records.ts'
import type { LabelsHeader, LabelsItem } from './labels-file.ts'
import { addExample, emptyMergeReport } from './merge-report.ts'

export interface MergeOptions {
  header: LabelsHeader
  items: readonly LabelsItem[]
  /** Only says what would happen; needs no connection that writes. */
  isPreview: boolean
  /** Traces that are not what they were when they were handed over. */
  changedTraceIds?: ReadonlySet<string> | undefined
}

/**
 * Merges some items of a file in one durable transaction. Merging them again changes nothing.
 *
 * @throws AppError CONFLICT with `details.reason` `otherSession`
 */
export function mergeItems(db: Database, options: MergeOptions, nowMs = Date.now()): MergeReport {
  const { header } = options
  const session = findSession(db, header.sessionId)
  if (session === undefined) {
    if (options.isPreview) return { ...emptyMergeReport(header), itemCount: options.items.length }
    throw new AppError(
      'CONFLICT',
      'The labels are of a session that this workspace does not have. Open the workspace that the package was made from.',
      { details: { reason: 'otherSession' } },
    )
  }
  const merge = new Merge(db, session, options, nowMs)
  if (options.isPreview) return merge.run()
  return durableTransaction(db, () => merge.run())
}

type GivenAnswer = LabelsItem['answers'][number]

interface AskedQuestion {
  schema: LabelSchema
  schemaPk: number
  moves: readonly VersionMove[]
}

class Merge {
  private readonly runPk: number
  private readonly homeId: string
  private readonly schemas: Map<string, AskedQuestion>
  private readonly exportedAtMs: Map<string, number>
  private readonly report: MergeReport
  private readonly db: Database
  private readonly session: LabelingSession
  private readonly options: MergeOptions
  private readonly nowMs: number

  constructor(db: Database, session: LabelingSession, options: MergeOptions, nowMs: number) {
    this.db = db
    this.session = session
    this.options = options
    this.nowMs = nowMs
    this.runPk = getSessionPk(db, session.sessionId)
    this.homeId = readMeta(db).workspaceId
    this.schemas = new Map(
      session.schemas.map((schema) => {
        const schemaPk = preparedPluck(db, 'SELECT schema_pk FROM label_schemas WHERE schema_id = ?').get(
          schema.schemaId,
        ) as number
        return [schema.schemaId, { schema, schemaPk, moves: readMoves(db, this.runPk, schema.schemaId) }]
      }),
    )
    this.exportedAtMs = readExportTimes(db, this.runPk)
    const { packageId, exportedAtMs } = options.header
    if (packageId !== undefined && exportedAtMs !== undefined && !this.exportedAtMs.has(packageId))
      this.exportedAtMs.set(packageId, exportedAtMs)
    const match = options.header.workspaceId === this.homeId ? 'same' : 'otherWorkspace'
    this.report = { ...emptyMergeReport(options.header), match }
  }

  run(): MergeReport {
    let hasChanged = false
    for (const item of this.options.items) if (this.mergeItem(item)) hasChanged = true
    if (hasChanged && !this.options.isPreview) touchSession(this.db, this.runPk, this.nowMs)
    return this.report
  }

  /** True when anything changed. */
  private mergeItem(item: LabelsItem): boolean {
    const { report, session, options } = this
    const { traceId, reviewer } = item
    report.itemCount++
    if (!report.reviewers.includes(reviewer)) report.reviewers.push(reviewer)
    const tracePk = preparedPluck(
      this.db,
      `SELECT i.trace_pk FROM run_traces i JOIN traces t ON t.trace_pk = i.trace_pk AND t.deleted_at_ms IS NULL
        WHERE i.run_pk = ? AND t.trace_id = ?`,
    ).get(this.runPk, traceId)
    if (typeof tracePk !== 'number') return this.leaveOut('unknownItem', item)
    if (session.reviewers.length > 0 && !session.reviewers.includes(reviewer))
      return this.leaveOut('unknownReviewer', item)
    if (options.changedTraceIds?.has(traceId)) this.notice('changedContent', item)
    const keys = { runPk: this.runPk, tracePk }
    const { isWork, isNote } = this.mergeWork(keys, item)
    const hasNewAnswers = this.mergeAnswers(keys, item)
    const isRepeat = this.mergeRepeat(keys, item)
    if (!isWork && !isNote && !hasNewAnswers && !isRepeat) return false
    if (isWork || isNote || isRepeat) report.stateCount++
    if (!options.isPreview) this.settle(keys, item, isWork)
    return true
  }

  /** Whether the item's state, or its note, gives way to a newer one. */
  private mergeWork(keys: WorkKeys, item: LabelsItem): { isWork: boolean; isNote: boolean } {
    const before = findWorkRecord(this.db, keys, item.reviewer)
    const { work, note } = this.toRecords(item)
    // What was only taken along may have texts that were redacted on the way: of equally old ones the original stays.
    const isWork =
      before === undefined ||
      (this.isCopy(item.work.origin) ? work.updatedAtMs > before.work.updatedAtMs : compareWork(work, before.work) > 0)
    const isNote =
      note.notedAtMs > 0 &&
      (before === undefined ||
        (this.isCopy(item.note?.origin) ? note.notedAtMs > before.note.notedAtMs : compareNotes(note, before.note) > 0))
    if ((isWork || isNote) && !this.options.isPreview) {
      writeWorkRecord(
        this.db,
        keys,
        item.reviewer,
        isWork ? work : (before?.work ?? work),
        isNote ? note : (before?.note ?? note),
      )
    }
    return { isWork, isNote }
  }

  private toRecords({ work, note }: LabelsItem): { work: WorkRecord; note: NoteRecord } {
    return {
      work: {
        state: work.state,
        reason: work.reason ?? null,
        activeMs: work.activeMs,
        visible: work.visible === undefined ? null : canonicalJson(work.visible),
        startedAtMs: work.startedAtMs ?? null,
        endedAtMs: work.endedAtMs ?? null,
        updatedAtMs: work.updatedAtMs,
        origin: this.toOrigin(work.origin),
      },
      note: {
        note: note?.text ?? null,
        isUnsure: note?.isUnsure === true,
        notedAtMs: note?.notedAtMs ?? 0,
        origin: this.toOrigin(note?.origin),
      },
    }
  }

  private mergeAnswers(keys: WorkKeys, item: LabelsItem): boolean {
    const all = readKnown(this.db, keys, item.reviewer)
    let hasChanged = false
    for (const sent of item.answers) {
      const about = this.schemas.get(sent.schemaId)
      if (about === undefined) {
        this.notice('unknownQuestion', item, sent)
        continue
      }
      const given = carriedOver(about, sent)
      if (given === undefined) {
        this.notice('unfitting', item, sent)
        continue
      }
      if (sent.version < about.schema.version) this.notice('olderVersion', item, given)
      const incoming: OriginAnswer = {
        origin: this.toOrigin(given.origin),
        version: given.version,
        value: given.value === undefined ? null : canonicalJson(given.value),
        rationale: given.rationale ?? null,
        ...(given.isBulk === true ? { isBulk: true } : {}),
        savedAtMs: given.savedAtMs,
      }
      const known = all.get(about.schemaPk) ?? new Map<string, OriginAnswer>()
      const before = findEffective(known)
      if (!isNews(known, incoming, this.isCopy(given.origin))) {
        this.report.answers.same++
        continue
      }
      known.set(incoming.origin, incoming)
      all.set(about.schemaPk, known)
      if (!this.options.isPreview) writeKnown(this.db, keys, item.reviewer, about.schemaPk, known)
      hasChanged = true
      const outcome = this.outcomeOf(known, before)
      this.report.answers[outcome]++
      if (outcome !== 'same') this.example(outcome, item, given, before)
    }
    return hasChanged
  }

  /** The second time with an item goes its own way: it is kept as a whole, and no assessment comes of it. */
  private mergeRepeat(keys: WorkKeys, { reviewer, repeat }: LabelsItem): boolean {
    if (repeat === undefined || !isNewerRepeat(repeat, findRepeat(this.db, keys, reviewer))) return false
    if (!this.options.isPreview) writeRepeat(this.db, keys, reviewer, repeat)
    return true
  }

  private outcomeOf(known: ReadonlyMap<string, OriginAnswer>, before: OriginAnswer | undefined): AnswerOutcome {
    if (before === undefined) return 'new'
    if (findConflict(known, this.exportedAtMs).length > 0) return 'conflicting'
    const after = findEffective(known) as OriginAnswer
    const isSame = valueKey(after) === valueKey(before) && (after.rationale ?? '') === (before.rationale ?? '')
    return isSame ? 'same' : 'updated'
  }

  /** Answers of a submitted item are assessments, those of any other are drafts. */
  private settle(keys: WorkKeys, { traceId, reviewer }: LabelsItem, isWorkChanged: boolean): void {
    const { db, session, nowMs } = this
    const { work } = findWorkRecord(db, keys, reviewer) as { work: WorkRecord }
    const ref = { sessionId: session.sessionId, reviewer, traceId }
    if (work.state === 'complete') {
      const visible = work.visible === null ? undefined : (JSON.parse(work.visible) as Record<string, Json>)
      settleAnswers(db, ref, session, keys, { activeMs: work.activeMs, visible }, nowMs)
    } else if (isWorkChanged) takeBack(db, keys, reviewer, nowMs)
    countLabels(db, session, keys, reviewer, nowMs)
  }

  /** Where something was said, as this workspace names places. */
  private toOrigin(given: string | undefined): string {
    const origin = given ?? this.options.header.origin
    return origin === this.homeId || origin === decisionOrigin ? '' : origin
  }

  /** Whether the file only took it along from elsewhere. */
  private isCopy(given: string | undefined): boolean {
    return given !== undefined && given !== this.options.header.origin
  }

  private leaveOut(notice: MergeNotice, item: LabelsItem): false {
    this.notice(notice, item)
    return false
  }

  private notice(what: MergeNotice, item: LabelsItem, answer?: LabelsItem['answers'][number]): void {
    this.report.notices[what]++
    this.example(what, item, answer)
  }

  private example(
    what: AnswerOutcome | MergeNotice,
    { traceId, reviewer }: LabelsItem,
    answer: LabelsItem['answers'][number] | undefined,
    before?: OriginAnswer,
  ): void {
    addExample(this.report.examples, {
      what,
      traceId,
      reviewer,
      ...(answer === undefined ? {} : { schemaId: answer.schemaId }),
      ...(answer?.value === undefined ? {} : { value: answer.value }),
      ...(before === undefined || before.value === null ? {} : { before: JSON.parse(before.value) as Json }),
    })
  }
}

/**
 * An answer as the session's question has it now: one to an earlier version as the session's moves since then made it. Undefined when it does
 * not fit, or those moves ask again.
 */
function carriedOver({ schema, moves }: AskedQuestion, sent: GivenAnswer): GivenAnswer | undefined {
  if (sent.value === undefined) return sent
  if (sent.version >= schema.version)
    return findAnswerProblem(schema.input, sent.value) === undefined ? sent : undefined
  const value = mapThroughMoves(schema.input, { version: sent.version, value: sent.value }, moves)
  if (value === undefined) return undefined
  return valueKeyOf(value) === valueKeyOf(sent.value) ? sent : { ...sent, value, version: schema.version }
}

const valueKeyOf = (value: Json): string => valueKey({ value: JSON.stringify(value) })

/** Whether an answer says something that its place has not said yet. */
function isNews(known: ReadonlyMap<string, OriginAnswer>, incoming: OriginAnswer, isCopy: boolean): boolean {
  const decision = known.get(decisionOrigin)
  const isDecision = decision !== undefined && incoming.origin === '' && decision.savedAtMs === incoming.savedAtMs
  if (isDecision) return false
  const before = known.get(incoming.origin)
  if (before === undefined) return true
  return isCopy ? incoming.savedAtMs > before.savedAtMs : compareAnswers(incoming, before) > 0
}
