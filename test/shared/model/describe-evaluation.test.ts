import { expect, test } from 'vitest'
import { describeEvaluation, describeTarget } from '../../../src/shared/model/describe-evaluation.ts'
import type { EvaluationConfig } from '../../../src/shared/model/evaluation.ts'

const config: EvaluationConfig = {
  experimentId: '0',
  name: 'nightly',
  source: { kind: 'dataset', datasetId: 'd-1', split: 'test' },
  target: { kind: 'recorded' },
  scorers: [
    { kind: 'code', name: 'short', check: { kind: 'regex', pattern: '^.{1,9}$', flags: '' } },
    {
      kind: 'builtinJudge',
      name: 'correctness',
      builtinId: 'correctness',
      version: 1,
      providerId: 'p',
      model: 'small',
      repeats: 1,
    },
    { kind: 'judge', name: 'tone', judgeId: 'j-1', version: 3, repeats: 1 },
  ],
  concurrency: 1,
  maxTries: 1,
}

test('what is run, on what, and by what it is scored', () => {
  expect(describeEvaluation(config, 7, { name: 'golden', version: 2 })).toEqual({
    rows: '7',
    target: 'recorded',
    source: 'golden v2, test',
    scorers: 'short (regex), correctness (correctness 1, small), tone (version 3)',
  })
  const traces = { kind: 'traces' as const, selection: { filter: {} } }
  expect(describeEvaluation({ ...config, source: traces, scorers: [] }, 7, undefined)).toEqual({
    rows: '7',
    target: 'recorded',
  })
})

test('an address is named without what may be secret in it, also one with places', () => {
  const target = (url: string) =>
    describeTarget({ kind: 'http', url, method: 'POST', headers: { a: 'b' }, secretHeaders: {}, timeoutMs: 1_000 })
  expect(target('https://me:pass@host.example/chat?key=s3cret#x')).toBe('POST https://host.example/chat')
  expect(target('http://127.0.0.1:8000/{{ inputs.path }}?q={{ inputs.q }}')).toBe(
    'POST http://127.0.0.1:8000/{{ inputs.path }}',
  )
})
