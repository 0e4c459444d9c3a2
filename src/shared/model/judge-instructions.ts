/** The words in double braces that a judge's instructions are written with. */
import { AppError } from './error.ts'

/** The words that MLflow's `make_judge` takes in instructions. */
export const judgeVariables = ['inputs', 'outputs', 'expectations', 'trace', 'conversation'] as const
export type JudgeVariable = (typeof judgeVariables)[number]

export const judgePlaceholder = /\{\{\s*([\w.]+)\s*\}\}/g

/**
 * The variables that instructions use, each once.
 *
 * @throws AppError INVALID_INPUT for another word in double braces, for none at all, and for a conversation beside
 *   anything but expectations (MLflow's rule: a conversation is many rows, inputs and outputs are one's)
 */
export function readVariables(instructions: string): JudgeVariable[] {
  const used = new Set<JudgeVariable>()
  for (const [, word = ''] of instructions.matchAll(judgePlaceholder)) {
    const variable = judgeVariables.find((each) => each === word)
    if (variable === undefined) {
      throw new AppError('INVALID_INPUT', `{{ ${word} }} means nothing to a judge. Use ${shown(judgeVariables)}.`)
    }
    used.add(variable)
  }
  if (used.size === 0) {
    throw new AppError(
      'INVALID_INPUT',
      `The instructions show the judge nothing. Use at least one of ${shown(judgeVariables)}.`,
    )
  }
  const others = [...used].filter((each) => each !== 'conversation' && each !== 'expectations')
  if (used.has('conversation') && others.length > 0) {
    throw new AppError(
      'INVALID_INPUT',
      `{{ conversation }} goes with {{ expectations }} only; leave ${shown(others)} out.`,
    )
  }
  return [...used]
}

const shown = (words: readonly string[]) => words.map((word) => `{{ ${word} }}`).join(', ')

/** The instructions of a built-in judge with the guidelines of whoever uses it. */
export function fillGuidelines(instructions: string, guidelines: string): string {
  return instructions.replaceAll(/\{\{\s*guidelines\s*\}\}/g, () => guidelines.trim())
}
