/** From the form to a configuration, with what is wrong by field; and back. */
import { AssessmentName } from '../../../shared/model/assessment.ts'
import type { EvaluationConfig, EvaluationSource, ScorerSpec } from '../../../shared/model/evaluation.ts'
import type { Json } from '../../../shared/model/json.ts'
import type { BuiltinJudgeId } from '../../../shared/model/judge.ts'
import type { Target } from '../../../shared/model/target.ts'
import {
  type Draft,
  emptyDraft,
  emptyTarget,
  newBuiltin,
  newJudge,
  newScorer,
  type ScorerDraft,
  type TargetDraft,
} from './draft.ts'

/** A sentence of `evaluate.problem`. */
export type Problem =
  | 'needed'
  | 'url'
  | 'json'
  | 'lines'
  | 'number'
  | 'name'
  | 'taken'
  | 'pattern'
  | 'flags'
  | 'textsOrExpectation'
  | 'noScorer'

/** By field: `name`, `source`, `target.url`, `scorer.<id>.name`, `concurrency`. */
export type Problems = Map<string, Problem>

export interface Read<T> {
  value: T
  problems: Problems
}

interface Reader {
  problems: Problems
  prefix: string
}

function complain({ problems, prefix }: Reader, field: string, problem: Problem): void {
  if (!problems.has(prefix + field)) problems.set(prefix + field, problem)
}

function readNeeded(reader: Reader, field: string, text: string): string {
  const trimmed = text.trim()
  if (trimmed === '') complain(reader, field, 'needed')
  return trimmed
}

/** Empty is undefined. */
function readNumber(
  reader: Reader,
  field: string,
  given: number | string,
  { min, max = Number.POSITIVE_INFINITY, isWhole = true }: { min: number; max?: number; isWhole?: boolean },
): number | undefined {
  if (given === '') return undefined
  const value = Number(given)
  if (!Number.isFinite(value) || value < min || value > max || (isWhole && !Number.isInteger(value))) {
    complain(reader, field, 'number')
    return undefined
  }
  return value
}

function readNeededNumber(
  reader: Reader,
  field: string,
  given: number | string,
  range: Parameters<typeof readNumber>[3],
): number {
  const value = readNumber(reader, field, given, range)
  if (value === undefined) complain(reader, field, 'number')
  return value ?? range.min
}

const linesOf = (text: string): string[] => text.split('\n').filter((line) => line.trim() !== '')

