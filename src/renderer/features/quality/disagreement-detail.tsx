import type { Disagreement } from '../../../shared/model/label-quality.ts'
import type { LabelingSession } from '../../../shared/model/labeling.ts'
import { useT } from '../../i18n/i18n.ts'
import { groupAnswers } from './answer-groups.ts'
import { AnswerMark, questionTitle } from './answer-mark.tsx'
import { Givers } from './givers.tsx'
import css from './quality.module.css'
import type { Names } from './use-quality.ts'

/** The selected disagreement in short: what was judged, and who answered what for which reason. */
export function DisagreementDetail({
  item,
  session,
  names,
}: {
  item: Disagreement | undefined
  session: LabelingSession
  names: Names
}) {
  const t = useT()
  const schema = session.schemas.find(({ schemaId }) => schemaId === item?.schemaId)
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must be reachable by keyboard
    <section className={css.pane} tabIndex={0} aria-label={t('quality.detail.title')}>
      {item === undefined ? (
        <p className={css.faint}>{t('quality.detail.none')}</p>
      ) : (
        <>
          <h2 className={css.paneTitle}>{schema === undefined ? item.schemaId : questionTitle(schema)}</h2>
          {item.settled?.value !== undefined && (
            <p className={css.settledNote}>
              <span>{t('quality.detail.settledAs', { name: item.settled.source.id })}</span>
              <AnswerMark value={item.settled.value} schema={schema} />
            </p>
          )}
          {(['input', 'output'] as const).map((side) => {
            const text = side === 'input' ? item.inputPreview : item.outputPreview
            return text === undefined ? null : (
              <div key={side} className={css.part}>
                <h3 className={css.partTitle}>{t(`quality.detail.${side}`)}</h3>
                <p className={css.preview}>{text}</p>
              </div>
            )
          })}
          <h3 className={css.partTitle}>{t('quality.detail.answers')}</h3>
          <ul className={css.cards}>
            {groupAnswers(item.answers, schema?.input.type === 'ranking').map(({ value, answers }) => (
              <li key={JSON.stringify(value)} className={css.card}>
                <div className={css.cardHead}>
                  <span className={css.cardValue}>
                    <AnswerMark value={value} schema={schema} />
                  </span>
                </div>
                <Givers answers={answers} names={names} />
              </li>
            ))}
          </ul>
        </>
      )}
    </section>
  )
}
