import { Autocomplete, Group, Radio, Textarea, TextInput } from '@mantine/core'
import type { FocusEvent } from 'react'
import { useT } from '../../i18n/i18n.ts'
import css from './assessments.module.css'
import type { ValueDraft } from './value-draft.ts'

/** What is there was typed or chosen before: typing goes on behind it. A click sets its own place afterwards. */
export function caretToEnd(event: FocusEvent<HTMLInputElement | HTMLTextAreaElement>): void {
  const { value } = event.currentTarget
  event.currentTarget.setSelectionRange(value.length, value.length)
}

/** Few choices show as buttons to press, many as a list to search. */
const mostRadios = 5

/** The editor of a value, by its type. */
export function ValueField({
  draft,
  choices,
  hasFocus,
  problem,
  onChange,
}: {
  draft: ValueDraft
  choices: readonly string[]
  hasFocus: boolean
  problem: string | undefined
  onChange: (text: string) => void
}) {
  const t = useT()
  const label = t('assessments.form.value')
  const error = problem
  switch (draft.editor) {
    case 'boolean':
      return (
        <RadioLine
          options={[
            { value: 'yes', label: t('assessments.verdict.pass') },
            { value: 'no', label: t('assessments.verdict.fail') },
          ]}
          {...{ label, draft, error, hasFocus, onChange }}
        />
      )
    case 'choice':
      if (choices.length > 0 && choices.length <= mostRadios) {
        const options = choices.map((choice) => ({ value: choice, label: choice }))
        return <RadioLine {...{ label, options, draft, error, hasFocus, onChange }} />
      }
      return (
        <Autocomplete
          className={css.value}
          label={label}
          placeholder={t('assessments.form.choose')}
          data={[...choices]}
          value={draft.text}
          onChange={onChange}
          error={error}
          autoFocus={hasFocus}
        />
      )
    case 'number':
      return (
        <TextInput
          className={css.value}
          label={label}
          inputMode="decimal"
          value={draft.text}
          onChange={(event) => onChange(event.currentTarget.value)}
          error={error}
          autoFocus={hasFocus}
          onFocus={hasFocus ? caretToEnd : undefined}
        />
      )
    case 'text':
    case 'json':
      return (
        <Textarea
          className={css.value}
          label={label}
          value={draft.text}
          onChange={(event) => onChange(event.currentTarget.value)}
          error={error}
          autosize
          minRows={draft.editor === 'json' ? 3 : 1}
          maxRows={12}
          autoFocus={hasFocus}
          onFocus={hasFocus ? caretToEnd : undefined}
          spellCheck={draft.editor === 'text'}
          classNames={draft.editor === 'json' ? { input: css.jsonInput ?? '' } : {}}
        />
      )
  }
}

function RadioLine({
  label,
  options,
  draft,
  error,
  hasFocus,
  onChange,
}: {
  label: string
  options: readonly { value: string; label: string }[]
  draft: ValueDraft
  error: string | undefined
  hasFocus: boolean
  onChange: (text: string) => void
}) {
  return (
    <Radio.Group className={css.value} label={label} value={draft.text} onChange={onChange} error={error}>
      <Group gap="md" mih="var(--assay-control)">
        {options.map((option, at) => (
          <Radio
            key={option.value}
            value={option.value}
            label={option.label}
            autoFocus={hasFocus && (draft.text === '' ? at === 0 : option.value === draft.text)}
          />
        ))}
      </Group>
    </Radio.Group>
  )
}
