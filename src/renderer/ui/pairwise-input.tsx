/**
 * Which of two outputs is better. The answer is of A and B; to reviewers, who see them left or right by chance, the buttons speak of left and
 * right.
 */
import { findCandidates, listChoices, type PairwiseChoice } from '../../shared/model/pairwise.ts'
import { useT } from '../i18n/i18n.ts'
import type { QuestionInputProps } from './answer.ts'
import { ChoiceButtons } from './choice-buttons.tsx'
import { useAnswerGround } from './marking.tsx'
import css from './question.module.css'
import { SideBySide } from './side-by-side.tsx'

const places = ['left', 'right', 'tie', 'bothBad'] as const

export function PairwiseInput({ input, value, onChange, isReadOnly, ...rest }: QuestionInputProps<'pairwise'>) {
  const t = useT()
  const ground = useAnswerGround()
  const isSwapped = ground?.isSwapped === true
  const isBySide = ground?.isSwapped !== undefined
  const candidates =
    ground?.candidates ?? (ground?.trace === undefined ? undefined : findCandidates(ground.trace, input.paths))
  const choices = listChoices(input.hasBothBad, isSwapped)
  const isMissing = ground?.trace !== undefined && candidates === undefined
  return (
    <div className={css.pairwise}>
      {ground?.store === undefined && candidates !== undefined && (
        <SideBySide
          candidates={candidates}
          isSwapped={isSwapped}
          {...(isBySide ? {} : { titles: { left: 'A', right: 'B' } })}
        />
      )}
      <ChoiceButtons
        choices={choices.map((choice, at) => ({
          value: choice,
          label: isBySide ? t(`ui.pairwise.choice.${places[at] ?? 'tie'}`) : t(`ui.pairwise.answer.${choice}`),
        }))}
        chosen={choices.filter((choice) => choice === value)}
        isMultiple={false}
        isReadOnly={isReadOnly === true || isMissing}
        onChange={([chosen]) => onChange(chosen as PairwiseChoice | undefined)}
        {...rest}
      />
      {isMissing && (
        <p role="alert" className={css.missing} data-unanswerable>
          {t('ui.pairwise.missing')}
        </p>
      )}
    </div>
  )
}
