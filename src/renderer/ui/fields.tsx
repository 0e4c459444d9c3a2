import type { ReactNode } from 'react'
import css from './fields.module.css'

/** A list of names and values, aligned in two columns. Holds `Field`s. */
export function Fields({ children }: { children: ReactNode }) {
  return <dl className={css.fields}>{children}</dl>
}

/** One name and its value; nothing when there is no value. */
export function Field({ name, children, isMono = false }: { name: string; children: ReactNode; isMono?: boolean }) {
  if (children === undefined || children === null || children === '') return null
  return (
    <div className={css.field}>
      <dt className={css.name}>{name}</dt>
      <dd className={css.value} data-mono={isMono || undefined}>
        {children}
      </dd>
    </div>
  )
}
