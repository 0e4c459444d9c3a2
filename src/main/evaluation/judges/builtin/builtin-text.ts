import type { BuiltinJudge, JudgeAnswer } from '../../../../shared/model/judge.ts'

/** A built-in judge as it is written down: the first version, about one row, unless it says otherwise. */
export type BuiltinText = Pick<BuiltinJudge, 'builtinId' | 'mlflowName' | 'answer' | 'expectations' | 'instructions'> &
  Partial<Pick<BuiltinJudge, 'version' | 'isMultiTurn' | 'needsSpans' | 'takesGuidelines'>>

export const yesNo: JudgeAnswer = { kind: 'yesNo' }
