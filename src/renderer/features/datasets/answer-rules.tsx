import { Radio, Select, Stack } from '@mantine/core'
import { type AnswerUse, AnswerUse as answerUses, type SeveralAnswers } from '../../../shared/model/dataset.ts'
import { useT } from '../../i18n/i18n.ts'
import css from './datasets.module.css'
import { type DraftQuestion, type MakeDraft, shownQuestions } from './make-draft.ts'

/** Which questions a record gets answers of, as what, and which answer where several people gave one. */
export function AnswerRules({
  questions,
  reviewers,
  draft,
  problem,
  onChange,
}: {
  questions: readonly DraftQuestion[]
  /** Whose answers alone can be taken; empty where nobody knows. */
  reviewers: readonly string[]
  draft: MakeDraft
  problem: boolean
  onChange: (change: Partial<MakeDraft>) => void
}) {
  const t = useT()
  if (questions.length === 0) return <p className={css.note}>{t('datasets.make.noQuestions')}</p>
  const rules: SeveralAnswers['rule'][] = ['decided', 'agreed', 'each']
  if (reviewers.length > 0) rules.push('reviewer')
  return (
    <>
      <fieldset className={css.uses}>
        <legend>{t('datasets.make.questions')}</legend>
        <div className={css.useList}>
          {shownQuestions(questions, draft).map(({ name, use }) => (
            <div key={name} className={css.use}>
              <span className={css.useName} title={name}>
                {name}
              </span>
              <Select
                aria-label={t('datasets.make.useOf', { name })}
                className={css.useSelect}
                data={answerUses.options.map((each) => ({ value: each, label: t(`datasets.make.use.${each}`) }))}
                value={use}
                allowDeselect={false}
                onChange={(value) => {
                  const next = answerUses.options.find((each) => each === value)
                  if (next !== undefined) onChange({ uses: { ...draft.uses, [name]: next satisfies AnswerUse } })
                }}
              />
            </div>
          ))}
        </div>
      </fieldset>
      <Radio.Group
        label={t('datasets.make.several')}
        value={draft.rule}
        onChange={(value) => {
          const rule = rules.find((each) => each === value)
          if (rule !== undefined) onChange({ rule })
        }}
      >
        <Stack gap="xs" mt="xs">
          {rules.map((each) => (
            <Radio
              key={each}
              value={each}
              label={t(`datasets.make.rule.${each}`)}
              description={t(`datasets.make.ruleHint.${each}`)}
            />
          ))}
        </Stack>
      </Radio.Group>
      {draft.rule === 'reviewer' && (
        <Select
          label={t('datasets.make.reviewer')}
          data={[...reviewers]}
          value={draft.reviewer ?? null}
          error={problem ? t('datasets.make.problem.noReviewer') : undefined}
          onChange={(value) => onChange({ reviewer: value ?? undefined })}
        />
      )}
    </>
  )
}
