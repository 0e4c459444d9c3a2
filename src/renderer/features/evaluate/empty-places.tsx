import type { EmptyPlace } from '../../../shared/model/template-places.ts'
import { useFormat } from '../../i18n/format.ts'
import { useT } from '../../i18n/i18n.ts'
import css from './evaluate.module.css'

/** Places of the target's texts that some of the rows looked at have nothing for. */
export function EmptyPlaces({ places, rows }: { places: readonly EmptyPlace[]; rows: number }) {
  const t = useT()
  const format = useFormat()
  return places.map(({ place, rows: lacking }) => (
    <p key={place} className={css.warning}>
      {t('evaluate.target.emptyPlace', { place, lacking: format.number(lacking), rows: format.number(rows) })}
    </p>
  ))
}
