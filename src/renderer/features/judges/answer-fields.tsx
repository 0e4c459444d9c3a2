import { NumberInput, Select, Textarea } from '@mantine/core'
import { useT } from '../../i18n/i18n.ts'
import type { DraftProblems, JudgeDraft } from './judge-draft.ts'
import css from './judges.module.css'

const kinds = ['yesNo', 'choice', 'number', 'text'] as const

/** What a judge may answer. */
export function AnswerFields({
  draft,
  problems,
  isTold,
  onChange,
}: {
  draft: JudgeDraft
  problems: DraftProblems
  isTold: boolean
  onChange: (change: Partial<JudgeDraft>) => void
}) {
  const t = useT()
  return (
    <div className={css.line}>
      <Select
        className={css.setting}
        label={t('judges.form.answer')}
        data={kinds.map((kind) => ({ value: kind, label: t(`judges.answerKind.${kind}`) }))}
        value={draft.answerKind}
        allowDeselect={false}
        onChange={(value) => {
          const answerKind = kinds.find((kind) => kind === value)
          if (answerKind !== undefined) onChange({ answerKind })
        }}
      />
      {draft.answerKind === 'choice' && (
        <Textarea
          className={css.wide}
          label={t('judges.form.options')}
          description={t('judges.form.optionsHint')}
          value={draft.options}
          autosize
          minRows={2}
          maxRows={10}
          error={isTold && problems.options !== undefined ? t('judges.problem.options') : undefined}
          onChange={(event) => onChange({ options: event.currentTarget.value })}
        />
      )}
      {draft.answerKind === 'number' && (
        <>
          <NumberInput
            className={css.setting}
            label={t('judges.form.min')}
            placeholder={t('judges.form.noLimit')}
            value={draft.min}
            error={problems.limits === undefined ? undefined : t('judges.problem.limits')}
            onChange={(min) => onChange({ min })}
          />
          <NumberInput
            className={css.setting}
            label={t('judges.form.max')}
            placeholder={t('judges.form.noLimit')}
            value={draft.max}
            onChange={(max) => onChange({ max })}
          />
        </>
      )}
    </div>
  )
}
