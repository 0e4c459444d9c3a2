/** The words in double braces that a judge's instructions are written with. Pure. */

/** The words that MLflow's `make_judge` takes in instructions. */
export const judgeVariables = ['inputs', 'outputs', 'expectations', 'trace', 'conversation'] as const
export type JudgeVariable = (typeof judgeVariables)[number]

export const judgePlaceholder = /\{\{\s*([\w.]+)\s*\}\}/g

/**
 * Why instructions cannot be used: words that mean nothing, no word at all, or words that do not go with a conversation
 * (MLflow's rule: a conversation is many rows, inputs and outputs are one's).
 */
export interface InstructionProblem {
  kind: 'unknown' | 'none' | 'mixed'
  words: string[]
}

/** The variables that instructions use, each once, in the order in which they come. */
export function readInstructions(instructions: string): {
  variables: JudgeVariable[]
  problem: InstructionProblem | undefined
} {
  const words = [...new Set([...instructions.matchAll(judgePlaceholder)].map(([, word = '']) => word))]
  const variables = words.flatMap((word) => judgeVariables.find((each) => each === word) ?? [])
  const unknown = words.filter((word) => !variables.some((each) => each === word))
  if (unknown.length > 0) return { variables, problem: { kind: 'unknown', words: unknown } }
  if (variables.length === 0) return { variables, problem: { kind: 'none', words: [] } }
  const others = variables.filter((each) => each !== 'conversation' && each !== 'expectations')
  const isMixed = variables.includes('conversation') && others.length > 0
  return { variables, problem: isMixed ? { kind: 'mixed', words: others } : undefined }
}

/** Words as they are written in instructions. */
export const showVariables = (words: readonly string[]) => words.map((word) => `{{ ${word} }}`).join(', ')

/** The instructions of a built-in judge with the guidelines of whoever uses it. */
export function fillGuidelines(instructions: string, guidelines: string): string {
  return instructions.replaceAll(/\{\{\s*guidelines\s*\}\}/g, () => guidelines.trim())
}
