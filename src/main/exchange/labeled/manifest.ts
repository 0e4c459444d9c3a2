/** What lies beside an export: enough to check it and to make it again. Nothing in it changes from one time to the next. */
import type { RedactionCounts } from '../../../shared/model/handover.ts'
import type { Json } from '../../../shared/model/json.ts'
import type { LabeledExport, LabeledExportReport, LabeledShape } from '../../../shared/model/labeled-export.ts'
import { tableFormats } from '../../../shared/model/labeled-export.ts'
import type { LabelSchema, LabelSchemaInput } from '../../../shared/model/labeling.ts'
import { canonicalJson } from '../../store/assessment-rows.ts'
import { type Question, questionKey } from '../../store/final-answer.ts'
import type { SourceFacts } from './open-export.ts'

export interface Manifest {
  format: 'assay.labeled-export'
  version: 1
  app: { name: 'Assay'; version: string }
  export: { format: LabeledExport['format'] }
  shape: LabeledShape | undefined
  source: SourceFacts
  where: LabeledExport['where']
  corrections: string
  /** Names are secrets of their own: only their number. */
  redaction: { detectors: string[]; nameCount: number; patterns: string[]; hidesReviewers: boolean }
  questions: (Question & { schemaId?: string; input?: LabelSchemaInput; versions: number[] })[]
  counts: Omit<LabeledExportReport, 'files' | 'redactions'>
  redactions: RedactionCounts
  files: LabeledExportReport['files']
}

export interface ManifestInput {
  appVersion: string
  request: LabeledExport
  source: SourceFacts
  questions: readonly Question[]
  schemas: readonly LabelSchema[]
  /** Versions of the questions that labels were given to, by `questionKey`. */
  versions: ReadonlyMap<string, ReadonlySet<number>>
  report: LabeledExportReport
}

export function makeManifest(input: ManifestInput): Manifest {
  const { request, report } = input
  const { files, redactions, ...counts } = report
  const { detectors, names, patterns } = request.redaction
  return {
    format: 'assay.labeled-export',
    version: 1,
    app: { name: 'Assay', version: input.appVersion },
    export: { format: request.format },
    shape: tableFormats.includes(request.format) ? request.shape : undefined,
    source: input.source,
    where: request.where,
    corrections: request.corrections,
    redaction: {
      detectors: [...detectors].sort(),
      nameCount: names.length,
      patterns: [...patterns].sort(),
      hidesReviewers: request.hidesReviewers,
    },
    questions: input.questions.map((question) => {
      const schema = input.schemas.find(({ name, type }) => name === question.name && type === question.kind)
      const versions = [...(input.versions.get(questionKey(question)) ?? [])].sort((a, b) => a - b)
      return {
        ...question,
        ...(schema === undefined ? {} : { schemaId: schema.schemaId, input: schema.input }),
        versions,
      }
    }),
    counts,
    redactions,
    files,
  }
}

/** With members in order, so that equal manifests are equal files. */
export function writeManifest(manifest: Manifest): string {
  const ordered = JSON.parse(canonicalJson(JSON.parse(JSON.stringify(manifest)) as Json)) as Json
  return `${JSON.stringify(ordered, undefined, 2)}\n`
}
