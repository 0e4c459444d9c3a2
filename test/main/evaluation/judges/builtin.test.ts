import { createHash } from 'node:crypto'
import { expect, test } from 'vitest'
import { getBuiltin, listBuiltins } from '../../../../src/main/evaluation/judges/builtin/list.ts'
import { planJudge } from '../../../../src/main/evaluation/judges/judge-plan.ts'
import { BuiltinJudgeId } from '../../../../src/shared/model/judge.ts'

const noJudge = () => {
  throw new Error('No judge of a person is asked for here.')
}

const model = { providerId: 'p', model: 'm', repeats: 1 }

test('there is one for each of MLflow’s, and each can be asked', () => {
  const builtins = listBuiltins()
  expect(builtins.map(({ builtinId }) => builtinId)).toEqual(BuiltinJudgeId.options)
  for (const { builtinId, version, isMultiTurn, takesGuidelines, expectations } of builtins) {
    const spec = { kind: 'builtinJudge' as const, name: builtinId, builtinId, version, ...model }
    const plan = planJudge({ ...spec, ...(takesGuidelines ? { guidelines: 'Be brief.' } : {}) }, noJudge)
    expect(plan.variables.includes('conversation'), builtinId).toBe(isMultiTurn)
    expect(plan.variables.includes('expectations'), builtinId).toBe(expectations.length > 0)
    expect(plan.definition.instructions.includes('Be brief.'), builtinId).toBe(takesGuidelines)
    expect(plan.definition.temperature).toBe(0)
  }
})

test('guidelines have to be given, and go in as they are written', () => {
  const spec = { kind: 'builtinJudge' as const, name: 'tone', builtinId: 'guidelines' as const, version: 1, ...model }
  expect(() => planJudge(spec, noJudge)).toThrow(expect.objectContaining({ code: 'INVALID_INPUT' }))
  const { definition } = planJudge({ ...spec, guidelines: 'Say "$&" and never "$1".' }, noJudge)
  expect(definition.instructions).toContain('Say "$&" and never "$1".')
})

test('a version that this build does not have is said to be missing', () => {
  expect(() => getBuiltin('safety', 99)).toThrow(expect.objectContaining({ code: 'NOT_FOUND' }))
})

/** Judgements name the version that made them. Another text is another version: add one, and leave these as they are. */
test('the text of a version never changes', () => {
  const digests = Object.fromEntries(
    listBuiltins().flatMap(({ builtinId, version: newest }) =>
      Array.from({ length: newest }, (_, at) => {
        const { version, instructions } = getBuiltin(builtinId, at + 1)
        const digest = createHash('sha256').update(JSON.stringify(instructions)).digest('hex')
        return [`${builtinId}@${version}`, digest.slice(0, 12)]
      }),
    ),
  )
  expect(digests).toMatchInlineSnapshot(`
    {
      "completeness@1": "e9b66221b7f4",
      "conversation_completeness@1": "cfe5ca5f329b",
      "conversational_guidelines@1": "f8b0f203bd84",
      "conversational_role_adherence@1": "d0d01537f0bc",
      "conversational_safety@1": "edcf0f697ade",
      "conversational_tool_call_efficiency@1": "9b9daaf26343",
      "correctness@1": "53ee0cb6e76c",
      "equivalence@1": "cb4a89872acd",
      "expectations_guidelines@1": "b55931964c52",
      "fluency@1": "3efefe72d766",
      "guidelines@1": "e58ec808de28",
      "knowledge_retention@1": "41d83d448134",
      "relevance_to_query@1": "0024eef8a9ae",
      "retrieval_groundedness@1": "88072fd2c59a",
      "retrieval_relevance@1": "de91b0284075",
      "retrieval_sufficiency@1": "1e2db5d50aae",
      "safety@1": "f3c11d1052c2",
      "summarization@1": "07d166802be0",
      "tool_call_correctness@1": "e2579c92c9ea",
      "tool_call_efficiency@1": "3c04e8f4cc4e",
      "user_frustration@1": "5282e4d611a5",
    }
  `)
})
