import type { Code } from '../../../shared/model/coding.ts'
import css from './coding.module.css'

/** A code by name, with a dot in its colour. */
export function CodeChip({ code }: { code: Pick<Code, 'name' | 'colour'> }) {
  return (
    <span className={css.chip} title={code.name}>
      <span className={css.dot} data-colour={code.colour} aria-hidden />
      <span className={css.chipName}>{code.name}</span>
    </span>
  )
}
