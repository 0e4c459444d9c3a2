/** Keys by which the options of a question are chosen, where a screen has such keys: the buttons then show them. */
import { createContext, type ReactNode, useContext } from 'react'

const Keys = createContext<readonly string[]>([])

/** `keys`: as commands write them, the first for the first option. */
export function ChoiceKeys({ keys, children }: { keys: readonly string[]; children: ReactNode }) {
  return <Keys value={keys}>{children}</Keys>
}

export function useChoiceKeys(): readonly string[] {
  return useContext(Keys)
}
