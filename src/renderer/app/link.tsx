import type { AnchorHTMLAttributes, ReactNode } from 'react'
import { type Route, toHash } from './routes.ts'

/** A link to a screen of Assay: a real anchor, so the middle button, copying and screen readers work. */
export function Link({
  to,
  children,
  ...rest
}: { to: Route; children: ReactNode } & AnchorHTMLAttributes<HTMLAnchorElement>) {
  return (
    <a {...rest} href={toHash(to)}>
      {children}
    </a>
  )
}
