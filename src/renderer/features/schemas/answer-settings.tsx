import { TextInput } from '@mantine/core'
import { useT } from '../../i18n/i18n.ts'
import { OptionList } from './option-list.tsx'
import type { ProblemField, Problems, SchemaDraft } from './schema-draft.ts'
import css from './schemas.module.css'

type TextField = 'positiveLabel' | 'negativeLabel' | 'min' | 'max' | 'maxLength' | 'maxCount'

/** What the chosen kind of answer needs to know. */
export function AnswerSettings({
  draft,
  problems,
  onChange,
}: {
  draft: SchemaDraft
  problems: Problems
  onChange: (change: Partial<SchemaDraft>) => void
}) {
  const t = useT()
  const problemText = (field: ProblemField) => {
    const problem = problems.fields[field]
    return problem === undefined ? undefined : t(`schemas.problem.${problem}`)
  }
  const field = (name: TextField, label: string, isNumber: boolean) => (
    <TextInput
      className={css.setting}
      label={label}
      value={draft[name]}
      error={problemText(name)}
      autoComplete="off"
      {...(isNumber ? { inputMode: 'decimal' as const, placeholder: t('schemas.form.noLimit') } : {})}
      onChange={(event) => onChange({ [name]: event.currentTarget.value })}
    />
  )
  switch (draft.kind) {
    case 'passFail':
      return (
        <div className={css.settings}>
          {field('positiveLabel', t('schemas.form.positiveLabel'), false)}
          {field('negativeLabel', t('schemas.form.negativeLabel'), false)}
        </div>
      )
    case 'choice':
    case 'choices':
      return <OptionList options={draft.options} problems={problems} onChange={(options) => onChange({ options })} />
    case 'numeric':
      return (
        <div className={css.settings}>
          {field('min', t('schemas.form.min'), true)}
          {field('max', t('schemas.form.max'), true)}
        </div>
      )
    case 'text':
      return <div className={css.settings}>{field('maxLength', t('schemas.form.maxLength'), true)}</div>
    case 'textList':
      return (
        <div className={css.settings}>
          {field('maxLength', t('schemas.form.maxLengthEach'), true)}
          {field('maxCount', t('schemas.form.maxCount'), true)}
        </div>
      )
  }
}
