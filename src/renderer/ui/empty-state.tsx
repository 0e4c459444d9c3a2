import type { ReactNode } from 'react'
import css from './empty-state.module.css'

/** What to say where nothing is: what is the case, and the next step. */
export function EmptyState({
  icon,
  title,
  children,
  code,
  actions,
}: {
  icon?: ReactNode
  title: string
  children?: ReactNode
  /** A block of code, as wide as its lines. */
  code?: ReactNode
  actions?: ReactNode
}) {
  return (
    <div className={css.empty}>
      {icon !== undefined && (
        <div className={css.icon} aria-hidden>
          {icon}
        </div>
      )}
      <h2 className={css.title}>{title}</h2>
      {children !== undefined && <div className={css.text}>{children}</div>}
      {code !== undefined && <div className={css.code}>{code}</div>}
      {actions !== undefined && <div className={css.actions}>{actions}</div>}
    </div>
  )
}
