import { expect, test } from 'vitest'
import {
  emptyDraft,
  newBuiltin,
  newScorer,
  parseDraft,
  toKept,
} from '../../../../src/renderer/features/evaluate/draft.ts'
import {
  readDraft,
  readTarget,
  toDraft,
  toTargetDraft,
} from '../../../../src/renderer/features/evaluate/draft-config.ts'
import { EvaluationConfig } from '../../../../src/shared/model/evaluation.ts'
import type { Target } from '../../../../src/shared/model/target.ts'

const targets: Target[] = [
  { kind: 'recorded' },
  {
    kind: 'chat',
    providerId: 'p',
    model: 'm',
    system: 's',
    user: '{{ inputs }}',
    temperature: 0.5,
    maxTokens: 10,
    seed: 1,
  },
  { kind: 'chat', providerId: 'p', model: 'm', system: '', user: 'u' },
  {
    kind: 'http',
    url: 'http://127.0.0.1:1/chat',
    method: 'POST',
    headers: { 'X-Team': 'search: first' },
    secretHeaders: { Authorization: 'CHATBOT_AUTH' },
    body: { question: '{{ inputs.question }}' },
    responsePath: 'reply',
    timeoutMs: 1500,
  },
  { kind: 'command', command: 'node', args: ['app.js', '--fast'], folder: '/tmp', timeoutMs: 60_000 },
  { kind: 'module', path: '/app/predict.ts', exportName: 'predict', timeoutMs: 60_000 },
]

const everything = EvaluationConfig.parse({
  experimentId: '7',
  name: 'nightly',
  source: { kind: 'dataset', datasetId: 'd-1', version: 3, split: 'dev' },
  target: targets[3],
  scorers: [
    { kind: 'code', name: 'same', check: { kind: 'exact', expectation: 'a', ignoresCase: false, ignoresSpace: true } },
    { kind: 'code', name: 'has', check: { kind: 'contains', texts: ['a', 'b c'], needs: 'any', ignoresCase: true } },
    { kind: 'code', name: 'has_2', check: { kind: 'contains', expectation: 'e', needs: 'all', ignoresCase: true } },
    { kind: 'code', name: 'like', check: { kind: 'regex', pattern: '^\\d+$', flags: 'i' } },
    { kind: 'code', name: 'json', check: { kind: 'jsonSchema', schema: { type: 'object' } } },
    { kind: 'code', name: 'near', check: { kind: 'similarity', expectation: 'e', measure: 'rougeL' } },
    { kind: 'code', name: 'fast', check: { kind: 'latency', maxMs: 1.5 } },
    { kind: 'code', name: 'tokens', check: { kind: 'tokens' } },
    { kind: 'code', name: 'cheap', check: { kind: 'cost', maxUsd: 0.1 } },
    { kind: 'judge', name: 'mine', judgeId: 'j', version: 2, repeats: 3 },
    {
      kind: 'builtinJudge',
      name: 'guidelines',
      builtinId: 'guidelines',
      version: 1,
      providerId: 'p',
      model: 'm',
      guidelines: 'Be kind.\nBe short.',
      repeats: 1,
    },
  ],
  concurrency: 4,
  requestsPerMinute: 60,
  maxCostUsd: 2.5,
  maxTries: 3,
})

test('an evaluation that was run comes back as it was, also after it was kept as the last used values', () => {
  const draft = toDraft(everything)
  expect(readDraft(draft, '7')).toEqual({ value: everything, problems: new Map() })
  const kept = parseDraft(toKept(draft)) ?? emptyDraft
  expect(kept.name).toBe('')
  expect(readDraft({ ...kept, name: everything.name }, '7').value).toEqual(everything)
})

test('targets of every kind survive the form', () => {
  for (const target of targets)
    expect(readTarget(toTargetDraft(target))).toEqual({ value: target, problems: new Map() })
})

test('hand-picked traces are not kept for the next time', () => {
  const draft = toDraft({ ...everything, source: { kind: 'traces', selection: { traceIds: ['a', 'b'] } } })
  expect(parseDraft(toKept(draft))?.source).toMatchObject({ kind: 'traces', selection: { filter: {} } })
})

test('each thing that is wrong names its field', () => {
  const exact = newScorer('exact', [], '')
  const same = { ...newScorer('regex', [], ''), name: exact.name, pattern: '(' }
  const guidelines = newBuiltin({ builtinId: 'guidelines', version: 1, takesGuidelines: true }, [], undefined)
  const target = { ...toTargetDraft(targets[3] as Target), url: 'ftp://x', body: '{', headers: 'no colon' }
  const { problems } = readDraft(
    { ...emptyDraft, target, scorers: [exact, same, guidelines], concurrency: 0, maxTries: '', maxCostUsd: -1 },
    '0',
  )
  expect(Object.fromEntries(problems)).toEqual({
    name: 'needed',
    source: 'needed',
    'target.url': 'url',
    'target.body': 'json',
    'target.headers': 'lines',
    [`scorer.${exact.id}.name`]: 'taken',
    [`scorer.${exact.id}.expectation`]: 'needed',
    [`scorer.${same.id}.name`]: 'taken',
    [`scorer.${same.id}.pattern`]: 'pattern',
    [`scorer.${guidelines.id}.guidelines`]: 'needed',
    [`scorer.${guidelines.id}.providerId`]: 'needed',
    [`scorer.${guidelines.id}.model`]: 'needed',
    concurrency: 'number',
    maxTries: 'number',
    maxCostUsd: 'number',
  })
  expect(Object.fromEntries(readDraft({ ...emptyDraft, name: 'a' }, '0').problems)).toEqual({
    source: 'needed',
    scorers: 'noScorer',
  })
})

test('a scorer of a kind that is there already gets a name of its own', () => {
  const first = newScorer('exact', [], 'e')
  const second = newScorer('exact', [first], 'e')
  expect([first.name, second.name, newScorer('exact', [first, second], 'e').name]).toEqual([
    'exact_match',
    'exact_match_2',
    'exact_match_3',
  ])
})
