import type { Disagreement } from '../../../shared/model/label-quality.ts'
import css from './quality.module.css'
import type { Names } from './use-quality.ts'

/** Who gave an answer, by name or number, and why. */
export function Givers({ answers, names }: { answers: Disagreement['answers']; names: Names }) {
  const order = names.shown.map(({ reviewer }) => reviewer)
  const sorted = answers.toSorted((a, b) => order.indexOf(a.reviewer) - order.indexOf(b.reviewer))
  return (
    <ul className={css.givers}>
      {sorted.map(({ reviewer, rationale, assessmentId }) => (
        <li key={assessmentId} className={css.giver}>
          <span className={css.giverName}>{names.nameOf(reviewer)}</span>
          {rationale !== undefined && rationale !== '' && <p className={css.rationale}>{rationale}</p>}
        </li>
      ))}
    </ul>
  )
}
