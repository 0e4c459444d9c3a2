/** An export that is about to be written: what it reads, and what it counts while it does. */
import type { Database } from 'better-sqlite3'
import { AppError } from '../../../shared/model/error.ts'
import type { Json } from '../../../shared/model/json.ts'
import { type LabeledExport, type LabeledExportReport, tableFormats } from '../../../shared/model/labeled-export.ts'
import type { LabelSchema } from '../../../shared/model/labeling.ts'
import { canonicalJson } from '../../store/assessment-rows.ts'
import { openRecordSet } from '../../store/exported-records.ts'
import { type Question, questionKey } from '../../store/final-answer.ts'
import { listLabelSchemas } from '../../store/label-schemas.ts'
import { type LabelKind, listLabelKinds, openLabeledSet } from '../../store/labeled-items.ts'
import { getSession } from '../../store/labeling-sessions.ts'
import { makeTable, type Table } from './columns.ts'
import {
  type ItemSource,
  type LabeledItem,
  type LabelRedactor,
  listQuestions,
  nameReviewers,
  redactItem,
  type ViewContent,
} from './labeled-item.ts'
import { listRecordKinds, makeRecordTable, openRecordItems } from './record-items.ts'
import { openTraceItems } from './trace-items.ts'

export interface OpenOptions {
  db: Database
  request: LabeledExport
  redactor: LabelRedactor
  view: ViewContent
  signal: AbortSignal
  onProgress(done: number, total: number): void
}

/** What a manifest says of the source: of a dataset, which version it was. */
export type SourceFacts = Record<string, Json>

export interface OpenedExport {
  /** Redacted; counted in the report when they are taken. */
  items: Iterable<LabeledItem>
  /** Of formats that are tables. */
  table: Table
  questions: Question[]
  schemas: LabelSchema[]
  source: SourceFacts
  report: LabeledExportReport
  /** Versions of the questions that labels were given to, by `questionKey`. */
  versions: Map<string, Set<number>>
}

/** @throws AppError NOT_FOUND (session, dataset, version, opening), CONFLICT (a sealed split), INVALID_INPUT (a shape that it cannot have) */
export function openExport(options: OpenOptions): OpenedExport {
  const { db, request, redactor } = options
  const source = openSource(options)
  const report: LabeledExportReport = {
    selected: source.total,
    items: 0,
    rows: 0,
    labels: 0,
    left: 0,
    redactions: redactor.counts,
    files: [],
  }
  const versions = new Map<string, Set<number>>()
  return {
    items: takeItems(options, source, report, versions),
    table: source.table,
    questions: listQuestions(source.kinds),
    schemas:
      request.source.kind === 'session' ? getSession(db, request.source.sessionId).schemas : listLabelSchemas(db, {}),
    source: source.facts,
    report,
    versions,
  }
}

interface Source {
  total: number
  kinds: LabelKind[]
  table: Table
  facts: SourceFacts
  nameOf: ReturnType<typeof nameReviewers>
  items: ItemSource
}

function openSource({ db, request, view }: OpenOptions): Source {
  const { source, shape, format, hidesReviewers } = request
  const isTable = tableFormats.includes(format)
  const asMessages = !isTable && format !== 'mlflow'
  if (source.kind === 'dataset') {
    if (isTable && shape !== 'trace') {
      throw new AppError('INVALID_INPUT', 'A dataset holds one answer to each question: it has one row a record.')
    }
    const set = openRecordSet(db, source)
    const { kinds, labelers } = listRecordKinds(db, set)
    const { datasetId, split } = source
    return {
      total: set.count,
      kinds,
      table: makeRecordTable(kinds),
      facts: {
        kind: 'dataset',
        datasetId,
        name: set.name,
        version: set.version,
        digest: set.digest,
        ...(split === undefined ? {} : { split }),
      },
      nameOf: nameReviewers(
        labelers.map((sourceId) => ({ sourceType: 'HUMAN', sourceId })),
        hidesReviewers,
      ),
      items: openRecordItems(db, set, asMessages),
    }
  }
  const set = openLabeledSet(db, source)
  const kinds = listLabelKinds(db, set)
  return {
    total: set.keys.length,
    kinds,
    table: makeTable(shape, kinds, hidesReviewers),
    facts: source as unknown as SourceFacts,
    nameOf: nameReviewers(kinds, hidesReviewers),
    items: openTraceItems(db, set, { view, asMessages }),
  }
}

/** Every item to whose questions the wanted answers count. */
function* takeItems(
  { request, redactor, signal, onProgress }: OpenOptions,
  source: Source,
  report: LabeledExportReport,
  versions: Map<string, Set<number>>,
): IterableIterator<LabeledItem> {
  const wanted = request.where.map(({ name, value }) => ({ name, value: canonicalJson(value) }))
  const nameOf = request.hidesReviewers ? source.nameOf : undefined
  const isMeant = (finals: LabeledItem['finals']) => wanted.every((want) => isWanted(finals, want))
  let done = 0
  for (const item of source.items(isMeant)) {
    if (signal.aborted) throw new AppError('CANCELLED', 'The export was cancelled; nothing was written.')
    if (item !== undefined) {
      count(item, report, versions)
      yield redactor.guarded(() => redactItem(item, redactor, nameOf))
    }
    done++
    onProgress(done, source.total)
  }
}

function isWanted(finals: LabeledItem['finals'], want: { name: string; value: string }): boolean {
  return (['feedback', 'expectation'] as const).some((kind) => {
    const final = finals.get(questionKey({ name: want.name, kind }))
    return final !== undefined && canonicalJson(final.value) === want.value
  })
}

function count(
  { trace, record, finals }: LabeledItem,
  report: LabeledExportReport,
  versions: Map<string, Set<number>>,
) {
  report.items++
  report.labels += trace?.labels.length ?? finals.size
  const add = (key: string, version: number) => {
    const known = versions.get(key)
    if (known === undefined) versions.set(key, new Set([version]))
    else known.add(version)
  }
  for (const { name, kind, schemaVersion } of trace?.labels ?? []) {
    if (kind !== 'issue' && schemaVersion !== undefined) add(questionKey({ name, kind }), schemaVersion)
  }
  for (const { name, version } of record?.lineage?.schemas ?? []) {
    for (const kind of ['feedback', 'expectation'] as const) {
      if (finals.has(questionKey({ name, kind }))) add(questionKey({ name, kind }), version)
    }
  }
}
