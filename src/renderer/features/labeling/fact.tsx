import type { ReactNode } from 'react'
import css from './labeling.module.css'

/** One name and its value in the strip above a session. */
export function Fact({ name, children }: { name: string; children: ReactNode }) {
  return (
    <div className={css.fact}>
      <dt>{name}</dt>
      <dd>{children}</dd>
    </div>
  )
}
