/** A judge, ready to be put before rows: what it is, what it needs, and under which name its judgements are known. */
import { AppError } from '../../../shared/model/error.ts'
import type { ScorerSpec } from '../../../shared/model/evaluation.ts'
import type { Judge, JudgeDefinition } from '../../../shared/model/judge.ts'
import { fillGuidelines, type JudgeVariable } from '../../../shared/model/judge-instructions.ts'
import { getBuiltin } from './builtin/list.ts'
import { readVariables } from './judge-prompt.ts'

export type JudgeSpec = Extract<ScorerSpec, { kind: 'judge' | 'builtinJudge' }>

export interface JudgePlan {
  definition: JudgeDefinition
  variables: readonly JudgeVariable[]
  /** Only these of a row's expectations are shown. Undefined: all. */
  expectations: readonly string[] | undefined
  needsSpans: 'RETRIEVER' | 'TOOL' | undefined
  /** As assessments name it in their metadata. */
  ref: string
}

/** @throws AppError NOT_FOUND (judge, version), INVALID_INPUT (guidelines are missing, instructions cannot be used) */
export function planJudge(spec: JudgeSpec, getJudge: (judgeId: string, version: number) => Judge): JudgePlan {
  if (spec.kind === 'judge') {
    const { definition } = getJudge(spec.judgeId, spec.version)
    return planDefinition(definition, `${spec.judgeId}@${spec.version}`)
  }
  const { builtinId, version, providerId, model, temperature = 0, guidelines } = spec
  const builtin = getBuiltin(builtinId, version)
  if (builtin.takesGuidelines && guidelines === undefined) {
    throw new AppError('INVALID_INPUT', `The judge ${spec.name} has no guidelines. Write some, one a line.`)
  }
  const definition: JudgeDefinition = {
    instructions: fillGuidelines(builtin.instructions, guidelines ?? ''),
    answer: builtin.answer,
    isMultiTurn: builtin.isMultiTurn,
    providerId,
    model,
    temperature,
    examples: [],
  }
  const needed = builtin.expectations.length === 0 ? undefined : builtin.expectations
  const plan = planDefinition(definition, `${builtinId}@${version}`)
  return { ...plan, expectations: needed, needsSpans: builtin.needsSpans }
}

/** @throws AppError INVALID_INPUT for instructions that cannot be used */
export function planDefinition(definition: JudgeDefinition, ref: string): JudgePlan {
  const variables = readVariables(definition.instructions)
  if (definition.isMultiTurn !== variables.includes('conversation')) {
    const sentence = definition.isMultiTurn
      ? 'A judge of conversations has to be shown one: use {{ conversation }} in the instructions.'
      : 'Only a judge of whole conversations can be shown {{ conversation }}. Say that it is one, or use {{ inputs }} and {{ outputs }}.'
    throw new AppError('INVALID_INPUT', sentence)
  }
  return { definition, variables, expectations: undefined, needsSpans: undefined, ref }
}
