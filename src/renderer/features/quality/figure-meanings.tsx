import type { AgreementFigure, QuestionAgreement } from '../../../shared/model/label-quality.ts'
import { useT } from '../../i18n/i18n.ts'
import css from './figures.module.css'

/** Gwet's coefficient has another name with weights, which questions with an order have. */
export function useFigureName(): (kind: AgreementFigure['kind'], scale: QuestionAgreement['scale']) => string {
  const t = useT()
  return (kind, scale) =>
    kind === 'gwet' && scale !== 'nominal' ? t('quality.figure.weightedGwet') : t(`quality.figure.kind.${kind}`)
}

/** What each figure on the page measures, said once. */
export function FigureMeanings({ questions }: { questions: readonly QuestionAgreement[] }) {
  const t = useT()
  const nameOf = useFigureName()
  const meanings = new Map<string, string>()
  for (const { figures, scale } of questions) {
    for (const { kind } of figures) {
      const isWeighted = kind === 'gwet' && scale !== 'nominal'
      meanings.set(
        nameOf(kind, scale),
        isWeighted ? t('quality.figure.weightedMeaning') : t(`quality.figure.meaning.${kind}`),
      )
    }
  }
  return (
    <section className={css.block} aria-labelledby="quality-meanings">
      <h2 id="quality-meanings" className={css.blockTitle}>
        {t('quality.figure.meanings')}
      </h2>
      <dl className={css.meanings}>
        {[...meanings].map(([name, meaning]) => (
          <div key={name}>
            <dt>{name}</dt>
            <dd>{meaning}</dd>
          </div>
        ))}
        <div>
          <dt>{t('quality.figure.interval')}</dt>
          <dd>{t('quality.figure.intervalMeaning')}</dd>
        </div>
      </dl>
    </section>
  )
}
