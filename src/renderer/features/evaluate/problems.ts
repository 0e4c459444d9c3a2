/** What is wrong with which field, for the fields themselves. */
import { createContext, useContext } from 'react'
import { useT } from '../../i18n/i18n.ts'
import type { Problems } from './draft-config.ts'

export const ShownProblems = createContext<Problems>(new Map())

/** The sentence for a field, once the form was tried. */
export function useProblem(): (field: string) => string | undefined {
  const t = useT()
  const problems = useContext(ShownProblems)
  return (field) => {
    const problem = problems.get(field)
    return problem === undefined ? undefined : t(`evaluate.problem.${problem}`)
  }
}

/** Puts the cursor where the first thing is wrong. */
export function focusFirstProblem(): void {
  requestAnimationFrame(() => {
    document.querySelector<HTMLElement>('form [aria-invalid="true"], form [data-problem]')?.focus()
  })
}
