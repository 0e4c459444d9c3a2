/** Codes that become options of a question, and their notes answers to it. */
import type { Database } from 'better-sqlite3'
import type { CodingChange, PromotionReport, PromotionTarget } from '../../shared/model/coding.ts'
import { AppError } from '../../shared/model/error.ts'
import type { LabelSchema, LabelSchemaInput } from '../../shared/model/labeling.ts'
import { createAssessment, deleteAssessment, getAssessment, listAssessments, reviseAssessment } from './assessments.ts'
import { type CodeRow, type RecordedPromotion, recordChange, undoChange } from './code-changes.ts'
import { requireCode } from './codes.ts'
import { updateLabelSchema } from './label-schema-changes.ts'
import { createLabelSchema, deleteLabelSchema, findLabelSchema } from './label-schemas.ts'
import { labelMetadata } from './label-settling.ts'
import { requireActiveExperiment } from './runs.ts'
import { prepared, preparedPluck, preparedRaw } from './statements.ts'

/** Metadata of assessments that were made from coded notes. */
const codingMetadata = { origin: 'assay.origin', codes: 'assay.codes' } as const
const origin = 'openCoding'

type Categorical = Extract<LabelSchemaInput, { type: 'categorical' }>

interface Promotion extends RecordedPromotion {
  schemaId: string
  isNew: boolean
  addedOptions: string[]
  codeIds: string[]
  /** Those it made; the ones that they supersede are valid again without them. */
  assessmentIds: string[]
}

/**
 * All in one transaction. A second time only what is missing is made: an answer of the same person that says the same stays as it is.
 *
 * @throws AppError NOT_FOUND (experiment, code, question), INVALID_INPUT (the question has no options, or is of another experiment),
 *   CONFLICT (the name of a new question is taken)
 */
export function promoteCodes(
  db: Database,
  input: {
    experimentId: string
    codeIds: readonly string[]
    target: PromotionTarget
    withAssessments: boolean
    by: string
  },
  nowMs = Date.now(),
): PromotionReport & { traceIds: string[] } {
  const experimentId = requireActiveExperiment(db, input.experimentId)
  const codes = [...new Set(input.codeIds)].map((codeId) => requireCode(db, codeId))
  if (codes.some((code) => code.experiment_id !== experimentId)) {
    throw new AppError('INVALID_INPUT', 'A code belongs to another code book.')
  }
  let report = {
    schemaId: '',
    addedOptions: [] as string[],
    assessmentCount: 0,
    skippedCount: 0,
    traceIds: [] as string[],
  }
  const change: CodingChange = recordChange(db, { kind: 'promote', experimentId, by: input.by }, nowMs, (recording) => {
    const { schema, isNew, addedOptions, optionOf } = addOptions(db, input, codes, nowMs)
    const promotion: Promotion = {
      schemaId: schema.schemaId,
      isNew,
      addedOptions,
      codeIds: codes.filter((code) => link(db, code, schema, optionOf(code))).map((code) => code.code_id),
      assessmentIds: [],
    }
    report = { ...report, schemaId: schema.schemaId, addedOptions }
    if (input.withAssessments) {
      const answers = writeAnswers(db, schema, codes, nowMs)
      promotion.assessmentIds = answers.map(({ assessmentId }) => assessmentId)
      report.assessmentCount = answers.length
      report.traceIds = [...new Set(answers.map(({ traceId }) => traceId))]
      report.skippedCount = countSkipped(db, schema, codes)
    }
    const isNothing = !isNew && addedOptions.length + promotion.codeIds.length + promotion.assessmentIds.length === 0
    if (!isNothing) recording.content.promotion = promotion
    return codes.map((code) => code.code_id)
  })
  return { ...change, ...report }
}

