import { Checkbox, Select, TextInput } from '@mantine/core'
import { useT } from '../../i18n/i18n.ts'
import { OptionList } from './option-list.tsx'
import type { ProblemField, Problems, SchemaDraft } from './schema-draft.ts'
import css from './schemas.module.css'

type TextField =
  | 'positiveLabel'
  | 'negativeLabel'
  | 'min'
  | 'max'
  | 'maxLength'
  | 'maxCount'
  | 'unit'
  | 'points'
  | 'lowLabel'
  | 'highLabel'
  | 'pathA'
  | 'pathB'

const ratingSizes = ['3', '4', '5', '6', '7', '8', '9', '10']

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
    case 'ranking':
    case 'highlight':
      return (
        <>
          <OptionList
            options={draft.options}
            problems={problems}
            hasColors={draft.kind === 'highlight'}
            onChange={(options) => onChange({ options })}
          />
          {draft.kind === 'ranking' && (
            <Checkbox
              label={t('schemas.form.isPartial')}
              description={t('schemas.form.isPartialHint')}
              checked={draft.isPartial}
              onChange={(event) => onChange({ isPartial: event.currentTarget.checked })}
            />
          )}
        </>
      )
    case 'rating':
      return (
        <div className={css.settings}>
          <Select
            className={css.setting}
            label={t('schemas.form.points')}
            data={ratingSizes}
            value={draft.points}
            error={problemText('points')}
            allowDeselect={false}
            onChange={(points) => points !== null && onChange({ points })}
          />
          {field('lowLabel', t('schemas.form.lowLabel'), false)}
          {field('highLabel', t('schemas.form.highLabel', { number: draft.points }), false)}
        </div>
      )
    case 'numeric':
      return (
        <div className={css.settings}>
          {field('min', t('schemas.form.min'), true)}
          {field('max', t('schemas.form.max'), true)}
          {field('unit', t('schemas.form.unit'), false)}
        </div>
      )
    case 'text':
      return <div className={css.settings}>{field('maxLength', t('schemas.form.maxLength'), true)}</div>
    case 'pairwise':
      return (
        <>
          <p className={css.hint}>{t('schemas.form.pathsHint')}</p>
          <div className={css.settings}>
            {field('pathA', t('schemas.form.pathA'), false)}
            {field('pathB', t('schemas.form.pathB'), false)}
          </div>
          <Checkbox
            label={t('schemas.form.hasBothBad')}
            checked={draft.hasBothBad}
            onChange={(event) => onChange({ hasBothBad: event.currentTarget.checked })}
          />
        </>
      )
    case 'textList':
      return (
        <div className={css.settings}>
          {field('maxLength', t('schemas.form.maxLengthEach'), true)}
          {field('maxCount', t('schemas.form.maxCount'), true)}
        </div>
      )
  }
}
