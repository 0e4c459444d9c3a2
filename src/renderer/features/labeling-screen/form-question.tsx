import { IconAlertTriangle, IconArrowBigDownLine, IconHistory, IconSparkles } from '@tabler/icons-react'
import { memo } from 'react'
import type { Json } from '../../../shared/model/json.ts'
import type { LabelItem } from '../../../shared/model/label-work.ts'
import type { LabelSchema } from '../../../shared/model/labeling.ts'
import { listChoices } from '../../../shared/model/pairwise.ts'
import { useT } from '../../i18n/i18n.ts'
import { toAnswerValue } from '../../ui/answer.ts'
import { ChoiceKeys } from '../../ui/choice-keys.tsx'
import { useMarksText } from '../../ui/marks-text.ts'
import { Question } from '../../ui/question.tsx'
import { countOptions } from './choose-option.ts'
import css from './form.module.css'
import { shownAnswer } from './item-state.ts'
import { type KeyMap, optionActions } from './key-map.ts'
import type { LabelDesk } from './label-desk.ts'
import { isSwapped } from './sides.tsx'

function valueText(schema: LabelSchema, value: Json, given: string | undefined): string {
  if (given !== undefined) return given
  const { input } = schema
  if (input.type === 'passFail' && typeof value === 'boolean') {
    return value ? input.positiveLabel : input.negativeLabel
  }
  return Array.isArray(value) ? value.map(String).join(', ') : String(value)
}

const blankAnswer: ReturnType<typeof shownAnswer> = { value: undefined, comment: '' }

/** One question of the item on screen, with what judges said to it. */
export const FormQuestion = memo(function FormQuestion({
  desk,
  schema,
  at,
  traceId,
  item,
  isActive,
  obstacle,
  keys,
}: {
  desk: LabelDesk
  schema: LabelSchema
  at: number
  traceId: string
  item: LabelItem | undefined
  isActive: boolean
  obstacle: 'required' | 'nothing' | 'unseen' | undefined
  keys: KeyMap
}) {
  const t = useT()
  const marksText = useMarksText()
  const shown = item === undefined ? blankAnswer : shownAnswer(item, schema.schemaId)
  const judged = item?.suggestions.find(({ schemaId }) => schemaId === schema.schemaId)
  // Reviewers know left and right, not A and B.
  const sideText = (value: Json) => {
    if (schema.input.type !== 'pairwise') return undefined
    const choices: Json[] = listChoices(schema.input.hasBothBad, isSwapped(desk, traceId))
    const place = (['left', 'right', 'tie', 'bothBad'] as const)[choices.indexOf(value)]
    return place === undefined ? undefined : t(`ui.pairwise.choice.${place}`)
  }
  const hasDigits = countOptions(schema) !== undefined
  const isText = !hasDigits
  const own = item?.answers.find(({ schemaId }) => schemaId === schema.schemaId)
  const earlier = own?.value === undefined ? own?.earlier : undefined
  const title = schema.title === undefined || schema.title === '' ? schema.name : schema.title
  return (
    <div
      role="group"
      aria-label={title}
      tabIndex={-1}
      data-label-question={at}
      data-has-comment={schema.enableComment || undefined}
      data-active={isActive || undefined}
      data-required={schema.isRequired || undefined}
      className={css.question}
      onFocus={() => desk.noteQuestion(at)}
    >
      {schema.isRequired === true && <span className={css.required}>{t('labelScreen.form.required')}</span>}
      <ChoiceKeys keys={hasDigits ? optionActions.map((action) => keys[action]) : []}>
        <Question
          // Numbers and lists hold what is typed: another item, or one that is read now, begins anew.
          key={`${traceId} ${item === undefined} ${judged === undefined}`}
          schema={schema}
          answer={{ value: toAnswerValue(shown.value), comment: shown.comment }}
          isReadOnly={item === undefined}
          onChange={({ value, comment }) => {
            const isTyping = isText || comment !== shown.comment
            desk.answer(schema, { value, comment }, { isTyping })
          }}
        />
      </ChoiceKeys>
      {earlier !== undefined && (
        <div className={css.suggestion} data-open>
          <IconHistory size={14} aria-hidden />
          {t('labelScreen.form.askedAgain', {
            value: valueText(schema, earlier.value, sideText(earlier.value) ?? marksText(earlier.value)),
          })}
        </div>
      )}
      {judged !== undefined && (
        <div className={css.suggestion} data-open={shown.suggestion !== undefined || undefined}>
          <IconSparkles size={14} aria-hidden />
          <div>
            {shown.suggestion !== undefined
              ? t('labelScreen.form.suggested', { by: judged.by })
              : t('labelScreen.form.judged', {
                  by: judged.by,
                  value: valueText(schema, judged.value, sideText(judged.value) ?? marksText(judged.value)),
                })}
            {judged.rationale !== undefined && judged.rationale !== '' && (
              <details>
                <summary>{t('labelScreen.form.why')}</summary>
                {judged.rationale}
              </details>
            )}
          </div>
        </div>
      )}
      {obstacle === 'unseen' && (
        <p role="status" className={css.oneMore}>
          <IconArrowBigDownLine size={14} aria-hidden />
          {t('labelScreen.form.oneMore')}
        </p>
      )}
      {(obstacle === 'required' || obstacle === 'nothing') && (
        <p role="alert" className={css.obstacle}>
          <IconAlertTriangle size={14} aria-hidden />
          {t(obstacle === 'required' ? 'labelScreen.form.answerFirst' : 'labelScreen.form.answerAny')}
        </p>
      )}
    </div>
  )
})
