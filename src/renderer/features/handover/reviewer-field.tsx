import { Autocomplete, Select } from '@mantine/core'
import type { LabelingSession } from '../../../shared/model/labeling.ts'
import { useT } from '../../i18n/i18n.ts'

/** One of the session's reviewers, or a name where it has none. */
export function ReviewerField({
  session,
  value,
  placeholder,
  isOptional = false,
  onChange,
}: {
  session: LabelingSession
  value: string
  placeholder?: string
  isOptional?: boolean
  onChange: (reviewer: string) => void
}) {
  const t = useT()
  const label = t('handover.reviewer')
  if (session.reviewers.length > 0) {
    return (
      <Select
        label={label}
        {...(placeholder === undefined ? {} : { placeholder })}
        data={session.reviewers}
        value={value === '' ? null : value}
        clearable={isOptional}
        allowDeselect={isOptional}
        comboboxProps={{ withinPortal: true }}
        onChange={(chosen) => onChange(chosen ?? '')}
      />
    )
  }
  return (
    <Autocomplete
      label={label}
      placeholder={placeholder ?? t('handover.reviewerName')}
      data={[]}
      value={value}
      maxLength={250}
      onChange={onChange}
    />
  )
}
