/** What shared widgets need of the app around them, so that they know neither client nor host. */
import { createContext, type ReactNode, useContext } from 'react'
import type { Json } from '../../shared/model/json.ts'

export interface UiEnvironment {
  /** Opens a web or mail address outside Assay. */
  openLink: (url: string) => void
  isMac: boolean
  /** Remembered interface state such as pane sizes. */
  readLayout: (key: string) => Json | undefined
  writeLayout: (key: string, value: Json) => void
}

const Environment = createContext<UiEnvironment | undefined>(undefined)

export function UiEnvironmentProvider({ value, children }: { value: UiEnvironment; children: ReactNode }) {
  return <Environment value={value}>{children}</Environment>
}

export function useUiEnvironment(): UiEnvironment {
  const value = useContext(Environment)
  if (value === undefined) throw new Error('UiEnvironmentProvider is missing above this widget.')
  return value
}