function addOptions(
  db: Database,
  input: { experimentId: string; target: PromotionTarget; by: string },
  codes: readonly CodeRow[],
  nowMs: number,
): { schema: LabelSchema; isNew: boolean; addedOptions: string[]; optionOf: (code: CodeRow) => string } {
  const { target } = input
  if (!('schemaId' in target)) {
    const options = codes.map((code) => code.name)
    const schema = createLabelSchema(
      db,
      {
        experimentId: input.experimentId,
        name: target.name,
        type: 'feedback',
        ...(target.title === undefined ? {} : { title: target.title }),
        input: { type: 'categorical', options, isMultiple: target.isMultiple, ...helpOf(codes) },
        createdBy: input.by,
      },
      nowMs,
    )
    return { schema, isNew: true, addedOptions: options, optionOf: (code) => code.name }
  }
  const before = findLabelSchema(db, target.schemaId)
  if (before === undefined) throw new AppError('NOT_FOUND', 'There is no label schema with this id.')
  if (before.experimentId !== input.experimentId) {
    throw new AppError('INVALID_INPUT', 'The question belongs to another experiment.')
  }
  if (before.input.type !== 'categorical') {
    throw new AppError('INVALID_INPUT', 'Choose a question that is answered with options.')
  }
  const { options } = before.input
  // A code keeps the option that it became, also when it was renamed since.
  const optionOf = (code: CodeRow): string => {
    const linked = findOption(db, code, before)
    return linked !== undefined && options.includes(linked) ? linked : code.name
  }
  const added = codes.filter((code) => !options.includes(optionOf(code)))
  const addedOptions = added.map((code) => code.name)
  if (added.length === 0) return { schema: before, isNew: false, addedOptions, optionOf }
  const help = { ...before.input.optionHelp, ...helpOf(added).optionHelp }
  const next: Categorical = {
    ...before.input,
    options: [...options, ...addedOptions],
    ...(Object.keys(help).length === 0 ? {} : { optionHelp: help }),
  }
  const schema = updateLabelSchema(db, { schemaId: before.schemaId, change: { input: next }, publishes: true }, nowMs)
  return { schema, isNew: false, addedOptions, optionOf }
}

/** When to choose an option is what its code's description says. */
function helpOf(codes: readonly CodeRow[]): { optionHelp?: Record<string, string> } {
  const described = codes.flatMap(({ name, description }) => (description ? [[name, description.slice(0, 300)]] : []))
  return described.length === 0 ? {} : { optionHelp: Object.fromEntries(described) }
}

function findOption(db: Database, code: CodeRow, { schemaId }: LabelSchema): string | undefined {
  const sql = `SELECT p.option FROM code_promotions p JOIN label_schemas q ON q.schema_pk = p.schema_pk
    WHERE p.code_pk = ? AND q.schema_id = ?`
  const option = preparedPluck(db, sql).get(code.code_pk, schemaId)
  return typeof option === 'string' ? option : undefined
}

function link(db: Database, code: CodeRow, { schemaId }: LabelSchema, option: string): boolean {
  const { changes } = prepared(
    db,
    `INSERT INTO code_promotions (code_pk, schema_pk, option) SELECT ?, schema_pk, ? FROM label_schemas WHERE schema_id = ?
      ON CONFLICT (code_pk, schema_pk) DO UPDATE SET option = excluded.option WHERE option <> excluded.option`,
  ).run(code.code_pk, option, schemaId)
  return changes > 0
}

interface CodedTrace {
  traceId: string
  by: string
  options: string[]
  codeIds: string[]
}

/** What each person's codes say about each trace, of all codes that are options of the question; only where one of `codes` is among them. */
function listCodedTraces(db: Database, schema: LabelSchema, codes: readonly CodeRow[]): CodedTrace[] {
  const rows = preparedRaw(
    db,
    `SELECT t.trace_id, l.coded_by, p.option, c.code_id FROM code_promotions p
      JOIN label_schemas q ON q.schema_pk = p.schema_pk JOIN codes c ON c.code_pk = p.code_pk
      JOIN note_codes l ON l.code_pk = c.code_pk JOIN coded_notes n ON n.note_pk = l.note_pk
      JOIN traces t ON t.trace_pk = n.trace_pk
      WHERE q.schema_id = ? AND t.deleted_at_ms IS NULL ORDER BY t.trace_pk, l.coded_by, n.note_pk, c.code_pk`,
  ).all(schema.schemaId) as [string, string, string, string][]
  const found = new Map<string, CodedTrace>()
  for (const [traceId, by, option, codeId] of rows) {
    const key = JSON.stringify([traceId, by])
    const trace = found.get(key) ?? { traceId, by, options: [], codeIds: [] }
    found.set(key, trace)
    if (!trace.options.includes(option)) trace.options.push(option)
    if (!trace.codeIds.includes(codeId)) trace.codeIds.push(codeId)
  }
  const wanted = new Set(codes.map((code) => code.code_id))
  return [...found.values()].filter(({ codeIds }) => codeIds.some((codeId) => wanted.has(codeId)))
}

const isSkipped = (input: Categorical, { options }: CodedTrace) => !input.isMultiple && options.length > 1

function countSkipped(db: Database, schema: LabelSchema, codes: readonly CodeRow[]): number {
  const traces = listCodedTraces(db, schema, codes).filter((trace) => isSkipped(schema.input as Categorical, trace))
  return new Set(traces.map(({ traceId }) => traceId)).size
}

