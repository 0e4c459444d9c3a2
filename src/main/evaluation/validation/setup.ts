/** What a scorer can be compared with: questions that people answered about its rows, and the parts those lie in. */
import type { Database } from 'better-sqlite3'
import type { LabelSchema } from '../../../shared/model/labeling.ts'
import type {
  ComparableQuestion,
  PassedOver,
  QuestionRef,
  ScalarValue,
  ValidationSetup,
  ValidationSplit,
  ValidationSubject,
  ValueCount,
} from '../../../shared/model/validation.ts'
import { suggestMapping, toScalar } from '../../../shared/model/value-mapping.ts'
import { listOpenings } from '../../store/dataset-splits.ts'
import { questionKey } from '../../store/final-answer.ts'
import { listLabelSchemas } from '../../store/label-schemas.ts'
import { listMappings } from '../../store/validation-mappings.ts'
import { isComparable, mayBeOptions, mostValues, rankOf } from './comparable.ts'
import { readSubjectRows, type SubjectRow } from './pairs.ts'

/** Questions listed, and those named that cannot be compared. */
const mostQuestions = 100

/** Sealed rows are counted, their answers are not read. Throws NOT_FOUND. */
export function readValidationSetup(db: Database, subject: ValidationSubject): ValidationSetup {
  const { rows, ...facts } = readSubjectRows(db, subject)
  const open = rows.filter(({ place }) => place?.isSealed !== true)
  const values = countValues(open.map(({ row }) => toScalar(row.value)))
  const schemas = listLabelSchemas(db, { experimentId: facts.experimentId })
  const kept = listMappings(db, facts)
  const isFree = !mayBeOptions(values)
  const { found, passedOver } = listQuestions(open, isFree ? [] : values, schemas, facts.scorer)
  const questions = found.map((question) => {
    const own = kept.find((each) => each.name === question.name && each.kind === question.kind)
    return own === undefined ? question : { ...question, mapping: own.mapping, isKept: true }
  })
  return {
    experimentId: facts.experimentId,
    scorer: facts.scorer,
    ...(facts.judge === undefined ? {} : { judge: facts.judge }),
    rows: rows.length,
    runIds: facts.runIds,
    values: values.slice(0, mostValues),
    isFreeText: isFree,
    questions: isFree ? [] : questions,
    passedOver,
    splits: listParts(db, rows),
    loose: rows.filter(({ place }) => place === undefined).length,
  }
}

/** Questions that can be compared, and those that people answered in vain, with the reason. */
function listQuestions(
  rows: readonly SubjectRow[],
  scored: readonly ValueCount[],
  schemas: readonly LabelSchema[],
  scorer: string,
): { found: ComparableQuestion[]; passedOver: PassedOver[] } {
  const refs = new Map<string, QuestionRef>()
  for (const { questions } of rows) for (const ref of questions) refs.set(questionKey(ref), ref)
  const found: ComparableQuestion[] = []
  const passedOver: PassedOver[] = []
  for (const ref of refs.values()) {
    const given = rows.map(({ findAnswer }) => findAnswer(ref))
    const answers = given.flatMap(({ answer }) => answer?.value ?? [])
    const values = countValues(given.map(({ answer }) => toScalar(answer?.value)))
    const schema = schemas.find(({ name, type }) => name === ref.name && type === ref.kind)
    const named = { ...ref, ...(schema?.title === undefined ? {} : { title: schema.title }) }
    if (values.length === 0) {
      const isOther = given.some(({ isOtherOutput }) => isOtherOutput)
      passedOver.push({ ...named, reason: isOther ? 'otherOutput' : 'tied' })
    } else if (isComparable(ref, answers, values, { input: schema?.input, scored })) {
      found.push({
        ...named,
        labelled: values.reduce((sum, { count }) => sum + count, 0),
        values: values.slice(0, mostValues),
        mapping: suggestMapping(scored, values, schema?.input),
        isKept: false,
      })
    } else passedOver.push({ ...named, reason: 'notComparable' })
  }
  return {
    found: found
      .toSorted(
        (a, b) => rankOf(a, scorer) - rankOf(b, scorer) || b.labelled - a.labelled || (a.name < b.name ? -1 : 1),
      )
      .slice(0, mostQuestions),
    passedOver: passedOver.toSorted((a, b) => (a.name < b.name ? -1 : 1)).slice(0, mostQuestions),
  }
}

/** The most frequent first, equally frequent ones in a fixed order. */
export function countValues(values: readonly (ScalarValue | undefined)[]): ValueCount[] {
  const counts = new Map<ScalarValue, number>()
  for (const value of values) if (value !== undefined) counts.set(value, (counts.get(value) ?? 0) + 1)
  return [...counts]
    .map(([value, count]) => ({ value, count }))
    .toSorted((a, b) => b.count - a.count || (String(a.value) < String(b.value) ? -1 : 1))
}

function listParts(db: Database, rows: readonly SubjectRow[]): ValidationSplit[] {
  const parts = new Map<string, ValidationSplit>()
  for (const { place } of rows) {
    if (place === undefined) continue
    const key = `${place.datasetId}\n${place.name}`
    const known = parts.get(key)
    if (known !== undefined) known.rows++
    else {
      const openings = listOpenings(db, place.datasetId).filter(({ split }) => split === place.name)
      parts.set(key, { ...place, rows: 1, openings })
    }
  }
  return [...parts.values()].toSorted((a, b) =>
    `${a.datasetName}\n${a.name}` < `${b.datasetName}\n${b.name}` ? -1 : 1,
  )
}
