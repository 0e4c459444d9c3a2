import { type ReactNode, useId } from 'react'
import css from './evaluate.module.css'

/** One part of the form, with its title as its name. */
export function Part({ title, tools, children }: { title: string; tools?: ReactNode; children: ReactNode }) {
  const id = useId()
  return (
    <section className={css.part} aria-labelledby={id}>
      <div className={css.partHead}>
        <h2 id={id} className={css.partTitle}>
          {title}
        </h2>
        {tools}
      </div>
      {children}
    </section>
  )
}
