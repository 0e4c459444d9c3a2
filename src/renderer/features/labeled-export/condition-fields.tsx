import { ActionIcon, Autocomplete, Button, Select, TextInput, Tooltip } from '@mantine/core'
import { IconPlus, IconX } from '@tabler/icons-react'
import { useT } from '../../i18n/i18n.ts'
import type { ConditionDraft, KnownQuestion } from './draft.ts'
import css from './labeled-export.module.css'

/** Only what was answered so. */
export function ConditionFields({
  conditions,
  questions,
  onChange,
}: {
  conditions: readonly ConditionDraft[]
  questions: readonly KnownQuestion[]
  onChange: (conditions: readonly ConditionDraft[]) => void
}) {
  const t = useT()
  const replace = (at: number, change: Partial<ConditionDraft>) =>
    onChange(conditions.map((each, index) => (index === at ? { ...each, ...change } : each)))
  return (
    <fieldset className={css.section}>
      <legend>{t('labeledExport.where.title')}</legend>
      <p className={css.hint}>{t('labeledExport.where.hint')}</p>
      {conditions.map((condition, at) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: rows have nothing else that stays while they are typed
        <div key={at} className={css.condition}>
          <Autocomplete
            aria-label={t('labeledExport.where.question')}
            placeholder={t('labeledExport.where.question')}
            data={questions.map(({ name }) => name)}
            value={condition.name}
            onChange={(name) => replace(at, { name, value: '' })}
          />
          <AnswerField
            question={questions.find(({ name }) => name === condition.name)}
            value={condition.value}
            onChange={(value) => replace(at, { value })}
          />
          <Tooltip label={t('labeledExport.where.remove')}>
            <ActionIcon
              aria-label={t('labeledExport.where.remove')}
              onClick={() => onChange(conditions.filter((_, index) => index !== at))}
            >
              <IconX size={14} aria-hidden />
            </ActionIcon>
          </Tooltip>
        </div>
      ))}
      <div>
        <Button
          variant="subtle"
          leftSection={<IconPlus size={14} aria-hidden />}
          disabled={conditions.length >= 20}
          onClick={() => onChange([...conditions, { name: '', value: '' }])}
        >
          {t('labeledExport.where.add')}
        </Button>
      </div>
    </fieldset>
  )
}

function AnswerField({
  question,
  value,
  onChange,
}: {
  question: KnownQuestion | undefined
  value: string
  onChange: (value: string) => void
}) {
  const t = useT()
  const name = t('labeledExport.where.answer')
  if (question === undefined || question.answers.length === 0) {
    return (
      <TextInput
        aria-label={name}
        placeholder={name}
        value={value}
        onChange={(event) => onChange(event.currentTarget.value)}
      />
    )
  }
  const data = question.answers.map((answer) => ({
    value: JSON.stringify(answer.value),
    label: answer.label ?? (typeof answer.value === 'string' ? answer.value : JSON.stringify(answer.value)),
  }))
  return (
    <Select
      aria-label={name}
      placeholder={name}
      data={data}
      value={value === '' ? null : value}
      onChange={(chosen) => onChange(chosen ?? '')}
    />
  )
}
