import { Autocomplete, Group, NumberInput, Select, TextInput } from '@mantine/core'
import { useState } from 'react'
import type { Json } from '../../../shared/model/json.ts'
import type { AssessmentFilter } from '../../../shared/model/trace.ts'
import { sourceTypes } from '../../i18n/closed-sets.ts'
import { useT } from '../../i18n/i18n.ts'
import { EditorForm, type EditorProps } from './editor-form.tsx'
import { withAssessment } from './filter-conditions.ts'
import { useAssessmentNames } from './use-column-layout.ts'

const kinds = ['present', 'absent', 'is', 'between'] as const
type Kind = (typeof kinds)[number]

function kindOf(condition: AssessmentFilter | undefined): Kind {
  if (condition?.presence === 'absent') return 'absent'
  if (condition?.value !== undefined) return 'is'
  return condition?.min !== undefined || condition?.max !== undefined ? 'between' : 'present'
}

/** What was typed as the JSON it most likely means: `yes` and `no` are offered as such, numbers are numbers. */
function parseLoose(text: string, valueTypes: readonly string[]): Json {
  const trimmed = text.trim()
  if (valueTypes.includes('boolean') && !valueTypes.includes('string')) {
    if (/^(yes|true)$/i.test(trimmed)) return true
    if (/^(no|false)$/i.test(trimmed)) return false
  }
  if (trimmed === 'true' || trimmed === 'false') return trimmed === 'true'
  const number = Number(trimmed)
  return trimmed !== '' && Number.isFinite(number) && !valueTypes.every((type) => type === 'string') ? number : trimmed
}

/** An assessment is there, is missing, has a value or lies in a range; optionally by one kind of judge. */
export function AssessmentCondition({ filter, condition, isNew, onApply }: EditorProps) {
  const t = useT()
  const infos = useAssessmentNames()
  const before = isNew ? undefined : filter.assessments?.[condition.index]
  const [name, setName] = useState(before?.name ?? '')
  const [kind, setKind] = useState<Kind>(kindOf(before))
  const [text, setText] = useState(
    before?.value === undefined ? '' : typeof before.value === 'string' ? before.value : JSON.stringify(before.value),
  )
  const [min, setMin] = useState<number | string>(before?.min ?? '')
  const [max, setMax] = useState<number | string>(before?.max ?? '')
  const [source, setSource] = useState<string | null>(before?.sourceType ?? null)
  const info = infos.find((each) => each.name === name.trim())
  const valueTypes = info?.valueTypes ?? []
  const suggestions = valueTypes.includes('boolean') ? ['yes', 'no', ...(info?.choices ?? [])] : (info?.choices ?? [])
  const apply = () => {
    if (name.trim() === '') return onApply(filter)
    const sourceType = sourceTypes.find((type) => type === source)
    const next: AssessmentFilter = {
      name: name.trim(),
      ...(kind === 'absent' || kind === 'present' ? { presence: kind } : {}),
      ...(kind === 'is' && text.trim() !== '' ? { value: parseLoose(text, valueTypes) } : {}),
      ...(kind === 'between' && min !== '' ? { min: Number(min) } : {}),
      ...(kind === 'between' && max !== '' ? { max: Number(max) } : {}),
      ...(sourceType === undefined ? {} : { sourceType }),
    }
    onApply(withAssessment(filter, next, isNew ? undefined : condition.index))
  }
  const isWrong = kind === 'between' && min !== '' && max !== '' && Number(min) > Number(max)
  return (
    <EditorForm
      onSubmit={() => {
        if (!isWrong) apply()
      }}
      problem={isWrong ? t('traces.filter.invalidRange') : undefined}
    >
      <Autocomplete
        label={t('traces.filter.assessmentName')}
        data={infos.map((each) => each.name)}
        value={name}
        onChange={setName}
        comboboxProps={{ withinPortal: false }}
        maxDropdownHeight={220}
        data-autofocus
      />
      <Select
        label={t('traces.filter.condition')}
        data={kinds.map((each) => ({ value: each, label: t(`traces.filter.${each}`) }))}
        value={kind}
        onChange={(value) => setKind(kinds.find((each) => each === value) ?? 'present')}
        allowDeselect={false}
        comboboxProps={{ withinPortal: false }}
      />
      {kind === 'is' &&
        (suggestions.length > 0 ? (
          <Autocomplete
            label={t('traces.filter.value')}
            data={[...new Set(suggestions)]}
            value={text}
            onChange={setText}
            comboboxProps={{ withinPortal: false }}
          />
        ) : (
          <TextInput
            label={t('traces.filter.value')}
            value={text}
            onChange={(event) => setText(event.currentTarget.value)}
          />
        ))}
      {kind === 'between' && (
        <Group grow wrap="nowrap">
          <NumberInput label={t('traces.filter.min')} value={min} onChange={setMin} />
          <NumberInput label={t('traces.filter.max')} value={max} onChange={setMax} />
        </Group>
      )}
      <Select
        label={t('traces.filter.source')}
        data={sourceTypes.map((type) => ({ value: type, label: t(`common.source.${type}`) }))}
        value={source}
        onChange={setSource}
        clearable
        placeholder={t('traces.filter.anySource')}
        comboboxProps={{ withinPortal: false }}
      />
    </EditorForm>
  )
}