function writeAnswers(
  db: Database,
  schema: LabelSchema,
  codes: readonly CodeRow[],
  nowMs: number,
): { assessmentId: string; traceId: string }[] {
  const input = schema.input as Categorical
  const made: { assessmentId: string; traceId: string }[] = []
  for (const trace of listCodedTraces(db, schema, codes)) {
    if (isSkipped(input, trace)) continue
    const { traceId, by } = trace
    const options = input.options.filter((option) => trace.options.includes(option))
    const value = input.isMultiple ? options : (options[0] as string)
    const metadata = {
      [labelMetadata.schema]: schema.schemaId,
      [codingMetadata.origin]: origin,
      [codingMetadata.codes]: JSON.stringify(trace.codeIds),
    }
    const before = listAssessments(db, { traceId }).find(
      ({ name, source, metadata: said }) =>
        name === schema.name && source.type === 'HUMAN' && source.id === by && said[codingMetadata.origin] === origin,
    )
    if (before !== undefined && JSON.stringify(before.value) === JSON.stringify(value)) continue
    const source = { type: 'HUMAN' as const, id: by }
    const { assessmentId } =
      before === undefined
        ? createAssessment(db, { traceId, name: schema.name, kind: schema.type, value, source, metadata }, nowMs)
        : reviseAssessment(db, { assessmentId: before.assessmentId, change: { value, metadata } }, nowMs)
    made.push({ assessmentId, traceId })
  }
  return made
}

/**
 * Takes any change of codes back. A promotion leaves what others went on with: an answer that was edited since, an option of a question
 * that was changed since, a question that was answered.
 */
export function undoCoding(
  db: Database,
  input: { changeId: string },
  nowMs = Date.now(),
): { undone: boolean; traceIds: string[] } {
  const traceIds: string[] = []
  const result = undoChange(
    db,
    input,
    (promotion) => traceIds.push(...undoPromotion(db, promotion as Promotion, nowMs)),
    nowMs,
  )
  return { ...result, traceIds: [...new Set(traceIds)] }
}

function undoPromotion(db: Database, promotion: Promotion, nowMs: number): string[] {
  const { schemaId, isNew, addedOptions, codeIds, assessmentIds } = promotion
  const traceIds: string[] = []
  for (const assessmentId of assessmentIds) {
    const isThere = preparedPluck(db, 'SELECT 1 FROM assessments WHERE assessment_id = ?').get(assessmentId)
    if (isThere === undefined) continue
    const answer = getAssessment(db, assessmentId)
    if (!answer.valid || answer.deletedAtMs !== undefined) continue
    deleteAssessment(db, { assessmentId }, nowMs)
    traceIds.push(answer.traceId)
  }
  const unlink = prepared(
    db,
    `DELETE FROM code_promotions WHERE code_pk = (SELECT code_pk FROM codes WHERE code_id = ?)
      AND schema_pk = (SELECT schema_pk FROM label_schemas WHERE schema_id = ?)`,
  )
  for (const codeId of codeIds) unlink.run(codeId, schemaId)
  const schema = findLabelSchema(db, schemaId)
  if (schema?.input.type !== 'categorical') return traceIds
  const isUsed = preparedPluck(
    db,
    `SELECT 1 FROM label_schemas q WHERE q.schema_id = ? AND (
        EXISTS (SELECT 1 FROM session_schemas s WHERE s.schema_pk = q.schema_pk)
        OR EXISTS (SELECT 1 FROM assessments a WHERE a.name = q.name AND a.valid = 1 AND a.deleted_at_ms IS NULL))`,
  ).get(schemaId)
  if (isNew && isUsed === undefined) {
    deleteLabelSchema(db, schemaId)
    return traceIds
  }
  // Options that nobody has chosen go; a question keeps at least one.
  const options = schema.input.options.filter(
    (option) => !addedOptions.includes(option) || isChosen(db, schema.name, option),
  )
  if (options.length > 0 && options.length < schema.input.options.length) {
    const { optionHelp, ...rest } = schema.input
    const help = Object.entries(optionHelp ?? {}).filter(([option]) => options.includes(option))
    const input = { ...rest, options, ...(help.length === 0 ? {} : { optionHelp: Object.fromEntries(help) }) }
    updateLabelSchema(db, { schemaId, change: { input }, publishes: true }, nowMs)
  }
  return traceIds
}

function isChosen(db: Database, name: string, option: string): boolean {
  const sql = `SELECT 1 FROM assessments a WHERE a.name = ? AND a.valid = 1 AND a.deleted_at_ms IS NULL
    AND (a.value = ? OR EXISTS (SELECT 1 FROM json_each(a.value) e WHERE json_type(a.value) = 'array' AND e.value = ?)) LIMIT 1`
  return preparedPluck(db, sql).get(name, JSON.stringify(option), option) !== undefined
}