function readPairs(reader: Reader, field: string, text: string): Record<string, string> {
  const pairs: Record<string, string> = {}
  for (const line of linesOf(text)) {
    const [, name, value] = /^\s*([!#$%&'*+.^_`|~\w-]+)\s*:\s*(.+?)\s*$/.exec(line) ?? []
    if (name === undefined || value === undefined) complain(reader, field, 'lines')
    else pairs[name] = value
  }
  return pairs
}

function readJson(reader: Reader, field: string, text: string): Json {
  try {
    return JSON.parse(text) as Json
  } catch {
    complain(reader, field, 'json')
    return null
  }
}

/** Fields are named `target.…`. */
export function readTarget(draft: TargetDraft): Read<Target> {
  const problems: Problems = new Map()
  return { value: toTarget({ problems, prefix: 'target.' }, draft), problems }
}

function toTarget(reader: Reader, draft: TargetDraft): Target {
  const timeoutMs = () =>
    readNeededNumber(reader, 'timeoutSeconds', draft.timeoutSeconds, { min: 0.1, max: 600, isWhole: false }) * 1000
  switch (draft.kind) {
    case 'recorded':
      return { kind: 'recorded' }
    case 'chat': {
      const temperature = readNumber(reader, 'temperature', draft.temperature, { min: 0, max: 2, isWhole: false })
      const maxTokens = readNumber(reader, 'maxTokens', draft.maxTokens, { min: 1 })
      const seed = readNumber(reader, 'seed', draft.seed, { min: Number.MIN_SAFE_INTEGER })
      if (draft.system.trim() === '') readNeeded(reader, 'user', draft.user)
      return {
        kind: 'chat',
        providerId: readNeeded(reader, 'providerId', draft.providerId),
        model: readNeeded(reader, 'model', draft.model),
        system: draft.system,
        user: draft.user,
        ...(temperature === undefined ? {} : { temperature }),
        ...(maxTokens === undefined ? {} : { maxTokens }),
        ...(seed === undefined ? {} : { seed }),
      }
    }
    case 'http': {
      const url = readNeeded(reader, 'url', draft.url)
      if (url !== '' && !/^https?:\/\/[^/]/.test(url)) complain(reader, 'url', 'url')
      const responsePath = draft.responsePath.trim()
      return {
        kind: 'http',
        url,
        method: draft.method,
        headers: readPairs(reader, 'headers', draft.headers),
        secretHeaders: readPairs(reader, 'secretHeaders', draft.secretHeaders),
        ...(draft.body.trim() === '' ? {} : { body: readJson(reader, 'body', draft.body) }),
        ...(responsePath === '' ? {} : { responsePath }),
        timeoutMs: timeoutMs(),
      }
    }
    case 'command': {
      const folder = draft.folder.trim()
      return {
        kind: 'command',
        command: readNeeded(reader, 'command', draft.command),
        args: linesOf(draft.args),
        ...(folder === '' ? {} : { folder }),
        timeoutMs: timeoutMs(),
      }
    }
    case 'module':
      return {
        kind: 'module',
        path: readNeeded(reader, 'path', draft.path),
        exportName: readNeeded(reader, 'exportName', draft.exportName),
        timeoutMs: timeoutMs(),
      }
  }
}

function toScorer(problems: Problems, draft: ScorerDraft, others: readonly ScorerDraft[]): ScorerSpec {
  const reader = { problems, prefix: `scorer.${draft.id}.` }
  const name = readNeeded(reader, 'name', draft.name)
  if (name !== '' && !AssessmentName.safeParse(name).success) complain(reader, 'name', 'name')
  if (others.some((other) => other.id !== draft.id && other.name.trim() === name)) complain(reader, 'name', 'taken')
  if (draft.kind === 'judge') {
    const repeats = readNeededNumber(reader, 'repeats', draft.repeats, { min: 1, max: 11 })
    const judgeId = readNeeded(reader, 'judgeId', draft.judgeId)
    return { kind: 'judge', name, judgeId, version: draft.version, repeats }
  }
  if (draft.kind === 'builtinJudge') {
    const guidelines = draft.guidelines.trim()
    if (draft.takesGuidelines) readNeeded(reader, 'guidelines', guidelines)
    return {
      kind: 'builtinJudge',
      name,
      builtinId: draft.builtinId as BuiltinJudgeId,
      version: draft.version,
      providerId: readNeeded(reader, 'providerId', draft.providerId),
      model: readNeeded(reader, 'model', draft.model),
      ...(guidelines === '' ? {} : { guidelines }),
      repeats: readNeededNumber(reader, 'repeats', draft.repeats, { min: 1, max: 11 }),
    }
  }
  return { kind: 'code', name, check: toCheck(reader, draft) }
}

function toCheck(reader: Reader, draft: ScorerDraft): Extract<ScorerSpec, { kind: 'code' }>['check'] {
  const { ignoresCase, ignoresSpace, needs, measure, flags } = draft
  const most = (isWhole: boolean) => readNumber(reader, 'most', draft.most, { min: 0, isWhole })
  switch (draft.kind) {
    case 'contains': {
      const texts = linesOf(draft.texts)
      const expectation = draft.expectation.trim()
      if (texts.length === 0 && expectation === '') complain(reader, 'texts', 'textsOrExpectation')
      return { kind: 'contains', ...(texts.length > 0 ? { texts } : { expectation }), needs, ignoresCase }
    }
    case 'regex': {
      const pattern = readNeeded(reader, 'pattern', draft.pattern)
      if (!/^[imsu]*$/.test(flags)) complain(reader, 'flags', 'flags')
      else if (!isPattern(pattern, flags)) complain(reader, 'pattern', 'pattern')
      return { kind: 'regex', pattern, flags }
    }
    case 'similarity':
      return { kind: 'similarity', expectation: readNeeded(reader, 'expectation', draft.expectation), measure }
    case 'jsonSchema':
      return { kind: 'jsonSchema', schema: readJson(reader, 'schema', draft.schema) }
    case 'latency': {
      const maxMs = most(false)
      return { kind: 'latency', ...(maxMs === undefined ? {} : { maxMs }) }
    }
    case 'tokens': {
      const max = most(true)
      return { kind: 'tokens', ...(max === undefined ? {} : { max }) }
    }
    case 'cost': {
      const maxUsd = most(false)
      return { kind: 'cost', ...(maxUsd === undefined ? {} : { maxUsd }) }
    }
    default:
      return {
        kind: 'exact',
        expectation: readNeeded(reader, 'expectation', draft.expectation),
        ignoresCase,
        ignoresSpace,
      }
  }
}

function isPattern(pattern: string, flags: string): boolean {
  try {
    new RegExp(pattern, flags)
    return true
  } catch {
    return false
  }
}

/** Undefined while none is chosen. */
export function readSource({ source }: Draft): EvaluationSource | undefined {
  const { kind, datasetId, version, split, sessionId, selection } = source
  if (kind === 'dataset') {
    if (datasetId === '') return undefined
    return { kind, datasetId, ...(version === 0 ? {} : { version }), ...(split === '' ? {} : { split }) }
  }
  if (kind === 'session') return sessionId === '' ? undefined : { kind, sessionId }
  return { kind, selection }
}

/**
 * @param experimentId of the source
 * @param purpose what a sealed split is opened for; undefined where none is
 */
export function readDraft(draft: Draft, experimentId: string, purpose?: string): Read<EvaluationConfig> {
  const { value: target, problems: ofTarget } = readTarget(draft.target)
  const problems: Problems = new Map()
  const reader = { problems, prefix: '' }
  const name = readNeeded(reader, 'name', draft.name)
  const source = readSource(draft)
  if (source === undefined) complain(reader, 'source', 'needed')
  if (purpose !== undefined) readNeeded(reader, 'purpose', purpose)
  for (const [field, problem] of ofTarget) problems.set(field, problem)
  const scorers = draft.scorers.map((scorer) => toScorer(problems, scorer, draft.scorers))
  if (scorers.length === 0) complain(reader, 'scorers', 'noScorer')
  const requestsPerMinute = readNumber(reader, 'requestsPerMinute', draft.requestsPerMinute, { min: 1 })
  const maxCostUsd = readNumber(reader, 'maxCostUsd', draft.maxCostUsd, { min: 0, isWhole: false })
  const value: EvaluationConfig = {
    experimentId,
    name,
    source: source ?? { kind: 'traces', selection: { traceIds: [] } },
    target,
    scorers,
    concurrency: readNeededNumber(reader, 'concurrency', draft.concurrency, { min: 1, max: 64 }),
    maxTries: readNeededNumber(reader, 'maxTries', draft.maxTries, { min: 1, max: 20 }),
    ...(requestsPerMinute === undefined ? {} : { requestsPerMinute }),
    ...(maxCostUsd === undefined ? {} : { maxCostUsd }),
  }
  return { value, problems }
}

const toLines = (pairs: Record<string, string>): string =>
  Object.entries(pairs)
    .map(([name, value]) => `${name}: ${value}`)
    .join('\n')

/** What was saved or run, in the form again. Fields of other kinds are as they were in `before`. */
export function toTargetDraft(target: Target, before: TargetDraft = emptyTarget): TargetDraft {
  switch (target.kind) {
    case 'recorded':
      return { ...before, kind: 'recorded' }
    case 'chat': {
      const { temperature = '', maxTokens = '', seed = '', ...rest } = target
      return { ...before, ...rest, temperature, maxTokens, seed }
    }
    case 'http': {
      const { headers, secretHeaders, body, responsePath = '', timeoutMs, ...rest } = target
      return {
        ...before,
        ...rest,
        headers: toLines(headers),
        secretHeaders: toLines(secretHeaders),
        body: body === undefined ? '' : JSON.stringify(body, null, 2),
        responsePath,
        timeoutSeconds: timeoutMs / 1000,
      }
    }
    case 'command': {
      const { command, args, folder = '', timeoutMs } = target
      return { ...before, kind: 'command', command, args: args.join('\n'), folder, timeoutSeconds: timeoutMs / 1000 }
    }
    case 'module': {
      const { path, exportName, timeoutMs } = target
      return { ...before, kind: 'module', path, exportName, timeoutSeconds: timeoutMs / 1000 }
    }
  }
}

/** The same evaluation again. */
export function toDraft(config: EvaluationConfig): Draft {
  const { source, target, scorers, concurrency, requestsPerMinute, maxCostUsd, maxTries, name } = config
  return {
    name,
    source: toSourceDraft(source),
    target: toTargetDraft(target),
    scorers: scorers.map(toScorerDraft),
    concurrency,
    requestsPerMinute: requestsPerMinute ?? '',
    maxCostUsd: maxCostUsd ?? '',
    maxTries,
  }
}

export function toSourceDraft(source: EvaluationSource): Draft['source'] {
  const blank = { ...emptyDraft.source, kind: source.kind }
  if (source.kind === 'session') return { ...blank, sessionId: source.sessionId }
  if (source.kind === 'traces') return { ...blank, selection: source.selection }
  return { ...blank, datasetId: source.datasetId, version: source.version ?? 0, split: source.split ?? '' }
}

function toScorerDraft(spec: ScorerSpec): ScorerDraft {
  if (spec.kind === 'judge') return { ...newJudge(spec, []), repeats: spec.repeats }
  if (spec.kind === 'builtinJudge') {
    const { guidelines = '', temperature: _, ...rest } = spec
    return { ...newBuiltin({ ...rest, takesGuidelines: guidelines !== '' }, [], undefined), ...rest, guidelines }
  }
  const { check, name } = spec
  const blank = { ...newScorer(check.kind, [], ''), name }
  switch (check.kind) {
    case 'exact':
    case 'similarity':
      return { ...blank, ...check }
    case 'contains': {
      const { texts = [], expectation = '', ...rest } = check
      return { ...blank, ...rest, texts: texts.join('\n'), expectation }
    }
    case 'regex':
      return { ...blank, ...check }
    case 'jsonSchema':
      return { ...blank, schema: JSON.stringify(check.schema, null, 2) }
    case 'latency':
      return { ...blank, most: check.maxMs ?? '' }
    case 'tokens':
      return { ...blank, most: check.max ?? '' }
    case 'cost':
      return { ...blank, most: check.maxUsd ?? '' }
  }
}
