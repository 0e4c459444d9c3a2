import type { MarkColor } from '../../shared/model/highlight.ts'
import css from './highlight.module.css'

/** The colour of a label, beside its text. */
export function MarkSwatch({ color }: { color: MarkColor }) {
  return <span className={css.swatch} data-color={color} aria-hidden />
}
