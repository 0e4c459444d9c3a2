/** A new evaluation as it stands in its form: texts and choices, kept as the last used values. */
import * as z from 'zod'
import type { Json } from '../../../shared/model/json.ts'
import { TraceSelection } from '../../../shared/model/trace.ts'

const Count = z.union([z.number(), z.string()])

export const targetKinds = ['recorded', 'chat', 'http', 'command', 'module'] as const

export const TargetDraft = z.object({
  kind: z.enum(targetKinds),
  providerId: z.string(),
  model: z.string(),
  system: z.string(),
  user: z.string(),
  temperature: Count,
  maxTokens: Count,
  seed: Count,
  url: z.string(),
  method: z.enum(['POST', 'PUT', 'GET']),
  /** One `Name: value` a line. */
  headers: z.string(),
  /** One `Name: VARIABLE` a line. */
  secretHeaders: z.string(),
  /** JSON; empty: the inputs as they are. */
  body: z.string(),
  responsePath: z.string(),
  timeoutSeconds: Count,
  command: z.string(),
  /** One a line. */
  args: z.string(),
  folder: z.string(),
  path: z.string(),
  exportName: z.string(),
})
export type TargetDraft = z.infer<typeof TargetDraft>

export const checkKinds = [
  'exact',
  'contains',
  'regex',
  'similarity',
  'jsonSchema',
  'latency',
  'tokens',
  'cost',
] as const
export type CheckKind = (typeof checkKinds)[number]

export const ScorerDraft = z.object({
  /** Of this form alone. */
  id: z.string(),
  kind: z.enum([...checkKinds, 'judge', 'builtinJudge']),
  name: z.string(),
  /** Key among the row's expectations. */
  expectation: z.string(),
  ignoresCase: z.boolean(),
  ignoresSpace: z.boolean(),
  /** One a line; empty: those of the expectation. */
  texts: z.string(),
  needs: z.enum(['all', 'any', 'none']),
  pattern: z.string(),
  flags: z.string(),
  schema: z.string(),
  measure: z.enum(['levenshtein', 'tokenF1', 'rougeL']),
  /** The most that passes; empty: the figure alone is kept. */
  most: Count,
  judgeId: z.string(),
  version: z.number(),
  repeats: Count,
  builtinId: z.string(),
  providerId: z.string(),
  model: z.string(),
  /** One rule a line. */
  guidelines: z.string(),
  takesGuidelines: z.boolean(),
})
export type ScorerDraft = z.infer<typeof ScorerDraft>

export const Draft = z.object({
  name: z.string(),
  source: z.object({
    kind: z.enum(['dataset', 'session', 'traces']),
    datasetId: z.string(),
    /** 0: the newest. */
    version: z.number(),
    /** Empty: all that are not sealed. */
    split: z.string(),
    sessionId: z.string(),
    selection: TraceSelection,
  }),
  target: TargetDraft,
  scorers: z.array(ScorerDraft),
  concurrency: Count,
  requestsPerMinute: Count,
  maxCostUsd: Count,
  maxTries: Count,
})
export type Draft = z.infer<typeof Draft>

export const emptyTarget: TargetDraft = {
  kind: 'recorded',
  providerId: '',
  model: '',
  system: '',
  user: '{{ inputs }}',
  temperature: 0,
  maxTokens: '',
  seed: '',
  url: '',
  method: 'POST',
  headers: '',
  secretHeaders: '',
  body: '',
  responsePath: '',
  timeoutSeconds: 60,
  command: '',
  args: '',
  folder: '',
  path: '',
  exportName: 'predict',
}

const checkNames: Record<CheckKind, string> = {
  exact: 'exact_match',
  contains: 'contains',
  regex: 'matches_pattern',
  similarity: 'similarity',
  jsonSchema: 'valid_json',
  latency: 'latency',
  tokens: 'tokens',
  cost: 'cost',
}

/** A new scorer with a name that no other has. */
export function newScorer(kind: CheckKind, others: readonly ScorerDraft[], expectation: string): ScorerDraft {
  return { ...blankScorer(checkNames[kind], others), kind, expectation }
}

/** A judge that comes with Assay, asked of the provider that an earlier one asks. */
export function newBuiltin(
  { builtinId, version, takesGuidelines }: { builtinId: string; version: number; takesGuidelines: boolean },
  others: readonly ScorerDraft[],
  provider: { providerId: string; defaultModel?: string | undefined } | undefined,
): ScorerDraft {
  const like = others.find((each) => each.kind === 'builtinJudge')
  const providerId = like?.providerId ?? provider?.providerId ?? ''
  const model = like?.model ?? provider?.defaultModel ?? ''
  const chosen = { builtinId, version, takesGuidelines, providerId, model }
  return { ...blankScorer(builtinId, others), kind: 'builtinJudge', ...chosen }
}

/** A judge, as a scorer of its own name. */
export function newJudge(
  judge: { judgeId: string; name: string; version: number },
  others: readonly ScorerDraft[],
): ScorerDraft {
  return { ...blankScorer(judge.name, others), kind: 'judge', judgeId: judge.judgeId, version: judge.version }
}

function blankScorer(wanted: string, others: readonly ScorerDraft[]): ScorerDraft {
  const taken = new Set(others.map(({ name }) => name))
  let name = wanted
  for (let n = 2; taken.has(name); n++) name = `${wanted}_${n}`
  return {
    id: crypto.randomUUID(),
    kind: 'exact',
    name,
    expectation: 'expected_response',
    ignoresCase: true,
    ignoresSpace: true,
    texts: '',
    needs: 'all',
    pattern: '',
    flags: '',
    schema: '{\n  "type": "object"\n}',
    measure: 'tokenF1',
    most: '',
    judgeId: '',
    version: 0,
    repeats: 1,
    builtinId: '',
    providerId: '',
    model: '',
    guidelines: '',
    takesGuidelines: false,
  }
}

export const emptyDraft: Draft = {
  name: '',
  source: { kind: 'dataset', datasetId: '', version: 0, split: '', sessionId: '', selection: { filter: {} } },
  target: emptyTarget,
  scorers: [],
  concurrency: 8,
  requestsPerMinute: '',
  maxCostUsd: '',
  maxTries: 5,
}

/** What any version of Assay kept; undefined when it does not fit. */
export function parseDraft(stored: unknown): Draft | undefined {
  const parsed = Draft.safeParse(stored)
  return parsed.success ? parsed.data : undefined
}

/** For the next time: a name is of one run, and hand-picked traces, which may be many, are of this time only. */
export function toKept(draft: Draft): Json {
  const { selection } = draft.source
  const kept = 'traceIds' in selection ? { filter: {} } : selection
  return JSON.parse(JSON.stringify({ ...draft, name: '', source: { ...draft.source, selection: kept } })) as Json
}
